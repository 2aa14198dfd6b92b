/// The name of one file in a folder, as the kernel has it: bytes, which as a rule are UTF-8.
package enum FileName: Hashable, Sendable {
  /// A name that is UTF-8.
  case text(String)
  /// One that is not: its bytes and a zero.
  case bytes([CChar])

  /// Copies the name that ends with a zero at `start`.
  init(_ start: UnsafePointer<CChar>) {
    if let text = String(validatingCString: start) {
      self = .text(text)
    } else {
      var bytes: [CChar] = []
      var place = start
      while place.pointee != 0 {
        bytes.append(place.pointee)
        place += 1
      }
      self = .bytes(bytes + [0])
    }
  }

  /// The name; `nil` where it is no UTF-8.
  package var text: String? {
    if case .text(let text) = self { text } else { nil }
  }

  /// The name with each byte that is not ASCII as `\xNN` where it is no UTF-8.
  package var visible: String {
    switch self {
    case .text(let text): return text
    case .bytes(let bytes):
      return bytes.dropLast().map { byte in
        let number = UInt8(bitPattern: byte)
        guard number >= 0x80 else { return String(UnicodeScalar(number)) }
        return "\\x" + String(number, radix: 16)
      }.joined()
    }
  }

  /// What a system call says that takes the name.
  func call<Value>(_ body: (UnsafePointer<CChar>) -> Value) -> Value {
    switch self {
    case .text(let text): body(text)
    case .bytes(let bytes): body(bytes)
    }
  }
}

/// One file in a folder.
package struct FolderEntry: Hashable, Sendable {
  /// Its name.
  package let name: FileName
  /// Whether it was a folder when the folder was read; `nil` where the file system does not say.
  package let isFolder: Bool?
}
