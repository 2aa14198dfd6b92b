import Git
import Glibc
import Text

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
  /// - Throws: ``Failure`` when its file or the mark cannot be made.
  static func take(in commonDirectory: String) throws(Failure) -> SweepLock? {
    let folder = commonDirectory + "/colleague"
    if let obstacle = obstacles(in: commonDirectory).first { throw Failure(inTheWay: obstacle) }
    guard OwnFolder.make(in: commonDirectory) != nil else { throw failure(folder) }
    let mark = folder + "/sweep-again"
    let descriptor = try open(folder + "/sweep")
    let lock = SweepLock(descriptor: descriptor, mark: mark)
    // The mark comes first: whoever holds the lock sees it, or has let go before we try.
    close(try open(mark))
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
    return lock
  }

  /// What stands where the files of sweeps have to be and is none.
  static func obstacles(in commonDirectory: String) -> [String] {
    OwnFolder.obstacles(in: commonDirectory, files: ["sweep", "sweep-again", LastSweep.fileName])
  }

  private init(descriptor: Int32, mark: String) {
    self.descriptor = descriptor
    self.mark = mark
  }

  /// A file that may be another user's: reading is enough to lock it.
  private static func open(_ file: String) throws(Failure) -> Int32 {
    let flags = O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
    let descriptor = Glibc.open(file, flags, 0o666)
    guard descriptor >= 0 else { throw failure(file) }
    return descriptor
  }

  private static func failure(_ path: String) -> Failure {
    Failure(
      "cannot make \(visible(path)): \(String(cString: strerror(errno)))",
      hint: "the repository has to be yours to write")
  }

  /// Whether anybody has come since this was last asked.
  ///
  /// - Throws: ``Failure`` when the mark cannot be taken away, and would be seen for ever.
  func takeMark() throws(Failure) -> Bool {
    if unlink(mark) == 0 { return true }
    guard errno != ENOENT else { return false }
    throw Failure(
      "cannot remove \(visible(mark)): \(String(cString: strerror(errno)))",
      hint: "the repository has to be yours to write")
  }

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

extension Failure {
  /// The failure where something of the user's stands at `path`, which a file or folder of ours needs.
  init(inTheWay path: String) {
    self.init(
      "\(visible(path)) is in the way of a file or folder that git colleague keeps there",
      hint: "move it away: mv '\(visible(path))' '\(visible(path)).old'")
  }
}
