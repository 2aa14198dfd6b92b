/// Which bytes of a source text are code, and not part of a comment, of a quoted text or of a pattern. Never fails.
struct CodeMask {
  /// Whether the byte at the same place is code; quotes themselves are none.
  private(set) var isCode: [Bool]
  /// Whether a comment or a text over several lines was still open at the end.
  private(set) var isOpen = false
  private let bytes: [UInt8]
  private let language: SourceLanguage
  private var position = 0
  /// The last byte of code that is no blank.
  private var last: UInt8 = 0x0a

  /// The mask of `bytes`.
  ///
  /// - Complexity: O(*n*).
  init(_ bytes: [UInt8], _ language: SourceLanguage) {
    self.bytes = bytes
    self.language = language
    isCode = Array(repeating: true, count: bytes.count)
    while position < bytes.count { step() }
  }

  private mutating func step() {
    let byte = bytes[position]
    if byte <= 0x20 {
      position += 1
    } else if let comment = language.lineComments.first(where: stands), beginsWord {
      hide(through: lineEnd(from: position + comment.utf8.count))
    } else if language.hasBlockComments, stands("/*") {
      hideThrough("*/", from: position + 2)
    } else if let quote = language.longQuotes.first(where: stands) {
      hideThrough(quote, from: position + quote.utf8.count)
      last = 0x22
    } else if language.quotes.contains(byte) {
      hide(through: quoteEnd(byte))
      last = 0x22
    } else if language.hasPatterns, byte == 0x2f, expectsValue {
      hide(through: patternEnd)
      last = 0x22
    } else {
      last = byte
      // An escaped byte of a shell's command is no quote.
      position += byte == 0x5c ? 2 : 1
    }
  }

  private func stands(_ text: String) -> Bool {
    bytes[position...].starts(with: text.utf8)
  }

  /// Whether a `#` here begins a comment: not within a word, as in `$#` or `${x#y}`.
  private var beginsWord: Bool {
    bytes[position] != 0x23 || position == 0 || bytes[position - 1] <= 0x20
      || bytes[position - 1] == 0x3b || language.body == .indentation
  }

  /// Whether a value, not an operator, comes next.
  private var expectsValue: Bool { "(,=:[!&|?{};\n+".utf8.contains(last) }

  private func lineEnd(from place: Int) -> Int {
    bytes[min(place, bytes.count)...].firstIndex(of: 0x0a) ?? bytes.count
  }

  private mutating func hide(through end: Int) {
    for place in position..<min(end, bytes.count) { isCode[place] = false }
    position = max(end, position + 1)
  }

  private mutating func hideThrough(_ close: String, from start: Int) {
    let close = Array(close.utf8)
    var place = start
    while place + close.count <= bytes.count {
      if bytes[place] == 0x5c, close != [0x2a, 0x2f] {
        place += 2
      } else if bytes[place...].starts(with: close) {
        return hide(through: place + close.count)
      } else {
        place += 1
      }
    }
    isOpen = true
    hide(through: bytes.count)
  }

  /// The end of the text that a quote begins here, at the latest that of the line; a shell's goes over lines.
  private func quoteEnd(_ quote: UInt8) -> Int {
    let isShell = language == .shell
    var place = position + 1
    while place < bytes.count {
      if bytes[place] == quote { return place + 1 }
      if bytes[place] == 0x0a, !isShell { return place }
      place += bytes[place] == 0x5c && !(isShell && quote == 0x27) ? 2 : 1
    }
    return bytes.count
  }

  /// The end of the pattern that begins here; the slash alone where its line holds no other.
  private var patternEnd: Int {
    var isSet = false
    var place = position + 1
    while place < bytes.count, bytes[place] != 0x0a {
      switch bytes[place] {
      case 0x5c: place += 1
      case 0x5b: isSet = true
      case 0x5d: isSet = false
      case 0x2f where !isSet: return place + 1
      default: break
      }
      place += 1
    }
    return position + 1
  }
}

extension CodeMask {
  /// Where `name` stands in the code as a whole name, in bytes, in order.
  func places(of name: String) -> [Int] {
    CodeMask.wholePlaces(of: name, in: bytes).filter { isCode[$0] }
  }

  /// Where `name` stands as a whole name, in bytes, in order.
  static func wholePlaces(of name: String, in bytes: [UInt8]) -> [Int] {
    let wanted = Array(name.utf8)
    guard let first = wanted.first, bytes.count >= wanted.count else { return [] }
    return (0...(bytes.count - wanted.count)).filter { place in
      bytes[place] == first && bytes[place...].starts(with: wanted)
        && (place == 0 || !isNamePart(bytes[place - 1]))
        && (place + wanted.count == bytes.count || !isNamePart(bytes[place + wanted.count]))
    }
  }

  /// Whether a byte can be part of a name.
  static func isNamePart(_ byte: UInt8) -> Bool {
    byte == 0x5f || byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
      || (0x61...0x7a).contains(byte)
  }
}

extension String {
  /// Whether it is a name that code can give: letters, digits and `_`, no digit first.
  var isName: Bool {
    guard let first = utf8.first, !(0x30...0x39).contains(first) else { return false }
    return utf8.allSatisfy(CodeMask.isNamePart)
  }
}
