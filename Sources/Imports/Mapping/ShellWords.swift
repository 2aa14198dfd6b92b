/// The words of a line as a shell has them: parted by white space, with quotes and backslashes.
enum ShellWords {
  /// The words of `line`; `nil` where a quote has no end.
  static func words(of line: some StringProtocol) -> [String]? {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in line {
      if isEscaped {
        // In double quotes a backslash stands for itself before most characters.
        let isKept = quote == "\"" && !["\"", "\\", "$", "`", "\n"].contains(character)
        word = (word ?? "") + (isKept ? "\\" : "") + String(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character.isWhitespace {
        if let whole = word { words.append(whole) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    guard quote == nil, !isEscaped else { return nil }
    if let word { words.append(word) }
    return words
  }

  /// Signs that a text is meant for bash, which `sh` may not understand.
  private static let signs = [
    "[[", "<(", ">(", "<<<", "&>", "$'", "source ", "pushd", "popd", "declare ", "local ", "+=(",
    "=(",
    "**/", "shopt", "function ", "${!", "//", "mapfile", "readarray", "|&", "set -o pipefail", "((",
  ]

  /// Whether `text` likely needs bash: it has a sign of it, or braces that are expanded.
  static func needsBash(_ text: String) -> Bool {
    if signs.contains(where: text.contains) { return true }
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      let inner = rest[rest.index(after: open)...]
      guard let close = inner.firstIndex(where: { $0 == "}" || $0.isWhitespace }) else {
        return false
      }
      if inner[close] == "}", inner[..<close].contains(",") || inner[..<close].contains("..") {
        return true
      }
      rest = inner
    }
    return false
  }
}
