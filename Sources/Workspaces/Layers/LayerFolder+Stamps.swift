import CLinux
import Files
import Glibc
import Vocabulary

extension LayerFolder {
  /// How a file was when it was looked at; equal stamps mean an equal file.
  struct Stamp: Hashable {
    var kind: Kind
    var size: Int
    var modified: Int
    var changed: Int
    var inode: UInt64
    var isExecutable: Bool
  }

  /// What stands at a path of the layer.
  enum Kind: Hashable {
    case file
    case symlink
    /// The file of the layers below is gone.
    case whiteout
    /// A directory that hides all the layers below hold there.
    case opaqueDirectory
    /// A pipe, socket or device; it is removed when it is looked at.
    case special
    /// A file with the rights of its owner for all who run it; they are taken off when it is looked at.
    case privileged
    /// What has a name that is no UTF-8; the path shows it with `\xNN`.
    case unnameable
    /// A directory that is not looked into any more.
    case tooDeep
  }

  /// The levels of directories below which nothing is looked at, and the bytes of a path beyond which nothing is.
  static let limits = (depth: 200, path: Int(PATH_MAX))

  /// Everything in the folder but plain directories, with its stamp.
  ///
  /// Pipes, sockets and devices are removed; special bits and capabilities are taken off, at any depth: whoever has an
  /// account here may get at the folder. Nothing of a command may run meanwhile.
  ///
  /// - Complexity: O(*n*) in what this layer holds; the layers below are not looked at.
  func stamps() throws(LayerError) -> [ExactText: Stamp] {
    try failing("reading", "") { () throws(SystemError) in
      try folder.makeAccessible()
      var found: [ExactText: Stamp] = [:]
      var walk = try FolderWalk(through: folder)
      // What the paths in each directory on the way begin with; `nil` where they are not looked at.
      var prefixes: [String?] = [""]
      while let event = try walk.next() {
        guard case .found(let entry) = event else {
          prefixes.removeLast()
          continue
        }
        let path = prefixes.last.flatMap { $0 }.map { $0 + entry.name.visible }
        let (stamp, isEntered) = try look(at: entry, path, &walk)
        if let path, let stamp { found[path] = stamp }
        guard isEntered else { continue }
        let isHidden = stamp?.kind == .tooDeep || stamp?.kind == .unnameable
        prefixes.append(isHidden ? nil : path.map { $0 + "/" })
      }
      return found
    }
  }

  /// The stamp of what was found, `nil` for a plain directory, and whether it is a directory that was entered.
  private func look(
    at entry: FolderEntry, _ path: String?, _ walk: inout FolderWalk
  ) throws(SystemError) -> (stamp: Stamp?, isEntered: Bool) {
    let isNamed = entry.name.text != nil
    if entry.isFolder != true {
      guard let status = walk.folder.status(of: entry.name) else { return (nil, false) }
      guard status.st_mode & S_IFMT == S_IFDIR else {
        var stamp = Stamp(status)
        try disarm(entry.name, &stamp, status, in: walk.folder)
        if !isNamed { stamp.kind = .unnameable }
        return (stamp, false)
      }
    }
    let isTooDeep = walk.depth >= LayerFolder.limits.depth || isTooLong(path)
    let status = try walk.enter(entry.name)
    var stamp = Stamp(status)
    if !isNamed {
      stamp.kind = .unnameable
    } else if isTooDeep {
      stamp.kind = .tooDeep
    } else if colleague_is_opaque(walk.folder.descriptor) != 0 {
      stamp.kind = .opaqueDirectory
    } else {
      return (nil, true)
    }
    return (stamp, true)
  }

  /// Whether no path below `path` can be one that system calls take.
  private func isTooLong(_ path: String?) -> Bool {
    // One byte each for a slash, a name and the zero at the end.
    path.map { $0.utf8.count + 3 > LayerFolder.limits.path } ?? false
  }

  /// Makes what was found harmless to others on this machine.
  private func disarm(
    _ name: FileName, _ stamp: inout Stamp, _ status: stat, in folder: ConfinedFolder
  ) throws(SystemError) {
    switch stamp.kind {
    case .special:
      guard folder.removeFile(name) else { throw SystemError(errno: errno) }
    case .file:
      let hasBits = status.st_mode & 0o7000 != 0
      let isArmed = status.st_mode & 0o6000 != 0
      let isCapable = status.st_mode & 0o111 != 0 && folder.hasCapabilities(name)
      guard hasBits || isCapable else { return }
      try folder.disarm(name)
      if isArmed || isCapable {
        stamp.kind = .privileged
      } else if let status = folder.status(of: name) {
        stamp = Stamp(status)
      }
    default: return
    }
  }
}

extension LayerFolder.Stamp {
  fileprivate init(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: kind = .file
    case S_IFLNK: kind = .symlink
    case S_IFCHR where status.st_rdev == 0: kind = .whiteout
    default: kind = .special
    }
    size = Int(status.st_size)
    modified = Int(status.st_mtim.tv_sec) * 1_000_000_000 + Int(status.st_mtim.tv_nsec)
    changed = Int(status.st_ctim.tv_sec) * 1_000_000_000 + Int(status.st_ctim.tv_nsec)
    inode = UInt64(status.st_ino)
    isExecutable = status.st_mode & 0o100 != 0
  }
}
