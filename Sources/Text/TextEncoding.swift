import Glibc

/// How bytes that say what they are written in stand for characters: a commit's, a mail's.
package struct TextEncoding: Hashable, Sendable {
  /// Its name as iconv knows it; `nil` for UTF-8.
  private let name: String?

  /// The encoding of this name, in capitals or not; UTF-8 where there is none, or nothing that could be one.
  package init(_ name: String?) {
    let name = name?.uppercased()
    switch name {
    case nil, "UTF-8", "UTF8": self.name = nil
    case "LATIN-1": self.name = "ISO-8859-1"
    case let name?:
      // A stranger may have chosen it, and iconv takes more than names.
      let isName = name.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || "-_.:".utf8.contains($0)
      }
      self.name = isName && name.utf8.count < 40 ? name : nil
    }
  }

  /// Whether it is UTF-8.
  package var isUTF8: Bool { name == nil }

  /// The text; that of an encoding which the system does not know, or which it is not in, is taken for UTF-8, and
  /// what is none of it for U+FFFD.
  package func text(of bytes: [UInt8]) -> String {
    textIfValid(of: bytes) ?? String(decoding: bytes, as: UTF8.self)
  }

  /// The text; `nil` where the system does not know the encoding, or the bytes are not in it.
  package func textIfValid(of bytes: [UInt8]) -> String? {
    guard let name else { return String(validating: bytes, as: UTF8.self) }
    guard let converter = iconv_open("UTF-8", name),
      converter != UnsafeMutableRawPointer(bitPattern: -1)
    else { return nil }
    defer { iconv_close(converter) }
    var bytes = bytes
    var left = bytes.count
    // No character of any encoding takes more in UTF-8 than four bytes for each of its own.
    var text = [UInt8](repeating: 0, count: 4 * left + 4)
    var room = text.count
    let status = bytes.withUnsafeMutableBytes { source in
      text.withUnsafeMutableBytes { buffer in
        var input = source.baseAddress?.assumingMemoryBound(to: CChar.self)
        var output = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
        return iconv(converter, &input, &left, &output, &room)
      }
    }
    guard status != -1 else { return nil }
    return String(decoding: text.dropLast(room), as: UTF8.self)
  }
}
