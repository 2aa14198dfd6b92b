import Vocabulary

/// Something that has an exact name in a project: it is looked for by that name and no other.
struct Name: Hashable, Sendable {
  /// What it is.
  let kind: Kind
  /// Its name.
  @ExactText private(set) var text: String

  /// What has a name.
  enum Kind: String, Hashable, Sendable {
    /// A file, by its path from the project's root.
    case path = "p"
    /// A file, by the last part of its path.
    case file = "f"
    /// A function, type or variable.
    case symbol = "s"
    /// A test, as its runner calls it.
    case test = "t"
  }

  /// The name `text` of a thing of this kind.
  init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }

  /// Its hash: the same in all processes.
  var hash: Int { stableHash(text, salt: kind.rawValue.utf8.first ?? 0) }

  /// What stands for it in the index of names: a letter and hexadecimal digits.
  var token: String { kind.rawValue + String(UInt64(bitPattern: Int64(hash)), radix: 16) }

  /// The names of a file: its path, and the last part of that.
  static func names(ofFile path: String) -> [Name] {
    [Name(.path, path), Name(.file, String(path.lastPathPart))]
  }

  /// The names of a test: its own, and that of the function it ends with.
  static func names(ofTest test: String) -> [Name] {
    let end = test.utf8.split(whereSeparator: { !isIdentifierByte($0) }).last
    let symbol = end.map { String(Substring($0)) }.flatMap { $0.utf8.count > 2 ? $0 : nil }
    return [Name(.test, test)] + (symbol.map { [Name(.symbol, $0)] } ?? [])
  }
}

/// A hash of `text` that is the same in all processes: FNV-1a, mixed.
func stableHash(_ text: some StringProtocol, salt: UInt8 = 0) -> Int {
  stableHash(Substring(text).utf8, salt: salt)
}

/// A hash of some bytes that is the same in all processes: FNV-1a, mixed.
func stableHash(_ bytes: some Sequence<UInt8>, salt: UInt8 = 0) -> Int {
  var hash: UInt64 = (0xcbf2_9ce4_8422_2325 ^ UInt64(salt)) &* 0x100_0000_01b3
  for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
  hash = (hash ^ (hash >> 32)) &* 0xd6e8_feb8_6659_fd93
  return Int(Int64(bitPattern: hash ^ (hash >> 32)))
}

/// Whether a byte may stand in a name of most programming languages.
func isIdentifierByte(_ byte: UInt8) -> Bool {
  byte == 0x5f || byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
    || (0x61...0x7a).contains(byte)
}
