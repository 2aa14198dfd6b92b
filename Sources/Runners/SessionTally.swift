import Vocabulary

/// The numbers of several runs of one runner in one output, added up.
struct SessionTally {
  /// How many runs came to their closing line.
  private(set) var closed = 0
  /// The sum of what they counted.
  private(set) var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)

  /// Adds one run's numbers; what is no failure and no skip of all its tests passed.
  mutating func close(of total: Int, failed: Int, skipped: Int) {
    close(passed: max(0, total - failed - skipped), failed: failed, skipped: skipped)
  }

  /// Adds one run's numbers.
  mutating func close(passed: Int, failed: Int, skipped: Int) {
    closed += 1
    counts.passed += passed
    counts.failed += failed
    counts.skipped += skipped
  }
}

extension Line {
  /// The numbers before words in `3 tests, 0 failures, 1 skipped`, with the words' first letters as
  /// written; `nil` for any other line.
  ///
  /// Each part is a number, a space and at least one word.
  var numberedParts: [(number: Int, words: String)]? {
    guard let first = bytes.first, (0x30...0x39).contains(first) else { return nil }
    var parts: [(number: Int, words: String)] = []
    for part in bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      let piece = Line(part).trimmed
      guard let cut = piece.cut(at: " "), let number = cut.before.number, !cut.after.isEmpty else {
        return nil
      }
      parts.append((number, cut.after.text))
    }
    return parts
  }

  /// Whether it is a decimal number with a fraction, as a duration is written.
  var isDecimal: Bool {
    guard let cut = cut(at: "."), !cut.before.isEmpty, !cut.after.isEmpty else { return false }
    return (cut.before.bytes + cut.after.bytes).allSatisfy { (0x30...0x39).contains($0) }
  }

  /// The path without `./` and the sandbox's place of the project before it.
  var projectPath: String { (after("./") ?? after("/workspace/") ?? self).text }
}
