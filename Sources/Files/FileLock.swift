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
  ///   - isWritable: Whether it is opened for ``write(_:)`` as well. Reading is enough to lock it: it may be another
  ///     user's.
  package init?(
    _ path: String, _ held: Mode, isWaiting: Bool, making mode: UInt32? = nil,
    isWritable: Bool = false
  ) throws(FileError) {
    let access = isWritable ? O_RDWR : O_RDONLY
    let flags = access | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (mode == nil ? 0 : O_CREAT)
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

  /// Puts `text` in the place of what the file holds; where that fails it holds what it can.
  package func write(_ text: String) {
    ftruncate(descriptor, 0)
    var text = text
    _ = text.withUTF8 { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  /// Releases the lock before its owner goes.
  package func release() { flock(descriptor, LOCK_UN) }

  /// Takes an exclusive lock back that was released; `false` when somebody else has it by now.
  package func retake() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

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

  deinit {
    // A process that is just being started may still have the descriptor.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
