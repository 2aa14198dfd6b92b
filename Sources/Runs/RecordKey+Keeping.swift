import Files
import Glibc
package import Records

extension RecordKey {
  /// The name of the file that holds the user's own key, in the folder of ``StateFolder``.
  private static let fileName = "worker-key"

  /// Where the user's own key is kept, or would be; `nil` without a home.
  package static var path: String? { StateFolder.path.map { "\($0)/\(fileName)" } }

  /// The key that the user's own records have where no other one is set; `nil` where there is none yet.
  ///
  /// It is a file with its digits, which nobody else can read.
  ///
  /// - Throws: ``RunError/state(_:)`` where it cannot be read, ``RunError/foreignState(_:)`` where it is not the
  ///   user's alone, or holds no key.
  package static func kept() throws(RunError) -> RecordKey? {
    guard let path else { return nil }
    let bytes: [UInt8]
    var status = stat()
    do {
      let file = try File(reading: path, [.noFollow, .nonBlocking])
      fstat(file.descriptor, &status)
      bytes = try file.read(upTo: 1024)
    } catch {
      if case .system(ENOENT, _, _) = error { return nil }
      throw .state(error)
    }
    let line = String(decoding: bytes, as: UTF8.self).prefix { $0 != "\n" }
    guard status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
      status.st_mode & 0o077 == 0, let key = RecordKey(String(line))
    else { throw .foreignState(path) }
    return key
  }

  /// The user's own key, made where there is none yet.
  ///
  /// It is written to a file of its own, which is then linked to its place: of two that come at once one is first, and
  /// both have its key.
  ///
  /// - Throws: As of ``kept()``, and where it cannot be written.
  package static func own() throws(RunError) -> RecordKey {
    if let kept = try kept() { return kept }
    let folder = try StateFolder.make()
    var generator = SystemRandomNumberGenerator()
    let key = RecordKey(using: &generator)
    do { try key.write(to: "\(folder)/\(fileName)") } catch { throw .state(error) }
    return try kept() ?? key
  }

  /// Writes the key to `path`, where there is no file yet.
  private func write(to path: String) throws(FileError) {
    let draft = "\(path).\(getpid())"
    unlink(draft)
    let file = try File(writing: draft, [.new, .noFollow], mode: 0o600)
    defer { unlink(draft) }
    try file.write(Array((digits + "\n").utf8))
    try file.sync()
    guard link(draft, path) == 0 || errno == EEXIST else { throw .system(errno, .make, path) }
  }
}
