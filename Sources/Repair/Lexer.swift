/// One token: what it is, and where it stands.
struct Token: Hashable, Sendable {
  /// What a token is.
  enum Kind: Hashable, Sendable {
    case name, keyword, number, string, symbol
  }

  var kind: Kind
  /// Its bytes, as offsets into the file.
  var range: Range<Int>
  /// The line it begins on, from 0.
  var line: Int
}

/// Cuts source text into tokens. Never fails: a byte it does not know is a symbol of its own.
///
/// Comments and white space are no tokens; tokens and the gaps between them are the text again.
struct Lexer {
  private let bytes: [UInt8]
  private let language: Language
  private var position = 0
  private var line = 0
  private var tokens: [Token] = []

  /// The tokens of `bytes`, in order.
  ///
  /// - Complexity: O(*n*).
  static func tokens(of bytes: [UInt8], in language: Language) -> [Token] {
    var lexer = Lexer(bytes: bytes, language: language)
    while lexer.step() {}
    return lexer.tokens
  }

  private init(bytes: [UInt8], language: Language) {
    self.bytes = bytes
    self.language = language
  }

  /// Symbols of more than one byte, by their first byte; longer ones first.
  private static let symbols = byFirstByte([
    "<<=", ">>=", "**=", "//=", "===", "!==", "...", "..<", "&&=", "||=", "??=", "->", "=>", "::",
    ":=", "?.", "??", "==", "!=", "<=", ">=", "&&", "||", "<<", ">>", "**", "++", "--", "+=",
    "-=", "*=", "/=", "%=", "&=", "|=", "^=", "//",
  ])
  private static let shellSymbols = symbols.merging(
    byFirstByte(["$(", "${", "[[", "]]", "-lt", "-le", "-gt", "-ge", "-eq", "-ne"])
  ) { $1 + $0 }

  private static func byFirstByte(_ symbols: [String]) -> [UInt8: [[UInt8]]] {
    Dictionary(grouping: symbols.map { Array($0.utf8) }) { $0[0] }
  }

  private mutating func step() -> Bool {
    guard position < bytes.count else { return false }
    let byte = bytes[position]
    if byte == 0x0a {
      line += 1
      position += 1
    } else if byte <= 0x20 || byte == 0x5c && next == 0x0a {
      position += 1
    } else if skipComment() || readString() || readNumber() || readName() {
      return true
    } else {
      readSymbol()
    }
    return true
  }

  private var next: UInt8? { position + 1 < bytes.count ? bytes[position + 1] : nil }

  private func stands(_ text: String, at place: Int) -> Bool {
    let wanted = text.utf8
    return place + wanted.count <= bytes.count
      && bytes[place..<(place + wanted.count)].elementsEqual(wanted)
  }

  private mutating func skipComment() -> Bool {
    let isShellExpansion = language.name == "shell" && position > 0 && bytes[position - 1] > 0x20
    if !isShellExpansion, language.lineComments.contains(where: { stands($0, at: position) }) {
      position = bytes[position...].firstIndex(of: 0x0a) ?? bytes.count
      return true
    }
    guard let block = language.blockComment, stands(block.open, at: position) else { return false }
    advance(past: block.close, from: position + block.open.utf8.count)
    return true
  }

  /// Moves past the next `text`, or to the end of the file, counting lines.
  private mutating func advance(past text: String, from start: Int) {
    position = start
    while position < bytes.count, !stands(text, at: position) {
      if bytes[position] == 0x5c { position += 1 }
      if position < bytes.count, bytes[position] == 0x0a { line += 1 }
      position += 1
    }
    position = min(bytes.count, position + text.utf8.count)
  }

  private mutating func readString() -> Bool {
    let start = position
    let startLine = line
    position += prefixLength
    guard position < bytes.count else { return false }
    if let quote = language.longQuotes.first(where: { stands($0, at: position) }) {
      advance(past: quote, from: position + quote.utf8.count)
    } else if language.quotes.contains(bytes[position]) {
      let quote = bytes[position]
      position += 1
      while position < bytes.count, bytes[position] != quote, bytes[position] != 0x0a {
        position += bytes[position] == 0x5c && next != 0x0a ? 2 : 1
      }
      if position < bytes.count, bytes[position] == quote { position += 1 }
      position = min(position, bytes.count)
    } else {
      position = start
      return false
    }
    tokens.append(Token(kind: .string, range: start..<position, line: startLine))
    return true
  }

  /// The letters before a quote that belong to the string, as in Python's `f"…"` and `rb'…'`.
  private var prefixLength: Int {
    guard language.name == "Python" else { return 0 }
    let letters = bytes[position...].prefix(3).prefix { "rbfuRBFU".utf8.contains($0) }
    guard letters.count < 3, letters.endIndex < bytes.count,
      language.quotes.contains(bytes[letters.endIndex])
    else { return 0 }
    return letters.count
  }

  private mutating func readNumber() -> Bool {
    guard Lexer.isDigit(bytes[position]) else { return false }
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      let isPoint = byte == 0x2e && next.map(Lexer.isDigit) == true
      let isSign =
        (byte == 0x2b || byte == 0x2d) && (bytes[position - 1] | 0x20) == 0x65
        && !stands("0x", at: start)
      guard Lexer.isWord(byte) || isPoint || isSign else { break }
      position += 1
    }
    tokens.append(Token(kind: .number, range: start..<position, line: line))
    return true
  }

  private mutating func readName() -> Bool {
    guard Lexer.isWord(bytes[position]) || bytes[position] == 0x24 && next.map(Lexer.isWord) == true
    else { return false }
    let start = position
    position += 1
    while position < bytes.count, Lexer.isWord(bytes[position]) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    let isKeyword = language.keywords.contains(text)
    tokens.append(
      Token(kind: isKeyword ? .keyword : .name, range: start..<position, line: line))
    return true
  }

  private mutating func readSymbol() {
    let known = (language.name == "shell" ? Lexer.shellSymbols : Lexer.symbols)[bytes[position]]
    let length =
      known?.first { symbol in
        position + symbol.count <= bytes.count
          && bytes[position..<(position + symbol.count)].elementsEqual(symbol)
          && !endsWithinWord(symbol)
      }?.count ?? 1
    tokens.append(Token(kind: .symbol, range: position..<(position + length), line: line))
    position += length
  }

  /// Whether a symbol that is a word, such as the shell's `-lt`, is only the beginning of another.
  private func endsWithinWord(_ symbol: [UInt8]) -> Bool {
    let end = position + symbol.count
    return symbol.last.map(Lexer.isWord) == true
      && (end < bytes.count && Lexer.isWord(bytes[end])
        || position > 0 && bytes[position - 1] > 0x20)
  }

  /// Whether two bytes side by side belong to one token.
  static func merge(_ left: UInt8, _ right: UInt8) -> Bool {
    if isWord(left) && isWord(right) { return true }
    return symbols[left]?.contains { $0[1] == right } ?? false
  }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Letters, digits, the underscore, and every byte of a character beyond ASCII.
  static func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x5f
      || byte >= 0x80
  }
}
