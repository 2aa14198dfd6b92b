import Files
package import Git
import Glibc
import Sandboxes
package import Vocabulary

/// The read-only layers that runs and candidates stand on: one a tree, kept in the cache, shared.
///
/// A layer's name is its tree's id, a dash, and a digest of what else decides how files look in a
/// working tree. `<name>/files` holds a whole tree, or what differs from the layers below it named in
/// `<name>/chain`; `<name>/pointers` lists the files of the whole tree whose content Git LFS keeps.
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

  /// Whose trees the layers are of. Those of submodules are kept apart: there may be many, and none is near to the base.
  package enum Kind: String, CaseIterable, Sendable {
    /// Of bases.
    case bases
    /// Of submodules.
    case submodules
  }

  /// The layers in `cache`, belonging to `owner` where that is another user.
  package init(cache: String, owner: UInt32?, of kind: Kind = .bases) {
    self.cache = cache
    self.owner = owner
    bases = owner.map { "\(kind.rawValue)-\($0)" } ?? kind.rawValue
  }

  /// A layer with those it stands on, and what its tree leaves to Git LFS.
  struct Layer: Hashable, Sendable {
    /// The layers, the uppermost first, relative to the cache.
    let chain: [String]
    /// The files whose content Git LFS keeps, sorted by path.
    let pointers: [LargeFile]
  }

  /// The layers of `tree`, the uppermost first, relative to the cache; made when missing.
  ///
  /// - Parameter commit: Whose attributes say how files look in a working tree.
  /// - Complexity: O(1) when the layer is there; O(*c*) in the files that differ from the nearest one
  ///   there; O(*n*) in the files of the tree for the first one.
  package func chain(
    for tree: ObjectID, attributesFrom commit: ObjectID, in repository: borrowing Repository
  ) throws(LayerError) -> [String] {
    try layer(for: tree, attributesFrom: commit, in: repository).chain
  }

  /// The layer of `tree`; see ``chain(for:attributesFrom:in:)``.
  ///
  /// - Complexity: As of that, and O(*p*) in the files that Git LFS keeps.
  func layer(
    for tree: ObjectID, attributesFrom commit: ObjectID, in repository: borrowing Repository
  ) throws(LayerError) -> Layer {
    let form: ObjectID
    // Layers of another content have other names.
    do { form = try repository.blobID(of: Array("2 \(repository.workingForm())".utf8)) } catch {
      throw .git(error)
    }
    let suffix = "-" + form.description.prefix(BaseLayers.formDigits)
    let name = tree.description + suffix
    let all = try folder()
    if let layer = layer(named: name, in: all) {
      touch(name, in: all)
      return layer
    }
    let nearest = try nearest(to: tree, among: suffix, of: all, in: repository)
    let draft = ".\(name).\(getpid()).\(UInt32.random(in: 0 ... .max))"
    do {
      let made = try make(draft, in: all)
      let folder = try layer(made, of: draft)
      var pointers: [LargeFile]
      if let nearest {
        let changed = Set(names: nearest.changes.map(\.path))
        pointers = nearest.pointers.filter { !changed.contains($0.path) }
        pointers += try fill(folder, with: nearest.changes, commit, repository)
      } else {
        pointers = try TreeWriter(layer: folder, commit: commit).write(tree, from: repository)
      }
      pointers.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
      let chain = [name] + (nearest?.chain ?? [])
      try folder.failing("writing", "\(draft)/chain") { () throws(SystemError) in
        try made.make(.text("pointers"), LargeFile.list(pointers), mode: 0o644, owner: nil)
        try made.make(
          .text("chain"), Array((chain.joined(separator: "\n") + "\n").utf8), mode: 0o644,
          owner: nil)
      }
      try place(draft, as: name, in: all)
      return layer(named: name, in: all) ?? Layer(chain: [files(name)], pointers: pointers)
    } catch {
      try? all.remove(.text(draft))
      throw error
    }
  }

  /// The layer of this name where all of it is there.
  private func layer(named name: String, in all: ConfinedFolder) -> Layer? {
    guard let chain = chain(of: name, in: all), let pointers = pointers(of: name, in: all) else {
      return nil
    }
    return Layer(chain: chain.map(files), pointers: pointers)
  }

  /// Drops what is old in `cache`, of every owner: layers unused for two weeks, all but thirty; and of submodules all but 300.
  package static func dropOld(in cache: String) {
    for owner in [nil, Sandbox.unprivilegedUser] {
      for kind in Kind.allCases {
        BaseLayers(cache: cache, owner: owner, of: kind)
          .dropOld(unusedFor: 14 * 86_400, beyond: kind == .bases ? 30 : 300)
      }
    }
  }

  /// Drops layers that nobody has used for `seconds`, drafts a process left a day ago, and the longest unused beyond `count`.
  ///
  /// A layer that another one stands on, or that a run holds, stays.
  package func dropOld(unusedFor seconds: Int, beyond count: Int) {
    guard let cache = try? ConfinedFolder(at: cache),
      let folder = try? cache.folder(bases, isAnywhere: true), isOwn(folder)
    else { return }
    let layers = layers(in: folder)
    var needed: Set<String> = []
    for (index, layer) in layers.enumerated()
    where index < count && time(nil) - layer.used <= seconds {
      needed.formUnion(chain(of: layer.name, in: folder) ?? [])
    }
    for layer in layers where !needed.contains(layer.name) && !isHeld(layer.name, in: folder) {
      try? folder.remove(.text(layer.name))
    }
    for draft in drafts(in: folder) { try? folder.remove(.text(draft)) }
  }

  /// Keeps the layers of `chain` from being dropped as long as the folders are kept.
  func hold(_ chain: [String]) -> [ConfinedFolder] {
    guard let folder = try? ConfinedFolder(at: cache) else { return [] }
    return chain.compactMap { files in
      guard let files = try? folder.folder(files, isAnywhere: true) else { return nil }
      flock(files.descriptor, LOCK_SH)
      return files
    }
  }

  private func files(_ name: String) -> String { "\(bases)/\(name)/files" }
}

extension BaseLayers {
  /// The folder of all layers, made where it is missing.
  private func folder() throws(LayerError) -> ConfinedFolder {
    do { return try CacheFolder(at: cache).part(bases, owner: owner) } catch {
      throw LayerError(error)
    }
  }

  /// Makes the folder of a layer that is not whole yet.
  private func make(
    _ draft: String, in all: ConfinedFolder
  ) throws(LayerError) -> ConfinedFolder {
    do {
      return try all.own(
        .text(draft), CacheFolder.access(of: owner), named: "\(cache)/\(bases)/\(draft)")
    } catch { throw LayerError(error) }
  }

  /// Makes the folder of a layer's files.
  private func layer(
    _ made: ConfinedFolder, of draft: String
  ) throws(LayerError) -> LayerFolder {
    let path = "\(cache)/\(files(draft))"
    do {
      let files = try made.makeFolder(.text("files"), mode: 0o755, owner: owner)
      return LayerFolder(files, path: path, owner: owner)
    } catch { throw LayerError(error, "making", path) }
  }

  /// Gives a whole layer its name; where another process was faster, that one's is the layer.
  ///
  /// One of that name that is not whole, or not the caller's, is removed.
  private func place(
    _ draft: String, as name: String, in all: ConfinedFolder
  ) throws(LayerError) {
    flock(all.descriptor, LOCK_EX)
    defer { flock(all.descriptor, LOCK_UN) }
    do {
      if layer(named: name, in: all) != nil { return try all.remove(.text(draft)) }
      try all.remove(.text(name))
      try all.rename(.text(draft), to: .text(name))
    } catch { throw LayerError(error, "making the base layer", "\(cache)/\(bases)/\(name)") }
  }

  private func isHeld(_ name: String, in all: ConfinedFolder) -> Bool {
    guard let files = try? all.folder("\(name)/files") else { return false }
    return flock(files.descriptor, LOCK_EX | LOCK_NB) != 0
  }

  /// The chain of a layer, when all of it is there, and is the caller's.
  ///
  /// A line is the name of a layer; the first is the layer's own. Anything else is no chain.
  private func chain(of name: String, in all: ConfinedFolder) -> [String]? {
    guard let read = try? all.read(.text("\(name)/chain"), limit: BaseLayers.chainLimit),
      ConfinedFolder.isOwn(read.status, CacheFolder.access(of: owner)),
      read.bytes.count <= BaseLayers.chainLimit, read.bytes.last == 0x0a
    else { return nil }
    let chain = read.bytes.dropLast().split(separator: 0x0a, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard chain.first == name, chain.count <= BaseLayers.longestChain,
      Set(chain).count == chain.count, chain.allSatisfy(BaseLayers.isName)
    else { return nil }
    let isWhole = chain.allSatisfy { name in
      guard let layer = try? all.folder(name), let files = try? layer.folder("files") else {
        return false
      }
      return isOwn(layer) && isOwn(files)
    }
    return isWhole ? chain : nil
  }

  /// The files of a layer's tree that Git LFS keeps; `nil` where that is not there, or not the caller's.
  private func pointers(of name: String, in all: ConfinedFolder) -> [LargeFile]? {
    guard let read = try? all.read(.text("\(name)/pointers")),
      ConfinedFolder.isOwn(read.status, CacheFolder.access(of: owner))
    else { return nil }
    return LargeFile.read(read.bytes)
  }

  private func isOwn(_ folder: ConfinedFolder) -> Bool {
    folder.isOwn(CacheFolder.access(of: owner))
  }

  /// The most bytes of a file `chain`.
  private static let chainLimit = longestChain * (40 + 1 + formDigits + 1)

  /// Whether `name` is the name of a layer: 40 hexadecimal digits, a dash, and 16 more, in lower case.
  private static func isName(_ name: String) -> Bool {
    let parts = name.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.map(\.count) == [40, formDigits] else { return false }
    return parts.joined().allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  /// All layers, the last used first.
  private func layers(in all: ConfinedFolder) -> [(name: String, used: Int)] {
    var layers: [(name: String, used: Int)] = []
    for entry in (try? all.entries()) ?? [] {
      guard let name = entry.name.text, BaseLayers.isName(name), let layer = try? all.folder(name),
        let status = layer.status(of: .text("chain"))
      else { continue }
      layers.append((name, Int(status.st_mtim.tv_sec)))
    }
    return layers.sorted { ($0.used, $0.name) > ($1.used, $1.name) }
  }

  /// The tree of the layer with this name; `nil` for what is the name of none.
  private static func tree(of name: String) -> ObjectID? { ObjectID(String(name.prefix(40))) }

  /// Layers that were never finished, and whose makers must be dead by now.
  private func drafts(in all: ConfinedFolder) -> [String] {
    ((try? all.entries()) ?? []).compactMap { entry in
      guard let name = entry.name.text, name.hasPrefix("."), name.count > 40,
        let status = all.status(of: entry.name), time(nil) - Int(status.st_mtim.tv_sec) > 86_400
      else { return nil }
      return name
    }
  }

  /// The layer that differs least, among those used last whose names end in `suffix`, if it is near
  /// enough to stand on.
  ///
  /// One with other `.gitattributes` is none: files that are the same in both trees may look different.
  private func nearest(
    to tree: ObjectID, among suffix: String, of all: ConfinedFolder,
    in repository: borrowing Repository
  ) throws(LayerError) -> (chain: [String], changes: [TreeChange], pointers: [LargeFile])? {
    var best: (chain: [String], changes: [TreeChange], pointers: [LargeFile])?
    let alike = layers(in: all).filter { $0.name.dropFirst(40) == suffix }
    var seen = 0
    // Of the layers of submodules most are of other repositories.
    for layer in alike.prefix(16 * BaseLayers.neighbours) where seen < BaseLayers.neighbours {
      guard let id = BaseLayers.tree(of: layer.name), let chain = chain(of: layer.name, in: all),
        chain.count < BaseLayers.longestChain, let pointers = pointers(of: layer.name, in: all)
      else { continue }
      let changes: [TreeChange]
      do {
        guard try repository.exists(id) else { continue }
        seen += 1
        changes = try repository.changes(from: id, to: tree)
      } catch { throw .git(error) }
      let limit = min(BaseLayers.largestDifference, best?.changes.count ?? .max)
      let isAlike = !changes.contains { $0.path.lastPathPart == ".gitattributes" }
      if changes.count < limit, isAlike { best = (chain, changes, pointers) }
    }
    return best
  }

  private func touch(_ name: String, in all: ConfinedFolder) {
    guard let layer = try? all.folder(name) else { return }
    utimensat(layer.descriptor, "chain", nil, AT_SYMLINK_NOFOLLOW)
  }
}
