import Vocabulary

/// GoogleTest: one or more test programs in one output.
///
/// Its text announces how many tests there are, and names each. An environment variable makes each program write a
/// report in a folder, which tells the names where the text is quiet.
package enum GoogleTestRunner: Runner {
  package static let name = "gtest"
  package static let marks = [
    "[==========] Running ", "[  PASSED  ] ", "[ RUN      ] ", "Running main() from ",
  ]

  package static func request(for call: Call?, in place: String) -> ReportRequest? {
    ReportRequest(environment: ["GTEST_OUTPUT": "xml:\(place)/gtest/"])
  }

  package static func focused(
    _ call: Call, on tests: [String], stopsEarly: Bool
  ) -> String? {
    // The program itself, and no script that calls it.
    let isExact = tests.allSatisfy { name in
      name.split(separator: ".").count == 2
        && name.allSatisfy { $0 == "." || $0 == "/" || $0 == "_" || $0.isLetter || $0.isNumber }
    }
    guard call.isOfProgram, isExact, !tests.isEmpty,
      !call.assignments.contains(where: { $0.hasPrefix("GTEST_") })
    else { return nil }
    let words = call.words.filter { !$0.hasPrefix("--gtest_filter") }
    return call.replacing(words: words + ["--gtest_filter=" + tests.joined(separator: ":")])
  }

  package static func read(_ output: Output) -> Reading? {
    var text = GoogleTestText()
    for (number, line) in output.lines.enumerated() { text.take(line, number) }
    return text.reading
  }

  package static func read(_ files: [ReportFile], beside text: Reading?) -> Reading? {
    guard let text, text.isClosed else { return nil }
    var reading = Reading()
    for file in files where file.path.hasPrefix("gtest/") {
      do {
        for test in try JUnitDocument(file.bytes).tests {
          if test.name.isEmpty {
            reading.add(unloaded: test.className)
          } else {
            reading.add("\(test.className).\(test.name)", test.result)
          }
        }
      } catch {
        reading.doubt = "GoogleTest's report file cannot be read: \(error.sentence)"
      }
    }
    guard !reading.tests.isEmpty else { return nil }
    for suite in text.unloaded where !reading.unloaded.contains(suite) {
      reading.add(unloaded: suite)
    }
    // Programs that were called again have written over their files, and others inside tests have written more.
    guard reading.tests.count == text.announced else { return nil }
    (reading.isFromFile, reading.isClosed, reading.span) = (true, true, text.span)
    reading.doubt = reading.doubt ?? text.doubt
    // The order is that of the text where it is whole, so that equal names are told apart the same way in both.
    if Set(reading.tests) == Set(text.tests), reading.tests.count == text.tests.count {
      reading.tests = text.tests
    }
    return reading
  }
}

extension Call {
  /// Whether it calls a program of the project by its path, as a binary of tests is called, and no script.
  var isOfProgram: Bool {
    guard let path = words.first, path.contains("/"), !path.hasPrefix("/usr/"),
      !path.hasPrefix("/bin/")
    else { return false }
    let ends = [".sh", ".py", ".pl", ".rb", ".js", ".bash", ".php", ".lua", ".tcl", ".bat"]
    return !ends.contains { path.hasSuffix($0) }
  }
}

/// What is known of GoogleTest's text, line by line.
///
/// A test may run another program of tests: until a test's own end, all other runs are its output.
private struct GoogleTestText {
  private var runs: [GoogleTestRun] = []
  private var lastLine = 0

  mutating func take(_ line: Line, _ number: Int) {
    guard let first = line.bytes.first else { return }
    guard first == UInt8(ascii: "[") else {
      if line.hasPrefix("  YOU HAVE "), let count = line.number(before: "DISABLED"), !runs.isEmpty {
        runs[runs.count - 1].disabled = count
        lastLine = number
      } else if first == UInt8(ascii: "R"), line.hasPrefix("Running main() from ") {
        starter = starter ?? number
      } else if line.contains(" ] ") {
        // `partial[       OK ] S.C (0 ms)`
        ends(line, number)
      } else if line.hasSuffix(": Failure"), let place = runs.indices.last {
        if runs[place].open == nil && runs[place].told == nil {
          runs[place].hasFailedOutside = true
        }
      }
      return
    }
    if let rest = line.after("[==========] ") {
      frame(rest, number)
    } else if let name = line.after("[ RUN      ] ") {
      guard !runs.isEmpty else { return }
      runs[runs.count - 1].begin(name)
      lastLine = number
    } else if let name = line.after("[ DISABLED ] ") {
      guard !runs.isEmpty else { return }
      runs[runs.count - 1].tests.append(NamedTest(name.text, .skipped))
      runs[runs.count - 1].disabledNames += 1
    } else if !ends(line, number) {
      closes(line, number)
    }
  }

  private var starter: Int?

  /// `Running 3 tests from 1 test suite.`, `3 tests from 1 test suite ran. (2 ms total)`
  private mutating func frame(_ line: Line, _ number: Int) {
    guard let count = line.number(before: "tests", "test"), line.contains(" from ") else { return }
    if line.hasPrefix("Running ") {
      runs.append(GoogleTestRun(start: starter ?? number, announced: count))
    } else if line.contains(" ran.") {
      if runs.isEmpty || runs[runs.count - 1].isClosed {
        // A brief run begins with its end.
        runs.append(GoogleTestRun(start: starter ?? number, announced: count))
        runs[runs.count - 1].isBrief = true
        runs[runs.count - 1].tests = loose.map { NamedTest($0, .failed) }
      }
      if runs[runs.count - 1].open == nil { runs[runs.count - 1].told = count }
    } else {
      return
    }
    (starter, loose) = (nil, [])
    lastLine = number
  }

  /// What failed in a brief run, whose end is to come.
  private var loose: [String] = []

  private static let verdicts: [(mark: String, result: TestResult)] = [
    ("[       OK ] ", .passed), ("[  FAILED  ] ", .failed), ("[  SKIPPED ] ", .skipped),
  ]

  /// The end of an open test; what came after its start in other runs was its output.
  @discardableResult
  private mutating func ends(_ line: Line, _ number: Int) -> Bool {
    for (mark, result) in GoogleTestText.verdicts {
      guard let range = line.lastRange(of: mark) else { continue }
      let rest = Line(line.bytes[range.upperBound...])
      if let place = runs.lastIndex(where: { $0.isEnd(rest) }) {
        runs.removeSubrange((place + 1)...)
        runs[place].end(rest, result)
        starter = nil
        lastLine = number
        return true
      }
      if result == .failed, runs.isEmpty || runs[runs.count - 1].isClosed, rest.hasSuffix(" ms)") {
        let name = rest.cut(at: ", where ")?.before ?? rest.cut(at: " (")?.before ?? rest
        loose.append(name.text)
      }
    }
    return false
  }

  /// `[  PASSED  ] 2 tests.`, `[  FAILED  ] 1 test, listed below:`
  private mutating func closes(_ line: Line, _ number: Int) {
    guard let place = runs.indices.last, runs[place].told != nil else { return }
    if let rest = line.after("[  PASSED  ] "), let count = rest.words.first?.number {
      guard runs[place].passed == nil else { return }
      runs[place].passed = count
    } else if let rest = line.after("[  SKIPPED ] "), let count = rest.words.first?.number {
      runs[place].skipped = count
    } else if let rest = line.after("[  FAILED  ] ") {
      if rest.hasSuffix("listed below:"), let count = rest.words.first?.number {
        runs[place].failed = count
      } else if let suite = rest.before(": SetUpTestSuite or TearDownTestSuite")
        ?? rest.before(": SetUpTestCase or TearDownTestCase")
      {
        runs[place].suites.append(suite.text)
      } else if runs[place].isBrief {
        let name = rest.cut(at: ", where ")?.before ?? rest
        if !runs[place].tests.contains(where: { $0.name == name.text }) {
          runs[place].tests.append(NamedTest(name.text, .failed))
        }
      }
    } else {
      return
    }
    lastLine = number
  }

  /// All of it; `nil` where GoogleTest has said nothing.
  var reading: Reading? {
    guard let first = runs.first else {
      guard let starter else { return nil }
      var reading = Reading()
      reading.span = starter..<(starter + 1)
      return reading
    }
    var reading = Reading()
    reading.span = first.start..<(lastLine + 1)
    reading.isClosed = runs.allSatisfy(\.isClosed) && starter == nil
    var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
    var announced = 0
    for run in runs {
      reading.tests += run.tests
      if let open = run.open { reading.add(open.text, .failed) }
      for suite in run.suites { reading.add(unloaded: suite) }
      counts.passed += run.sums.passed
      counts.failed += run.sums.failed
      counts.skipped += run.sums.skipped
      announced += run.announced + max(run.disabled, run.disabledNames) + run.outside
      reading.doubt = reading.doubt ?? run.doubt
    }
    reading.counts = counts
    reading.announced = announced
    return reading
  }
}

/// One test program's run.
private struct GoogleTestRun {
  /// Its first line.
  var start: Int
  /// The tests it said it would run.
  var announced: Int
  /// Whether only what failed is told.
  var isBrief = false
  /// Its tests, those disabled among them.
  var tests: [NamedTest] = []
  /// The test that has begun and not ended, and behind it what it printed of the kind.
  private var opens: [Line] = []
  /// Whether something failed outside of tests.
  var hasFailedOutside = false
  /// The tests that ran, by its closing line.
  var told: Int?
  /// The tests that passed, by its closing lines.
  var passed: Int?
  var skipped = 0
  var failed = 0
  var disabled = 0
  var disabledNames = 0
  /// Suites whose set-up or tear-down failed.
  var suites: [String] = []

  init(start: Int, announced: Int) {
    self.start = start
    self.announced = announced
  }

  /// Whether its closing lines are there.
  var isClosed: Bool { told != nil && passed != nil }

  mutating func begin(_ name: Line) {
    if told == nil { opens.append(name) }
  }

  /// The test that has begun and not ended.
  var open: Line? { opens.first }

  /// Whether `text`, which follows a verdict, ends the open test: its name, and what it was called with or how long it
  /// took.
  func isEnd(_ text: Line) -> Bool {
    told == nil && opens.contains { GoogleTestRun.isEnd(text, of: $0) }
  }

  private static func isEnd(_ text: Line, of name: Line) -> Bool {
    guard text.bytes.starts(with: name.bytes) else { return false }
    let rest = Line(text.bytes.dropFirst(name.bytes.count))
    return rest.hasPrefix(" (") || rest.hasPrefix(", where ") || rest.isEmpty
  }

  /// Ends the open test that `text` names; what a test printed of the kind is none.
  mutating func end(_ text: Line, _ result: TestResult) {
    guard let place = opens.firstIndex(where: { GoogleTestRun.isEnd(text, of: $0) }) else { return }
    if place == 0 { tests.append(NamedTest(opens[0].text, result)) }
    opens.removeSubrange(place...)
  }

  /// What failed outside of tests: suites by their names, else one thing without.
  var outside: Int { suites.isEmpty && hasFailedOutside ? 1 : suites.count }

  private func count(_ result: TestResult) -> Int {
    tests.lazy.filter { $0.result == result }.count
  }

  /// How its tests came out: by its closing lines in a brief run, else by its names.
  var sums: TestReport.Counts {
    guard isBrief else {
      return TestReport.Counts(
        passed: count(.passed), failed: count(.failed) + outside + (open == nil ? 0 : 1),
        skipped: count(.skipped) + max(0, disabled - disabledNames))
    }
    let passed = passed ?? 0
    let failed = max(count(.failed), announced - passed - skipped)
    return TestReport.Counts(
      passed: passed, failed: failed + outside, skipped: skipped + disabled)
  }

  /// What speaks against it.
  var doubt: String? {
    guard let told, let passed, !isBrief else { return nil }
    if told != announced { return "GoogleTest announced \(announced) tests and ran \(told)" }
    if passed != count(.passed) || failed != count(.failed) {
      return "GoogleTest's closing numbers are not those of its tests"
    }
    return nil
  }
}
