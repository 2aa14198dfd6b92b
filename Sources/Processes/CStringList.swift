import Glibc

/// Owns a list of C strings that ends with a null pointer, as exec(3) wants it.
package struct CStringList: ~Copyable {
  private let strings: UnsafeMutableBufferPointer<UnsafePointer<CChar>?>

  /// Copies `texts`.
  package init(_ texts: [String]) {
    strings = .allocate(capacity: texts.count + 1)
    for (index, text) in texts.enumerated() {
      strings.initializeElement(at: index, to: UnsafePointer(strdup(text)))
    }
    strings.initializeElement(at: texts.count, to: nil)
  }

  /// Copies our own environment, byte by byte, with `changes`; `nil` takes a variable away.
  package init(environmentWith changes: [String: String?]) {
    var entries: [UnsafePointer<CChar>?] = []
    var next = environ
    while let entry = next.pointee {
      let name = String(cString: entry).prefix { $0 != "=" }
      if changes[String(name)] == nil { entries.append(UnsafePointer(strdup(entry))) }
      next += 1
    }
    for case (let name, let value?) in changes {
      entries.append(UnsafePointer(strdup("\(name)=\(value)")))
    }
    strings = .allocate(capacity: entries.count + 1)
    _ = strings.initialize(from: entries + [nil])
  }

  /// The list; valid as long as the owner lives.
  package var pointer: UnsafePointer<UnsafePointer<CChar>?>? {
    strings.baseAddress.map { UnsafePointer($0) }
  }

  /// One of the strings; valid as long as the owner lives.
  package subscript(index: Int) -> UnsafePointer<CChar>? { strings[index] }

  deinit {
    for string in strings { free(UnsafeMutablePointer(mutating: string)) }
    strings.deallocate()
  }
}
