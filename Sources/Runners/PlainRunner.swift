import Vocabulary

/// The line `3 passed, 1 failed` that many home-made runners print last, alone or behind one word with a colon.
///
/// Several such lines are several runs and are added up, unless the last is the sum of the others.
package enum PlainRunner: Runner {
  package static let name = "plain"
  package static let marks = [" passed, "]

  package static func read(_ output: Output) -> Reading? {
    var reading = Reading()
    for (number, line) in output.lines.enumerated() {
      guard line.bytes.count < 200, let counts = counts(line) else { continue }
      reading.runs.append(counts)
      reading.covers(number)
    }
    guard let last = reading.runs.last else { return nil }
    if reading.runs.count > 2, sum(reading.runs.dropLast()) == last { reading.runs = [last] }
    reading.counts = sum(reading.runs[...])
    reading.isClosed = true
    return reading
  }

  private static func sum(_ runs: ArraySlice<TestReport.Counts>) -> TestReport.Counts {
    runs.reduce(into: .init(passed: 0, failed: 0, skipped: 0)) { sum, run in
      sum.passed += run.passed
      sum.failed += run.failed
      sum.skipped += run.skipped
    }
  }

  /// Words before the numbers that say that no tests are counted.
  private static let others = [
    "assert", "check", "lint", "step", "file", "warn", "rule", "format", "type", "require",
    "expect",
  ]

  /// `12 passed, 1 failed`, `Results: 12 passed, 1 failed, 2 skipped.`
  static func counts(_ line: Line) -> TestReport.Counts? {
    var text = line.trimmed
    while let byte = text.bytes.first, "=-*# ".utf8.contains(byte) {
      text = Line(text.bytes.dropFirst())
    }
    while let byte = text.bytes.last, "=-*# ".utf8.contains(byte) {
      text = Line(text.bytes.dropLast())
    }
    if let dot = text.before(".") { text = dot }
    if let colon = text.cut(at: ":") {
      let word = colon.before.text.lowercased()
      guard !word.isEmpty, word.allSatisfy(\.isLetter),
        !others.contains(where: word.hasPrefix)
      else { return nil }
      text = colon.after.trimmed
    }
    let parts = text.text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3 else { return nil }
    var numbers: [Int] = []
    for (part, word) in zip(parts, ["passed", "failed", "skipped"]) {
      let words = part.split(separator: " ")
      guard words.count == 2, words[1] == word, let number = Line(String(words[0])).number else {
        return nil
      }
      numbers.append(number)
    }
    return .init(
      passed: numbers[0], failed: numbers[1], skipped: numbers.count > 2 ? numbers[2] : 0)
  }
}
