import Files
import Git
import Glibc
import Vocabulary

/// Holds a run against other processes: an advisory lock on a file beside the run's own folder.
///
/// The kernel releases it when the process dies, however that happens; the file itself is no state. It is opened by its
/// path, and not followed where it is a link: it lies in the cache's folder of runs, which ``RunCache/lock(_:of:)`` has
/// found to be the user's alone just before, so that nobody else can put anything on that path, and no command reaches
/// it. ``holder(of:)`` and ``place(of:)`` only read it; what a foreign cache says there delays what runs have left, and
/// decides nothing else.
package struct RunLock: ~Copyable {
  private let lock: FileLock
  private let file: String

  /// Takes the lock on `file` for the run `id`, making the file when missing, and writes our process id and the run's
  /// repository into it.
  ///
  /// - Throws: ``RunError/busy(run:holder:)`` when another process holds it.
  static func take(
    of id: RunID, at file: String, for repository: String
  ) throws(RunError) -> RunLock {
    while true {
      guard let lock = try RunLock(file) else { throw .busy(run: id, holder: writer(of: file)) }
      // Whoever held it before may have removed the file between our opening and our locking.
      guard lock.lock.isInPlace else { continue }
      lock.lock.write("\(getpid())\n\(repository)\n")
      return lock
    }
  }

  private init?(_ file: String) throws(RunError) {
    guard let lock = try FileLock.naming(file) else { return nil }
    self.lock = lock
    self.file = file
  }

  /// Removes the file and releases the lock.
  package func release() {
    unlink(file)
    lock.release()
  }

  /// The process that holds the lock on `file`; `nil` when nobody does.
  static func holder(of file: String) -> pid_t? {
    FileLock.isFree(file, for: .shared) ? nil : writer(of: file)
  }

  /// The git directory of the repository whose run the lock `file` is for; `nil` where that is not known.
  static func place(of file: String) -> String? {
    let lines = lines(of: file)
    return lines.count > 1 ? String(lines[1]) : nil
  }

  /// The process that has written `file` last.
  private static func writer(of file: String) -> pid_t? {
    lines(of: file).first.flatMap { pid_t($0) }
  }

  private static func lines(of file: String) -> [Substring] {
    FileReading.text(of: file).split(separator: "\n")
  }
}
