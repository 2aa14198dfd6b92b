extension CommandFiles {
  /// The words of shell text; marks that end a command are words of their own.
  ///
  /// A word in quotes is one, as the shell has it, where it can name a file; what it consists of comes after it, for it may
  /// be a command itself.
  static func words(of text: String) -> [String] {
    var words: [String] = []
    var word = ""
    func flush() {
      if !word.isEmpty { words.append(word) }
      word = ""
    }
    var position = text.startIndex
    // Where the word begins that has been looked at as a whole.
    var looked: String.Index?
    while position < text.endIndex {
      let character = text[position]
      if looked.map({ $0 <= position }) ?? true, !parting.contains(character) {
        let whole = wholeWord(in: text, from: position)
        if let name = whole.name {
          flush()
          words.append(name)
        }
        looked = whole.end
      }
      position = text.index(after: position)
      switch character {
      case ";", "|", "&", "\n":
        flush()
        words.append(String(character))
      case " ", "\t", "\r", "'", "\"", "`", "(", ")", "<", ">", "=", ",", "{", "}", "$", "@":
        flush()
      default: word.append(character)
      }
    }
    flush()
    return words
  }

  /// Characters that part words of the shell.
  private static let parting: Set<Character> = [
    " ", "\t", "\n", "\r", "\r\n", ";", "|", "&", "(", ")",
  ]

  /// The word of the shell that begins at `start`: where it ends, and what it is without its quotes, where it has some and
  /// parts within them that only together are a name.
  private static func wholeWord(
    in text: String, from start: String.Index
  ) -> (name: String?, end: String.Index) {
    var (name, quote, isParted): (String, Character?, Bool) = ("", nil, false)
    var position = start
    while position < text.endIndex {
      let character = text[position]
      if let open = quote {
        if character == open { quote = nil } else { name.append(character) }
        isParted = isParted || character == " "
        if character.isNewline || "$`;|&<>".contains(character) {
          // No name: a command, or what the shell puts in.
          return (nil, text.index(after: position))
        }
      } else if parting.contains(character) {
        break
      } else if character == "'" || character == "\"" {
        quote = character
      } else if character == "\\", case let next = text.index(after: position),
        next < text.endIndex
      {
        name.append(text[next])
        isParted = isParted || text[next] == " "
        position = next
      } else {
        name.append(character)
      }
      position = text.index(after: position)
    }
    return (isParted && quote == nil && name.count < 300 ? name : nil, position)
  }
}
