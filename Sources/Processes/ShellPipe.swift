import Glibc

/// A shell command of the user's that stays in our session and on our terminal, joined to us by one pipe, such as one
/// that asks for a password.
///
/// popen(3) starts it: a ``Program`` has a session of its own, where it could ask nobody.
package enum ShellPipe {
  /// The most bytes that are kept of the line.
  private static let limit = 8192

  /// Runs `command` to its end and returns the first line that it prints, without the line's end.
  ///
  /// All that it prints is read, and all but the first 8 KiB are dropped. The wait has no bound: a person may be
  /// asked for a password.
  ///
  /// - Returns: `nil` when the command fails or prints no line.
  /// - Throws: ``ProcessError/shell(errno:)``.
  package static func firstLine(of command: String) throws(ProcessError) -> String? {
    guard let stream = popen(command, "re") else { throw .shell(errno: errno) }
    var bytes = [CChar](repeating: 0, count: limit)
    let isRead = fgets(&bytes, Int32(bytes.count), stream) != nil
    while fgetc(stream) != EOF {}
    guard pclose(stream) == 0, isRead else { return nil }
    let line = bytes.prefix { $0 != 0 && $0 != 10 && $0 != 13 }.map(UInt8.init(bitPattern:))
    return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
  }
}
