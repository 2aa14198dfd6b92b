import Glibc

/// Reads and writes whole files of a bench.
enum SmallFile {
  /// The bytes of the file `path`.
  ///
  /// - Throws: ``BenchError`` where it cannot be opened.
  static func read(_ path: String) throws(BenchError) -> [UInt8] {
    guard let file = fopen(path, "re") else { throw BenchError(system: "read \(path)") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
      bytes += chunk[..<count]
    }
    return bytes
  }

  /// Makes the file `path` hold `text`.
  ///
  /// - Throws: ``BenchError`` where it cannot be opened.
  static func write(_ text: String, to path: String) throws(BenchError) {
    guard let file = fopen(path, "we") else { throw BenchError(system: "write \(path)") }
    fputs(text, file)
    fclose(file)
  }
}
