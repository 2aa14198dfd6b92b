import Files
import Glibc

/// Reads files that a user names on the command line.
enum InputFile {
  /// The bytes of the file `path`, or of stdin for `-`.
  ///
  /// - Parameter limit: The most bytes that make sense; one more is read, so that the caller sees it
  ///   was too much.
  /// - Throws: ``Failure``, naming the file and the system's reason.
  static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
    do {
      return path == "-"
        ? try FileReading.bytes(of: STDIN_FILENO, named: path, limit: limit)
        : try FileReading.bytes(of: path, limit: limit)
    } catch {
      var failure = Failure(error)
      if case .system(let cause, .read, _) = error {
        failure.sentence =
          "cannot read \(path == "-" ? "standard input" : path): \(String(cString: strerror(cause)))"
      }
      failure.hint = "give a file that you may read, or '-' for standard input"
      throw failure
    }
  }
}
