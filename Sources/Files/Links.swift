import Glibc

/// The path of what `path` leads to, absolute and without links; `nil` where nothing is there, or its name is no UTF-8.
package func realPath(_ path: String) -> String? {
  guard let real = realpath(path, nil) else { return nil }
  defer { free(real) }
  return String(validatingCString: real)
}

/// What the link at `path` says; `nil` for what is none, or says no UTF-8.
package func linkTarget(_ path: String) -> String? {
  var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
  let count = bytes.withUnsafeMutableBytes { buffer in
    buffer.baseAddress.map {
      readlink(path, $0.assumingMemoryBound(to: CChar.self), buffer.count)
    } ?? -1
  }
  return count > 0 ? String(validating: bytes[..<count], as: UTF8.self) : nil
}
