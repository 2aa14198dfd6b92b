import Vocabulary

/// Criterion, the test framework for C.
///
/// Its text has the numbers, and names what failed; a report that an environment variable asks for names all tests,
/// those that were skipped among them.
package enum CriterionRunner: Runner {
  package static let name = "criterion"
  package static let marks = ["[====] ", "[FAIL] ", "[PASS] "]

  package static func request(for call: Call?, in place: String) -> ReportRequest? {
    ReportRequest(environment: ["CRITERION_OUTPUTS": "xml:\(place)/criterion.xml"])
  }

  package static func read(_ output: Output) -> Reading? {
    var text = CriterionText()
    for (number, line) in output.lines.enumerated() { text.take(line, number) }
    return text.reading
  }

  package static func read(_ files: [ReportFile], beside text: Reading?) -> Reading? {
    guard let text, text.isClosed,
      let file = files.first(where: { $0.path == "criterion.xml" })
    else { return nil }
    var reading = Reading()
    (reading.isFromFile, reading.isClosed, reading.span) = (true, true, text.span)
    reading.isOrdered = false
    do {
      for test in try JUnitDocument(file.bytes).tests {
        reading.add((test.suites.suffix(1) + [test.name]).joined(separator: "::"), test.result)
      }
    } catch {
      reading.doubt = "Criterion's report file cannot be read: \(error.sentence)"
      reading.counts = text.counts
      return reading
    }
    let (named, said) = (reading.total, text.total)
    // Another program of the same command has written over the file.
    guard named.passed == said.passed, named.failed == said.failed else { return nil }
    reading.doubt = text.doubt
    return reading
  }
}

/// What is known of Criterion's text, line by line.
private struct CriterionText {
  private var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
  private var tests: [NamedTest] = []
  private var isCriterion = false
  private var isClosed = false
  private var doubt: String?
  private var span: Range<Int>?

  mutating func take(_ line: Line, _ number: Int) {
    // What a test prints without a line feed may stand before a mark.
    guard line.contains("] ") else { return }
    if let cut = line.cut(atLast: "[====] ") {
      if cut.after.hasPrefix("Synthesis: ") { return close(cut.after, number) }
      guard cut.after.hasPrefix("Running "), cut.after.contains(" from ") else { return }
      (isCriterion, isClosed) = (true, false)
      return covers(number)
    }
    for (mark, result) in [
      ("[PASS] ", TestResult.passed), ("[FAIL] ", .failed), ("[SKIP] ", .skipped),
    ] {
      guard let cut = line.cut(atLast: mark), let end = cut.after.cut(at: ": "),
        end.before.contains("::"), !end.before.contains(" ")
      else { continue }
      (isCriterion, isClosed) = (true, false)
      tests.append(NamedTest(end.before.text, result))
      return covers(number)
    }
    if let cut = line.cut(at: "Warning! The test `"), let end = cut.after.cut(at: "` crashed") {
      tests.append(NamedTest(end.before.text, .failed))
    }
  }

  private mutating func covers(_ number: Int) {
    span = min(span?.lowerBound ?? number, number)..<(number + 1)
  }

  /// `Synthesis: Tested: 9 | Passing: 4 | Failing: 5 | Crashing: 2`
  private mutating func close(_ line: Line, _ number: Int) {
    guard let tested = line.number(after: "Tested:"), let passed = line.number(after: "Passing:"),
      let failed = line.number(after: "Failing:")
    else { return }
    covers(number)
    (isCriterion, isClosed) = (true, true)
    counts.passed += passed
    // Whatever ran and did not pass has failed.
    counts.failed += max(failed, tested - passed)
  }

  /// All of it; `nil` where Criterion has said nothing.
  var reading: Reading? {
    guard isCriterion else { return nil }
    var reading = Reading()
    (reading.span, reading.isClosed, reading.isOrdered) = (span, isClosed, false)
    reading.tests = tests
    let named = reading.total
    var counts = counts
    counts.skipped = named.skipped
    reading.counts = counts
    if named.failed > counts.failed || named.passed > counts.passed { reading.tests = [] }
    return reading
  }
}
