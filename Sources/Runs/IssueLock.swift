import Digests
import Files
import Git
import Glibc
import Records
package import Vocabulary

/// Holds an issue from the look for earlier work on it to the end of the run that is begun, so that of several who begin
/// at once one goes ahead.
///
/// The lock is the kernel's on the file `colleague/issue-DIGEST` of the common directory, the digest one of the issue's
/// text and its number on a forge. It goes with its process; the file names the run, and is removed at the release.
package struct IssueLock: ~Copyable {
  private let lock: FileLock
  private let file: String

  /// How long whoever comes second waits for the first to name its run, in looks and microseconds between them.
  private static let patience = (looks: 500, pause: UInt32(20_000))

  /// Takes the lock on `issue`.
  ///
  /// - Throws: ``RunError/begun(run:)`` when another process holds it: with its run at once where it has named one, and
  ///   without after ten seconds. ``RunError/file(_:)`` where the file cannot be made.
  package static func take(
    on issue: Issue, in opened: borrowing OpenRepository
  ) throws(RunError) -> IssueLock {
    let directory = opened.repository.commonDirectory
    guard let folder = OwnFolder.make(in: directory) else {
      throw .file(.system(errno, .make, directory + "/colleague"))
    }
    let text = IssueText(of: issue)
    let words = text.number.map { "\($0)\n\(text.words)" } ?? text.words
    let file = "\(folder)/issue-\(SHA256.digits(of: words).prefix(16))"
    for _ in 0..<patience.looks {
      if let lock = try IssueLock(file) {
        // Whoever held it before may have removed the file between our opening and our locking.
        guard lock.lock.isInPlace else { continue }
        lock.lock.write("")
        return lock
      }
      if let run = run(namedIn: file) { throw .begun(run: run) }
      usleep(patience.pause)
    }
    throw .begun(run: nil)
  }

  private init?(_ file: String) throws(RunError) {
    guard let lock = try FileLock.naming(file) else { return nil }
    self.lock = lock
    self.file = file
  }

  /// Tells whoever comes next which run is begun.
  package func name(_ run: RunID) { lock.write("\(run)\n") }

  /// Removes the file and releases the lock.
  package func release() {
    unlink(file)
    lock.release()
  }

  private static func run(namedIn file: String) -> RunID? {
    FileReading.firstLine(of: file).flatMap { RunID($0) }
  }
}
