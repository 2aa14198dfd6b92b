import Glibc

/// Reads whole files with a bound.
package enum FileReading {
  /// The bytes of the file at `path`, through a link.
  ///
  /// - Parameter limit: The most bytes that make sense; up to 64 KiB more are read, so that the caller sees it was too
  ///   much.
  /// - Throws: ``FileError`` with the system's reason.
  package static func bytes(of path: String, limit: Int) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(errno, .read, path) }
    defer { close(descriptor) }
    return try bytes(of: descriptor, named: path, limit: limit)
  }

  /// The bytes still to come from an open descriptor, which stays open; `path` names it in errors.
  ///
  /// - Parameter limit: As of ``bytes(of:limit:)``.
  /// - Throws: ``FileError`` with the system's reason.
  package static func bytes(
    of descriptor: Int32, named path: String, limit: Int
  ) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= limit {
      let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .system(errno, .read, path) }
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    return bytes
  }

  /// The start of a small file of the system's or our own, 16 KiB at most, invalid UTF-8 replaced; empty where it cannot
  /// be read.
  package static func text(of path: String) -> String {
    // What stands in its place may be a pipe that nobody writes to.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    let bytes = try? bytes(of: descriptor, named: path, limit: 1 << 14)
    return bytes.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// The first line of such a file, without the line feed; `nil` where it cannot be read or is empty.
  package static func firstLine(of path: String) -> String? {
    let line = text(of: path).prefix { $0 != "\n" }
    return line.isEmpty ? nil : String(line)
  }
}
