import Files

/// Keeps those who move refs apart from whoever removes the locks that killed ones left behind.
///
/// Each move of a ref holds the file `colleague/writers` of the common directory shared; a lock file of
/// git's is removed only by who holds it alone, so never from under one of our own processes. The
/// kernel releases it when a process dies, however that happens.
enum WritersLock {
  /// Does `work` while the file is held shared; where it cannot be had, all the same.
  static func shared<Value>(
    of commonDirectory: String, _ work: () throws(GitError) -> Value
  ) throws(GitError) -> Value {
    guard let lock = take(.shared, isWaiting: true, of: commonDirectory) else { return try work() }
    return try lock.hold(during: work)
  }

  /// Does `work` when nobody else holds the file; `false` when somebody does.
  static func alone(in commonDirectory: String, _ work: () -> Bool) -> Bool {
    guard let lock = take(.exclusive, isWaiting: false, of: commonDirectory) else { return false }
    return lock.hold(during: work)
  }

  private static func take(
    _ mode: FileLock.Mode, isWaiting: Bool, of commonDirectory: String
  ) -> FileLock? {
    guard let folder = OwnFolder.make(in: commonDirectory) else { return nil }
    do {
      return try FileLock(folder + "/writers", mode, isWaiting: isWaiting, making: 0o666)
    } catch {
      return nil
    }
  }
}
