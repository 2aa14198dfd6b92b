import Glibc

/// The encoding that a commit says its text is in.
struct TextEncoding {
  /// Its name as iconv knows it; `nil` for UTF-8.
  private let name: String?

  /// The encoding of this name; UTF-8 where there is none, or nothing that could be one.
  init(_ name: UnsafePointer<CChar>?) {
    let name = name.map { String(cString: $0).uppercased() }
    switch name {
    case nil, "UTF-8", "UTF8": self.name = nil
    case "LATIN-1": self.name = "ISO-8859-1"
    case let name?:
      // Whoever wrote the commit chose it, and iconv takes more than names.
      let isName = name.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || "-_.:".utf8.contains($0)
      }
      self.name = isName && name.utf8.count < 40 ? name : nil
    }
  }

  /// The text; that of an encoding which the system does not know, or which it is not in, is taken for UTF-8.
  func text(of bytes: UnsafePointer<CChar>?) -> String {
    guard let bytes else { return "" }
    return name.flatMap { converted(bytes, from: $0) } ?? String(cString: bytes)
  }

  private func converted(_ bytes: UnsafePointer<CChar>, from name: String) -> String? {
    guard let converter = iconv_open("UTF-8", name),
      converter != UnsafeMutableRawPointer(bitPattern: -1)
    else { return nil }
    defer { iconv_close(converter) }
    var left = strlen(bytes)
    // No character of any encoding takes more in UTF-8 than four bytes for each of its own.
    var text = [UInt8](repeating: 0, count: 4 * left + 4)
    var room = text.count
    let status = text.withUnsafeMutableBytes { buffer in
      var input: UnsafeMutablePointer<CChar>? = UnsafeMutablePointer(mutating: bytes)
      var output = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
      return iconv(converter, &input, &left, &output, &room)
    }
    guard status != -1 else { return nil }
    return String(decoding: text.dropLast(room), as: UTF8.self)
  }
}
