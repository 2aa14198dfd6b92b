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
    guard let folder = OwnFolder.make(in: commonDirectory) else { return nil }
    // For reading, which is enough to lock it: it may be another user's.
    let descriptor = open(folder + "/writers", O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { return nil }
    while flock(descriptor, operation) != 0 {
      guard errno == EINTR else {
        close(descriptor)
        return nil
      }
    }
    return descriptor
  }
}

/// The folder `colleague` in a git directory, which holds files to be locked, and no state of any run.
package enum OwnFolder {
  /// Makes it where it is missing, for the same users as the refs are; `nil` when it cannot be made, or is no
  /// folder.
  package static func make(in commonDirectory: String) -> String? {
    let folder = commonDirectory + "/colleague"
    var status = stat()
    if mkdir(folder, 0o777) == 0 {
      if stat(commonDirectory + "/refs", &status) == 0 { chmod(folder, status.st_mode & 0o7777) }
      return folder
    }
    let isFolder = lstat(folder, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    return isFolder ? folder : nil
  }

  /// What stands where the folder and its files have to be and is of another kind: paths.
  ///
  /// - Parameter files: The names of the files, beside the one that moves of refs hold.
  package static func obstacles(in commonDirectory: String, files: [String]) -> [String] {
    let folder = commonDirectory + "/colleague"
    if let kind = kind(of: folder), kind != S_IFDIR { return [folder] }
    return (["writers"] + files).map { "\(folder)/\($0)" }.filter { path in
      kind(of: path).map { $0 != S_IFREG } ?? false
    }
  }

  private static func kind(of path: String) -> mode_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }
}
