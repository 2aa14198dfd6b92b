import Vocabulary

/// CTest, also behind `make test` and `ninja test`.
///
/// Its text names each test and says how it came out; since CMake 3.21 it writes a report in JUnit's XML, where a test
/// that could not be started is among the skipped although it fails the run.
package enum CTestRunner: Runner {
  package static let name = "ctest"
  package static let marks = ["Test project ", "% tests passed, ", "No tests were found!!!"]

  /// Before 3.21 CTest wrote no such file.
  package static let refusals = ["Unknown argument: --output-junit"]

  package static func isCalled(by call: Call) -> Bool { call.program == "ctest" }

  package static func request(for call: Call?, in place: String) -> ReportRequest? {
    guard let call, isCalled(by: call),
      !call.words.contains(where: { ["-N", "--show-only", "--output-junit"].contains($0) })
    else { return nil }
    return ReportRequest(arguments: ["--output-junit", "\(place)/ctest.xml"])
  }

  package static func focused(
    _ call: Call, on tests: [String], stopsEarly: Bool
  ) -> String? {
    guard isCalled(by: call), !tests.isEmpty, !tests.contains(where: \.isNumbered) else {
      return nil
    }
    var options: [String] = []
    var isValue = false
    for word in call.words.dropFirst() {
      if isValue {
        isValue = false
      } else if word == "-R" || word == "--tests-regex" {
        isValue = true
      } else if word.hasPrefix("--rerun-failed") || word == "-I" || word == "--tests-information" {
        return nil
      } else {
        options.append(word)
      }
    }
    let pattern = "^(" + tests.map(\.escapedForRegex).joined(separator: "|") + ")$"
    return call.replacing(
      words: [call.words[0]] + options + ["-R", pattern]
        + (stopsEarly ? ["--stop-on-failure"] : []))
  }

  package static func read(_ output: Output) -> Reading? {
    var text = CTestText()
    for (number, line) in output.lines.enumerated() { text.take(line, number) }
    return text.reading
  }

  package static func read(_ files: [ReportFile], beside text: Reading?) -> Reading? {
    guard let file = files.first(where: { $0.path == "ctest.xml" }) else { return nil }
    var reading = Reading()
    reading.isFromFile = true
    reading.isClosed = true
    reading.span = text?.span
    do {
      for test in try JUnitDocument(file.bytes).tests {
        reading.add(test.name, test.couldNotStart ? .failed : test.result)
      }
    } catch {
      reading.doubt = "CTest's report file cannot be read: \(error.sentence)"
      reading.counts = text?.counts
      return reading
    }
    guard let text, text.isClosed, text.doubt == nil else { return reading }
    // A second call in the same command has written over the first one's file.
    return text.total == reading.total ? reading : text
  }
}

extension JUnitDocument.Test {
  /// Whether CTest could not start it, for want of its program, a file or what it depends on.
  fileprivate var couldNotStart: Bool {
    guard result == .skipped, let message else { return false }
    return !message.hasPrefix("SKIP_")
  }
}

/// What is known of CTest's text, line by line.
///
/// A test's output may hold another CTest's: a run is over only by its own closing line, and the next numbered line of
/// an open run takes away what came after it.
private struct CTestText {
  private var runs: [CTestRun] = []
  private var isCTest = false
  private var lastLine = 0

  mutating func take(_ line: Line, _ number: Int) {
    guard let first = line.bytes.first else { return }
    switch first {
    case 0x20, 0x30...0x39:
      if let result = CTestLine(line) { return take(result, number) }
      if line.contains("% tests passed, ") { close(line, number) }
    case UInt8(ascii: "T") where line.hasPrefix("Test project "):
      runs.append(CTestRun(start: number))
      covers(number)
    case UInt8(ascii: "N") where line.equals("No tests were found!!!"):
      if runs.isEmpty || runs[runs.count - 1].isClosed { runs.append(CTestRun(start: number)) }
      if runs[runs.count - 1].ran == 0 { runs[runs.count - 1].isClosed = true }
      covers(number)
    case UInt8(ascii: "E") where line.equals("Errors while running CTest"):
      covers(number)
    default: break
    }
  }

  private mutating func covers(_ number: Int) {
    isCTest = true
    lastLine = number
  }

  private mutating func take(_ result: CTestLine, _ number: Int) {
    covers(number)
    let place = runs.lastIndex { $0.takes(result) }
    if let place {
      runs.removeSubrange((place + 1)...)
    } else {
      runs.append(CTestRun(start: number))
    }
    runs[runs.count - 1].take(result)
  }

  /// `67% tests passed, 1 tests failed out of 3`
  private mutating func close(_ line: Line, _ number: Int) {
    guard let failed = line.number(before: "tests", "test"),
      let count = line.number(after: "out of"),
      let place = runs.lastIndex(where: { !$0.isClosed && $0.ran == count && $0.failed == failed })
    else { return }
    covers(number)
    runs.removeSubrange((place + 1)...)
    runs[place].isClosed = true
  }

  /// All of it; `nil` where CTest has said nothing.
  var reading: Reading? {
    guard isCTest, let first = runs.first else { return nil }
    var reading = Reading()
    reading.span = first.start..<(lastLine + 1)
    reading.tests = runs.flatMap(\.tests)
    reading.isClosed = runs.allSatisfy(\.isClosed)
    reading.runs = runs.filter(\.isClosed).map(\.counts)
    for run in runs where run.failed == 0 {
      guard let total = run.total, total != run.tests.count else { continue }
      reading.doubt = "CTest has \(total) tests and tells of \(run.tests.count)"
    }
    return reading
  }
}

/// One run of CTest.
private struct CTestRun {
  /// Its first line.
  var start: Int
  /// Its tests, as they came out at last.
  private(set) var tests: [NamedTest] = []
  /// All its tests, by the numbers before their names.
  private(set) var total: Int?
  /// Whether its closing line is there.
  var isClosed = false
  private var disabled = 0
  private var next = 1
  private var places: [Int: Int] = [:]

  init(start: Int) { self.start = start }

  /// The tests that CTest counts.
  var ran: Int { tests.count - disabled }

  /// Those of them that failed.
  var failed: Int { tests.lazy.filter { $0.result == .failed }.count }

  /// How they came out, the disabled among the skipped.
  var counts: TestReport.Counts {
    var reading = Reading()
    reading.tests = tests
    return reading.total
  }

  /// Whether `result` can be its next line.
  func takes(_ result: CTestLine) -> Bool {
    if isClosed { return false }
    guard let position = result.position else {
      return places[result.number] != nil || total == nil || tests.count < total ?? 0
    }
    guard total == nil || total == position.count else { return false }
    // A test that is repeated until it fails has no line of its own place when it does.
    return position.place >= next
  }

  /// Takes its next line.
  mutating func take(_ result: CTestLine) {
    if let position = result.position {
      total = position.count
      next = position.place + 1
    }
    if let place = places[result.number] {
      tests[place].result = result.result
      return
    }
    places[result.number] = tests.count
    tests.append(NamedTest(result.name, result.result))
    if result.isDisabled { disabled += 1 }
  }
}

/// A line such as ` 1/21 Test  #1: one ....   Passed    0.01 sec`.
private struct CTestLine {
  /// Its place among how many; `nil` for a further try.
  var position: (place: Int, count: Int)?
  /// The test's number.
  var number: Int
  /// The test's name.
  var name: String
  /// How it came out.
  var result: TestResult
  /// Whether it is disabled, so that CTest counts it nowhere.
  var isDisabled: Bool

  init?(_ line: Line) {
    var rest = line.trimmed
    let place = rest.bytes.prefix { (0x30...0x39).contains($0) }
    if let first = Line(place).number {
      guard let slash = Line(rest.bytes.dropFirst(place.count)).after("/") else { return nil }
      let count = slash.bytes.prefix { (0x30...0x39).contains($0) }
      guard let all = Line(count).number else { return nil }
      position = (first, all)
      rest = Line(slash.bytes.dropFirst(count.count)).trimmed
    }
    guard let test = rest.after("Test "), let hash = test.trimmed.after("#"),
      let colon = hash.cut(at: ": "), let number = colon.before.number,
      let verdict = CTestLine.verdict(colon.after)
    else { return nil }
    self.number = number
    name = verdict.name
    result = verdict.result
    isDisabled = verdict.isDisabled
  }

  private static func verdict(
    _ text: Line
  ) -> (name: String, result: TestResult, isDisabled: Bool)? {
    let passed = text.lastRange(of: ".   Passed ")
    let other = text.lastRange(of: "***")
    var end = passed.map { $0.lowerBound + 1 } ?? text.bytes.startIndex
    var (result, isDisabled) = (TestResult.passed, false)
    if let other, other.lowerBound > passed?.lowerBound ?? -1 {
      let reason = Line(text.bytes[other.upperBound...])
      isDisabled = reason.hasPrefix("Not Run (Disabled)")
      result = isDisabled || reason.hasPrefix("Skipped") ? .skipped : .failed
      // `....Subprocess aborted***Exception:`
      let before = Line(text.bytes[..<other.lowerBound])
      end = before.lastRange(of: "...").map(\.upperBound) ?? other.lowerBound
    } else if passed == nil {
      return nil
    }
    var name = text.bytes[..<end]
    while name.last == UInt8(ascii: ".") { name = name.dropLast() }
    guard name.last == 0x20, end - name.endIndex >= 3 else { return nil }
    return (Line(name.dropLast()).text, result, isDisabled)
  }
}
