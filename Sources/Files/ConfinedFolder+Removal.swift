import CLinux
import Glibc

extension ConfinedFolder {
  /// Removes whatever is called `name`, with all below it; nothing when it is not there.
  ///
  /// Folders that cannot be read are made readable first. What a dying process still writes into a folder meanwhile is
  /// removed too: for half a second a folder that has filled again, or was moved, is emptied again.
  ///
  /// - Throws: ``SystemError``; part of it may be gone.
  /// - Complexity: O(*n*) in what lies below, at any depth.
  package func remove(_ name: FileName) throws(SystemError) {
    if removeFile(name) { return }
    try removeAll(only: name)
  }

  /// Removes everything in the folder; the folder stays.
  package func clear() throws(SystemError) {
    try makeAccessible()
    try removeAll(only: nil)
  }

  /// Removes what lies at a path below; nothing when it is not there.
  ///
  /// - Throws: `EINVAL` for a path with `.`, `..`, or nothing between two slashes.
  package func removeBelow(_ path: String) throws(SystemError) {
    let (above, name) = try ConfinedFolder.split(path)
    guard !above.isEmpty else { return try remove(.text(name)) }
    let folder: ConfinedFolder
    do throws(SystemError) { folder = try self.folder(above, isAnywhere: true) } catch {
      if error.errno == ENOENT { return }
      throw error
    }
    try folder.remove(.text(name))
  }

  /// Removes a file or a link of this name; `true` where none is there any more.
  package func removeFile(_ name: FileName) -> Bool {
    name.call { unlinkat(descriptor, $0, 0) } == 0 || errno == ENOENT
  }

  /// Removes an empty folder of this name; `true` where none is there any more.
  package func removeEmptyFolder(_ name: FileName) -> Bool {
    name.call { unlinkat(descriptor, $0, AT_REMOVEDIR) } == 0 || errno == ENOENT
  }

  /// Opens the folder `name`, made where it is missing; what else stands there is removed.
  ///
  /// - Parameters:
  ///   - mode: The mode of one that is made, whatever the umask.
  ///   - owner: The user and group that get one that is made, where the caller is not to keep it.
  package func makeFolder(
    _ name: FileName, mode: UInt32, owner: UInt32?
  ) throws(SystemError) -> ConfinedFolder {
    if name.call({ mkdirat(descriptor, $0, 0o700) }) != 0 {
      guard errno == EEXIST else { throw SystemError(errno: errno) }
      do throws(SystemError) { return try enter(name).folder } catch {
        let isNone = [ENOENT, ENOTDIR, ELOOP].contains(error.errno)
        guard isNone, removeFile(name) else { throw error }
      }
      guard name.call({ mkdirat(descriptor, $0, 0o700) }) == 0 else {
        throw SystemError(errno: errno)
      }
    }
    let made = try enter(name).folder
    guard fchmod(made.descriptor, mode) == 0,
      owner.map({ fchown(made.descriptor, $0, $0) }) ?? 0 == 0
    else { throw SystemError(errno: errno) }
    return made
  }

  /// Refuses what is no single name: nothing, `.`, `..`, and what has a slash.
  ///
  /// - Throws: `EINVAL`.
  package static func checkName(_ name: String) throws(SystemError) {
    guard !name.isEmpty, name != ".", name != "..", !name.utf8.contains(UInt8(ascii: "/")) else {
      throw SystemError(errno: EINVAL)
    }
  }

  /// A path below a folder, taken apart: the folders on the way, and the last name.
  ///
  /// - Throws: `EINVAL` for an empty path, or one with `.`, `..`, or nothing between two slashes.
  package static func split(_ path: String) throws(SystemError) -> (above: String, name: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    guard isPlain, let name = parts.last else { throw SystemError(errno: EINVAL) }
    return (parts.dropLast().joined(separator: "/"), String(name))
  }

  private func removeAll(only name: FileName?) throws(SystemError) {
    // Of five milliseconds each.
    var pauses = 100
    while true {
      do throws(SystemError) {
        return try ConfinedFolder.removeAll(
          in: FolderWalk(through: self, only: name), pauses: &pauses)
      } catch {
        guard error.errno == ESTALE, pauses > 0 else { throw error }
        pauses -= 1
        usleep(5000)
      }
    }
  }

  private static func removeAll(
    in walk: consuming FolderWalk, pauses: inout Int
  ) throws(SystemError) {
    while let event = try walk.next() {
      switch event {
      case .found(let entry):
        if entry.isFolder != true, walk.folder.removeFile(entry.name) { continue }
        try enter(entry.name, &walk)
      case .left(let name):
        if walk.folder.removeEmptyFolder(name) { continue }
        guard errno == ENOTEMPTY, pauses > 0 else { throw SystemError(errno: errno) }
        pauses -= 1
        usleep(5000)
        try enter(name, &walk)
      }
    }
  }

  /// Goes into a folder that is to be removed; removes what has come in its place.
  private static func enter(
    _ name: FileName, _ walk: inout FolderWalk
  ) throws(SystemError) {
    do throws(SystemError) { try walk.enter(name) } catch {
      let isNone = [ENOENT, ENOTDIR, ELOOP].contains(error.errno)
      guard isNone, walk.folder.removeFile(name) else { throw error }
    }
  }
}

extension ConfinedFolder {
  /// Takes from a file what would give a stranger the rights of its owner: the bits setuid, setgid and sticky, and
  /// capabilities. What is called so and is no regular file stays as it is.
  package func disarm(_ name: FileName) throws(SystemError) {
    let place = name.call { colleague_open_place(descriptor, $0) }
    guard place >= 0 else { throw SystemError(errno: errno) }
    defer { close(place) }
    var status = stat()
    guard fstat(place, &status) == 0 else { throw SystemError(errno: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { return }
    guard colleague_change_owner(place, uid_t.max, gid_t.max) == 0,
      colleague_change_mode(place, status.st_mode & 0o777) == 0
    else { throw SystemError(errno: errno) }
  }

  /// Whether the file `name` has capabilities of its own.
  package func hasCapabilities(_ name: FileName) -> Bool {
    name.call { colleague_has_capabilities(descriptor, $0) } != 0
  }
}
