import Vocabulary

/// CUnit's basic interface.
///
/// Its closing table has the numbers, of suites, tests and asserts; verbose, it names each test, else those that
/// failed.
package enum CUnitRunner: Runner {
  package static let name = "cunit"
  package static let marks = ["CUnit - A unit testing framework", "Run Summary:"]

  package static func read(_ output: Output) -> Reading? {
    var text = CUnitText()
    for (number, line) in output.lines.enumerated() { text.take(line, number) }
    return text.reading
  }
}

/// What is known of CUnit's text, line by line.
private struct CUnitText {
  private var starts = 0
  private var ends = 0
  private var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
  private var tests: [NamedTest] = []
  private var unloaded: [String] = []
  private var suite = ""
  private var open: String?
  private var isTable = false
  private var suites = 0
  private var span: Range<Int>?
  private var hidden = 0

  mutating func take(_ line: Line, _ number: Int) {
    let text = line.trimmed
    if text.hasPrefix("CUnit - A unit testing framework") {
      starts += 1
      return covers(number)
    }
    if text.hasPrefix("Run Summary:"), text.hasSuffix("Inactive") {
      isTable = true
      return covers(number)
    }
    if isTable { return row(text, number) }
    if let name = line.after("Suite: ") {
      suite = name.text
    } else if let test = line.after("  Test: "), let cut = test.cut(at: " ...") {
      open = cut.before.text
      end(cut.after)
    } else if open != nil {
      end(line)
    } else if let rest = line.after("Suite "), let cut = rest.cut(at: ", Test ") {
      // `Suite S, Test b had failures:`
      guard let name = cut.after.before(" had failures:") else { return }
      tests.append(NamedTest("\(cut.before.text) > \(name.text)", .failed))
    }
    for word in ["initialization", "cleanup"] {
      guard let cut = line.cut(at: "WARNING - Suite \(word) failed for '"),
        let end = cut.after.cut(at: "'")
      else { continue }
      unloaded.append(end.before.text)
    }
  }

  private mutating func covers(_ number: Int) {
    span = min(span?.lowerBound ?? number, number)..<(number + 1)
  }

  /// The word at the end of what a verbose run prints of a test.
  private mutating func end(_ line: Line) {
    guard let name = open else { return }
    if line.hasSuffix("passed") {
      tests.append(NamedTest("\(suite) > \(name)", .passed))
    } else if line.hasSuffix("FAILED") {
      tests.append(NamedTest("\(suite) > \(name)", .failed))
    } else {
      return
    }
    open = nil
  }

  /// `tests      5      4      3      1        1`
  private mutating func row(_ line: Line, _ number: Int) {
    let words = line.words
    guard words.count == 6 else {
      isTable = isTable && line.isEmpty
      return
    }
    if words[0].equals("suites"), let failed = words[4].number { suites = failed }
    if words[0].equals("tests"), let passed = words[3].number, let failed = words[4].number,
      let inactive = words[5].number
    {
      counts.passed += passed
      counts.failed += failed + suites
      counts.skipped += inactive
      hidden += max(0, suites - unloaded.count)
      (suites, isTable) = (0, false)
      ends += 1
      covers(number)
    }
  }

  /// All of it; `nil` where CUnit has said nothing.
  var reading: Reading? {
    guard starts + ends > 0 else { return nil }
    var reading = Reading()
    reading.span = span
    reading.isClosed = ends > 0 && ends >= starts
    reading.counts = counts
    reading.tests = tests
    for name in unloaded { reading.add(unloaded: name) }
    // A name printed by somebody else makes all of them doubtful, and the numbers stay.
    if reading.tests.lazy.filter({ $0.result == .passed }).count > counts.passed
      || reading.tests.lazy.filter({ $0.result == .failed }).count > counts.failed
    {
      reading.tests = []
      reading.unloaded = []
    }
    return reading
  }
}
