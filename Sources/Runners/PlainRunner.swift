import Vocabulary

/// The line `3 passed, 1 failed` that many home-made runners print last, alone or behind one word with a colon.
package enum PlainRunner: Runner {
  package static let name = "plain"
  package static let marks = [" passed, "]

  package static func read(_ output: Output) -> Reading? {
    for (number, line) in output.lines.enumerated().reversed() {
      guard line.bytes.count < 200, let counts = counts(line) else { continue }
      var reading = Reading()
      reading.counts = counts
      reading.isClosed = true
      reading.covers(number)
      return reading
    }
    return nil
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
