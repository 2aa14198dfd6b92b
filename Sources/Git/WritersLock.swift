import Glibc

/// Keeps those who move refs apart from whoever removes the locks that killed ones left behind.
///
/// Each move of a ref holds the file `colleague/writers` of the common directory shared; a lock file of
/// git's is removed only by who holds it alone, so never from under one of our own processes. The
/// kernel lets go of it when a process dies, however that happens.
enum WritersLock {
  /// Does `work` while the file is held shared; where it cannot be had, all the same.
  static func shared<Value>(
    of commonDirectory: String, _ work: () throws(GitError) -> Value
  ) throws(GitError) -> Value {
    let descriptor = take(LOCK_SH, of: commonDirectory)
    defer { if let descriptor { close(descriptor) } }
    return try work()
  }

  /// Does `work` when nobody else holds the file; `false` when somebody does.
  static func alone(in commonDirectory: String, _ work: () -> Bool) -> Bool {
    guard let descriptor = take(LOCK_EX | LOCK_NB, of: commonDirectory) else { return false }
    defer { close(descriptor) }
    return work()
  }

  private static func take(_ operation: Int32, of commonDirectory: String) -> Int32? {
    mkdir(commonDirectory + "/colleague", 0o777)
    let file = commonDirectory + "/colleague/writers"
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { return nil }
    guard flock(descriptor, operation) == 0 else {
      close(descriptor)
      return nil
    }
    return descriptor
  }
}
