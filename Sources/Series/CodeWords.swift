/// A line of code taken apart into names and what stands between them. Pure.
package enum CodeWords {
  /// Names and numbers in one piece, everything else byte by byte.
  package static func split(_ line: [UInt8]) -> [ArraySlice<UInt8>] {
    var words: [ArraySlice<UInt8>] = []
    var start = line.startIndex
    for index in line.indices {
      guard !isPart(line[index]) else { continue }
      if start < index { words.append(line[start..<index]) }
      words.append(line[index...index])
      start = index + 1
    }
    if start < line.endIndex { words.append(line[start...]) }
    return words
  }

  /// The names in some lines, each once; what is no UTF-8 is none.
  static func names(in lines: some Sequence<[UInt8]>) -> Set<String> {
    var names: Set<String> = []
    for line in lines {
      for word in split(line) where word.first.map(isPart) == true {
        if let name = String(validating: word, as: UTF8.self), isName(name) { names.insert(name) }
      }
    }
    return names
  }

  /// Whether a word is a name that somebody chose: two characters at least, no number, and no word by which
  /// lines differ in what they do.
  package static func isName(_ word: String) -> Bool {
    guard word.utf8.count > 1, let first = word.first, first.isLetter || first == "_" else {
      return false
    }
    return !keywords.contains(word)
  }

  private static func isPart(_ byte: UInt8) -> Bool {
    byte == 0x5f || byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
      || (0x61...0x7a).contains(byte)
  }

  private static let keywords: Set<String> = [
    "true", "false", "True", "False", "none", "None", "nil", "null", "and", "or", "not", "if",
    "else", "elif", "while", "for", "return", "break", "continue", "let", "var", "const", "int",
    "float", "double", "long", "short", "unsigned", "signed", "char", "bool", "public", "private",
    "static", "async", "await", "in", "is", "min", "max", "any", "all", "yield", "throw", "raise",
    "def", "func", "class", "struct", "enum", "import", "from", "self", "this", "new", "try",
  ]
}
