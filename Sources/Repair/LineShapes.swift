/// Source text as sequences of shapes of its logical lines, for finding the same pattern elsewhere. Pure.
///
/// The shape of a line is its tokens, in which names of values stand for themselves by the order in which they come first:
/// what is called, and members, keep their names, and so do keywords, symbols, texts and numbers.
package struct LineShapes: Sendable {
  /// The tokens of some logical lines: as they are, and as a shape.
  package struct Pattern: Hashable, Sendable {
    /// The shape, which equal patterns share.
    package var shape: [String]
    /// Tokens of it that are names of what is called, of members, texts or numbers: what tells one pattern from another.
    package var marks: Int
    /// Tokens of it.
    package var count: Int
  }

  private let file: SourceFile

  /// Reads `bytes`; `nil` for what is in no language that is known.
  ///
  /// - Complexity: O(*n*).
  package init?(path: String, bytes: [UInt8]) {
    guard let language = Language.of(path) else { return nil }
    file = SourceFile(path: path, language: language, bytes: bytes)
  }

  /// How many logical lines there are.
  package var count: Int { file.lines.count }

  /// The first and last line of text of a logical line, from 1.
  package func textLines(of line: Int) -> ClosedRange<Int> {
    file.lines[line].number + 1...max(file.lines[line].number, file.lines[line].last) + 1
  }

  /// The logical lines that lie wholly within these lines of text, from 1.
  package func lines(within range: Range<Int>) -> Range<Int> {
    let first = file.lines.firstIndex { $0.number + 1 >= range.lowerBound } ?? file.lines.count
    var end = first
    while end < file.lines.count, file.lines[end].last + 1 < range.upperBound { end += 1 }
    return first..<end
  }

  /// The text of some logical lines, their first line's white space aside.
  package func text(of lines: Range<Int>) -> String {
    guard let first = lines.first, let last = lines.last else { return "" }
    return file.text(file.lines[first].tokens.lowerBound..<file.lines[last].tokens.upperBound)
  }

  /// The name of the function that a logical line is in; empty at the top of the file.
  package func function(of line: Int) -> String {
    file.lines[line].function.map { file.head(of: $0) } ?? ""
  }

  /// The pattern of some logical lines, which follow one another.
  package func pattern(of lines: Range<Int>) -> Pattern {
    var names: [String: Int] = [:]
    var pattern = Pattern(shape: [], marks: 0, count: 0)
    for line in lines {
      for token in file.lines[line].tokens {
        let text = file.text(token)
        pattern.count += 1
        switch file.tokens[token].kind {
        case .name where file.isMember(token) || file.stands("(", at: token + 1):
          pattern.marks += 1
          pattern.shape.append(text)
        case .name:
          let number = names[text] ?? names.count
          names[text] = number
          pattern.shape.append("$\(number)")
        case .string, .number:
          pattern.marks += 1
          pattern.shape.append(text)
        case .keyword, .symbol: pattern.shape.append(text)
        }
      }
      pattern.shape.append("\n")
    }
    return pattern
  }
}

extension SourceFile {
  /// Whether a token is the name of a member: it follows a point or an arrow.
  fileprivate func isMember(_ token: Int) -> Bool {
    stands(".", at: token - 1) || stands("->", at: token - 1) || stands("?.", at: token - 1)
      || stands("::", at: token - 1)
  }

  /// The name that a function is declared by.
  func head(of function: Int) -> String {
    let head = lines[functions[function].lowerBound]
    let name = head.tokens.first { token in
      tokens[token].kind == .name && token + 1 < head.tokens.upperBound
        && stands("(", at: token + 1)
    }
    return name.map(text) ?? head.tokens.first { tokens[$0].kind == .name }.map(text) ?? ""
  }
}
