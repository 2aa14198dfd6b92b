/// A set of bytes, as one place of a ``BytePattern`` takes.
struct ByteSet: Hashable, Sendable {
  private var bits = SIMD4<UInt64>()

  /// The set of nothing.
  init() {}

  /// The set of these bytes.
  init(_ bytes: some Sequence<UInt8>) { for byte in bytes { insert(byte) } }

  /// Every byte but a line feed.
  static let anyInLine = ByteSet(0x00...0xff).subtracting(ByteSet([0x0a]))

  /// Letters and digits of ASCII, and `_`.
  static let word = ByteSet(0x30...0x39).union(ByteSet(0x41...0x5a)).union(ByteSet(0x61...0x7a))
    .union(ByteSet([0x5f]))
  /// The digits of ASCII.
  static let digit = ByteSet(0x30...0x39)
  /// What may stand between a name and `=`.
  static let gap = ByteSet(" -.\"'\\".utf8)
  /// Space, tab, line feed, vertical tab, form feed, carriage return.
  static let space = ByteSet([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20])

  /// Whether `byte` is in it.
  @inline(__always)
  func contains(_ byte: UInt8) -> Bool { bits[Int(byte >> 6)] >> UInt64(byte & 63) & 1 != 0 }

  /// Adds `byte`.
  mutating func insert(_ byte: UInt8) { bits[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }

  /// What is in either.
  func union(_ other: ByteSet) -> ByteSet {
    var set = self
    set.bits |= other.bits
    return set
  }

  /// What is in it and not in `other`.
  func subtracting(_ other: ByteSet) -> ByteSet {
    var set = self
    set.bits &= ~other.bits
    return set
  }

  /// What is not in it.
  var inverted: ByteSet {
    var set = self
    set.bits = ~bits
    return set
  }

  /// The set with letters of ASCII in both cases where it has one.
  var ignoringCase: ByteSet {
    var set = self
    for byte in UInt8(0x41)...0x5a where contains(byte) || contains(byte + 0x20) {
      set.insert(byte)
      set.insert(byte + 0x20)
    }
    return set
  }
}
