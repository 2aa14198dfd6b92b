/// What a run of the tests said, as far as the runner's output tells.
package struct TestReport: Hashable, Sendable, Codable {
  /// Names of tests that passed, sorted; empty when the runner names none.
  package var passed: [String]
  /// Names of tests that failed or errored, sorted.
  package var failed: [String]
  /// Names of tests that were skipped or expected to fail, sorted.
  package var skipped: [String]
  /// How many passed, failed and were skipped, by names or by the runner's own summary.
  package var counts: Counts
  /// Whether the command as a whole succeeded: exit status 0, ended by itself.
  package var succeeded: Bool
  /// The reader that understood the output, such as `pytest`; `exit-status` when none did.
  package var reader: String

  /// How many tests came out which way.
  package struct Counts: Hashable, Sendable, Codable {
    /// Tests that passed.
    @Amount package var passed: Int
    /// Tests that failed or errored.
    @Amount package var failed: Int
    /// Tests that were skipped.
    @Amount package var skipped: Int

    /// These counts.
    package init(passed: Int, failed: Int, skipped: Int) {
      self.passed = passed
      self.failed = failed
      self.skipped = skipped
    }
  }

  /// A report of these parts; names are sorted and made unique.
  package init(
    passed: [String] = [], failed: [String] = [], skipped: [String] = [], counts: Counts? = nil,
    succeeded: Bool, reader: String
  ) {
    self.passed = Set(passed).sorted()
    self.failed = Set(failed).sorted()
    self.skipped = Set(skipped).sorted()
    self.counts =
      counts
      ?? Counts(
        passed: self.passed.count, failed: self.failed.count, skipped: self.skipped.count)
    self.succeeded = succeeded
    self.reader = reader
  }

  /// Whether no reader understood the output, so that only the exit status speaks.
  package var isByExitStatus: Bool { reader == "exit-status" }

  /// Whether everything passed: the command succeeded, nothing failed, and at least one test ran.
  /// Where only the exit status speaks, it alone decides.
  package var allPass: Bool {
    guard succeeded, counts.failed == 0 else { return false }
    return isByExitStatus || counts.passed > 0
  }

  /// `3 failed, 12 passed`, `12 passed, 1 skipped`, `no test ran`, `passed`, `failed`.
  package var summary: String {
    if isByExitStatus { return succeeded ? "passed" : "failed" }
    var parts: [String] = []
    if counts.failed > 0 { parts.append("\(counts.failed) failed") }
    if counts.passed > 0 { parts.append("\(counts.passed) passed") }
    if counts.skipped > 0 { parts.append("\(counts.skipped) skipped") }
    if parts.isEmpty { parts.append("no test ran") }
    if !succeeded && counts.failed == 0 { parts.append("but the command failed") }
    return parts.joined(separator: ", ")
  }
}
