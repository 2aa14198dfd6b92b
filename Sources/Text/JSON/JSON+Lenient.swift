/// Reads JSON that strict readers refuse and that has one reading all the same.
extension JSON {
  /// Reads the value in `bytes`, where strings may hold control characters as they are, halves of surrogate pairs and
  /// bytes that are no UTF-8; what stays half is U+FFFD. `nil` for what is no JSON even so.
  package init?(lenient bytes: some Collection<UInt8>) {
    var hasHalves = false
    guard let value = JSON(piece: bytes, noting: &hasHalves) else { return nil }
    self = hasHalves ? value.rejoined : value
  }

  /// Reads the value in `text` as ``init(lenient:)`` does.
  package init?(lenient text: some StringProtocol) { self.init(lenient: Array(text.utf8)) }

  /// Reads a value of which strings may go on in another one: halves of characters stay as marks, which
  /// ``rejoined(_:)`` joins with their other halves once the texts are joined.
  ///
  /// - Parameter hasHalves: Becomes `true` where there is such a mark.
  package init?(piece bytes: some Collection<UInt8>, noting hasHalves: inout Bool) {
    if let value = JSON(parsing: bytes) {
      self = value
      return
    }
    var repair = JSONRepair(bytes)
    repair.run()
    guard repair.isChanged, let value = JSON(parsing: repair.out) else { return nil }
    if repair.hasHalves { hasHalves = true }
    self = value
  }

  /// The value with every string rejoined.
  private var rejoined: JSON {
    switch self {
    case .string(let text): .string(Text.rejoined(text))
    case .array(let elements): .array(elements.map(\.rejoined))
    case .object(let members):
      .object(
        Dictionary(members.map { (Text.rejoined($0.key), $0.value.rejoined) }) { $1 })
    default: self
    }
  }
}

/// Marks of halves: private scalars that no text of people has.
private enum Half {
  static let surrogates: UInt32 = 0x10f000
  static let bytes: UInt32 = 0x10f800
  static let range: ClosedRange<UInt32> = 0x10f000...0x10f8ff
}

/// `text` with the marks of halves joined where both halves are there, and U+FFFD for the rest.
///
/// - Complexity: O(*n*) in the text.
package func rejoined(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: { Half.range.contains($0.value) }) else { return text }
  var joined = String.UnicodeScalarView()
  var bytes: [UInt8] = []
  var high: UInt32?
  func flush() {
    if high != nil { joined.append("\u{fffd}") }
    if !bytes.isEmpty { joined += String(decoding: bytes, as: UTF8.self).unicodeScalars }
    (high, bytes) = (nil, [])
  }
  for scalar in text.unicodeScalars {
    guard Half.range.contains(scalar.value) else {
      flush()
      joined.append(scalar)
      continue
    }
    if scalar.value >= Half.bytes {
      if high != nil { flush() }
      bytes.append(UInt8(scalar.value - Half.bytes))
      continue
    }
    let unit = scalar.value - Half.surrogates + 0xd800
    if unit < 0xdc00 {
      flush()
      high = unit
    } else if let first = high, bytes.isEmpty,
      let whole = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (unit - 0xdc00))
    {
      high = nil
      joined.append(whole)
    } else {
      flush()
      joined.append("\u{fffd}")
    }
  }
  flush()
  return String(joined)
}

/// Writes JSON anew with what strict readers refuse in strings spelled as they want it.
private struct JSONRepair {
  private let bytes: [UInt8]
  private var place = 0
  private(set) var out: [UInt8] = []
  private(set) var isChanged = false
  private(set) var hasHalves = false

  init(_ bytes: some Collection<UInt8>) {
    self.bytes = Array(bytes)
    out.reserveCapacity(self.bytes.count + 16)
  }

  mutating func run() {
    var isInString = false
    while place < bytes.count {
      let byte = bytes[place]
      if byte == UInt8(ascii: "\"") {
        isInString.toggle()
        keep(1)
      } else if !isInString {
        keep(1)
      } else if byte == UInt8(ascii: "\\") {
        takeEscape()
      } else if byte < 0x20 {
        let digits = Array("0123456789abcdef".utf8)
        out += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        place += 1
        isChanged = true
      } else if byte < 0x80 {
        keep(1)
      } else if let length = sequenceLength {
        keep(length)
      } else {
        mark(Half.bytes + UInt32(byte), over: 1)
      }
    }
  }

  private mutating func keep(_ count: Int) {
    out += bytes[place..<min(bytes.count, place + count)]
    place = min(bytes.count, place + count)
  }

  private mutating func mark(_ value: UInt32, over count: Int) {
    if let scalar = Unicode.Scalar(value) { out += Array(String(Character(scalar)).utf8) }
    place += count
    (isChanged, hasHalves) = (true, true)
  }

  private mutating func takeEscape() {
    guard let unit = unit(at: place) else { return keep(2) }
    switch unit {
    case 0xd800...0xdbff:
      guard let next = self.unit(at: place + 6), (0xdc00...0xdfff).contains(next) else {
        return mark(Half.surrogates + unit - 0xd800, over: 6)
      }
      keep(12)
    case 0xdc00...0xdfff: mark(Half.surrogates + unit - 0xd800, over: 6)
    default: keep(6)
    }
  }

  /// The unit of UTF-16 that an escape at `place` stands for.
  private func unit(at place: Int) -> UInt32? {
    guard place + 6 <= bytes.count, bytes[place] == UInt8(ascii: "\\"),
      bytes[place + 1] == UInt8(ascii: "u")
    else { return nil }
    let digits = String(decoding: bytes[place + 2..<place + 6], as: UTF8.self)
    return digits.allSatisfy(\.isHexDigit) ? UInt32(digits, radix: 16) : nil
  }

  /// The length of the well-formed sequence of UTF-8 that begins here.
  private var sequenceLength: Int? {
    let count: Int
    switch bytes[place] {
    case 0xc2...0xdf: count = 2
    case 0xe0...0xef: count = 3
    case 0xf0...0xf4: count = 4
    default: return nil
    }
    guard place + count <= bytes.count else { return nil }
    let sequence = bytes[place..<place + count]
    return String(validating: sequence, as: UTF8.self) == nil ? nil : count
  }
}
