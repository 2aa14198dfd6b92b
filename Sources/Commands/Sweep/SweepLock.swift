import Glibc

/// Makes one sweep of those that overlap in a repository: whoever comes second leaves a mark, and the first
/// one looks once more before it ends.
///
/// The lock is the kernel's on the file `colleague/sweep` of the common directory, so it goes with its
/// process; the mark is the file `colleague/sweep-again` beside it.
struct SweepLock: ~Copyable {
  private let descriptor: Int32
  private let mark: String

  /// Takes the lock; `nil` when another sweep is at work, which has been told to look again.
  ///
  /// - Throws: ``Failure`` when the file cannot be made.
  init?(of commonDirectory: String) throws(Failure) {
    let folder = commonDirectory + "/colleague"
    mark = folder + "/sweep-again"
    mkdir(folder, 0o777)
    descriptor = open(folder + "/sweep", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else {
      throw Failure(
        "cannot open \(folder)/sweep: \(String(cString: strerror(errno)))",
        hint: "the repository has to be yours to write")
    }
    // The mark comes first: whoever holds the lock sees it, or has let go before we try.
    close(open(mark, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666))
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
  }

  /// Whether anybody has come since this was last asked.
  func takeMark() -> Bool { unlink(mark) == 0 }

  /// Lets go of the lock, unless somebody has come in between.
  ///
  /// - Returns: Whether the lock was let go of; `false` when there is more to look at.
  func release() -> Bool {
    flock(descriptor, LOCK_UN)
    guard access(mark, F_OK) == 0 else { return true }
    // Whoever left it may have the lock by now, and looks itself then.
    return flock(descriptor, LOCK_EX | LOCK_NB) != 0
  }

  deinit { close(descriptor) }
}
