import Files
import Glibc

extension LayerFolder {
  /// Makes this empty folder a copy of `other`: directories, links, and files with their modes and times.
  ///
  /// What is neither, what cannot be read, and what lies deeper than a look at a layer goes, is left out.
  ///
  /// - Complexity: O(*n*) in the bytes of `other`.
  func fill(from other: LayerFolder) throws(LayerError) {
    try failing("copying", "") { () throws(SystemError) in
      var walk = try FolderWalk(through: other.folder)
      var target = try FolderDescent(from: folder)
      while let event = try walk.next() {
        guard case .found(let entry) = event else {
          try target.leave()
          continue
        }
        guard let status = walk.folder.status(of: entry.name) else { continue }
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
          guard walk.depth < LayerFolder.limits.depth else { continue }
          try target.make(entry.name, mode: 0o755, owner: owner)
          try walk.enter(entry.name)
        case S_IFLNK:
          guard let goal = walk.folder.target(of: entry.name) else { continue }
          try target.folder.link(entry.name, to: goal, owner: owner)
        case S_IFREG: try copy(entry.name, from: walk.folder, into: target.folder)
        default: continue
        }
      }
    }
  }

  private func copy(
    _ name: FileName, from source: ConfinedFolder, into target: ConfinedFolder
  ) throws(SystemError) {
    guard let reading = try? source.open(name, O_RDONLY | O_NONBLOCK) else { return }
    defer { close(reading) }
    var status = stat()
    guard fstat(reading, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
    let writing = try target.open(name, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
    defer { close(writing) }
    while true {
      let bytes = try readAll(reading, upTo: 1 << 20)
      if bytes.isEmpty { break }
      try writeAll(bytes, to: writing)
    }
    if let owner { fchown(writing, owner, owner) }
    fchmod(writing, status.st_mode & 0o777)
    // Build tools compare times.
    let times = [status.st_atim, status.st_mtim]
    futimens(writing, times)
  }
}
