import Vocabulary

/// testthat, of R: its progress, compact, check and summary reporters. It counts expectations, not
/// tests.
package enum TestthatRunner: Runner {
  package static let name = "testthat"
  package static let marks = ["[ FAIL ", "OK | Context", "══ DONE ", "== DONE "]

  /// Where nothing asks for a reporter that has no closing line.
  package static func isCalled(by call: Call) -> Bool {
    guard call.program == "Rscript" || call.program == "R" else { return false }
    let code = call.words.joined(separator: " ")
    let starts = [
      "test_dir(", "test_file(", "test_check(", "test_local(", "test_package(", "devtools::test(",
      "testthat.R",
    ].contains { code.contains($0) }
    guard starts else { return false }
    return !code.contains("reporter")
      || ["progress", "check", "summary", "compact"].contains { code.lowercased().contains($0) }
  }

  package static func read(_ output: Output) -> Reading? {
    var text = TestthatText()
    var reading = Reading(output, taking: &text)
    reading?.foldEqualNames()
    return reading
  }
}

/// What is known of testthat's text, line by line.
private struct TestthatText: ClosedText {
  private(set) var tally = SessionTally()
  private(set) var tests: [NamedTest] = []
  /// Whether a run was begun that has no closing line.
  private(set) var isOpen = false
  private var form = Form.check
  private var hasResults = false
  /// A line of numbers that the check reporter repeats behind the details.
  private var first: TestReport.Counts?
  private var dots = 0

  private enum Form {
    case check
    case progress
    case compact
    case summary
  }

  /// Takes the next line; gives whether it is one of testthat's own.
  mutating func take(_ line: Line) -> Bool {
    if line.hasSuffix("OK | Context") { return open(.progress) }
    if TestthatText.title(line, "Testing ") { return open(.compact) }
    if TestthatText.title(line, "Results ") {
      hasResults = true
      return true
    }
    if form == .compact, line.hasPrefix("── ") || line.hasPrefix("-- ") { hasResults = true }
    if TestthatText.title(line, "DONE ") { return finishSummary() }
    if let counts = numbers(line) { return take(counts, isDone: line.hasSuffix("Done!")) }
    return note(problem: line) || note(context: line)
  }

  /// Counts what was said once and not repeated.
  mutating func finish() {
    guard let counts = first else { return }
    add(counts)
    first = nil
  }

  /// `══ Results ═════`, or with equals signs where the locale has no lines.
  private static func title(_ line: Line, _ word: String) -> Bool {
    line.hasPrefix("══ " + word) || line.hasPrefix("== " + word)
  }

  private mutating func open(_ kind: Form) -> Bool {
    (form, isOpen, hasResults) = (kind, true, false)
    return true
  }

  private mutating func add(_ counts: TestReport.Counts) {
    tally.close(passed: counts.passed, failed: counts.failed, skipped: counts.skipped)
    (form, isOpen, hasResults, dots) = (.check, false, false, 0)
  }

  /// `[ FAIL 1 | WARN 0 | SKIP 0 | PASS 1 ]`, with ` Done!` behind it where nothing is to be told.
  private func numbers(_ line: Line) -> TestReport.Counts? {
    guard line.hasPrefix("[ FAIL "), (line.before(" Done!") ?? line).hasSuffix(" ]"),
      let failed = line.number(after: "[ FAIL"), let skipped = line.number(after: "| SKIP"),
      let passed = line.number(after: "| PASS"), line.contains("| WARN ")
    else { return nil }
    return TestReport.Counts(passed: passed, failed: failed, skipped: skipped)
  }

  private mutating func take(_ counts: TestReport.Counts, isDone: Bool) -> Bool {
    switch form {
    case .progress, .compact:
      // Before the results it is a test's own print, or how far the run is.
      if hasResults || isDone { add(counts) }
    case .check, .summary:
      if let told = first {
        first = nil
        add(told)
        if told == counts { return true }
      }
      if counts.failed + counts.skipped > 0 { first = counts } else { add(counts) }
    }
    return true
  }

  /// `Failure ('test-a.R:2'): b`, `── Error ('test-a.R:4:3'): e ────`, `── 1. Failure (…): b ──`
  private mutating func note(problem line: Line) -> Bool {
    var text = line
    if let titled = line.after("── ") ?? line.after("-- ") { text = titled }
    if let numbered = text.cut(at: ". "), numbered.before.number != nil { text = numbered.after }
    for (word, result) in [
      ("Failure ('", TestResult.failed), ("Error ('", .failed), ("Skip ('", .skipped),
    ] {
      guard let rest = text.after(word), let place = rest.cut(at: "'): ") else { continue }
      let file = place.before.cut(at: ":")?.before ?? place.before
      var name = place.after
      if let rule = name.cut(at: " ──") ?? name.cut(at: " ----") { name = rule.before }
      // A test has as many skips and failures as expectations.
      if result == .failed { tests.append(NamedTest("\(file.text) > \(name.text)", result)) }
      if form == .check, isSummary(line) { failures += 1 }
      return true
    }
    return false
  }

  // MARK: The summary reporter

  private var failures = 0
  private var skips = 0

  private func isSummary(_ line: Line) -> Bool {
    guard let text = line.after("── ") ?? line.after("-- ") else { return false }
    return text.cut(at: ". ")?.before.number != nil
  }

  /// `a: ..1S2WS`
  private mutating func note(context line: Line) -> Bool {
    guard form == .check else { return false }
    let marks = line.cut(atLast: ": ")?.after ?? line
    guard
      marks.bytes.allSatisfy({ ".SW".utf8.contains($0) || (0x30...0x39).contains($0) })
    else { return false }
    dots += marks.bytes.count { $0 == UInt8(ascii: ".") }
    skips += marks.bytes.count { $0 == UInt8(ascii: "S") }
    return false
  }

  private mutating func finishSummary() -> Bool {
    add(TestReport.Counts(passed: dots, failed: failures, skipped: skips))
    (failures, skips) = (0, 0)
    return true
  }
}
