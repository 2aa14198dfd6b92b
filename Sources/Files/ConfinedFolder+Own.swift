import CLinux
package import Glibc

/// Who gets into a folder of ours, beside the caller.
package enum FolderAccess: Hashable, Sendable {
  /// Nobody: mode 0700.
  case callerOnly
  /// A user who may pass through it and not list it: mode 0710, with that user's group.
  case passed(by: UInt32)
  /// A user it is given to: mode 0700, with that owner.
  case given(to: UInt32)
}

extension ConfinedFolder {
  /// Opens a folder of the caller's at `path`, made where it is missing, and gives it the mode of `access`.
  ///
  /// - Throws: ``FileError/foreign(_:)`` where it is a link, of somebody else's, or others could write to it.
  package static func own(
    at path: String, _ access: FolderAccess
  ) throws(FileError) -> ConfinedFolder {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .system(errno, .make, path) }
    var status = stat()
    guard lstat(path, &status) == 0 else { throw .system(errno, .open, path) }
    guard status.st_mode & S_IFMT != S_IFLNK else { throw .foreign(path) }
    do {
      let folder = try ConfinedFolder(at: path)
      try folder.secure(access, path)
      return folder
    } catch { throw FileError(error, .open, path) }
  }

  /// Opens a folder of the caller's in this one, made where it is missing, and gives it the mode of `access`.
  ///
  /// - Parameter path: Names it in errors.
  /// - Throws: ``FileError/foreign(_:)`` where it is a link, of somebody else's, or others could write to it.
  package func own(
    _ name: FileName, _ access: FolderAccess, named path: String
  ) throws(FileError) -> ConfinedFolder {
    let said = name.call { mkdirat(descriptor, $0, 0o700) }
    guard said == 0 || errno == EEXIST else { throw .system(errno, .make, path) }
    guard let status = status(of: name) else { throw .system(errno, .open, path) }
    guard status.st_mode & S_IFMT != S_IFLNK else { throw .foreign(path) }
    do {
      let folder = try ConfinedFolder(
        taking: open(name, O_RDONLY | O_DIRECTORY, isAnywhere: true))
      try folder.secure(access, path)
      return folder
    } catch { throw FileError(error, .open, path) }
  }

  /// Whether a folder is the caller's, or that of the user who shares in it, and nobody else may write to it.
  package func isOwn(_ access: FolderAccess) -> Bool {
    (try? status()).map { ConfinedFolder.isOwn($0, access) } ?? false
  }

  /// The same of a file that was looked at.
  package static func isOwn(_ status: stat, _ access: FolderAccess) -> Bool {
    let isOurs =
      switch access {
      case .callerOnly: status.st_uid == geteuid()
      case .passed(let user), .given(let user):
        status.st_uid == geteuid() || status.st_uid == user
      }
    return isOurs && status.st_mode & 0o022 == 0
  }

  private func secure(_ access: FolderAccess, _ path: String) throws {
    let status = try status()
    guard ConfinedFolder.isOwn(status, access) else { throw FileError.foreign(path) }
    var mode: UInt32 = 0o700
    switch access {
    case .callerOnly: break
    case .given(let user):
      if status.st_uid != user, fchown(descriptor, user, user) != 0 {
        throw SystemError(errno: errno)
      }
    case .passed(let user):
      let isPassable = status.st_gid == user || fchown(descriptor, uid_t.max, user) == 0
      // A user whose group cannot be given a folder passes as anybody does.
      mode = isPassable ? 0o710 : 0o711
    }
    if status.st_mode & 0o7777 != mode, fchmod(descriptor, mode) != 0 {
      throw SystemError(errno: errno)
    }
  }
}
