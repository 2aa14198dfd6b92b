/// One form in which a secret of our own may appear: as it is, reversed, in hexadecimal digits, in base64, or escaped
/// for a URL.
///
/// A piece that is long enough is found wherever it was cut: every piece of fifteen bytes holds one of the form's
/// blocks of eight whole, by which it is looked for.
struct OwnSecretForm: Sendable {
  /// The form.
  let bytes: [UInt8]
  /// The least length of a piece that is taken out.
  let least: Int

  private static let block = 8

  /// A piece of a secret of which so many bytes are told is one of it.
  private static let leastPiece = 16

  private init(_ bytes: [UInt8], of count: Int, bytesEach: Double = 1) {
    self.bytes = bytes
    least = min(bytes.count, Int((Double(min(count, Self.leastPiece)) * bytesEach).rounded(.down)))
  }

  /// The forms of `secret`; a short one is looked for as it is only.
  static func all(of secret: String) -> [OwnSecretForm] {
    let plain = Array(secret.utf8)
    guard plain.count >= block else { return [OwnSecretForm(plain, of: plain.count)] }
    let hex = plain.flatMap { [Self.digit($0 >> 4), Self.digit($0 & 15)] }
    var forms = [plain, plain.reversed()].map { OwnSecretForm($0, of: plain.count) }
    forms += [hex, hex.map { $0 > 0x60 ? $0 - 0x20 : $0 }].map {
      OwnSecretForm($0, of: plain.count, bytesEach: 2)
    }
    for phase in 0..<3 {
      let form = base64(plain, phase: phase)
      guard form.count >= block else { continue }
      let other = form.map { $0 == 0x2b ? 0x2d : $0 == 0x2f ? 0x5f : $0 }
      forms += (form == other ? [form] : [form, other]).map {
        OwnSecretForm($0, of: plain.count, bytesEach: 4.0 / 3)
      }
    }
    let escaped = plain.flatMap { byte -> [UInt8] in
      let isPlain = ByteSet.word.contains(byte) || "-.~".utf8.contains(byte)
      return isPlain
        ? [byte] : [0x25] + [byte >> 4, byte & 15].map { Self.digit($0, capital: true) }
    }
    if escaped != plain { forms.append(OwnSecretForm(escaped, of: plain.count)) }
    return forms
  }

  private static func digit(_ value: UInt8, capital: Bool = false) -> UInt8 {
    value < 10 ? 0x30 + value : (capital ? 0x41 : 0x61) + value - 10
  }

  /// The characters of base64 that `bytes` alone decide where `phase` bytes stand before them (RFC 4648, section 4).
  private static func base64(_ bytes: [UInt8], phase: Int) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    let all = [UInt8](repeating: 0, count: phase) + bytes
    let first = (phase * 8 + 5) / 6
    let end = all.count * 8 / 6
    return (first..<max(first, end)).map { place in
      var value = 0
      for bit in place * 6..<place * 6 + 6 {
        value = value << 1 | Int(all[bit / 8] >> (7 - bit % 8) & 1)
      }
      return alphabet[value]
    }
  }

  /// The blocks by which the form is looked for, by their offsets.
  var blocks: [(offset: Int, bytes: [UInt8])] {
    guard bytes.count >= Self.block, least >= 2 * Self.block - 1 else {
      return [(0, Array(bytes.prefix(max(1, least))))]
    }
    return stride(from: 0, through: bytes.count - Self.block, by: Self.block).map {
      ($0, Array(bytes[$0..<$0 + Self.block]))
    }
  }

  /// The piece of the form in `text` whose block at `offset` is at `place`; `nil` where it is too short.
  ///
  /// - Complexity: O(*n*) in the form.
  func piece(
    around place: Range<Int>, offset: Int, in text: UnsafeBufferPointer<UInt8>
  ) -> Range<Int>? {
    // The block was found in capitals or not.
    guard text[place].elementsEqual(bytes[offset..<offset + place.count]) else { return nil }
    var (start, end) = (place.lowerBound, place.upperBound)
    var (before, after) = (offset, offset + place.count)
    while before > 0, start > 0, text[start - 1] == bytes[before - 1] {
      start -= 1
      before -= 1
    }
    while after < bytes.count, end < text.count {
      if text[end] == bytes[after] {
        after += 1
      } else if !OwnSecretForm.mayPart(text[end]) {
        break
      }
      end += 1
    }
    while end > place.upperBound, OwnSecretForm.mayPart(text[end - 1]) { end -= 1 }
    return after - before >= least ? start..<end : nil
  }

  /// Whether a program that breaks lines may have put the byte within.
  private static func mayPart(_ byte: UInt8) -> Bool {
    byte == 0x0a || byte == 0x0d || byte == 0x20
  }
}
