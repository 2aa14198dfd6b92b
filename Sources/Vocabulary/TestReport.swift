/// What a run of the tests said, as far as the runner's output tells.
package struct TestReport: Hashable, Sendable {
  /// Identities of tests that passed, sorted; empty when the runner names none.
  package var passed: [String]
  /// Identities of tests that failed or errored, sorted; also of what could not be loaded.
  package var failed: [String]
  /// Identities of tests that were skipped or failed as expected, sorted.
  package var skipped: [String]
  /// Files, packages, binaries or suites whose tests could not be started, sorted; they are among the failed.
  package var unloaded: [String]
  /// How many passed, failed and were skipped, by names or by the runner's own summary.
  package var counts: Counts
  /// Whether the command as a whole succeeded: exit status 0, ended by itself.
  package var succeeded: Bool
  /// The reader that understood the output, such as `pytest`, several joined by `+`; `exit-status` when none
  /// did.
  package var reader: String
  /// Whether the runner's own report file was read, and not its text alone.
  package var isFromFile: Bool
  /// Why the report cannot be believed, in a clause, such as `pytest's closing line is missing`; `nil` for a
  /// complete one.
  package var doubt: String?

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

  /// Makes a report; names are sorted and made unique.
  package init(
    passed: [String] = [], failed: [String] = [], skipped: [String] = [], unloaded: [String] = [],
    counts: Counts? = nil, succeeded: Bool, reader: String, isFromFile: Bool = false,
    doubt: String? = nil
  ) {
    self.passed = Set(passed).sorted()
    self.failed = Set(failed).sorted()
    self.skipped = Set(skipped).sorted()
    self.unloaded = Set(unloaded).sorted()
    self.counts =
      counts
      ?? Counts(
        passed: self.passed.count, failed: self.failed.count, skipped: self.skipped.count)
    self.succeeded = succeeded
    self.reader = reader
    self.isFromFile = isFromFile
    self.doubt = doubt
  }

  /// The readers that understood the output, in the order read; `exit-status` alone when none did.
  package var readers: [Substring] { reader.split(separator: "+") }

  /// Whether no reader understood the output, so that only the exit status speaks.
  package var isByExitStatus: Bool { reader == "exit-status" }

  /// Whether what is counted are whole programs, each judged by its exit status or by numbers that a script prints: one
  /// that ends early with status 0 is not seen to have tested nothing.
  package var isOfPrograms: Bool {
    readers.contains { ["exit-status", "ctest", "automake", "meson", "plain"].contains($0) }
  }

  /// Whether everything passed: the report is complete, the command succeeded, nothing failed, and at least
  /// one test ran. Where only the exit status speaks, it alone decides.
  package var allPass: Bool {
    guard succeeded, counts.failed == 0, doubt == nil else { return false }
    return isByExitStatus || counts.passed > 0
  }

  /// `3 failed, 12 passed`, `12 passed, 1 skipped`, `no test ran`, `passed`, `failed`; what speaks against
  /// believing it comes last.
  package var summary: String {
    if isByExitStatus { return succeeded ? "passed" : "failed" }
    var parts: [String] = []
    if counts.failed > 0 { parts.append("\(counts.failed) failed") }
    if counts.passed > 0 { parts.append("\(counts.passed) passed") }
    if counts.skipped > 0 { parts.append("\(counts.skipped) skipped") }
    if counts.passed == 0 && counts.failed == 0 {
      parts.append(doubt == nil ? "no test ran" : "no test came to its end")
    }
    if let doubt {
      parts.append("but \(doubt)")
    } else if !succeeded && counts.failed == 0 {
      parts.append("but the command failed")
    }
    return parts.joined(separator: ", ")
  }
}

extension TestReport: Codable {
  private enum Key: String, CodingKey {
    case passed, failed, skipped, unloaded, counts, succeeded, reader, isFromFile, doubt
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    passed = try values.decode([String].self, forKey: .passed)
    failed = try values.decode([String].self, forKey: .failed)
    skipped = try values.decode([String].self, forKey: .skipped)
    unloaded = try values.decodeIfPresent([String].self, forKey: .unloaded) ?? []
    counts = try values.decode(Counts.self, forKey: .counts)
    succeeded = try values.decode(Bool.self, forKey: .succeeded)
    reader = try values.decode(String.self, forKey: .reader)
    isFromFile = try values.decodeIfPresent(Bool.self, forKey: .isFromFile) ?? false
    doubt = try values.decodeIfPresent(String.self, forKey: .doubt)
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(passed, forKey: .passed)
    try values.encode(failed, forKey: .failed)
    try values.encode(skipped, forKey: .skipped)
    if !unloaded.isEmpty { try values.encode(unloaded, forKey: .unloaded) }
    try values.encode(counts, forKey: .counts)
    try values.encode(succeeded, forKey: .succeeded)
    try values.encode(reader, forKey: .reader)
    if isFromFile { try values.encode(true, forKey: .isFromFile) }
    try values.encodeIfPresent(doubt, forKey: .doubt)
  }
}
