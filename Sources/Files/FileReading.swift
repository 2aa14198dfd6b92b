/// Reads whole files with a bound.
package enum FileReading {
  /// The bytes of the file at `path`, through a link unless `options` say otherwise.
  ///
  /// - Parameter limit: The most bytes that make sense; one more is read, so that the caller sees that it was too
  ///   much.
  /// - Throws: ``FileError`` with the system's reason.
  package static func bytes(
    of path: String, limit: Int = .max, _ options: File.Options = []
  ) throws(FileError) -> [UInt8] {
    try File(reading: path, options).read(upTo: limit)
  }

  /// The bytes still to come from an open descriptor, which stays open; `path` names it in errors.
  ///
  /// - Parameter limit: As of ``bytes(of:limit:_:)``.
  /// - Throws: ``FileError`` with the system's reason.
  package static func bytes(
    of descriptor: Int32, named path: String, limit: Int
  ) throws(FileError) -> [UInt8] {
    do { return try readAll(descriptor, upTo: limit) } catch { throw FileError(error, .read, path) }
  }

  /// The beginning of a file of the system's or our own, invalid UTF-8 replaced; empty where it cannot be read. A pipe
  /// in its place does not block.
  ///
  /// - Parameter limit: Bytes read at most.
  package static func text(of path: String, limit: Int = 1 << 14) -> String {
    let bytes = try? bytes(of: path, limit: limit, .nonBlocking)
    return bytes.map { String(decoding: $0.prefix(limit), as: UTF8.self) } ?? ""
  }

  /// The first line of such a file, without the line feed; `nil` where it cannot be read or is empty.
  package static func firstLine(of path: String) -> String? {
    let line = text(of: path).prefix { $0 != "\n" }
    return line.isEmpty ? nil : String(line)
  }
}
