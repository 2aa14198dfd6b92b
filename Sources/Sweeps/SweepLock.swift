import Files
import Git
import Glibc

/// Makes one sweep of those that overlap in a repository: whoever comes second leaves a mark, and the first
/// one looks once more before it ends.
///
/// The lock is the kernel's on the file `colleague/sweep` of the common directory, so it goes with its
/// process; the mark is the file `colleague/sweep-again` beside it.
package struct SweepLock: ~Copyable {
  private let lock: FileLock
  private let mark: String

  /// Takes the lock; `nil` when another sweep is at work, for which the mark is left.
  ///
  /// - Throws: ``SweepError/lock(_:)`` when its file or the mark cannot be made, ``SweepError/inTheWay(_:)`` where
  ///   something else stands in their place.
  package static func take(in commonDirectory: String) throws(SweepError) -> SweepLock? {
    let folder = commonDirectory + "/colleague"
    if let obstacle = obstacles(in: commonDirectory).first { throw .inTheWay(obstacle) }
    guard OwnFolder.make(in: commonDirectory) != nil else {
      throw .lock(.system(errno, .make, folder))
    }
    let mark = folder + "/sweep-again"
    // The mark comes first: whoever holds the lock sees it, or has released it before we try.
    do {
      _ = try File(reading: mark, [.create, .noFollow, .nonBlocking], mode: 0o666)
      // It may be another user's.
      guard
        let lock = try FileLock(folder + "/sweep", .exclusive, isWaiting: false, making: 0o666)
      else { return nil }
      return SweepLock(lock: lock, mark: mark)
    } catch {
      throw .lock(error)
    }
  }

  /// What stands where the files of sweeps have to be and is none.
  package static func obstacles(in commonDirectory: String) -> [String] {
    OwnFolder.obstacles(in: commonDirectory, files: ["sweep", "sweep-again", LastSweep.fileName])
  }

  private init(lock: consuming FileLock, mark: String) {
    self.lock = lock
    self.mark = mark
  }

  /// Whether anybody has come since this was last asked.
  ///
  /// - Throws: ``SweepError/lock(_:)`` when the mark cannot be taken away, and would be seen for ever.
  package func takeMark() throws(SweepError) -> Bool {
    if unlink(mark) == 0 { return true }
    guard errno != ENOENT else { return false }
    throw .lock(.system(errno, .remove, mark))
  }

  /// Releases the lock, unless somebody has come in between.
  ///
  /// - Returns: Whether the lock was released; `false` when there is more to look at.
  package func release() -> Bool {
    lock.release()
    guard access(mark, F_OK) == 0 else { return true }
    // Whoever left it may have the lock by now, and looks itself then.
    return !lock.retake()
  }
}
