import CLinux
import Files
import Git
import Glibc

/// A folder that foreign programs may have written in: read and written without following a link.
///
/// Every path is walked part by part with `O_NOFOLLOW`, so that a link planted on the way is never
/// gone through. Files made here belong to `owner` when the caller is root.
struct LayerFolder {
  /// Where it is, absolute.
  let path: String
  /// Who has to own what is made; `nil`: the caller.
  let owner: UInt32?

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
    /// A pipe, socket or device.
    case special
  }

  /// Writes a file, making directories on the way; what stands in the way is removed.
  func write(_ bytes: [UInt8], to file: String, mode: FileMode) throws(LayerError) {
    let (folder, name) = try openFolder(of: file, making: true)
    defer { close(folder) }
    try remove(name, in: folder, of: file)
    if mode == .symlink {
      let target = String(decoding: bytes, as: UTF8.self)
      guard symlinkat(target, folder, name) == 0 else { throw failure("linking", file) }
    } else {
      let permissions: mode_t = mode == .executable ? 0o755 : 0o644
      let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
      let descriptor = openat(folder, name, flags, permissions)
      guard descriptor >= 0 else { throw failure("making", file) }
      defer { close(descriptor) }
      try put(bytes, into: descriptor, file)
      fchmod(descriptor, permissions)
    }
    own(name, in: folder)
  }

  /// Makes an empty directory, and directories on the way; what stands in the way is removed.
  func makeDirectory(_ path: String) throws(LayerError) {
    let (folder, name) = try openFolder(of: path, making: true)
    defer { close(folder) }
    try remove(name, in: folder, of: path)
    guard mkdirat(folder, name, 0o755) == 0 else { throw failure("making", path) }
    own(name, in: folder)
  }

  /// Makes the path as if the layers below did not have it.
  ///
  /// - Parameter isBelow: Whether a layer below has it, so that a mark is needed.
  func hide(_ file: String, isBelow: Bool) throws(LayerError) {
    guard isBelow || exists(file) else { return }
    let (folder, name) = try openFolder(of: file, making: isBelow)
    defer { close(folder) }
    try remove(name, in: folder, of: file)
    guard isBelow else { return }
    guard colleague_whiteout(folder, name) == 0 else { throw failure("hiding", file) }
  }

  /// Removes what the layer itself has at the path, so that the layers below show there.
  func reveal(_ file: String) throws(LayerError) {
    guard exists(file) else { return }
    let (folder, name) = try openFolder(of: file, making: false)
    defer { close(folder) }
    try remove(name, in: folder, of: file)
  }

  /// The bytes of a regular file or of a link's target; `nil` for anything else.
  func contents(of file: String) throws(LayerError) -> [UInt8]? {
    guard let (folder, name) = try? openFolder(of: file, making: false) else { return nil }
    defer { close(folder) }
    var target = [CChar](repeating: 0, count: 4096)
    let length = readlinkat(folder, name, &target, target.count)
    if length >= 0 { return target[..<length].map { UInt8(bitPattern: $0) } }
    let descriptor = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return try read(descriptor, size: Int(status.st_size), file)
  }

  /// Everything in the folder but plain directories, with its stamp.
  ///
  /// - Complexity: O(*n*) in what this layer holds; the layers below are not looked at.
  func stamps() throws(LayerError) -> [String: Stamp] {
    var found: [String: Stamp] = [:]
    let root = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard root >= 0 else { throw failure("reading", "") }
    try collect(root, below: "", into: &found)
    return found
  }

  /// Removes everything in the folder; the folder stays.
  func clear() throws(LayerError) {
    let root = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard root >= 0 else { throw failure("reading", "") }
    for name in try names(in: root, of: "") { try remove(name, in: root, of: name) }
    close(root)
  }
}

extension LayerFolder {
  /// Makes this empty folder a copy of `other`: directories, links, and files with their modes and times.
  ///
  /// What is neither, and what cannot be read, is left out.
  ///
  /// - Complexity: O(*n*) in the bytes of `other`.
  func fill(from other: LayerFolder) throws(LayerError) {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    let source = open(other.path, flags)
    guard source >= 0 else { throw failure("reading", other.path) }
    defer { close(source) }
    let target = open(path, flags)
    guard target >= 0 else { throw failure("reading", "") }
    defer { close(target) }
    try copyAll(from: source, into: target, below: "")
  }

  private func copyAll(
    from source: Int32, into target: Int32, below prefix: String
  ) throws(LayerError) {
    for name in try names(in: source, of: prefix) {
      var status = stat()
      guard fstatat(source, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      let file = prefix.isEmpty ? name : "\(prefix)/\(name)"
      switch status.st_mode & S_IFMT {
      case S_IFDIR: try copyFolder(name, from: source, into: target, file)
      case S_IFLNK: try copyLink(name, from: source, into: target, file)
      case S_IFREG: try copyFile(name, status, from: source, into: target, file)
      default: continue
      }
      own(name, in: target)
    }
  }

  private func copyFolder(
    _ name: String, from source: Int32, into target: Int32, _ file: String
  ) throws(LayerError) {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    let inner = openat(source, name, flags)
    guard inner >= 0 else { return }
    defer { close(inner) }
    guard mkdirat(target, name, 0o755) == 0 else { throw failure("making", file) }
    let copy = openat(target, name, flags)
    guard copy >= 0 else { throw failure("opening", file) }
    defer { close(copy) }
    try copyAll(from: inner, into: copy, below: file)
  }

  private func copyLink(
    _ name: String, from source: Int32, into target: Int32, _ file: String
  ) throws(LayerError) {
    var goal = [CChar](repeating: 0, count: 4097)
    let length = readlinkat(source, name, &goal, goal.count - 1)
    guard length >= 0 else { throw failure("reading", file) }
    guard symlinkat(goal, target, name) == 0 else { throw failure("linking", file) }
  }

  private func copyFile(
    _ name: String, _ status: stat, from source: Int32, into target: Int32, _ file: String
  ) throws(LayerError) {
    let reading = openat(source, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard reading >= 0 else { return }
    defer { close(reading) }
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let writing = openat(target, name, flags, 0o600)
    guard writing >= 0 else { throw failure("making", file) }
    defer { close(writing) }
    while true {
      let bytes = try read(reading, size: 1 << 20, file)
      if bytes.isEmpty { break }
      try put(bytes, into: writing, file)
    }
    fchmod(writing, status.st_mode & 0o777)
    // Build tools compare times.
    let times = [status.st_atim, status.st_mtim]
    futimens(writing, times)
  }

  private func exists(_ file: String) -> Bool {
    guard let (folder, name) = try? openFolder(of: file, making: false) else { return false }
    defer { close(folder) }
    return faccessat(folder, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0
  }

  /// Opens the directory that holds `file`, and gives the last part of its path.
  private func openFolder(
    of file: String, making: Bool
  ) throws(LayerError) -> (folder: Int32, name: String) {
    var parts = file.split(separator: "/").map(String.init)
    guard let name = parts.popLast() else { throw failure("naming", file) }
    var folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { throw failure("opening", file) }
    for part in parts {
      let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
      var next = openat(folder, part, flags)
      if next < 0 && making {
        // Something else than a directory, or an unreadable one, or nothing.
        fchmodat(folder, part, 0o755, 0)
        next = openat(folder, part, flags)
        if next < 0 {
          unlinkat(folder, part, 0)
          if mkdirat(folder, part, 0o755) == 0 { own(part, in: folder) }
          next = openat(folder, part, flags)
        }
      }
      let cause = errno
      close(folder)
      guard next >= 0 else {
        errno = cause
        throw failure("opening", file)
      }
      folder = next
    }
    return (folder, name)
  }

  /// Removes whatever `name` is, with all below it; nothing when it is not there.
  ///
  /// What a dying process still writes into a directory meanwhile is removed too: for half a second a
  /// directory that has filled again is emptied again.
  private func remove(_ name: String, in folder: Int32, of file: String) throws(LayerError) {
    if unlinkat(folder, name, 0) == 0 || errno == ENOENT { return }
    fchmodat(folder, name, 0o700, 0)
    let inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard inner >= 0 else { throw failure("removing", file) }
    defer { close(inner) }
    for attempt in 0...100 {
      for child in try names(in: inner, of: file) {
        try remove(child, in: inner, of: "\(file)/\(child)")
      }
      if unlinkat(folder, name, AT_REMOVEDIR) == 0 || errno == ENOENT { return }
      guard errno == ENOTEMPTY, attempt < 100 else { break }
      usleep(5000)
    }
    throw failure("removing", file)
  }

  /// Takes `folder` over and closes it.
  private func collect(
    _ folder: Int32, below prefix: String, into found: inout [String: Stamp]
  ) throws(LayerError) {
    defer { close(folder) }
    for name in try names(in: folder, of: prefix) {
      var status = stat()
      guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      let path = prefix.isEmpty ? name : "\(prefix)/\(name)"
      guard status.st_mode & S_IFMT == S_IFDIR else {
        found[path] = Stamp(status)
        continue
      }
      fchmodat(folder, name, status.st_mode & 0o7777 | 0o700, 0)
      let inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard inner >= 0 else { throw failure("reading", path) }
      if colleague_is_opaque(inner) != 0 {
        var stamp = Stamp(status)
        stamp.kind = .opaqueDirectory
        found[path] = stamp
      }
      try collect(inner, below: path, into: &found)
    }
  }

  private func names(in folder: Int32, of file: String) throws(LayerError) -> [String] {
    guard let stream = fdopendir(dup(folder)) else { throw failure("reading", file) }
    defer { closedir(stream) }
    rewinddir(stream)
    return Files.names(inDirectory: stream)
  }

  private func put(_ bytes: [UInt8], into descriptor: Int32, _ file: String) throws(LayerError) {
    do { try writeAll(bytes, to: descriptor) } catch {
      throw .system(errno: error.errno, doing: "writing", path: file)
    }
  }

  /// Reads `size` bytes or a few more; fewer at the end of the file.
  private func read(_ descriptor: Int32, size: Int, _ file: String) throws(LayerError) -> [UInt8] {
    do { return try readAll(descriptor, upTo: size) } catch {
      throw .system(errno: error.errno, doing: "reading", path: file)
    }
  }

  private func own(_ name: String, in folder: Int32) {
    guard let owner else { return }
    fchownat(folder, name, owner, owner, AT_SYMLINK_NOFOLLOW)
  }

  private func failure(_ doing: String, _ file: String) -> LayerError {
    .system(errno: errno, doing: doing, path: file.isEmpty ? path : file)
  }
}

extension LayerFolder.Stamp {
  fileprivate init(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG where status.st_mode & 0o6000 == 0: kind = .file
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
