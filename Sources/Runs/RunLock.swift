import Files
import Git
import Glibc

/// Holds a run against other processes: an advisory lock on a file beside the run's own folder.
///
/// The kernel releases it when the process dies, however that happens; the file itself is no state.
package struct RunLock: ~Copyable {
  private let descriptor: Int32
  private let file: String

  /// Takes the lock on `file` for the run `id`, making the file when missing, and writes our process id and the run's
  /// repository into it.
  ///
  /// - Throws: ``RunError/busy(run:holder:)`` when another process holds it.
  static func take(
    of id: String, at file: String, for repository: String
  ) throws(RunError) -> RunLock {
    while true {
      let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard descriptor >= 0 else { throw .file(.system(errno, .open, file)) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        let holder = RunLock.holder(in: descriptor)
        close(descriptor)
        throw .busy(run: id, holder: holder)
      }
      // Whoever held it before may have removed the file between our opening and our locking.
      guard isStill(descriptor, at: file) else {
        close(descriptor)
        continue
      }
      let text = Array("\(getpid())\n\(repository)\n".utf8)
      ftruncate(descriptor, 0)
      _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
      return RunLock(descriptor: descriptor, file: file)
    }
  }

  private init(descriptor: Int32, file: String) {
    self.descriptor = descriptor
    self.file = file
  }

  private static func isStill(_ descriptor: Int32, at file: String) -> Bool {
    var ours = stat()
    var there = stat()
    return fstat(descriptor, &ours) == 0 && stat(file, &there) == 0 && ours.st_ino == there.st_ino
      && ours.st_dev == there.st_dev
  }

  /// Removes the file and releases the lock.
  package func release() {
    unlink(file)
    flock(descriptor, LOCK_UN)
  }

  deinit { close(descriptor) }

  /// The process that holds the lock on `file`; `nil` when nobody does.
  static func holder(of file: String) -> pid_t? {
    let descriptor = open(file, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else { return nil }
    return holder(in: descriptor)
  }

  /// The git directory of the repository whose run the lock `file` is for; `nil` where that is not known.
  static func place(of file: String) -> String? {
    let lines = FileReading.text(of: file).split(separator: "\n")
    return lines.count > 1 ? String(lines[1]) : nil
  }

  private static func holder(in descriptor: Int32) -> pid_t? {
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    guard count > 0 else { return nil }
    let line = bytes[..<count].prefix { $0 != 0x0a }
    return pid_t(String(decoding: line, as: UTF8.self))
  }
}
