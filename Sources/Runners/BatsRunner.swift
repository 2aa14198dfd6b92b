import Vocabulary

/// bats, the test runner for shells: in the Test Anything Protocol, as it prints when its output is no terminal, and
/// pretty.
package enum BatsRunner: Runner {
  package static let name = "bats"
  package static let marks = [" ✓ ", " ✗ ", "(skipped"]

  package static func isCalled(by call: Call) -> Bool { call.arguments(after: "bats") != nil }

  package static func focused(
    _ call: Call, on tests: [String], stopsEarly: Bool
  ) -> String? {
    guard let own = call.arguments(after: "bats"), !tests.isEmpty,
      // A filter is held against the name as it is written, before the shell reads it.
      tests.allSatisfy({ name in !name.isNumbered && !name.contains { "\"\\$`".contains($0) } })
    else { return nil }
    var options: [String] = []
    var isValue = false
    for word in own {
      if isValue {
        isValue = false
      } else if word == "-f" || word == "--filter" {
        isValue = true
      } else if word.hasPrefix("--filter-status") {
        return nil
      } else {
        options.append(word)
      }
    }
    let pattern = "^(" + tests.map(\.escapedForRegex).joined(separator: "|") + ")$"
    return call.replacing(words: [call.words[0], "-f", pattern] + options)
  }

  package static func read(_ output: Output) -> Reading? {
    if let pretty = BatsText(output.lines).reading { return pretty }
    let document = TAPDocument(output.lines[...])
    guard document.isTAP else { return nil }
    var reading = Reading()
    reading.span = document.span
    reading.isClosed = true
    for stream in document.streams where stream.isBegun {
      reading.add(stream)
      reading.runs.append(stream.counts)
    }
    return reading
  }
}

extension String {
  /// Whether it ends like a name that was numbered since it occurs more than once, so that it may be no name of the
  /// runner's.
  var isNumbered: Bool {
    guard hasSuffix(")"), let open = lastIndex(of: "("), self[..<open].hasSuffix(" ") else {
      return false
    }
    let digits = self[index(after: open)...].dropLast()
    return !digits.isEmpty && digits.allSatisfy(\.isNumber)
  }

  /// The regular expression that matches it alone, in the words that POSIX's extended ones and CMake's share.
  var escapedForRegex: String {
    map { "\\.[]()*+?{}|^$".contains($0) ? "\\\($0)" : "\($0)" }.joined()
  }
}

/// What is known of bats's pretty text.
private struct BatsText {
  private var tests: [NamedTest] = []
  private var unloaded: [String] = []
  private var runs: [TestReport.Counts] = []
  private var announced = 0
  private var failures = 0
  private var isClosed = false
  private var isBats = false
  private var doubt: String?
  private var span: Range<Int>?

  init(_ lines: [Line]) {
    for (number, line) in lines.enumerated() where take(line) {
      span = min(span?.lowerBound ?? number, number)..<(number + 1)
    }
  }

  private mutating func take(_ line: Line) -> Bool {
    if let first = line.bytes.first, (0x30...0x39).contains(first) { return close(line) }
    // `   adds two1/9 ✓ adds two`: the line was begun with the name, and is written over.
    for (mark, result) in [
      ("✓ ", TestResult.passed), ("✗ ", .failed), ("- ", .skipped),
    ] where line.contains(mark) {
      guard let name = BatsText.name(line, mark, result) else { continue }
      isBats = isBats || !line.hasPrefix(" " + mark)
      add(name, result)
      return true
    }
    return false
  }

  private static func name(_ line: Line, _ mark: String, _ result: TestResult) -> Line? {
    let start = result == .skipped ? line.lastRange(of: " " + mark) : line.range(of: " " + mark)
    guard let start else { return nil }
    let before = Line(line.bytes[..<start.lowerBound])
    var name = Line(line.bytes[start.upperBound...])
    if result == .skipped {
      guard let cut = name.cut(at: " (skipped") else { return nil }
      name = cut.before
    }
    if before.isEmpty { return name }
    // What was written over: name, number and time.
    guard before.hasPrefix("   "), before.bytes.contains(UInt8(ascii: "/")) else { return nil }
    guard before.contains(" in "), let time = name.cut(atLast: " ["), name.hasSuffix("]") else {
      return name
    }
    return time.before
  }

  private mutating func add(_ name: Line, _ result: TestResult) {
    isClosed = false
    tests.append(NamedTest(name.text, result))
    if result == .failed,
      ["setup_file failed", "teardown_file failed", "setup_suite failed", "teardown_suite failed"]
        .contains(where: name.equals)
    {
      unloaded.append(name.text)
    }
  }

  /// `9 tests, 1 failure, 2 skipped`
  private mutating func close(_ line: Line) -> Bool {
    let words = line.words
    guard words.count >= 4, let count = words[0].number,
      words[1].equals("tests,") || words[1].equals("test,"), let failed = words[2].number,
      words[3].hasPrefix("failure")
    else { return false }
    let told = tests.filter { $0.result == .failed }.count - failures
    // Another line of these words is what a test prints.
    guard failed == told, isBats || count == 0 && tests.isEmpty else { return false }
    isBats = true
    let sum = tests.count - announced
    if unloaded.isEmpty, sum != count, failed == 0 {
      doubt = doubt ?? "bats counts \(count) tests and tells of \(sum)"
    }
    runs.append(TestReport.Counts(passed: max(0, sum - failed), failed: failed, skipped: 0))
    failures += failed
    announced += sum
    isClosed = true
    return true
  }

  /// All of it; `nil` where bats has said nothing of the kind.
  var reading: Reading? {
    guard isBats else { return nil }
    var reading = Reading()
    (reading.tests, reading.unloaded, reading.span) = (tests, unloaded, span)
    (reading.isClosed, reading.doubt, reading.runs) = (isClosed, doubt, runs)
    return reading
  }
}
