import Glibc

/// An advisory lock on a file or directory: flock(2).
///
/// The kernel releases it when its owner goes or its process dies, however that happens. The file is no state.
package struct FileLock: ~Copyable {
  private let path: String
  private let descriptor: Int32

  /// How it is held.
  package enum Mode: Hashable, Sendable {
    /// Beside others that hold it shared.
    case shared
    /// By its owner alone.
    case exclusive
  }

  /// Takes the lock of the file at `path`, which is not followed where it is a link; `nil` when somebody else
  /// holds it and `isWaiting` is false.
  ///
  /// - Parameters:
  ///   - isWaiting: Whether to wait, without a bound, for those who hold it.
  ///   - mode: The permissions of the file, less the umask, where it is missing; `nil` where it has to be there.
  ///     It is opened for reading, which is enough to lock it: it may be another user's.
  package init?(
    _ path: String, _ held: Mode, isWaiting: Bool, making mode: UInt32? = nil
  ) throws(FileError) {
    let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (mode == nil ? 0 : O_CREAT)
    let opened = open(path, flags, mode ?? 0)
    guard opened >= 0 else { throw .system(errno, .open, path) }
    let operation = (held == .shared ? LOCK_SH : LOCK_EX) | (isWaiting ? 0 : LOCK_NB)
    while flock(opened, operation) != 0 {
      if errno == EINTR { continue }
      let cause = errno
      close(opened)
      if cause == EWOULDBLOCK { return nil }
      throw .system(cause, .open, path)
    }
    self.path = path
    descriptor = opened
  }

  /// Whether the file is still the one that is locked: who held it before may have removed it.
  package var isInPlace: Bool {
    var ours = stat()
    var there = stat()
    return fstat(descriptor, &ours) == 0 && stat(path, &there) == 0 && ours.st_ino == there.st_ino
      && ours.st_dev == there.st_dev
  }

  /// Does `work` while the lock is held.
  package func hold<Value, Failure: Error>(
    during work: () throws(Failure) -> Value
  ) throws(Failure) -> Value { try work() }

  /// Whether the lock of the file at `path` could be taken now; `true` where there is no file.
  package static func isFree(_ path: String, for mode: Mode) -> Bool {
    let opened = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard opened >= 0 else { return true }
    defer { close(opened) }
    return flock(opened, (mode == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0
  }

  deinit { close(descriptor) }
}
