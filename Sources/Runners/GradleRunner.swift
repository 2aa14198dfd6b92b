import Vocabulary

/// Gradle, where it tells of each test; names are `Class > test`.
///
/// By itself it tells of failures alone, and nothing of what passes. A report that is there only where tests fail is
/// nothing that a passing one can be held against: there the exit status decides, unless it hides failures.
package enum GradleRunner: Runner {
  package static let name = "gradle"
  package static let marks = [
    " PASSED", " tests completed, ", " test completed, ", "test NO-SOURCE",
  ]

  package static func read(_ output: Output) -> Reading? {
    var reading = Reading()
    var (isNone, isSuccess, failed, passed, skipped) = (false, false, 0, 0, 0)
    for (number, line) in output.lines.enumerated() {
      if let (name, result) = test(line) {
        reading.add(name, result)
      } else if line.hasSuffix("est NO-SOURCE"), line.hasPrefix(":") || line.hasPrefix("> Task :") {
        isNone = true
      } else if line.hasPrefix("BUILD SUCCESSFUL") || line.hasPrefix("BUILD FAILED") {
        isSuccess = line.hasPrefix("BUILD SUCCESSFUL")
        reading.isClosed = true
      } else if let count = completed(line) {
        passed += count.passed
        failed += count.failed
        skipped += count.skipped
      } else {
        continue
      }
      reading.covers(number)
    }
    let isNamed = reading.tests.contains { $0.result == .passed }
    guard isNamed || isSuccess && failed > 0 || isNone && reading.tests.isEmpty else { return nil }
    let named = reading.total
    // Only where tests fail are there numbers, of what a project may have several times.
    reading.counts = TestReport.Counts(
      passed: max(named.passed, passed), failed: max(named.failed, failed),
      skipped: max(named.skipped, skipped))
    reading.isOrdered = false
    return reading
  }

  /// `ATest > In > ok() PASSED`
  private static func test(_ line: Line) -> (String, TestResult)? {
    guard let first = line.bytes.first, first != 0x20, first != UInt8(ascii: ">") else {
      return nil
    }
    for (word, result) in [
      (" PASSED", TestResult.passed), (" FAILED", .failed), (" SKIPPED", .skipped),
    ] {
      guard let name = line.before(word), name.contains(" > ") else { continue }
      return (name.text, result)
    }
    return nil
  }

  /// `7 tests completed, 2 failed, 2 skipped`
  private static func completed(_ line: Line) -> TestReport.Counts? {
    guard line.contains(" completed, ") else { return nil }
    let words = line.words
    guard words.count >= 5, let total = words[0].number, words[1].hasPrefix("test"),
      words[2].equals("completed,"), let failed = line.number(before: "failed")
    else { return nil }
    let skipped = line.number(before: "skipped") ?? 0
    return .init(passed: max(0, total - failed - skipped), failed: failed, skipped: skipped)
  }
}
