import CLinux
import Files
import FoundationEssentials
import Glibc
import Sandboxes
import Vocabulary

/// Images that were unpacked, kept in the cache and shared by all runs.
///
/// `<digits>/files` is the file system of the image whose manifest has this SHA-256, `<digits>/image` what the image says of
/// itself. One is unpacked in a folder of its own and renamed into place, so that one that is there is whole; of two
/// processes that need the same one the second waits for the first.
///
/// An image is anybody's: it is unpacked in a sandbox without a network, by umoci(1), which compares all digests, as the
/// user that commands run as. What it leaves keeps no bits setuid or setgid, no capabilities, devices, pipes or sockets.
struct RootImages {
  private let sandbox: Sandbox
  private let name: String
  private let tell: @Sendable (RootEvent) -> Void

  /// An image that is whole.
  struct Kept: Hashable {
    /// The SHA-256 of its manifest.
    let digits: String
    /// Its file system, relative to the cache.
    let files: String
    /// The variables that it sets.
    let variables: [String: String]
  }

  /// What is kept of an image beside its files.
  private struct Notes: Codable {
    var variables: [String: String]
  }

  /// Images of the cache at `cache`.
  ///
  /// - Parameter name: Names the image that is wanted in errors.
  init(
    cache: String, name: String, tell: @escaping @Sendable (RootEvent) -> Void
  ) throws(SandboxError) {
    var sandbox = try Sandbox(directory: cache, readable: [], isConfined: true)
    // A draft is closed to all but the user who unpacks it.
    sandbox.allowsSetIDs = true
    self.sandbox = sandbox
    (self.name, self.tell) = (name, tell)
  }

  private var part: String { RootImages.part(of: sandbox.owner) }
  static func part(of owner: UInt32?) -> String { owner.map { "roots-\($0)" } ?? "roots" }

  /// The image at `path`, unpacked where it is not there yet.
  ///
  /// - Throws: ``RootError``, ``LayerError``, `SandboxError`, `CancellationError`; there is no half image.
  /// - Complexity: O(1) where the image is there; else O(*n*) in its bytes, of which those that are packed lie twice on the
  ///   disk for a while.
  func kept(_ transport: RootReference.Transport, _ path: String, _ tag: String?) async throws
    -> Kept
  {
    guard let path = realPath(path) else { throw failure(.missing) }
    let all: ConfinedFolder
    do { all = try CacheFolder(at: sandbox.directory).part(part, owner: nil) } catch {
      throw LayerError(error)
    }
    guard transport == .layout else { return try await archived(transport, path, tag, in: all) }
    let layout = try ImageLayout(at: path, named: name)
    let image = try layout.image(tag)
    guard let digits = image.digits else { throw layout.error(.unreadable(image.digest)) }
    if let kept = kept(digits, in: all) { return kept }
    let lock = try await lock(digits)
    defer { lock.release() }
    if let kept = kept(digits, in: all) { return kept }
    return try await drafted(as: digits, in: all) { draft in
      try copy(image, of: layout, into: draft)
      return try await unpacked(draft)
    }
  }

  /// The image in an archive, known by the file, or by what lies in it.
  private func archived(
    _ transport: RootReference.Transport, _ path: String, _ tag: String?, in all: ConfinedFolder
  ) async throws -> Kept {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw failure(.notALayout)
    }
    let key = RootImages.key(of: status)
    if let kept = known(key, tag, in: all) { return kept }
    let lock = try await lock(key)
    defer { lock.release() }
    if let kept = known(key, tag, in: all) { return kept }
    let kept = try await drafted(as: key, in: all) { draft in
      try copy(path, into: draft)
      let source = "\(transport.rawValue):archive" + (tag.map { ":" + $0 } ?? "")
      try await run(
        [
          "skopeo", "--insecure-policy", "--tmpdir", ".", "copy", "--quiet", source,
          "oci:layout:root",
        ],
        in: draft)
      return try await unpacked(draft)
    }
    note(key, tag, kept.digits, in: all)
    return kept
  }

  private func lock(_ name: String) async throws -> FileLock {
    try await LayerLock.taken("\(sandbox.directory)/\(part)/\(name).lock") {
      tell(.waiting(self.name))
    }
  }

  private func failure(_ cause: RootError.Cause) -> RootError {
    RootError(root: name, cause: cause)
  }

  // MARK: Making

  /// A folder in which an image is made, not named as one yet.
  private struct Draft {
    let all: ConfinedFolder
    let folder: ConfinedFolder
    let name: String
  }

  /// Does `work` in a fresh folder, which is gone afterwards unless it was renamed.
  private func drafted(
    as key: String, in all: ConfinedFolder, _ work: (Draft) async throws -> Kept
  ) async throws -> Kept {
    for entry in try all.entries() where entry.name.visible.hasPrefix(".\(key).") {
      try? all.remove(entry.name)
    }
    let name = ".\(key).\(getpid())"
    let folder = try all.own(
      .text(name), CacheFolder.access(of: sandbox.owner),
      named: "\(sandbox.directory)/\(part)/\(name)")
    defer { try? all.remove(.text(name)) }
    tell(.began(self.name))
    let kept = try await work(Draft(all: all, folder: folder, name: name))
    tell(.ended)
    return kept
  }

  /// Makes a layout in `draft` that has the image alone: the user who unpacks it may not be let at the other one.
  private func copy(
    _ image: ImageLayout.Descriptor, of layout: ImageLayout, into draft: Draft
  ) throws {
    let manifest = try layout.manifest(of: image)
    _ = try layout.config(of: manifest)
    let made = try draft.folder.makeFolder(.text("layout"), mode: 0o755, owner: sandbox.owner)
    let blobs = try made.makeFolder(.text("blobs"), mode: 0o755, owner: sandbox.owner)
      .makeFolder(.text("sha256"), mode: 0o755, owner: sandbox.owner)
    for part in Set([image, manifest.config] + manifest.layers) {
      guard let digits = part.digits else { throw layout.error(.unreadable(part.digest)) }
      if blobs.status(of: .text(digits)) != nil { continue }
      let file: Int32
      do {
        file = try layout.folder.open(.text("blobs/sha256/\(digits)"), O_RDONLY | O_NONBLOCK)
      } catch { throw layout.error(.unreadable("blobs/sha256/\(digits)")) }
      defer { close(file) }
      try copy(file, to: digits, in: blobs)
    }
    try made.make(
      .text("oci-layout"), Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8), mode: 0o644,
      owner: sandbox.owner)
    try made.make(
      .text("index.json"), ImageLayout.index(of: image, tagged: "root"), mode: 0o644,
      owner: sandbox.owner)
  }

  /// Puts the archive at `path` into `draft`.
  private func copy(_ path: String, into draft: Draft) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw failure(.unreadable(path)) }
    defer { close(file) }
    try copy(file, to: "archive", in: draft.folder)
  }

  private func copy(_ file: Int32, to name: String, in folder: ConfinedFolder) throws {
    let made = try folder.open(.text(name), O_WRONLY | O_CREAT | O_EXCL, mode: 0o644)
    defer { close(made) }
    while true {
      try Task.checkCancellation()
      let bytes = try readAll(file, upTo: 1 << 20)
      if bytes.isEmpty { break }
      try writeAll(bytes, to: made)
    }
    guard fchmod(made, 0o644) == 0, sandbox.owner.map({ fchown(made, $0, $0) }) ?? 0 == 0 else {
      throw SystemError(errno: errno)
    }
  }

  /// Unpacks the layout of `draft`, in which the image is called `root`, and gives it its name.
  private func unpacked(_ draft: Draft) async throws -> Kept {
    guard let made = try? draft.folder.folder("layout") else { throw failure(.notALayout) }
    let layout = ImageLayout(made, named: name)
    let image = try layout.image("root")
    guard let digits = image.digits else { throw layout.error(.unreadable(image.digest)) }
    let variables = try layout.config(of: try layout.manifest(of: image)).variables
    if let kept = kept(digits, in: draft.all) { return kept }
    try await run(
      ["umoci", "raw", "unpack", "--rootless", "--image", "layout:root", "files"], in: draft)
    let path = "\(sandbox.directory)/\(part)/\(draft.name)/files"
    guard (try? draft.folder.folder("files")) != nil else { throw failure(.notALayout) }
    try LayerFolder(path: path, owner: sandbox.owner).disarm()
    for entry in try draft.folder.entries() where entry.name != .text("files") {
      try draft.folder.remove(entry.name)
    }
    let notes = try JSONEncoder().encode(Notes(variables: variables))
    try draft.folder.make(.text("image"), Array(notes), mode: 0o600, owner: nil)
    // An image whose name is there is whole, after a power failure as well.
    guard colleague_syncfs(path) == 0 else {
      throw LayerError.system(errno: errno, doing: "writing", path: path)
    }
    return try await place(draft, as: digits)
  }

  /// Gives a draft that is whole its name, unless another process was first.
  private func place(_ draft: Draft, as digits: String) async throws -> Kept {
    // Who unpacks a layout has the lock of this name already.
    let isLocked = draft.name.hasPrefix(".\(digits).")
    let lock = isLocked ? nil : try await lock(digits)
    defer { lock?.release() }
    if let kept = kept(digits, in: draft.all) { return kept }
    try draft.all.remove(.text(digits))
    try draft.all.rename(.text(draft.name), to: .text(digits))
    guard let kept = kept(digits, in: draft.all) else {
      throw LayerError.foreign("\(sandbox.directory)/\(part)/\(digits)")
    }
    return kept
  }

  /// The status of a shell that does not find the program.
  private static let notFound = 127

  /// Runs a program in the folder of `draft`.
  private func run(_ arguments: [String], in draft: Draft) async throws {
    let limits = Command.Limits(
      seconds: 3600, memory: 8 << 30, processes: 2048, fileSize: 64 << 30, disk: 128 << 30,
      files: 8_000_000)
    let script = "command -v \"$1\" >/dev/null || exit \(RootImages.notFound); exec \"$@\""
    let command = Command(["/bin/sh", "-c", script, "sh"] + arguments, limits: limits)
    let result: CommandResult
    do { result = try await sandbox.run(command, in: .folder("\(part)/\(draft.name)")) } catch {
      if case .cancelled = error { throw CancellationError() }
      throw error
    }
    if result.ending == .exited(0) { return }
    if result.ending == .exited(RootImages.notFound) { throw failure(.noProgram(arguments[0])) }
    let lines = result.output.plain.text.split(whereSeparator: \.isNewline).suffix(4)
    throw failure(.notUnpacked(arguments[0], result.ending, lines: lines.map(String.init)))
  }

  // MARK: What is kept

  /// The image of this name where it is whole, marked as used.
  private func kept(_ digits: String, in all: ConfinedFolder) -> Kept? {
    guard let folder = try? all.folder(digits), folder.isOwn(CacheFolder.access(of: sandbox.owner)),
      (try? folder.folder("files")) != nil,
      let status = folder.status(of: .text("image")), status.st_uid == geteuid(),
      let read = try? folder.read(.text("image"), limit: 1 << 20),
      let notes = try? JSONDecoder().decode(Notes.self, from: Data(read.bytes))
    else { return nil }
    utimensat(folder.descriptor, "image", nil, AT_SYMLINK_NOFOLLOW)
    return Kept(digits: digits, files: "\(part)/\(digits)/files", variables: notes.variables)
  }

  /// What an archive's file is called as long as it stays as it is.
  private static func key(of status: stat) -> String {
    let numbers = [
      UInt64(status.st_dev), UInt64(status.st_ino), UInt64(bitPattern: Int64(status.st_size)),
      UInt64(bitPattern: Int64(status.st_mtim.tv_sec)), UInt64(status.st_mtim.tv_nsec),
      UInt64(bitPattern: Int64(status.st_ctim.tv_sec)), UInt64(status.st_ctim.tv_nsec),
    ]
    let words = numbers.map { String($0, radix: 16) }
    // Longer than the names of which leftovers are none.
    return "archive-" + words.joined(separator: "-")
  }

  /// The image that an archive is known to hold.
  private func known(_ key: String, _ tag: String?, in all: ConfinedFolder) -> Kept? {
    guard let notes = try? all.read(.text(key), limit: 1 << 16) else { return nil }
    let line = String(decoding: notes.bytes, as: UTF8.self).split(separator: "\n")
      .last { $0.dropFirst(64) == " \(tag ?? "")" }
    guard let line, let kept = kept(String(line.prefix(64)), in: all) else { return nil }
    utimensat(all.descriptor, key, nil, AT_SYMLINK_NOFOLLOW)
    return kept
  }

  /// Remembers what an archive holds; what cannot be written is found again.
  private func note(_ key: String, _ tag: String?, _ digits: String, in all: ConfinedFolder) {
    let known = (try? all.read(.text(key), limit: 1 << 16).bytes) ?? []
    let draft = FileName.text(".\(key).note")
    try? all.remove(draft)
    try? all.make(draft, known + Array("\(digits) \(tag ?? "")\n".utf8), mode: 0o600, owner: nil)
    try? all.rename(draft, to: .text(key))
  }
}
