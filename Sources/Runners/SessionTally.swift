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

/// What is known, line by line, of the text of a runner that closes each run with its numbers.
protocol ClosedText {
  /// Nothing taken yet.
  init()
  /// The numbers of the runs that came to their closing line.
  var tally: SessionTally { get }
  /// The tests named, in the order printed.
  var tests: [NamedTest] { get }
  /// Whether a run has begun that has no closing line.
  var isOpen: Bool { get }
  /// Why the text is not to be believed; `nil` where nothing speaks against it.
  var doubt: String? { get }
  /// Takes the next line; gives whether it is one of the runner's own.
  mutating func take(_ line: Line) -> Bool
  /// Takes note that no line follows.
  mutating func finish()
}

extension ClosedText {
  var isOpen: Bool { false }
  var doubt: String? { nil }
  mutating func finish() {}
}

extension Reading {
  /// Has `text` take all lines of `output`; `nil` where no run has begun in it.
  init?(_ output: Output, taking text: inout some ClosedText) {
    self.init()
    for (number, line) in output.lines.enumerated() where text.take(line) { covers(number) }
    text.finish()
    guard text.tally.closed > 0 || text.isOpen else { return nil }
    tests = text.tests
    counts = text.tally.counts
    isClosed = text.tally.closed > 0 && !text.isOpen
    doubt = text.doubt
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
