extension StringProtocol where SubSequence == Substring {
  /// Its lines; a line feed ends one, and so does one with a carriage return before it, which Swift takes for a
  /// single character.
  ///
  /// After a line feed at the end comes an empty line.
  ///
  /// - Parameter keepingReturns: Whether such a carriage return stays at its line's end, so that the lines, joined
  ///   by line feeds, are the text again; else it is left out.
  package func lines(keepingReturns: Bool = false) -> [Substring] {
    var lines: [Substring] = []
    var rest = self[startIndex...]
    func line(_ text: Substring) -> Substring {
      keepingReturns || text.utf8.last != 0x0d ? text : Substring(text.unicodeScalars.dropLast())
    }
    while let end = rest.utf8.firstIndex(of: 0x0a) {
      lines.append(line(rest[..<end]))
      rest = rest[rest.utf8.index(after: end)...]
    }
    lines.append(line(rest))
    return lines
  }
}

extension Substring {
  /// The text without the white space around it.
  ///
  /// - Complexity: O(*n*) in that white space.
  package var trimmingSpace: Substring {
    var text = drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
