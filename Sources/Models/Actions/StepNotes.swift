import Text

/// What the harness has to say of a reply with the result of its step; kept with the reply's words, a line each.
enum StepNotes {
  /// What begins such a line.
  static let mark = "[note] "

  /// The note that some blocks were not carried out.
  static func undone(_ kinds: [String]) -> String {
    line(
      StepTexts.undone(
        blocks: kinds.prefix(6).map { clipped(oneLine($0), to: 20) }.joined(separator: ", ")))
  }

  /// A note as a line.
  static func line(_ text: String) -> String { mark + oneLine(text) }

  /// The notes in a reply's words.
  static func notes(in words: String) -> [String] {
    words.lines().filter { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) }
  }

  /// A reply's words without the notes.
  static func without(_ words: String) -> String {
    guard words.contains(mark) else { return words }
    return words.lines().filter { !$0.hasPrefix(mark) }.joined(separator: "\n").trimmed
  }
}
