import Vocabulary

/// Boost.Test, printing for people.
///
/// It announces how many tests there are, and by itself counts failed assertions and names the tests with one. Tests
/// that were skipped while running show in its report only, which an environment variable makes it print.
package enum BoostTestRunner: Runner {
  package static let name = "boost"
  package static let marks = ["Running ", "*** No errors detected", "Test setup error: "]

  package static func request(for call: Call?, in place: String) -> ReportRequest? {
    ReportRequest(environment: ["BOOST_TEST_REPORT_LEVEL": "short"])
  }

  package static func read(_ output: Output) -> Reading? {
    var text = BoostTestText()
    for (number, line) in output.lines.enumerated() { text.take(line, number) }
    return text.reading
  }
}

/// What is known of Boost.Test's text, line by line.
private struct BoostTestText {
  private var runs: [BoostTestRun] = []
  private var span: Range<Int>?

  mutating func take(_ line: Line, _ number: Int) {
    guard let first = line.bytes.first else { return }
    if first == UInt8(ascii: "R"), let rest = line.after("Running ") {
      let count = rest.words.first?.number
      guard let count, rest.hasSuffix(" test case...") || rest.hasSuffix(" test cases...") else {
        return
      }
      runs.append(BoostTestRun(announced: count))
      return covers(number)
    }
    if line.hasPrefix("Test setup error: ") {
      runs.append(BoostTestRun(announced: 0))
      runs[runs.count - 1].fails()
      return covers(number)
    }
    guard let place = runs.indices.last else { return }
    if runs[place].take(line) { covers(number) }
  }

  private mutating func covers(_ number: Int) {
    span = min(span?.lowerBound ?? number, number)..<(number + 1)
  }

  /// All of it; `nil` where Boost.Test has said nothing.
  var reading: Reading? {
    guard !runs.isEmpty else { return nil }
    var reading = Reading()
    reading.span = span
    reading.isClosed = runs.allSatisfy(\.isClosed)
    var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
    for run in runs {
      let sums = run.sums
      counts.passed += sums.passed
      counts.failed += sums.failed
      counts.skipped += sums.skipped
      reading.tests += run.tests
    }
    reading.counts = counts
    return reading
  }
}

/// One test module's run.
private struct BoostTestRun {
  var announced: Int
  private(set) var isClosed = false
  private var failed: [String] = []
  private var known: Set<String> = []
  private var passed: [String] = []
  private var skipped: [String] = []
  private var suites: [String] = []
  private var hasFailed = false
  private var expected = 0
  private var detected = 0
  private var report: TestReport.Counts?
  private var isReport = false

  init(announced: Int) { self.announced = announced }

  /// Notes that the module as a whole failed.
  mutating func fails() { (hasFailed, isClosed) = (true, true) }

  /// Takes the next line; gives whether it is one of Boost.Test's own.
  mutating func take(_ line: Line) -> Bool {
    if let rest = line.after("*** ") { return close(rest) }
    if line.hasPrefix("Test module \""), line.contains("\" has ") || line.contains("\" was ") {
      isReport = true
      isClosed = true
      report = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
      if !line.contains(" passed") { hasFailed = !line.hasSuffix(" was skipped") }
      if line.hasSuffix(" passed") {
        // Without numbers, since nothing was asserted.
        report = nil
      }
      return true
    }
    if isReport, line.hasPrefix("  "), !line.hasPrefix("   ") { return note(report: line) }
    if line.isEmpty || isClosed { return false }
    if let at = line.range(of: "error: in \"") {
      return note(error: Line(line.bytes[at.upperBound...]))
    }
    return trace(line)
  }

  /// `*** No errors detected`, `*** 6 failures are detected (1 failure is expected) in the test module "my module"`
  private mutating func close(_ line: Line) -> Bool {
    if line.equals("No errors detected") {
      isClosed = true
      return true
    }
    guard line.contains("the test ") else { return false }
    if line.contains(" skipped;") {
      isClosed = true
      report = TestReport.Counts(passed: 0, failed: 0, skipped: announced)
      return true
    }
    guard line.contains(" detected ") || line.contains(" aborted;") else { return false }
    detected = line.words.first?.number ?? 0
    expected = line.cut(at: "(")?.after.words.first?.number ?? 0
    isClosed = true
    hasFailed = detected == 0 || detected > expected
    return true
  }

  /// `  8 test cases out of 16 passed`
  private mutating func note(report line: Line) -> Bool {
    let words = line.words
    if line.contains(" expected failure"), let number = words[0].number { expected = number }
    guard var counts = report, words.count >= 6, let number = words[0].number,
      words[1].equals("test"), words[3].equals("out")
    else { return false }
    if line.hasSuffix(" passed") || line.hasSuffix(" passed with warnings") {
      counts.passed += number
    } else if line.hasSuffix(" failed") {
      counts.failed += number
    } else if line.hasSuffix(" skipped") {
      counts.skipped += number
    }
    report = counts
    return true
  }

  /// `S/c": check 1==2 has failed [1 != 2]`
  private mutating func note(error line: Line) -> Bool {
    guard let cut = line.cut(at: "\": ") else { return false }
    let name = cut.before.text
    if known.insert(name).inserted { failed.append(name) }
    return true
  }

  /// Where the run is, at a level of the log that shows it.
  private mutating func trace(_ line: Line) -> Bool {
    if let suite = line.cut(at: "Entering test suite \"") {
      suites.append((suite.after.before("\"") ?? suite.after).text)
    } else if line.contains("Leaving test suite \"") {
      _ = suites.popLast()
    } else if let test = line.cut(at: "Leaving test case \""), let end = test.after.cut(at: "\"") {
      let name = (suites + [end.before.text]).joined(separator: "/")
      if !known.contains(name) { passed.append(name) }
    } else if let test = line.cut(at: "Test case \""), let end = test.after.cut(at: "\" is skipped")
    {
      skipped.append(end.before.text)
    } else {
      return false
    }
    return true
  }

  /// How its tests came out: by its report where there is one, else by what it names of what it announced.
  var sums: TestReport.Counts {
    if let report {
      let failed = max(report.failed, hasFailed ? 1 : 0)
      return TestReport.Counts(passed: report.passed, failed: failed, skipped: report.skipped)
    }
    let all = expected > 0 && detected <= expected
    let failing = all ? 0 : max(failed.count, hasFailed ? 1 : 0)
    // Of several that failed, one at least was not expected to.
    let sure = expected > 0 && !all ? max(1, failing - expected) : failing
    let rest = max(0, announced - failing - (all ? failed.count : 0))
    // What is disabled is not announced.
    let skipping = skipped.count + (all ? failed.count : 0) + (failing - sure)
    guard !passed.isEmpty else {
      return TestReport.Counts(passed: rest, failed: sure, skipped: skipping)
    }
    return TestReport.Counts(
      passed: passed.count, failed: sure, skipped: skipping)
  }

  /// Its tests by name; none where some of them were to fail, since they look like the others.
  var tests: [NamedTest] {
    guard expected == 0, failed.count <= report?.failed ?? failed.count else { return [] }
    return failed.map { NamedTest($0, .failed) } + passed.map { NamedTest($0, .passed) }
      + skipped.map { NamedTest($0, .skipped) }
  }
}
