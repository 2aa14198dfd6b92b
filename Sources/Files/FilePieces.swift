import SystemPackage

/// Reads what is too large to be held at once.
package enum FilePieces {
  /// The next bytes of an open descriptor, which stays open: at most 256 KiB; none at the end.
  ///
  /// - Parameter path: Names it in errors.
  /// - Throws: ``FileError`` with the system's reason.
  package static func next(of descriptor: Int32, named path: String) throws(FileError) -> [UInt8] {
    let handle = FileDescriptor(rawValue: descriptor)
    do {
      return try [UInt8](unsafeUninitializedCapacity: 1 << 18) { buffer, count in
        count = try handle.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
    } catch { throw FileError(error, .read, path) }
  }
}
