import Vocabulary

/// CppUTest, plain and verbose.
package enum CppUTestRunner: Runner {
  package static let name = "cpputest"
  package static let marks = [" filtered out, ", ": error: Failure in TEST(", "TEST("]

  package static func focused(
    _ call: Call, on tests: [String], stopsEarly: Bool
  ) -> String? {
    guard call.isOfProgram, let test = tests.first, tests.count == 1, call.words.count == 1 else {
      return nil
    }
    let parts = test.split(separator: ".")
    guard parts.count == 2 else { return nil }
    return call.replacing(words: call.words + ["-sg", String(parts[0]), "-sn", String(parts[1])])
  }

  package static func read(_ output: Output) -> Reading? {
    var text = CppUTestText()
    for (number, line) in output.lines.enumerated() { text.take(line, number) }
    return text.reading
  }
}

/// What is known of CppUTest's text, line by line.
private struct CppUTestText {
  private var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
  private var tests: [NamedTest] = []
  /// The tests of the open run.
  private var open: [NamedTest] = []
  private var isCppUTest = false
  private var isClosed = false
  private var span: Range<Int>?

  mutating func take(_ line: Line, _ number: Int) {
    if line.hasSuffix(" ms)") {
      if let sum = line.after("OK (") { close(sum, isGood: true, number) }
      if let sum = line.after("Errors (") { close(sum, isGood: false, number) }
      return
    }
    if let cut = line.cut(at: ": error: Failure in "), let name = CppUTestText.name(cut.after) {
      return note(name.name, .failed, number)
    }
    guard let name = CppUTestText.name(line) else { return }
    note(name.name, name.isIgnored ? .skipped : .passed, number)
  }

  /// `TEST(G, a)` or `IGNORE_TEST(G, c)`, with anything after it.
  private static func name(_ line: Line) -> (name: String, isIgnored: Bool)? {
    let ignored = line.after("IGNORE_TEST(")
    guard let rest = ignored ?? line.after("TEST("), let end = rest.cut(at: ")"),
      let parts = end.before.cut(at: ", ")
    else { return nil }
    return ("\(parts.before.text).\(parts.after.text)", ignored != nil)
  }

  /// Takes note of a test, which is spoken of again when it fails.
  private mutating func note(_ name: String, _ result: TestResult, _ number: Int) {
    (isCppUTest, isClosed) = (true, false)
    span = min(span?.lowerBound ?? number, number)..<(number + 1)
    if let place = open.indices.last, open[place].name == name {
      open[place].result = max(open[place].result, result)
    } else {
      open.append(NamedTest(name, result))
    }
  }

  /// `2 failures, 5 tests, 4 ran, 3 checks, 1 ignored, 0 filtered out, 0 ms)`
  private mutating func close(_ line: Line, isGood: Bool, _ number: Int) {
    guard let count = line.number(before: "tests"), let ran = line.number(before: "ran"),
      let ignored = line.number(before: "ignored"), line.contains(" filtered out"), ran <= count
    else { return }
    (isCppUTest, isClosed) = (true, true)
    span = min(span?.lowerBound ?? number, number)..<(number + 1)
    let failures = line.number(before: "failures") ?? 0
    let named = Set(open.lazy.filter { $0.result == .failed }.map(\.name)).count
    var failed = min(named, failures)
    // Nothing that ran is an error of its own, and a failure outside of tests has no name.
    if !isGood && failed == 0 { failed = 1 }
    counts.failed += failed
    counts.passed += max(0, ran - failed)
    counts.skipped += ignored
    tests += open
    open = []
  }

  /// All of it; `nil` where CppUTest has said nothing.
  var reading: Reading? {
    guard isCppUTest else { return nil }
    var reading = Reading()
    (reading.span, reading.isClosed, reading.counts) = (span, isClosed, counts)
    reading.tests = tests + open
    let named = reading.tests
    func count(_ result: TestResult) -> Int { named.lazy.filter { $0.result == result }.count }
    if count(.passed) > counts.passed || count(.failed) > counts.failed { reading.tests = [] }
    return reading
  }
}
