import CLinux
package import Glibc

/// An open folder, below which everything is reached by its descriptor, and nothing through a link.
///
/// Paths are resolved by openat2(2): one that leads out of the folder, through a link, or onto another file system is an
/// error, whatever is moved meanwhile. A single name is given to calls that follow no link at the end of a path. Modes and
/// owners are changed on what was opened and looked at. Needs Linux 5.6; before that all fails with `ENOSYS`.
package final class ConfinedFolder: Sendable {
  /// The descriptor, open for reading and inherited by no program; valid as long as the folder is kept.
  package let descriptor: Int32

  init(taking descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Opens the folder at `path`. Links above it are followed; it must be none itself.
  package convenience init(at path: String) throws(SystemError) {
    let opened = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard opened >= 0 else { throw SystemError(errno: errno) }
    self.init(taking: opened)
  }

  /// Opens the folder at a path below this one.
  ///
  /// - Parameter isAnywhere: Whether it may lie on another file system.
  package func folder(
    _ path: String, isAnywhere: Bool = false
  ) throws(SystemError) -> ConfinedFolder {
    ConfinedFolder(
      taking: try open(.text(path), O_RDONLY | O_DIRECTORY, isAnywhere: isAnywhere))
  }

  /// Opens a file at a path below, which is no link, and returns its descriptor, which is the caller's to close.
  ///
  /// - Parameters:
  ///   - flags: Of open(2), beside `O_CLOEXEC` and `O_NOFOLLOW`, which always hold.
  ///   - mode: The permissions of a file that is made, less the umask.
  package func open(
    _ path: FileName, _ flags: Int32, mode: UInt32 = 0, isAnywhere: Bool = false
  ) throws(SystemError) -> Int32 {
    let opened = path.call {
      colleague_open_beneath(descriptor, $0, flags | O_NOFOLLOW, mode, isAnywhere ? 0 : 1)
    }
    guard opened >= 0 else { throw SystemError(errno: errno) }
    return opened
  }

  /// How the folder is now.
  package func status() throws(SystemError) -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SystemError(errno: errno) }
    return status
  }

  /// How what is called `name` is, a link itself; `nil` where it cannot be looked at, or is not there.
  package func status(of name: FileName) -> stat? {
    var status = stat()
    let said = name.call { fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }
    return said == 0 ? status : nil
  }

  /// The bytes of the regular file at a path below, and how it was when it was opened; where there are more than
  /// `limit`, some more than that.
  ///
  /// - Throws: `EINVAL` for what is no regular file.
  package func read(
    _ path: FileName, limit: Int = .max
  ) throws(SystemError) -> (bytes: [UInt8], status: stat) {
    let file = try open(path, O_RDONLY | O_NONBLOCK)
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw SystemError(errno: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw SystemError(errno: EINVAL) }
    return (try readAll(file, upTo: min(limit, max(Int(status.st_size), 1 << 12))), status)
  }

  /// Makes a file with these permissions, whatever the umask; there must be none yet.
  ///
  /// - Parameter owner: The user and group that get it, where the caller is not to keep it.
  package func make(
    _ name: FileName, _ bytes: [UInt8], mode: UInt32, owner: UInt32?
  ) throws(SystemError) {
    let file = try open(name, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
    defer { close(file) }
    try writeAll(bytes, to: file)
    // Of many files each call counts; the umask seldom takes anything away.
    var made = stat()
    guard fstat(file, &made) == 0, made.st_mode & 0o7777 == mode || fchmod(file, mode) == 0,
      owner.map({ fchown(file, $0, $0) }) ?? 0 == 0
    else { throw SystemError(errno: errno) }
  }

  /// Makes a link to `target`; nothing must be there yet.
  package func link(
    _ name: FileName, to target: UnsafePointer<CChar>, owner: UInt32?
  ) throws(SystemError) {
    guard name.call({ symlinkat(target, descriptor, $0) }) == 0 else {
      throw SystemError(errno: errno)
    }
    guard let owner else { return }
    _ = name.call { fchownat(descriptor, $0, owner, owner, AT_SYMLINK_NOFOLLOW) }
  }

  /// The bytes that the link `name` leads to, and a zero; `nil` for what is no link.
  package func target(of name: FileName) -> [CChar]? {
    var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let length = name.call { readlinkat(descriptor, $0, &target, target.count - 1) }
    guard length >= 0 else { return nil }
    return target[..<length] + [0]
  }

  /// Gives what is called `name` another name in this folder; an empty folder or a file of that name goes.
  package func rename(_ name: FileName, to other: FileName) throws(SystemError) {
    let said = name.call { from in
      other.call { renameat(descriptor, from, descriptor, $0) }
    }
    guard said == 0 else { throw SystemError(errno: errno) }
  }

  /// Moves what is called `name` into another folder of the same file system; an empty folder or a file of that name goes.
  package func move(
    _ name: FileName, into folder: ConfinedFolder, as other: FileName
  ) throws(SystemError) {
    let said = name.call { from in
      other.call { renameat(descriptor, from, folder.descriptor, $0) }
    }
    guard said == 0 else { throw SystemError(errno: errno) }
  }

  /// Gives the file `name` another name as well, in another folder of the same file system; nothing must be there yet.
  package func link(
    _ name: FileName, into folder: ConfinedFolder, as other: FileName
  ) throws(SystemError) {
    let said = name.call { from in
      other.call { linkat(descriptor, from, folder.descriptor, $0, 0) }
    }
    guard said == 0 else { throw SystemError(errno: errno) }
  }

  /// The files in the folder but `.` and `..`, in no order.
  package func entries() throws(SystemError) -> [FolderEntry] {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw SystemError(errno: errno) }
    var entries: [FolderEntry] = []
    var failure: Int32?
    withUnsafeTemporaryAllocation(byteCount: 1 << 15, alignment: 8) { buffer in
      while true {
        let count = colleague_read_entries(descriptor, buffer.baseAddress, buffer.count)
        guard count > 0 else {
          if count < 0 { failure = errno }
          return
        }
        ConfinedFolder.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]), to: &entries)
      }
    }
    if let failure { throw SystemError(errno: failure) }
    return entries
  }

  /// Reads the kernel's records `struct linux_dirent64`: number, offset (8 bytes each), length (2), kind (1), name.
  private static func append(_ records: UnsafeRawBufferPointer, to entries: inout [FolderEntry]) {
    var place = 0
    while place + 19 < records.count {
      let length = Int(records.loadUnaligned(fromByteOffset: place + 16, as: UInt16.self))
      guard length > 19, place + length <= records.count, let start = records.baseAddress else {
        return
      }
      let kind = Int(records[place + 18])
      let name = FileName((start + place + 19).assumingMemoryBound(to: CChar.self))
      place += length
      if name == .text(".") || name == .text("..") { continue }
      let isFolder = kind == DT_UNKNOWN ? nil : kind == DT_DIR
      entries.append(FolderEntry(name: name, isFolder: isFolder))
    }
  }
}
