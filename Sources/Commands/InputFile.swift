import Glibc

/// Reads files: what a user names on the command line, and small ones whose absence is no error.
enum InputFile {
  /// The bytes of the file `path`, or of stdin for `-`.
  ///
  /// - Parameter limit: The most bytes that make sense; one more is read, so that the caller sees it
  ///   was too much.
  /// - Throws: ``Failure``, naming the file and the system's reason.
  static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(reading: path) }
    return try read(descriptor, of: path, limit: limit)
  }

  private static func read(
    _ descriptor: Int32, of path: String, limit: Int
  ) throws(Failure) -> [UInt8] {
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= limit {
      let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw failure(reading: path) }
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    return bytes
  }

  /// The start of a small file of the system's or our own, 16 KiB at most; empty where it cannot be read.
  static func text(of path: String) -> String {
    // What stands in its place may be a pipe that nobody writes to.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return "" }
    let bytes = try? read(descriptor, of: path, limit: 1 << 14)
    return bytes.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// Its first line, without the line feed; `nil` where it cannot be read or is empty.
  static func firstLine(of path: String) -> String? {
    let line = text(of: path).prefix { $0 != "\n" }
    return line.isEmpty ? nil : String(line)
  }

  private static func failure(reading path: String) -> Failure {
    Failure(
      "cannot read \(path == "-" ? "standard input" : path): \(String(cString: strerror(errno)))",
      hint: "give a file that you may read, or '-' for standard input")
  }
}
