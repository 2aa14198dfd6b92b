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

  /// Reads the file at `path`, through a link; `nil` where there is nothing.
  ///
  /// - Throws: ``FileError`` for what is no file, cannot be read, or is larger than a megabyte.
  package init?(_ path: String) throws(FileError) {
    var own = stat()
    guard lstat(path, &own) == 0 else {
      guard errno != ENOENT, errno != ENOTDIR else { return nil }
      throw .system(errno, .read, path)
    }
    let isFile = stat(path, &own) == 0 && own.st_mode & S_IFMT == S_IFREG
    guard isFile, own.st_size <= 1 << 20 else {
      throw isFile ? .tooLarge(path) : .notAFile(path)
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(errno, .read, path) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: Int(own.st_size))
    var count = 0
    while count < bytes.count {
      let more = bytes.withUnsafeMutableBytes {
        read(descriptor, $0.baseAddress! + count, $0.count - count)
      }
      guard more >= 0 else { throw .system(errno, .read, path) }
      if more == 0 { break }
      count += more
    }
    var link = stat()
    isLink = lstat(path, &link) == 0 && link.st_mode & S_IFMT == S_IFLNK
    self.path = path
    self.bytes = Array(bytes[..<count])
    status = own
  }

  /// Puts `bytes` at `path` in one move, with the mode and owner of `before`; without one, `mode` less the umask.
  ///
  /// - Throws: ``FileError``; what was there is then as it was.
  package static func write(
    _ bytes: [UInt8], to path: String, like before: EditableFile?, mode: mode_t
  ) throws(FileError) {
    let temporary = "\(path).colleague-\(UInt64.random(in: 0 ... .max))"
    let descriptor = open(
      temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, before == nil ? mode : 0o600)
    guard descriptor >= 0 else { throw .system(errno, .write, path) }
    defer {
      close(descriptor)
      unlink(temporary)
    }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw .system(errno, .write, path) }
      rest = rest.dropFirst(count)
    }
    if let status = before?.status {
      let isOurs = status.st_uid == geteuid() && status.st_gid == getegid()
      guard isOurs || fchown(descriptor, status.st_uid, status.st_gid) == 0,
        fchmod(descriptor, status.st_mode & 0o7777) == 0
      else { throw .system(errno, .keepOwner, path) }
    }
    guard fsync(descriptor) == 0, rename(temporary, path) == 0 else {
      throw .system(errno, .write, path)
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
