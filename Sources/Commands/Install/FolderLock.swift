import Glibc

/// Holds a folder against other processes of ours: an advisory lock on the folder itself, which leaves no file
/// behind and which the kernel releases when the process dies.
struct FolderLock: ~Copyable {
  private let descriptor: Int32

  /// Waits for the lock on `folder`. A file system that knows none, or a folder that is missing, is taken as it is.
  static func take(on folder: String) -> FolderLock {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    while descriptor >= 0, flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
    return FolderLock(descriptor: descriptor)
  }

  /// Releases it.
  func release() { if descriptor >= 0 { flock(descriptor, LOCK_UN) } }

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { if descriptor >= 0 { close(descriptor) } }
}
