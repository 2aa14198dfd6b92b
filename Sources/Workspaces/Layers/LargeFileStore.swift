import Files
import Git
import Glibc
import Sandboxes
import Vocabulary

/// The content of files that Git LFS keeps, in the cache: each once by its digest, and layers in which it stands at the paths
/// of a tree.
///
/// `objects/<digest>` is a copy of what the storage of Git LFS on this machine has, made only where its size and SHA-256 are
/// the pointer's; with `-x` at its end it can be run. `<name>/files` is a layer of links to such copies, and `<name>/list` what
/// stands in it, of which the name is a digest. All are made under another name and renamed when they are whole. The storage
/// itself is never written to, and no command sees it.
struct LargeFileStore: Sendable {
  private let cache: String
  private let owner: UInt32?
  /// The folder of the store in the cache: one for each owner, as of ``BaseLayers``.
  private let part: String

  /// The store in `cache`, belonging to `owner` where that is another user.
  init(cache: String, owner: UInt32?) {
    self.cache = cache
    self.owner = owner
    part = owner.map { "lfs-\($0)" } ?? "lfs"
  }

  /// A layer of the files whose content is at hand, and the paths of the others.
  struct Layer: Hashable, Sendable {
    /// The layer, relative to the cache; `nil` where no content is at hand.
    let files: String?
    /// Paths whose content is not at hand, in the order given.
    let absent: [String]
  }

  /// The layer that shows the content of `files` at their paths, made where it is missing.
  ///
  /// - Parameter storage: The folder in which Git LFS keeps content.
  /// - Complexity: O(*n*) in the files; each content is read once for as long as the cache keeps it.
  func layer(
    of files: [LargeFile], from storage: String, in repository: borrowing Repository
  ) throws(LayerError) -> Layer {
    guard !files.isEmpty else { return Layer(files: nil, absent: []) }
    let all = try folder()
    let objects = try objects(in: all)
    var there: [LargeFile] = []
    var absent: [String] = []
    for file in files {
      let isThere =
        try object(file.pointer, isExecutable: file.isExecutable, from: storage, in: objects) != nil
      if isThere { there.append(file) } else { absent.append(file.path) }
    }
    guard !there.isEmpty else { return Layer(files: nil, absent: absent) }
    let list = LargeFile.list(there)
    let name: String
    do { name = try repository.blobID(of: list).description } catch { throw .git(error) }
    if isWhole(name, in: all) {
      _ = try? all.folder(name).touch("list")
    } else {
      try make(name, of: there, list, linking: objects, in: all)
    }
    return Layer(files: "\(part)/\(name)/files", absent: absent)
  }

  /// Writes the content that `pointer` stands for to `path` of a layer that commands write to; `false` where it is not at
  /// hand.
  func write(
    _ pointer: LargeFilePointer, to path: String, isExecutable: Bool, of layer: LayerFolder,
    from storage: String
  ) throws(LayerError) -> Bool {
    let objects = try objects(in: folder())
    let name = try object(pointer, isExecutable: isExecutable, from: storage, in: objects)
    guard let name else { return false }
    let source: Int32
    do { source = try objects.open(name, O_RDONLY) } catch {
      throw LayerError(error, "opening", path)
    }
    defer { close(source) }
    try layer.write(from: source, to: path, mode: isExecutable ? 0o755 : 0o644)
    return true
  }

  private func folder() throws(LayerError) -> ConfinedFolder {
    do { return try CacheFolder(at: cache).part(part, owner: owner) } catch {
      throw LayerError(error)
    }
  }

  private func objects(in all: ConfinedFolder) throws(LayerError) -> ConfinedFolder {
    do { return try all.makeFolder(.text("objects"), mode: 0o755, owner: owner) } catch {
      throw LayerError(error, "making", "\(part)/objects")
    }
  }

  private func isWhole(_ name: String, in all: ConfinedFolder) -> Bool {
    guard let layer = try? all.folder(name), layer.isOwn(CacheFolder.access(of: owner)) else {
      return false
    }
    return layer.status(of: .text("list")) != nil && (try? layer.folder("files")) != nil
  }
}

extension LargeFileStore {
  /// The name of the copy of what `pointer` stands for, made where it is missing; `nil` where it is not at hand, or is not
  /// what the pointer says.
  private func object(
    _ pointer: LargeFilePointer, isExecutable: Bool, from storage: String,
    in objects: ConfinedFolder
  ) throws(LayerError) -> FileName? {
    let name = FileName.text(pointer.digest + (isExecutable ? "-x" : ""))
    if let status = objects.status(of: name), status.st_mode & S_IFMT == S_IFREG,
      Int(status.st_size) == pointer.size
    {
      return name
    }
    let digest = pointer.digest
    let place =
      "\(storage)/objects/\(digest.prefix(2))/\(digest.dropFirst(2).prefix(2))/\(digest)"
    let source = open(place, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
    // Git LFS has no file for no content.
    guard source >= 0 || pointer.size == 0 else { return nil }
    defer { if source >= 0 { close(source) } }
    var status = stat()
    if source >= 0 {
      guard fstat(source, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
        Int(status.st_size) == pointer.size
      else { return nil }
    }
    let draft = FileName.text(".\(digest).\(getpid()).\(UInt32.random(in: 0 ... .max))")
    do throws(SystemError) {
      let isRight = try copy(source, to: draft, isExecutable: isExecutable, of: objects, pointer)
      guard isRight else {
        _ = objects.removeFile(draft)
        return nil
      }
      try objects.rename(draft, to: name)
    } catch {
      _ = objects.removeFile(draft)
      throw LayerError(error, "copying", "\(part)/objects/\(digest)")
    }
    return name
  }

  /// Copies what is open, and says whether it is what `pointer` stands for; it may have changed since it was looked at.
  private func copy(
    _ source: Int32, to draft: FileName, isExecutable: Bool, of objects: ConfinedFolder,
    _ pointer: LargeFilePointer
  ) throws(SystemError) -> Bool {
    let file = try objects.open(draft, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
    defer { close(file) }
    let content = ContentDigest()
    var size = 0
    while source >= 0 {
      let bytes = try readAll(source, upTo: 1 << 20)
      size += bytes.count
      guard !bytes.isEmpty, size <= pointer.size else { break }
      content.take(bytes)
      try writeAll(bytes, to: file)
    }
    guard size == pointer.size, content.digits() == pointer.digest else { return false }
    // What has the name of its content has to be it after a power failure as well.
    guard fchmod(file, isExecutable ? 0o755 : 0o644) == 0,
      owner.map({ fchown(file, $0, $0) }) ?? 0 == 0, fdatasync(file) == 0
    else { throw SystemError(errno: errno) }
    return true
  }

  /// Makes the layer of `files`, whose copies are there.
  private func make(
    _ name: String, of files: [LargeFile], _ list: [UInt8], linking objects: ConfinedFolder,
    in all: ConfinedFolder
  ) throws(LayerError) {
    let draft = ".\(name).\(getpid()).\(UInt32.random(in: 0 ... .max))"
    let path = "\(cache)/\(part)/\(draft)"
    do throws(LayerError) {
      let made: ConfinedFolder
      do {
        made = try all.own(.text(draft), CacheFolder.access(of: owner), named: path)
      } catch { throw LayerError(error) }
      let inner: ConfinedFolder
      do { inner = try made.makeFolder(.text("files"), mode: 0o755, owner: owner) } catch {
        throw LayerError(error, "making", path)
      }
      let layer = LayerFolder(inner, path: path + "/files", owner: owner)
      for file in files {
        let name = FileName.text(file.pointer.digest + (file.isExecutable ? "-x" : ""))
        try layer.link(name, of: objects, to: file.path)
      }
      try layer.failing("making", path) { () throws(SystemError) in
        try made.make(.text("list"), list, mode: 0o644, owner: nil)
        flock(all.descriptor, LOCK_EX)
        defer { flock(all.descriptor, LOCK_UN) }
        if isWhole(name, in: all) { return try all.remove(.text(draft)) }
        try all.remove(.text(name))
        try all.rename(.text(draft), to: .text(name))
      }
    } catch {
      try? all.remove(.text(draft))
      throw error
    }
  }
}

extension LargeFileStore {
  /// Drops what is old in `cache`, of every owner: layers unused for two weeks, all but thirty, and content that none shows.
  static func dropOld(in cache: String) {
    for owner in [nil, Sandbox.unprivilegedUser] {
      LargeFileStore(cache: cache, owner: owner).dropOld(unusedFor: 14 * 86_400, beyond: 30)
    }
  }

  /// Drops layers that nobody has used for `seconds`, those beyond `count`, and content that no layer has and nobody has
  /// taken for as long. What a run holds stays.
  func dropOld(unusedFor seconds: Int, beyond count: Int) {
    guard let cache = try? ConfinedFolder(at: cache),
      let all = try? cache.folder(part, isAnywhere: true),
      all.isOwn(CacheFolder.access(of: owner))
    else { return }
    var layers: [(name: String, used: Int)] = []
    for entry in (try? all.entries()) ?? [] {
      guard let name = entry.name.text, name != "objects", let status = all.status(of: entry.name)
      else { continue }
      if name.hasPrefix(".") {
        if time(nil) - Int(status.st_mtim.tv_sec) > 86_400 { try? all.remove(entry.name) }
        continue
      }
      let list = (try? all.folder(name))?.status(of: .text("list"))
      layers.append((name, Int((list ?? status).st_mtim.tv_sec)))
    }
    layers.sort { ($0.used, $0.name) > ($1.used, $1.name) }
    for (index, layer) in layers.enumerated()
    where index >= count || time(nil) - layer.used > seconds {
      guard let files = try? all.folder("\(layer.name)/files"),
        flock(files.descriptor, LOCK_EX | LOCK_NB) == 0
      else { continue }
      try? all.remove(.text(layer.name))
    }
    guard let objects = try? all.folder("objects") else { return }
    for entry in (try? objects.entries()) ?? [] {
      // The time of a change is that of the last link made or gone.
      guard let status = objects.status(of: entry.name), status.st_nlink == 1,
        time(nil) - Int(status.st_ctim.tv_sec) > seconds
      else { continue }
      _ = objects.removeFile(entry.name)
    }
  }
}

extension ConfinedFolder {
  /// Gives the file `name` the time that it is.
  fileprivate func touch(_ name: String) {
    utimensat(descriptor, name, nil, AT_SYMLINK_NOFOLLOW)
  }
}
