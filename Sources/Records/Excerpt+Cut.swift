import Vocabulary

extension Excerpt {
  /// How long a word is at the least that may be a part of a secret, in bytes.
  private static let shortest = 16
  /// The most bytes that are left out at each side.
  private static let most = 2048

  /// The text without the long words at its cut, of which the rest was left out: a part of a secret is told by no rule.
  ///
  /// With the word at each side go the lines of base64 beside it, as keys have them. What goes is counted as left out.
  var withoutPartedWords: Excerpt {
    guard omitted > 0 else { return self }
    let first = Array(head.utf8)
    let last = Array(tail.utf8)
    let end = first.count - Self.parted(Array(first.suffix(Self.most).reversed()))
    let start = Self.parted(Array(last.prefix(Self.most)))
    guard end < first.count || start > 0 else { return self }
    return Excerpt(
      String(decoding: first[..<end], as: UTF8.self), omitted: omitted + first.count - end + start,
      tail: String(decoding: last[start...], as: UTF8.self))
  }

  /// How many of the bytes after a cut are no whole words, read away from it.
  private static func parted(_ bytes: [UInt8]) -> Int {
    var place = bytes.prefix { $0 > 0x20 }.count
    var end = place >= shortest ? place : 0
    while place < bytes.count, bytes[place] == 0x0a || bytes[place] == 0x0d {
      let line = bytes[(place + 1)...].prefix { $0 != 0x0a && $0 != 0x0d }
      guard line.isEmpty || line.count >= 40 && line.allSatisfy(isBase64) else { break }
      place += 1 + line.count
      if !line.isEmpty { end = place }
    }
    return end
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"),
      UInt8(ascii: "="):
      true
    default: false
    }
  }
}
