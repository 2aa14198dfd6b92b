import Glibc
import SystemPackage

/// The `errno` of a call on an open descriptor, whose caller knows the path.
package struct SystemError: Error, Hashable, Sendable {
  /// The number.
  package let errno: Int32

  /// The error of this number.
  package init(errno: Int32) { self.errno = errno }

  init(_ error: any Error) { errno = (error as? Errno)?.rawValue ?? EIO }
}

/// Reads a descriptor, which stays its caller's, from its present place to the end, or to some bytes beyond `limit`.
///
/// Interrupted calls are made again.
package func readAll(_ descriptor: Int32, upTo limit: Int = .max) throws(SystemError) -> [UInt8] {
  var bytes: [UInt8] = []
  do {
    let handle = FileDescriptor(rawValue: descriptor)
    while bytes.count <= limit {
      // One byte beyond the limit shows that there are more.
      let size = limit - bytes.count >= 1 << 16 ? 1 << 16 : limit - bytes.count + 1
      let piece = try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        count = try handle.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      if piece.isEmpty { break }
      bytes += piece
    }
    return bytes
  } catch {
    throw SystemError(error)
  }
}

/// Writes all of `bytes` to a descriptor, which stays its caller's. Interrupted calls are made again.
///
/// - Throws: ``SystemError``; some of the bytes may have been written.
package func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
  do { try FileDescriptor(rawValue: descriptor).writeAll(bytes) } catch {
    throw SystemError(error)
  }
}
