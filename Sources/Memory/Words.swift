import Text

/// The words of a text as the index keeps and looks for them. Pure.
enum Words {
  /// The bytes of a text that are looked at at most.
  private static let byteLimit = 32 << 10
  /// The characters of a word that count.
  private static let length = 40

  /// The words of `text` in lower case, in their order: each run of letters, digits, marks and `_`, of scripts that are
  /// written without spaces each pair of characters. Words of one letter are left out.
  ///
  /// Nothing else of the text is in them: no quote, bracket or operator that a search could mean something by.
  ///
  /// - Parameters:
  ///   - limit: The words given at most.
  /// - Complexity: O(*n*) in the first 32 KiB of the text.
  static func of(_ text: String, limit: Int = 4000) -> [String] {
    var words: [String] = []
    var word = String.UnicodeScalarView()
    func close() {
      if word.count > 1 { words.append(String(word.prefix(length)).lowercased()) }
      word = String.UnicodeScalarView()
    }
    var before: Unicode.Scalar?
    for scalar in clippedBytes(text, to: byteLimit).unicodeScalars {
      guard words.count < limit else { break }
      if scalar.isUnspaced {
        close()
        if let before { words.append(String(String.UnicodeScalarView([before, scalar]))) }
        before = scalar
        continue
      }
      before = nil
      if scalar.isPartOfWord { word.append(scalar) } else { close() }
    }
    close()
    return Array(words.prefix(limit))
  }

  /// The different words of `text`, in the order of their first appearance.
  static func different(_ text: String, limit: Int) -> [String] {
    var seen: Set<String> = []
    var words: [String] = []
    for word in of(text) where words.count < limit && seen.insert(word).inserted {
      words.append(word)
    }
    return words
  }
}

/// The start of `text` of at most `limit` bytes, not cut within a character.
func clippedBytes(_ text: String, to limit: Int) -> String {
  guard text.utf8.count > limit else { return text }
  let bytes = Array(text.utf8.prefix(limit + 1))
  var end = limit
  while end > 0, bytes[end] & 0xc0 == 0x80 { end -= 1 }
  return String(decoding: bytes[..<end], as: UTF8.self)
}

extension Unicode.Scalar {
  /// Whether it is a part of a word.
  fileprivate var isPartOfWord: Bool {
    if isASCII {
      return (0x30...0x39).contains(value) || (0x41...0x5a).contains(value)
        || (0x61...0x7a).contains(value) || value == 0x5f
    }
    if properties.isAlphabetic || properties.numericType != nil { return true }
    return properties.generalCategory == .nonspacingMark
  }

  /// Whether it belongs to a script that is written without spaces between words: Han, Kana, Thai, Lao, Burmese, Khmer.
  fileprivate var isUnspaced: Bool {
    guard value >= 0xe00 else { return false }
    switch value {
    case 0xe00...0xeff, 0x1000...0x109f, 0x1780...0x17ff, 0x3041...0x30ff, 0x3400...0x9fff,
      0xf900...0xfaff, 0x20000...0x3ffff:
      return properties.isAlphabetic || properties.generalCategory == .nonspacingMark
    default: return false
    }
  }
}
