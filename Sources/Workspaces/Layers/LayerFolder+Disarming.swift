import Files
import Glibc

extension LayerFolder {
  /// Makes all that lies in the folder harmless to others on this machine, as ``stamps()`` does: what is no file, link or
  /// directory is removed, special bits and capabilities are taken off.
  ///
  /// - Complexity: O(*n*) in what lies in it, at any depth; memory O(*n*) in the largest directory.
  func disarm() throws(LayerError) {
    try failing("reading", "") { () throws(SystemError) in
      try folder.makeAccessible()
      var walk = try FolderWalk(through: folder)
      while let event = try walk.next() {
        guard case .found(let entry) = event, let status = walk.folder.status(of: entry.name) else {
          continue
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: try walk.enter(entry.name)
        case S_IFLNK: continue
        case S_IFREG:
          guard status.st_mode & 0o7000 != 0 || walk.folder.hasCapabilities(entry.name) else {
            continue
          }
          try walk.folder.disarm(entry.name)
        default:
          guard walk.folder.removeFile(entry.name) else { throw SystemError(errno: errno) }
        }
      }
    }
  }
}
