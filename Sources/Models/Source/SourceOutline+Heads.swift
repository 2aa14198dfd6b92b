import Text

extension SourceOutline {
  private static let containers: Set<Substring> = [
    "class", "struct", "enum", "interface", "trait", "impl", "protocol", "extension", "actor",
    "module", "namespace", "object", "union",
  ]
  private static let functions: Set<Substring> = ["def", "func", "fn", "fun", "function"]
  private static let modifiers: Set<Substring> = [
    "public", "private", "protected", "internal", "static", "final", "abstract", "async", "export",
    "default", "pub", "unsafe", "extern", "inline", "override", "virtual", "open", "fileprivate",
    "package", "mutating", "suspend", "data", "sealed", "declare", "partial", "local", "indirect",
    "nonisolated", "constexpr", "get", "set",
  ]
  private static let statements: Set<Substring> = [
    "if", "for", "while", "switch", "catch", "return", "else", "do", "with", "guard", "match",
    "try", "using", "synchronized", "foreach", "until", "select", "defer", "case", "when", "new",
    "await",
    "throw", "repeat", "unless", "begin", "typeof",
  ]

  /// The definition that a line or a head begins by a word such as `def` or `class`.
  func wordedHead(_ text: Substring) -> (name: String, isContainer: Bool)? {
    var rest = text
    // In C these words name types as well, of what a function gives or a variable holds.
    if language == .c, text.contains(where: { "(=".contains($0) }) { return nil }
    while true {
      let word = rest.prefix { $0.isLetter || $0 == "_" }
      let isContainer = SourceOutline.containers.contains(word)
      rest = rest.dropFirst(word.count)
      if word == "type", language == .go, rest.hasPrefix(" ") {
        return name(after: rest, word).map { ($0, false) }
      }
      if isContainer || SourceOutline.functions.contains(word) {
        guard rest.first.map({ " (*".contains($0) }) == true else { return nil }
        return name(after: rest, word).map { ($0, isContainer) }
      }
      guard SourceOutline.modifiers.contains(word) else { return nil }
      if rest.hasPrefix("("), let end = rest.firstIndex(of: ")") {
        rest = rest[rest.index(after: end)...]
      }
      guard rest.first == " " else { return nil }
      rest = rest.drop { $0 == " " }
    }
  }

  private func name(after text: Substring, _ word: Substring) -> String? {
    var rest = text.drop { " *".contains($0) }
    var receiver = ""
    if rest.hasPrefix("("), let end = rest.firstIndex(of: ")") {
      // A receiver, as in Go's methods.
      receiver = String(rest[...end].filter { !$0.isWhitespace && $0 != "*" })
      receiver = receiver.split { "()".contains($0) }.last.map { "\($0)." } ?? ""
      rest = rest[rest.index(after: end)...].drop { $0 == " " }
    }
    if word == "impl" || word == "extension" {
      return "\(word) \(rest.prefix { $0 != "{" }.trimmed)"
    }
    let name = rest.prefix { $0.isLetter || $0.isNumber || "_.?!$:".contains($0) }
    let bare = name.hasSuffix(":") ? name.dropLast() : name
    return bare.isEmpty ? nil : receiver + bare
  }

  /// The function that a head without such a word begins: a name before parentheses, or one that an arrow or a function
  /// is given.
  func signature(_ text: String) -> (name: String, isContainer: Bool)? {
    let words = text.split { !($0.isLetter || $0.isNumber || "_$".contains($0)) }
    guard let first = words.first, !SourceOutline.statements.contains(first) else { return nil }
    if let equals = text.firstIndex(of: "="),
      text.firstIndex(of: "(").map({ equals < $0 }) ?? true
    {
      let isFunction = text.hasSuffix("=>") || text[equals...].contains("function")
      let name = text[..<equals].split { $0 == " " || $0 == ":" }.first {
        !["const", "let", "var", "export"].contains($0)
      }
      return isFunction ? name.map { (String($0), false) } : nil
    }
    guard let open = text.firstIndex(of: "("), text.contains(")") else { return nil }
    let head = text[..<open].trimmed
    let name = head.split { " *&".contains($0) }.last ?? ""
    guard !name.isEmpty, !SourceOutline.statements.contains(name),
      name.allSatisfy({ $0.isLetter || $0.isNumber || "_$:~#".contains($0) }),
      !head.contains(where: { "+-/|!?.".contains($0) })
    else { return nil }
    let accessor = head.split(separator: " ").first { $0 == "get" || $0 == "set" }
    return (accessor.map { "\($0) \(name)" } ?? String(name), false)
  }
}
