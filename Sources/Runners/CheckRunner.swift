import Vocabulary

/// Check, the unit test framework for C.
///
/// Its text has the numbers, and names what failed; a report that an environment variable asks for names all tests,
/// and their suites.
package enum CheckRunner: Runner {
  package static let name = "check"
  package static let marks = ["Running suite(s): ", "%: Checks: "]

  package static func request(for call: Call?, in place: String) -> ReportRequest? {
    ReportRequest(environment: ["CK_XML_LOG_FILE_NAME": "\(place)/check.xml"])
  }

  package static func read(_ output: Output) -> Reading? {
    var text = CheckText()
    for (number, line) in output.lines.enumerated() { text.take(line, number) }
    return text.reading
  }

  package static func read(_ files: [ReportFile], beside text: Reading?) -> Reading? {
    guard var reading = text, reading.isClosed,
      let file = files.first(where: { $0.path == "check.xml" }),
      let tests = CheckReport(file.bytes).tests
    else { return nil }
    let known = reading.total
    reading.tests = tests
    reading.counts = nil
    // A set-up outside of tests that failed is counted and has no element. Another program of the same command has
    // written over the file.
    let named = reading.total
    guard named.passed == known.passed, named.failed <= known.failed,
      named.failed == known.failed || named.failed + 1 == known.failed
    else { return nil }
    reading.counts = known
    reading.isFromFile = true
    return reading
  }
}

/// What is known of Check's text, line by line.
private struct CheckText {
  private var starts = 0
  private var ends = 0
  private var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
  private var tests: [NamedTest] = []
  private var span: Range<Int>?

  mutating func take(_ line: Line, _ number: Int) {
    if line.contains("Running suite(s): ") {
      starts += 1
      return covers(number)
    }
    // What a test prints without a line feed stands before it.
    if let cut = line.cut(at: "%: Checks: "), let checks = Line(prefix(cut.after)).number,
      let failures = cut.after.number(after: "Failures:"),
      let errors = cut.after.number(after: "Errors:")
    {
      ends += 1
      counts.failed += failures + errors
      counts.passed += max(0, checks - failures - errors)
      return covers(number)
    }
    guard ends > 0, ends >= starts, let test = CheckText.test(line) else { return }
    tests.append(test)
    covers(number)
  }

  private func prefix(_ line: Line) -> ArraySlice<UInt8> {
    line.bytes.prefix { (0x30...0x39).contains($0) }
  }

  private mutating func covers(_ number: Int) {
    span = min(span?.lowerBound ?? number, number)..<(number + 1)
  }

  /// `a.c:8:F:Core tests:l:1: Assertion '_i != 1' failed`
  private static func test(_ line: Line) -> NamedTest? {
    let parts = line.bytes.split(
      separator: UInt8(ascii: ":"), maxSplits: 6, omittingEmptySubsequences: false
    ).map(Line.init)
    guard parts.count == 7, parts[1].number != nil, let iteration = parts[5].number else {
      return nil
    }
    let result: TestResult
    switch parts[2].text {
    case "P": result = .passed
    case "F", "E", "S": result = .failed
    default: return nil
    }
    return NamedTest(CheckText.name(parts[3].text, parts[4].text, iteration), result)
  }

  /// A test's name: its case, its function, and which pass of a loop it was.
  static func name(_ testCase: String, _ function: String, _ iteration: Int) -> String {
    "\(testCase) > \(function)" + (iteration == 0 ? "" : " \(iteration)")
  }

  /// All of it; `nil` where Check has said nothing.
  var reading: Reading? {
    guard starts + ends > 0 else { return nil }
    var reading = Reading()
    reading.span = span
    reading.isClosed = ends > 0 && ends >= starts
    reading.counts = counts
    reading.tests = tests
    if starts > 0, ends > starts { reading.doubt = "Check ran \(starts) times and closed \(ends)" }
    return reading
  }
}

/// Check's own report in XML, which has one element a line.
private struct CheckReport {
  /// The tests; `nil` where the report does not come to its end.
  private(set) var tests: [NamedTest]?

  init(_ bytes: [UInt8]) {
    var found: [NamedTest] = []
    var (function, testCase) = ("", "")
    var iteration = 0
    var result: TestResult?
    for line in Output(bytes).lines {
      let text = line.trimmed
      if let rest = text.after("<test result=\"") {
        result = rest.hasPrefix("success") ? .passed : .failed
      } else if let value = CheckReport.value(text, "id") {
        function = value
      } else if let value = CheckReport.value(text, "iteration") {
        iteration = Line(value).number ?? 0
      } else if let value = CheckReport.value(text, "description") {
        testCase = value
      } else if text.equals("</test>"), let known = result {
        found.append(NamedTest(CheckText.name(testCase, function, iteration), known))
        result = nil
      } else if text.equals("</testsuites>") {
        tests = found
      }
    }
  }

  private static func value(_ line: Line, _ name: String) -> String? {
    guard let text = line.after("<\(name)>")?.before("</\(name)>")?.text else { return nil }
    guard text.contains("&") else { return text }
    var plain = ""
    var rest = text[...]
    while let ampersand = rest.firstIndex(of: "&") {
      plain += rest[..<ampersand]
      rest = rest[ampersand...]
      let entity = [
        ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&"),
      ].first { rest.hasPrefix($0.0) }
      plain += entity?.1 ?? "&"
      rest = rest.dropFirst(entity?.0.count ?? 1)
    }
    return plain + rest
  }
}
