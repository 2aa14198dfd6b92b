/// What mails do to bytes so that they pass everywhere (RFC 2045). Pure.
enum TransferEncoding {
  /// Quoted-printable undone.
  static func unquoted(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    var index = 0
    while index < bytes.count {
      guard bytes[index] == 0x3d else {
        out.append(bytes[index])
        index += 1
        continue
      }
      let next = bytes[(index + 1)...].prefix(2)
      if let byte = UInt8(String(decoding: next, as: UTF8.self), radix: 16), next.count == 2 {
        out.append(byte)
        index += 3
      } else {
        // A soft line break.
        index += 1
        while index < bytes.count, bytes[index] == 0x0d { index += 1 }
        if index < bytes.count, bytes[index] == 0x0a { index += 1 }
      }
    }
    return out
  }

  /// Whether base64 has the byte.
  static func isBase64(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
      || [0x2b, 0x2f, 0x3d].contains(byte)
  }
}
