import Vocabulary

/// ant's task `junit`: its summary of each class, and its formatters `plain` and `brief`; names are `Class > test`.
package enum AntRunner: Runner {
  package static let name = "ant"
  package static let marks = ["[junit] "]

  package static func read(_ output: Output) -> Reading? {
    var text = AntText()
    var reading = Reading()
    for (number, line) in output.lines.enumerated() where text.take(line) { reading.covers(number) }
    // A task that prints nothing where all pass is nothing to hold a passing run against, unless it hides failures.
    guard text.isCounted || text.isSuccess && !text.broken.isEmpty else { return nil }
    reading.tests = text.tests
    for name in text.broken { reading.add(unloaded: name) }
    reading.counts = text.counts
    reading.counts?.failed += text.broken.count
    reading.isClosed = text.isClosed
    return reading
  }
}

/// What is known of the task's words, line by line.
private struct AntText {
  private(set) var tests: [NamedTest] = []
  /// Classes that failed and gave no numbers.
  private(set) var broken: [String] = []
  private(set) var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
  private(set) var isCounted = false
  private(set) var isSuccess = false
  private var isEnded = false
  private var suite: String?
  private var isOpen = false
  /// Whether the class's own output is shown.
  private var isOutput = false

  var isClosed: Bool { isEnded && !isOpen }

  /// Takes the next line; gives whether it is one of ant's own.
  mutating func take(_ line: Line) -> Bool {
    if line.equals("BUILD SUCCESSFUL") || line.equals("BUILD FAILED") {
      (isEnded, isSuccess) = (true, line.equals("BUILD SUCCESSFUL"))
      return isCounted || !broken.isEmpty
    }
    guard let text = Line(line.bytes.drop { $0 == 0x20 }).after("[junit] ") else { return false }
    if text.hasPrefix("------------- Standard ") {
      isOutput = true
      return true
    }
    // What was printed without a line feed stands before the rule.
    if text.hasSuffix("------------- ---------------- ---------------") {
      isOutput = false
      return true
    }
    if isOutput { return false }
    if let name = text.after("Running ") ?? text.after("Testsuite: ") {
      (suite, isOpen) = (name.text, true)
      return true
    }
    if text.hasPrefix("Tests run: "), text.contains(", Time elapsed: ") { return count(text) }
    if let name = text.after("Testcase: ") { return testcase(name) }
    if let rest = text.after("Test "), let cut = rest.cut(at: " FAILED"),
      cut.before.words.count == 1
    {
      if isOpen || cut.before.text != suite {
        broken.append(cut.before.text)
        isOpen = false
      }
      return true
    }
    return mark(text)
  }

  private mutating func count(_ text: Line) -> Bool {
    guard isOpen, let run = text.number(after: "Tests run:"),
      let failures = text.number(after: "Failures:"), let errors = text.number(after: "Errors:")
    else { return false }
    let skipped = text.number(after: "Skipped:") ?? 0
    counts.passed += max(0, run - failures - errors - skipped)
    counts.failed += failures + errors
    counts.skipped += skipped
    (isOpen, isCounted) = (false, true)
    return true
  }

  /// `ok took 0 sec`, `bad(ATest):\tFAILED`, `ign(ATest):SKIPPED: why`
  private mutating func testcase(_ text: Line) -> Bool {
    guard let suite else { return false }
    if let cut = text.cut(atLast: " took "), cut.after.hasSuffix(" sec") {
      let name = "\(suite) > \(cut.before.text)"
      // JUnit prints an assumption that does not hold twice.
      if let last = tests.last, last.name == name, last.result == .skipped { return true }
      tests.append(NamedTest(name, .passed))
      return true
    }
    guard let cut = text.cut(at: "):"), let name = cut.before.cut(atLast: "(")?.before else {
      return false
    }
    let word = cut.after.trimmed
    tests.append(
      NamedTest("\(suite) > \(name.text)", word.hasPrefix("SKIPPED") ? .skipped : .failed))
    return true
  }

  private mutating func mark(_ text: Line) -> Bool {
    guard let last = tests.indices.last, text.bytes.first == 0x09 else { return false }
    let word = text.trimmed
    if word.equals("FAILED") || word.equals("Caused an ERROR") {
      tests[last].result = .failed
    } else if word.hasPrefix("SKIPPED") {
      tests[last].result = .skipped
    } else {
      return false
    }
    return true
  }
}
