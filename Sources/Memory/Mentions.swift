import Text
import Vocabulary

/// The exact names that a text mentions. Pure.
enum Mentions {
  /// The bytes of a text that are looked at at most.
  private static let byteLimit = 64 << 10
  /// The names of each kind at most.
  private static let limit = 48

  /// The files that a text of people names: what has a slash or a file's ending, without the number of a line behind it.
  static func files(in text: String) -> [Name] {
    var found: [Name] = []
    var seen: Set<Name> = []
    let pieces = clippedBytes(text, to: byteLimit).utf8.split { byte in
      byte <= 0x20 || "\"'`()[]{}<>,;|*".utf8.contains(byte)
    }
    for piece in pieces where found.count < limit {
      guard let path = file(in: Substring(piece)) else { continue }
      let names = path.utf8.contains(.slash) ? Name.names(ofFile: path) : [Name(.file, path)]
      for name in names where seen.insert(name).inserted { found.append(name) }
    }
    return found
  }

  private static func file(in piece: Substring) -> String? {
    var path = piece.hasPrefix("./") ? piece.dropFirst(2) : piece
    if let colon = path.utf8.firstIndex(of: UInt8(ascii: ":")) { path = path[..<colon] }
    while let last = path.utf8.last, ".!?/".utf8.contains(last) { path = path.dropLast() }
    guard (3...200).contains(path.utf8.count), path.utf8.first != .slash else { return nil }
    let parts = path.lastPathPart.utf8.split(separator: UInt8(ascii: "."))
    let isNamed =
      parts.count > 1 && parts.last.map { (1...8).contains($0.count) } == true
      && parts.allSatisfy { $0.contains(where: isIdentifierByte) }
    return isNamed || path.utf8.contains(.slash) ? String(path) : nil
  }

  /// The names in a text of people that are written as in code: with `_` or a capital within, between backquotes, or before
  /// an opening bracket.
  static func symbols(in text: String) -> [Name] {
    var found: [Name] = []
    var seen: Set<Name> = []
    let bytes = Array(clippedBytes(text, to: byteLimit).utf8)
    var start = 0
    while start < bytes.count, found.count < limit {
      guard isIdentifierByte(bytes[start]) else {
        start += 1
        continue
      }
      var end = start
      while end < bytes.count, isIdentifierByte(bytes[end]) { end += 1 }
      let word = bytes[start..<end]
      let isQuoted = start > 0 && [0x60, 0x2e].contains(bytes[start - 1])
      let isCalled = end < bytes.count && bytes[end] == UInt8(ascii: "(")
      if isQuoted || isCalled || isWrittenAsCode(word) {
        let name = Name(.symbol, String(decoding: word, as: UTF8.self))
        if isSymbol(word), seen.insert(name).inserted { found.append(name) }
      }
      start = end
    }
    return found
  }

  private static func isWrittenAsCode(_ word: ArraySlice<UInt8>) -> Bool {
    if word.dropFirst().dropLast().contains(0x5f) { return true }
    return zip(word, word.dropFirst()).contains {
      (0x61...0x7a).contains($0) && (0x41...0x5a).contains($1)
    }
  }

  /// Whether a word can be the name of something in code: three characters at least, and no number.
  private static func isSymbol(_ word: ArraySlice<UInt8>) -> Bool {
    guard (3...80).contains(word.count), let first = word.first else { return false }
    return !(0x30...0x39).contains(first)
  }

  /// The names on the line of a declaration, as git writes it behind a hunk's numbers; words of languages left out.
  static func symbols(inHead head: Substring) -> [Name] {
    var names: [Name] = []
    for word in head.utf8.split(whereSeparator: { !isIdentifierByte($0) }) where names.count < 4 {
      let text = String(Substring(word))
      guard isSymbol(ArraySlice(word)), !declaring.contains(text) else { continue }
      names.append(Name(.symbol, text))
    }
    return names
  }

  private static let declaring: Set<String> = [
    "def", "class", "func", "function", "struct", "enum", "extension", "protocol", "interface",
    "impl", "namespace", "module", "trait", "async", "await", "static", "public", "private",
    "internal", "package", "final", "mutating", "override", "protected", "virtual", "inline",
    "const", "constexpr", "void", "int", "char", "bool", "boolean", "float", "double", "long",
    "unsigned", "signed", "size_t", "string", "String", "self", "this", "return", "throws",
    "export",
    "default", "let", "var", "type", "pub", "sub", "end", "val", "fun", "abstract", "None", "Int",
    "Bool", "Double", "str", "list", "dict", "where", "some", "any", "inout", "borrowing",
  ]
}
