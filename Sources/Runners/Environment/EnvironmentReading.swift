package import Vocabulary

/// Tells tests that fail for want of their environment from tests that fail by the code. Pure.
package struct EnvironmentReading {
  /// What the command printed.
  private let pieces: MissingPieces
  private let report: TestReport
  /// The pieces that are the environment's, by the line they were found in.
  private var lacking: [Int: MissingPiece] = [:]
  /// Lines that say something is missing that the project itself is to have.
  private var own: Set<Int> = []

  /// Reads what a run of the tests printed.
  ///
  /// - Parameters:
  ///   - report: What was read of it.
  ///   - judge: Gives a piece back, changed where more is known of it; `nil` for one that the project itself is to have.
  ///     The path is that of the file which asks for it, where it is known.
  ///   - further: Gives the piece of the environment that a line is about which no tool's words tell of; `nil` where nothing
  ///     is known to be lacking.
  /// - Complexity: As of ``MissingPieces/init(in:)``.
  package init(
    _ text: String, report: TestReport, further: ((_ line: String) -> MissingPiece?)? = nil,
    judge: (MissingPiece, _ asking: String?) -> MissingPiece?
  ) {
    pieces = MissingPieces(in: text)
    self.report = report
    for found in pieces.found {
      if let piece = judge(found.piece, asking(before: found.line)) {
        lacking[found.line] = piece
      } else {
        own.insert(found.line)
      }
    }
    guard let further else { return }
    for (number, line) in pieces.lines.enumerated() where lacking[number] == nil {
      guard let piece = further(line.text) else { continue }
      lacking[number] = piece
      own.remove(number)
    }
  }

  /// What the tests could not do for want of their environment; `nil` where that is nothing.
  ///
  /// They cannot run where nothing passed, and each failure is of the environment; where no test was met at all, or no
  /// runner's words, where nothing else was said. Else the tests are named that failed for nothing else.
  ///
  /// - Parameter spoken: Failing tests that the issue speaks of, which are the code's.
  package func failure(ignoring spoken: Set<String> = []) -> EnvironmentFailure? {
    guard !lacking.isEmpty, !report.allPass else { return nil }
    if report.isByExitStatus {
      guard !report.succeeded, own.isEmpty, !tellsOfTests else { return nil }
      return EnvironmentFailure(distinct(lacking.keys), preventsAll: true)
    }
    if report.counts.passed == 0 && report.counts.failed == 0 {
      guard own.isEmpty else { return nil }
      return EnvironmentFailure(distinct(lacking.keys), preventsAll: true)
    }
    let blocks = FailureBlocks(of: report.failed, in: pieces.lines)
    let failing = report.failed.filter { name in isLacking(blocks.ranges[name] ?? []) }
    let isAll = failing.count == report.counts.failed || report.counts.failed <= apart(from: blocks)
    if report.counts.passed == 0, isAll {
      return EnvironmentFailure(distinct(lacking.keys), tests: failing, preventsAll: true)
    }
    let names = failing.filter { !spoken.contains($0) }
    guard !names.isEmpty, report.doubt == nil else { return nil }
    let lines = names.flatMap { blocks.ranges[$0] ?? [] }
      .flatMap { range in range.filter { lacking[$0] != nil } }
    return EnvironmentFailure(distinct(lines), tests: names, preventsAll: false)
  }

  /// Whether the environment lacks what each failure of a test names last.
  private func isLacking(_ ranges: [Range<Int>]) -> Bool {
    guard !ranges.isEmpty else { return false }
    return ranges.allSatisfy { range in
      // What was read of a pointer says nothing, whatever was held against it.
      if range.contains(where: { lacking[$0]?.kind == .largeFile }) { return true }
      guard let last = range.last(where: { lacking[$0] != nil }) else { return false }
      return !range.contains { own.contains($0) } && !hasFailed(range, after: last)
    }
  }

  /// Whether something in `range` was held against what was expected, or raised later than line `last`.
  private func hasFailed(_ range: Range<Int>, after last: Int) -> Bool {
    range.contains { number in
      let line = pieces.lines[number].trimmed
      let said = line.after("E ")?.trimmed ?? line
      if EnvironmentReading.assertions.contains(where: said.hasPrefix) { return true }
      guard number > last, lacking[number] == nil else { return false }
      // Another error after it: `ValueError: x`; pytest's own last line says the type of the one before.
      return EnvironmentReading.isError(said)
    }
  }

  private static let assertions = [
    "AssertionError", "assert ", "Expected", "expected", "Assertion", "panicked at",
  ]

  /// Whether a line says what was raised, in Python's way.
  private static func isError(_ line: Line) -> Bool {
    guard let cut = line.cut(at: ": ") else { return false }
    let name = cut.before.text
    return (name.hasSuffix("Error") || name.hasSuffix("Exception"))
      && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
  }

  /// How many times something is missing, where no block tells of which test it is; 0 where anything else was said.
  private func apart(from blocks: FailureBlocks) -> Int {
    guard own.isEmpty, blocks.ranges.values.joined().isEmpty || report.unloaded == report.failed
    else {
      return 0
    }
    let isClean = pieces.lines.allSatisfy { line in
      let said = line.trimmed
      return !EnvironmentReading.assertions.contains(where: said.hasPrefix)
    }
    return isClean ? lacking.count : 0
  }

  /// Whether lines look like the results of tests that no reader knows.
  private var tellsOfTests: Bool {
    pieces.lines.contains { line in
      let said = line.trimmed
      return ["ok ", "not ok ", "PASS", "FAIL:", "FAIL ", "FAILED:", "✓", "✔", "✗", "✘"]
        .contains(where: said.hasPrefix)
        || EnvironmentReading.assertions.contains(where: said.hasPrefix)
    }
  }

  /// The pieces of these lines, each once, in the order printed.
  private func distinct(_ lines: some Sequence<Int>) -> [MissingPiece] {
    var seen: Set<String> = []
    return Set(lines).sorted().compactMap { lacking[$0] }.filter { piece in
      seen.insert("\(piece.kind) \(piece.name)").inserted
    }
  }

  /// The file that Python's or pytest's last line before line `number` is about.
  private func asking(before number: Int) -> String? {
    for line in pieces.lines[max(0, number - 12)..<number].reversed() {
      let line = line.trimmed
      // `tests/test_a.py:1: in <module>`, `File "/w/tests/test_a.py", line 1, in <module>`
      if let path = line.after("File \"")?.cut(at: "\", line ")?.before { return path.text }
      if let cut = line.cut(at: ".py:"), !cut.before.bytes.contains(0x20),
        cut.after.cut(at: ": in ")?.before.number != nil
      {
        return cut.before.text + ".py"
      }
    }
    return nil
  }
}
