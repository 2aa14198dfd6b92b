import Glibc

/// Writes whole files of a bench, without the sync that a user's files need.
enum SmallFile {
  /// Makes the file `path` hold `text`.
  ///
  /// - Throws: ``BenchError`` where it cannot be written.
  static func write(_ text: String, to path: String) throws(BenchError) {
    guard let file = fopen(path, "we") else { throw BenchError(system: "write \(path)") }
    let isWritten = fputs(text, file) >= 0
    guard fclose(file) == 0, isWritten else { throw BenchError(system: "write \(path)") }
  }
}
