import Glibc

/// Holds a run against other processes: an advisory lock on a file in the run's own folder.
///
/// The kernel lets go of it when the process dies, however that happens; the file itself is no state.
struct RunLock: ~Copyable {
  private let descriptor: Int32
  private let file: String

  /// Takes the lock on `file`, making the file when missing, and writes our process id into it.
  ///
  /// - Throws: ``Failure`` with the status `busy` when another process holds it.
  init(file: String, run: String) throws(Failure) {
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw Failure("cannot open \(file): \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = RunLock.holder(in: descriptor)
      close(descriptor)
      throw Failure(
        "run \(run) is being worked on\(holder.map { " by process \($0)" } ?? "")",
        hint: "'git colleague log --follow \(run)' shows it; 'git colleague stop \(run)' stops it",
        status: .busy)
    }
    self.descriptor = descriptor
    self.file = file
    let text = Array("\(getpid())\n".utf8)
    ftruncate(descriptor, 0)
    _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  /// Removes the file and lets go of the lock.
  func release() {
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

  private static func holder(in descriptor: Int32) -> pid_t? {
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    guard count > 0 else { return nil }
    return pid_t(String(decoding: bytes[..<count], as: UTF8.self).filter(\.isNumber))
  }
}
