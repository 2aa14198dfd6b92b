package import Glibc

/// A small file of the user's, read whole, with what has to stay when it is written anew.
package struct EditableFile {
  /// Its path.
  package let path: String
  /// What is in it.
  package let bytes: [UInt8]
  /// Whether the path is a symbolic link.
  package let isLink: Bool
  /// Whether the system lets us run it.
  package var isExecutable: Bool { access(path, X_OK) == 0 }
  private let status: stat

  /// The most bytes of such a file.
  private static let limit = 1 << 20

  /// Reads the file at `path`, through a link; `nil` where there is nothing.
  ///
  /// - Throws: ``FileError`` for what is no file, cannot be read, or is larger than a megabyte.
  package init?(_ path: String) throws(FileError) {
    var link = stat()
    guard lstat(path, &link) == 0 else {
      guard errno != ENOENT, errno != ENOTDIR else { return nil }
      throw .system(errno, .read, path)
    }
    var own = stat()
    guard stat(path, &own) == 0, own.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path) }
    let bytes = try FileReading.bytes(of: path, limit: EditableFile.limit, .nonBlocking)
    guard bytes.count <= EditableFile.limit else { throw .tooLarge(path) }
    isLink = link.st_mode & S_IFMT == S_IFLNK
    self.path = path
    self.bytes = bytes
    status = own
  }

  /// Puts `bytes` at `path` in one move, with the mode and owner of `before`; without one, `mode` less the umask.
  ///
  /// They are written beside it and synced before they are renamed: a reader sees the old file or the new one, after a
  /// crash too.
  ///
  /// - Throws: ``FileError``; what was there is then as it was, and nothing stays beside it.
  package static func write(
    _ bytes: [UInt8], to path: String, like before: EditableFile?, mode: mode_t
  ) throws(FileError) {
    let draft = "\(path).colleague-\(UInt64.random(in: 0 ... .max))"
    do throws(FileError) {
      let file = try File(writing: draft, .new, mode: before == nil ? mode : 0o600)
      defer { unlink(draft) }
      try file.write(bytes)
      if let status = before?.status {
        let isOurs = status.st_uid == geteuid() && status.st_gid == getegid()
        guard isOurs || fchown(file.descriptor, status.st_uid, status.st_gid) == 0,
          fchmod(file.descriptor, status.st_mode & 0o7777) == 0
        else { throw .system(errno, .keepOwner, path) }
      }
      try file.sync()
      guard rename(draft, path) == 0 else { throw .system(errno, .write, path) }
    } catch {
      throw error.about(path)
    }
  }

  /// Makes a folder and those above it, where they are missing.
  ///
  /// - Throws: ``FileError``; the folders above the one that cannot be made are there then.
  package static func makeFolders(_ path: String) throws(FileError) {
    var folder = ""
    for part in path.split(separator: "/") {
      folder += "/" + part
      if mkdir(folder, 0o777) != 0 && errno != EEXIST {
        throw .system(errno, .make, folder)
      }
    }
  }
}

extension FileError {
  /// The same error of the file at `path`, for one that was met beside it.
  fileprivate func about(_ path: String) -> FileError {
    switch self {
    case .system(let errno, let operation, _): .system(errno, operation, path)
    case .tooLarge: .tooLarge(path)
    case .notAFile: .notAFile(path)
    case .foreign: .foreign(path)
    }
  }
}
