/// A logical line: a statement, or the head of a block; its tokens may span several lines of text.
struct Line: Hashable, Sendable {
  /// Its tokens.
  var tokens: Range<Int>
  /// Its first line of text, from 0.
  var number: Int
  /// Its last line of text, from 0.
  var last: Int
  /// Bytes from the start of its first line of text to the end of its last, without the line feed.
  var range: Range<Int>
  /// Columns before its first token.
  var indent: Int
  /// The function it belongs to, as a place in `functions`; `nil` at the top of the file.
  var function: Int?
  /// Whether it is a statement alone: it opens and closes no block.
  var isStatement: Bool
}

/// A file cut into tokens, lines and functions.
struct SourceFile: Sendable {
  /// Its path in the tree.
  let path: String
  /// Its language.
  let language: Language
  /// Its bytes.
  let bytes: [UInt8]
  /// Its tokens.
  let tokens: [Token]
  /// Its logical lines.
  private(set) var lines: [Line] = []
  /// The lines of each function, outermost functions only.
  private(set) var functions: [Range<Int>] = []

  /// Reads `bytes`; never fails.
  ///
  /// - Complexity: O(*n*).
  init(path: String, language: Language, bytes: [UInt8]) {
    self.path = path
    self.language = language
    self.bytes = bytes
    tokens = Lexer.tokens(of: bytes, in: language)
    lines = logicalLines()
    functions = language.isIndented ? indentedFunctions() : bracedFunctions()
    for (number, function) in functions.enumerated() {
      for index in function { lines[index].function = number }
    }
  }

  /// The text of one token.
  func text(_ token: Int) -> String { String(decoding: bytes[tokens[token].range], as: UTF8.self) }

  /// The text from the first to the last of these tokens, gaps included.
  func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[span(range)], as: UTF8.self)
  }

  /// The bytes from the first to the last of these tokens.
  func span(_ range: Range<Int>) -> Range<Int> {
    guard !range.isEmpty else { return 0..<0 }
    return tokens[range.lowerBound].range.lowerBound..<tokens[range.upperBound - 1].range.upperBound
  }

  /// Whether the token is this symbol or word.
  func stands(_ text: String, at token: Int) -> Bool {
    token < tokens.count && token >= 0 && bytes[tokens[token].range].elementsEqual(text.utf8)
  }

  /// Whether a line ends the program, or opens a block that begins with a line which does.
  func decidesExit(at line: Int) -> Bool {
    if endsProgram(at: line) { return true }
    let isHead =
      !lines[line].isStatement
      || ["if", "then", "unless", "else"].contains { word in
        lines[line].tokens.contains { stands(word, at: $0) }
      }
    return isHead && line + 1 < lines.count && endsProgram(at: line + 1)
  }

  private func endsProgram(at line: Int) -> Bool {
    lines[line].tokens.contains { token in
      Language.exits.contains { stands($0, at: token) }
    }
  }

  /// Whether `text` in the place of `range` would run into the token before or behind it.
  func merges(_ text: String, at range: Range<Int>) -> Bool {
    let new = text.utf8
    guard let first = new.first, let last = new.last else { return false }
    let before = range.lowerBound > 0 ? bytes[range.lowerBound - 1] : 0x20
    let behind = range.upperBound < bytes.count ? bytes[range.upperBound] : 0x20
    return Lexer.merge(before, first) || Lexer.merge(last, behind)
  }

  private func logicalLines() -> [Line] {
    var lines: [Line] = []
    var start = 0
    var depth = 0
    for index in tokens.indices {
      switch bytes[tokens[index].range.lowerBound] {
      case 0x28, 0x5b: depth += 1
      case 0x29, 0x5d: depth = max(0, depth - 1)
      case 0x7b where language.isIndented: depth += 1
      case 0x7d where language.isIndented: depth = max(0, depth - 1)
      default: break
      }
      let isLast = index + 1 == tokens.count || tokens[index + 1].line > tokens[index].line
      guard isLast, depth == 0 || index + 1 == tokens.count else { continue }
      lines.append(line(of: start..<(index + 1)))
      start = index + 1
      depth = 0
    }
    return lines
  }

  private func line(of range: Range<Int>) -> Line {
    let span = span(range)
    let start = bytes[..<span.lowerBound].lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
    let end = bytes[span.upperBound...].firstIndex(of: 0x0a) ?? bytes.count
    let symbols = range.filter { tokens[$0].kind == .symbol }.map {
      bytes[tokens[$0].range.lowerBound]
    }
    let opens = language.isIndented ? stands(":", at: range.upperBound - 1) : symbols.contains(0x7b)
    let closes = !language.isIndented && symbols.contains(0x7d)
    let isDeclaration = stands("@", at: range.lowerBound) || stands("#", at: range.lowerBound)
    return Line(
      tokens: range, number: tokens[range.lowerBound].line,
      last: tokens[range.upperBound - 1].line, range: start..<end,
      indent: span.lowerBound - start, function: nil,
      isStatement: !opens && !closes && !isDeclaration)
  }

  private func indentedFunctions() -> [Range<Int>] {
    var functions: [Range<Int>] = []
    var index = 0
    while index < lines.count {
      let line = lines[index]
      let first = line.tokens.lowerBound
      let isFunction =
        stands("def", at: first) || stands("async", at: first) && stands("def", at: first + 1)
      guard isFunction else {
        index += 1
        continue
      }
      var end = index + 1
      while end < lines.count, lines[end].indent > line.indent { end += 1 }
      functions.append(index..<end)
      index = end
    }
    return functions
  }

  private static let containers: Set<String> = [
    "class", "struct", "enum", "extension", "protocol", "interface", "impl", "namespace", "union",
    "module", "object", "trait",
  ]

  private func bracedFunctions() -> [Range<Int>] {
    var functions: [Range<Int>] = []
    var index = 0
    while index < lines.count {
      guard isFunctionHead(lines[index]) else {
        index += 1
        continue
      }
      var depth = 0
      var end = index
      repeat {
        for token in lines[end].tokens {
          if stands("{", at: token) { depth += 1 }
          if stands("}", at: token) { depth -= 1 }
        }
        end += 1
      } while depth > 0 && end < lines.count
      functions.append(index..<end)
      index = end
    }
    return functions
  }

  private func isFunctionHead(_ line: Line) -> Bool {
    let words = line.tokens.prefix { !stands("{", at: $0) }
    guard words.count < line.tokens.count, words.contains(where: { stands("(", at: $0) }) else {
      return false
    }
    return !words.contains {
      tokens[$0].kind != .symbol && SourceFile.containers.contains(text($0))
    }
  }
}

extension Language {
  /// What programs of the known languages end themselves with.
  fileprivate static let exits = [
    "exit", "_exit", "_Exit", "quick_exit", "abort", "quit", "Exit", "exit!", "abort!", "die",
    "halt",
  ]

  /// Whether `text` ends the program.
  func endsProgram(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return Lexer.tokens(of: bytes, in: self).contains { token in
      Language.exits.contains { bytes[token.range].elementsEqual($0.utf8) }
    }
  }
}
