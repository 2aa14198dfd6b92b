/// A value of JSON, with comments and commas at ends as editors' configurations have them.
///
/// Numbers are their text. Nothing but UTF-8 is expected; what nests more than 64 deep is refused.
enum JSONNode: Hashable {
  case text(String)
  case list([JSONNode])
  case object([String: JSONNode])
  /// A number, `true`, `false` or `null`.
  case word(String)

  /// The value in `text`; `nil` for what is none.
  init?(_ text: String) {
    var reader = JSONReader(bytes: Array(text.utf8))
    guard let node = reader.value(depth: 64), reader.isAtEnd() else { return nil }
    self = node
  }

  /// The value of the key `name`; `nil` for what has none.
  subscript(_ name: String) -> JSONNode? {
    if case .object(let values) = self { values[name] } else { nil }
  }

  /// The text; `nil` for what is none.
  var text: String? {
    if case .text(let text) = self { text } else { nil }
  }

  /// The items of a list; empty for others.
  var items: [JSONNode] {
    if case .list(let items) = self { items } else { [] }
  }

  /// The keys of an object, sorted; empty for others.
  var keys: [String] {
    if case .object(let values) = self { values.keys.sorted() } else { [] }
  }
}

/// Reads one value after the other.
private struct JSONReader {
  let bytes: [UInt8]
  private var place = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  private var byte: UInt8? { place < bytes.count ? bytes[place] : nil }

  /// Whether nothing follows.
  mutating func isAtEnd() -> Bool {
    skip()
    return place == bytes.count
  }

  /// Skips white space, and comments of both forms.
  private mutating func skip() {
    while let byte {
      if byte <= 0x20 || byte == 0xef && bytes[place...].starts(with: [0xef, 0xbb, 0xbf]) {
        place += byte == 0xef ? 3 : 1
      } else if bytes[place...].starts(with: "//".utf8) {
        place = bytes[place...].firstIndex(of: 0x0a) ?? bytes.count
      } else if bytes[place...].starts(with: "/*".utf8) {
        place += 2
        while place < bytes.count, !bytes[place...].starts(with: "*/".utf8) { place += 1 }
        place = min(place + 2, bytes.count)
      } else {
        return
      }
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skip()
    guard byte == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  mutating func value(depth: Int) -> JSONNode? {
    guard depth > 0 else { return nil }
    skip()
    switch byte {
    case UInt8(ascii: "{"): return object(depth)
    case UInt8(ascii: "["): return list(depth)
    case UInt8(ascii: "\""): return string().map { .text($0) }
    default:
      let end = bytes[place...].firstIndex { !JSONReader.isOfWord($0) } ?? bytes.count
      guard end > place else { return nil }
      defer { place = end }
      return .word(String(decoding: bytes[place..<end], as: UTF8.self))
    }
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  private mutating func object(_ depth: Int) -> JSONNode? {
    place += 1
    var values: [String: JSONNode] = [:]
    while !take("}") {
      skip()
      guard byte == UInt8(ascii: "\""), let key = string(), take(":"),
        let value = value(depth: depth - 1)
      else { return nil }
      values[key] = value
      if take(",") { continue }
      guard take("}") else { return nil }
      break
    }
    return .object(values)
  }

  private mutating func list(_ depth: Int) -> JSONNode? {
    place += 1
    var items: [JSONNode] = []
    while !take("]") {
      guard let item = value(depth: depth - 1) else { return nil }
      items.append(item)
      if take(",") { continue }
      guard take("]") else { return nil }
      break
    }
    return .list(items)
  }

  /// A text in quotes, whose escapes are resolved; what is half of a pair becomes a question mark in a diamond.
  private mutating func string() -> String? {
    place += 1
    var units: [UInt8] = []
    while let byte {
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let escaped = escape() else { return nil }
        units += Array(escaped.utf8)
      case 0..<0x20: return nil
      default: units.append(byte)
      }
    }
    return nil
  }

  private mutating func escape() -> String? {
    guard let byte else { return nil }
    place += 1
    switch byte {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "u"):
      guard let first = unit() else { return nil }
      var units = [first]
      if UTF16.isLeadSurrogate(first), bytes[place...].starts(with: "\\u".utf8) {
        place += 2
        guard let second = unit() else { return nil }
        units.append(second)
      }
      return String(decoding: units, as: UTF16.self)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      return String(Unicode.Scalar(byte))
    default: return nil
    }
  }

  private mutating func unit() -> UInt16? {
    guard place + 4 <= bytes.count else { return nil }
    defer { place += 4 }
    return UInt16(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
  }
}
