import Glibc
import Text

/// A small file of the user's, read whole, with what has to stay when it is written anew.
struct WholeFile {
  /// Its path.
  let path: String
  /// What is in it.
  let bytes: [UInt8]
  /// Whether the path is a symbolic link.
  let isLink: Bool
  /// Whether the system lets us run it.
  var isExecutable: Bool { access(path, X_OK) == 0 }
  private let status: stat

  /// Reads the file at `path`, through a link; `nil` where there is nothing.
  ///
  /// - Throws: ``Failure`` for what is no file, cannot be read, or is larger than a megabyte.
  init?(_ path: String) throws(Failure) {
    var own = stat()
    guard lstat(path, &own) == 0 else {
      guard errno != ENOENT, errno != ENOTDIR else { return nil }
      throw Failure(errno, doing: "read", path)
    }
    let isFile = stat(path, &own) == 0 && own.st_mode & S_IFMT == S_IFREG
    guard isFile, own.st_size <= 1 << 20 else {
      throw Failure(
        "\(visible(path)) is \(isFile ? "too large to be a script" : "no file")",
        hint: "move it away", status: .unsupported)
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(errno, doing: "read", path) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: Int(own.st_size))
    var count = 0
    while count < bytes.count {
      let more = bytes.withUnsafeMutableBytes {
        read(descriptor, $0.baseAddress! + count, $0.count - count)
      }
      guard more >= 0 else { throw Failure(errno, doing: "read", path) }
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
  /// - Throws: ``Failure``; what was there is then as it was.
  static func write(
    _ bytes: [UInt8], to path: String, like before: WholeFile?, mode: mode_t
  ) throws(Failure) {
    let temporary = "\(path).colleague-\(UInt64.random(in: 0 ... .max))"
    let descriptor = open(
      temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, before == nil ? mode : 0o600)
    guard descriptor >= 0 else { throw Failure(errno, doing: "write", path) }
    defer {
      close(descriptor)
      unlink(temporary)
    }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw Failure(errno, doing: "write", path) }
      rest = rest.dropFirst(count)
    }
    if let status = before?.status {
      let isOurs = status.st_uid == geteuid() && status.st_gid == getegid()
      guard isOurs || fchown(descriptor, status.st_uid, status.st_gid) == 0,
        fchmod(descriptor, status.st_mode & 0o7777) == 0
      else { throw Failure(errno, doing: "keep the owner of", path) }
    }
    guard fsync(descriptor) == 0, rename(temporary, path) == 0 else {
      throw Failure(errno, doing: "write", path)
    }
  }

  /// Makes a folder and those above it, where they are missing.
  static func makeFolders(_ path: String) throws(Failure) {
    var folder = ""
    for part in path.split(separator: "/") {
      folder += "/" + part
      if mkdir(folder, 0o777) != 0 && errno != EEXIST {
        throw Failure(errno, doing: "make", folder)
      }
    }
  }
}
