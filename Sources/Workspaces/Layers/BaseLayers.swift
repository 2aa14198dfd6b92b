import CLinux
import Files
package import Git
import Glibc
import Sandboxes
package import Vocabulary

/// The read-only layers that runs and candidates stand on: one a tree, kept in the cache, shared.
///
/// A layer's name is its tree's id, a dash, and a digest of what else decides how files look in a
/// working tree. `<name>/files` holds a whole tree, or what differs from the layers below it named in
/// `<name>/chain`.
/// A layer is made in a folder of its own and renamed into place, so that one that is there is whole;
/// two processes that make the same one agree. Nothing foreign ever runs in a layer.
package struct BaseLayers: Sendable {
  /// The cache, absolute; the paths of layers are relative to it.
  package let cache: String
  private let owner: UInt32?
  /// The folder of all layers, in the cache: one for each owner, since an overlay can only copy up
  /// what belongs to the user it is mounted by.
  private let bases: String

  /// Layers stacked on one another at most: the options of a mount must fit one page.
  private static let longestChain = 8
  /// Files a layer may differ in and still be a difference; more make a whole one.
  private static let largestDifference = 2000
  /// Digits of the digest in a layer's name.
  private static let formDigits = 16
  /// Recently used layers that are looked at for the nearest.
  private static let neighbours = 4

  /// The layers in `cache`, belonging to `owner` where that is another user.
  package init(cache: String, owner: UInt32?) {
    self.cache = cache
    self.owner = owner
    bases = owner.map { "bases-\($0)" } ?? "bases"
  }

  /// The layers of `tree`, the uppermost first, relative to the cache; made when missing.
  ///
  /// - Parameter commit: Whose attributes say how files look in a working tree.
  /// - Complexity: O(1) when the layer is there; O(*c*) in the files that differ from the nearest one
  ///   there; O(*n*) in the files of the tree for the first one.
  package func chain(
    for tree: ObjectID, attributesFrom commit: ObjectID, in repository: borrowing Repository
  ) throws(LayerError) -> [String] {
    let form: ObjectID
    do { form = try repository.workingForm() } catch { throw .git(error) }
    let suffix = "-" + form.description.prefix(BaseLayers.formDigits)
    let name = tree.description + suffix
    if let chain = chain(of: name) {
      touch(name)
      return chain.map(files)
    }
    try makeFolder(cache)
    try makeFolder("\(cache)/\(bases)")
    let nearest = try nearest(to: tree, among: suffix, in: repository)
    let place = "\(cache)/\(bases)/\(name)"
    let draft = "\(cache)/\(bases)/.\(name).\(getpid()).\(UInt32.random(in: 0 ... .max))"
    try makeFolder(draft)
    try makeFolder(draft + "/files")
    let folder = LayerFolder(path: draft + "/files", owner: owner)
    do {
      if let nearest {
        try fill(folder, with: nearest.changes, commit, repository)
      } else {
        try fill(folder, with: tree, commit, repository)
      }
      let chain = [name] + (nearest?.chain ?? [])
      try writeText(chain.joined(separator: "\n") + "\n", to: draft + "/chain")
    } catch {
      discard(draft)
      throw error
    }
    if rename(draft, place) != 0 {
      let cause = errno
      discard(draft)
      guard chain(of: name) != nil else {
        throw .system(errno: cause, doing: "making the base layer", path: place)
      }
    }
    return (chain(of: name) ?? [name]).map(files)
  }

  /// Drops what is old in `cache`, of every owner: layers unused for two weeks, all but thirty.
  package static func dropOld(in cache: String) {
    for owner in [nil, Sandbox.unprivilegedUser] {
      BaseLayers(cache: cache, owner: owner).dropOld(unusedFor: 14 * 86_400, beyond: 30)
    }
  }

  /// Drops layers that nobody has used for `seconds`, drafts a process left a day ago, and the longest unused beyond `count`.
  ///
  /// A layer that another one stands on, or that a run holds, stays.
  package func dropOld(unusedFor seconds: Int, beyond count: Int) {
    let layers = all()
    var needed: Set<String> = []
    for (index, layer) in layers.enumerated()
    where index < count && time(nil) - layer.used <= seconds {
      needed.formUnion(chain(of: layer.name) ?? [])
    }
    for layer in layers where !needed.contains(layer.name) && !isHeld(layer.name) {
      discard("\(cache)/\(bases)/\(layer.name)")
    }
    for draft in drafts() { discard("\(cache)/\(bases)/\(draft)") }
  }

  /// Keeps the layers of `chain` from being dropped until the descriptors are closed.
  func hold(_ chain: [String]) -> [Int32] {
    chain.compactMap { files in
      let folder = open("\(cache)/\(files)", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard folder >= 0 else { return nil }
      flock(folder, LOCK_SH)
      return folder
    }
  }

  private func files(_ name: String) -> String { "\(bases)/\(name)/files" }
}

extension BaseLayers {
  private func isHeld(_ name: String) -> Bool {
    !FileLock.isFree("\(cache)/\(files(name))", for: .exclusive)
  }

  /// The chain of a layer, when all of it is there.
  private func chain(of name: String) -> [String]? {
    guard let file = fopen("\(cache)/\(bases)/\(name)/chain", "re") else { return nil }
    defer { fclose(file) }
    var chain: [String] = []
    var line = [CChar](repeating: 0, count: 128)
    while fgets(&line, 128, file) != nil {
      let bytes = line.prefix { $0 != 0 && $0 != 10 }.map(UInt8.init(bitPattern:))
      chain.append(String(decoding: bytes, as: UTF8.self))
    }
    let isWhole = chain.allSatisfy { access("\(cache)/\(files($0))", F_OK) == 0 }
    return chain.isEmpty || !isWhole ? nil : chain
  }

  /// All layers, the last used first.
  private func all() -> [(name: String, used: Int)] {
    var layers: [(name: String, used: Int)] = []
    for name in names(inDirectory: "\(cache)/\(bases)") where BaseLayers.tree(of: name) != nil {
      guard let used = modified("\(name)/chain") else { continue }
      layers.append((name, used))
    }
    return layers.sorted { ($0.used, $0.name) > ($1.used, $1.name) }
  }

  /// The tree of the layer with this name; `nil` for what is the name of none.
  private static func tree(of name: String) -> ObjectID? { ObjectID(String(name.prefix(40))) }

  /// Layers that were never finished, and whose makers must be dead by now.
  private func drafts() -> [String] {
    names(inDirectory: "\(cache)/\(bases)").filter { name in
      guard name.hasPrefix("."), name.count > 40 else { return false }
      return modified(name).map { time(nil) - $0 > 86_400 } ?? false
    }
  }

  /// When something in the folder of layers was written last, in seconds; `nil` when it is not there.
  private func modified(_ name: String) -> Int? {
    var status = stat()
    guard stat("\(cache)/\(bases)/\(name)", &status) == 0 else { return nil }
    return Int(status.st_mtim.tv_sec)
  }

  /// The layer that differs least, among those used last whose names end in `suffix`, if it is near
  /// enough to stand on.
  ///
  /// One with other `.gitattributes` is none: files that are the same in both trees may look different.
  private func nearest(
    to tree: ObjectID, among suffix: String, in repository: borrowing Repository
  ) throws(LayerError) -> (chain: [String], changes: [TreeChange])? {
    var best: (chain: [String], changes: [TreeChange])?
    let alike = all().filter { $0.name.dropFirst(40) == suffix }
    for layer in alike.prefix(BaseLayers.neighbours) {
      guard let id = BaseLayers.tree(of: layer.name), let chain = chain(of: layer.name),
        chain.count < BaseLayers.longestChain
      else { continue }
      let changes: [TreeChange]
      do {
        guard try repository.exists(id) else { continue }
        changes = try repository.changes(from: id, to: tree)
      } catch { throw .git(error) }
      let limit = min(BaseLayers.largestDifference, best?.changes.count ?? .max)
      let isAlike = !changes.contains { $0.path.split(separator: "/").last == ".gitattributes" }
      if changes.count < limit, isAlike { best = (chain, changes) }
    }
    return best
  }

  private func fill(
    _ folder: LayerFolder, with changes: [TreeChange], _ commit: ObjectID,
    _ repository: borrowing Repository
  ) throws(LayerError) {
    for change in changes where change.new == nil { try folder.hide(change.path, isBelow: true) }
    for change in changes {
      if let entry = change.new {
        try place(entry, at: change.path, in: folder, commit, repository)
      }
    }
  }

  private func fill(
    _ folder: LayerFolder, with tree: ObjectID, _ commit: ObjectID,
    _ repository: borrowing Repository
  ) throws(LayerError) {
    var failure: LayerError?
    do throws(GitError) {
      try repository.forEachFile(inTree: tree) { path, entry throws(GitError) in
        guard failure == nil else { return }
        do throws(LayerError) {
          try place(entry, at: path, in: folder, commit, repository)
        } catch { failure = error }
      }
    } catch { throw .git(error) }
    if let failure { throw failure }
  }

  private func place(
    _ entry: TreeEntry, at path: String, in folder: LayerFolder, _ commit: ObjectID,
    _ repository: borrowing Repository
  ) throws(LayerError) {
    guard let bytes = try repository.workingBytes(of: entry, at: path, attributesFrom: commit)
    else { return try folder.makeDirectory(path) }
    try folder.write(bytes, to: path, mode: entry.mode)
  }

  private func makeFolder(_ path: String) throws(LayerError) {
    guard mkdir(path, 0o711) != 0 else {
      chmod(path, path.hasSuffix("/files") ? 0o755 : 0o711)
      if let owner { chown(path, owner, owner) }
      return
    }
    guard errno == EEXIST else { throw .system(errno: errno, doing: "making", path: path) }
  }

  private func touch(_ name: String) {
    utimes("\(cache)/\(bases)/\(name)/chain", nil)
  }

  private func writeText(_ text: String, to path: String) throws(LayerError) {
    guard let file = fopen(path, "wxe") else {
      throw .system(errno: errno, doing: "making", path: path)
    }
    let isWritten = fputs(text, file) >= 0
    guard fclose(file) == 0, isWritten else {
      throw .system(errno: errno, doing: "writing", path: path)
    }
  }

  private func discard(_ path: String) {
    try? LayerFolder(path: path, owner: owner).clear()
    rmdir(path)
  }
}

extension Repository {
  /// A tree entry's bytes as a checkout would have them; `nil` for a submodule, which is an empty
  /// directory.
  func workingBytes(
    of entry: TreeEntry, at path: String, attributesFrom commit: ObjectID
  ) throws(LayerError) -> [UInt8]? {
    do {
      switch entry.mode {
      case .submodule, .tree: return nil
      case .symlink: return try readBlob(entry.id)
      case .file, .executable:
        return try filtered(
          try readBlob(entry.id), at: path, .intoWorkingTree, attributesFrom: commit)
      }
    } catch { throw .git(error) }
  }
}
