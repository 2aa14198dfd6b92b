import Files
import Git
import Vocabulary

/// The layers that show a tree as a whole checkout has it: the base's, over it the content that Git LFS keeps, and one chain
/// for each submodule whose recorded commit is on this machine.
///
/// All are kept in the cache and shared: trees of submodules by their id, content by its digest. Nothing is fetched.
struct TreeLayers: Sendable {
  /// A submodule that stands at its recorded commit.
  struct Submodule: Hashable, Sendable {
    /// Its path in the workspace.
    let path: String
    /// Its layers, the uppermost first, relative to the cache.
    let chain: [String]
    /// The tree of its recorded commit.
    let tree: ObjectID
    /// The git directory that holds its objects.
    let gitDirectory: String
  }

  /// The layers of the tree itself, the uppermost first, relative to the cache.
  let chain: [String]
  /// The files of the tree itself whose content Git LFS keeps.
  let largeFiles: [LargeFile]
  /// The submodules, each after the one it lies in.
  private(set) var submodules: [Submodule] = []
  /// What stands there, and what is lacking.
  private(set) var pieces = StandingPieces()

  /// The most submodules, those in others included: each is a mount of every command.
  private static let most = 128
  /// The most submodules that lie in one another.
  private static let deepest = 8

  /// The layers of `tree`, made where they are missing.
  ///
  /// - Parameters:
  ///   - commit: Whose attributes say how files look in a working tree.
  ///   - start: The tree whose submodules are meant where they may stand at other commits; else those of `tree`.
  /// - Complexity: As of ``BaseLayers/chain(for:attributesFrom:in:)`` for the tree and each submodule; where the tree has
  ///   neither `.gitmodules` nor pointers, that and a look.
  init(
    for tree: ObjectID, attributesFrom commit: ObjectID, submodulesOf start: ObjectID? = nil,
    cache: String, owner: UInt32?, in repository: borrowing Repository
  ) throws(LayerError) {
    let base = try BaseLayers(cache: cache, owner: owner).layer(
      for: tree, attributesFrom: commit, in: repository)
    largeFiles = base.pointers
    chain = try TreeLayers.chain(of: base, below: "", cache, owner, &pieces, repository)
    pieces.hasCheckout = repository.workingDirectory != nil
    try addSubmodules(of: start ?? tree, below: "", depth: 1, cache, owner, repository)
  }

  /// All layers, relative to the cache.
  var all: [String] { chain + submodules.flatMap(\.chain) }

  /// Takes those empty submodules for present whose folder a setup has filled.
  ///
  /// - Parameter layers: The setup's layers, relative to `cache`.
  mutating func fill(from layers: [String], in cache: String) {
    guard !layers.isEmpty, !pieces.emptySubmodules.isEmpty,
      let cache = try? ConfinedFolder(at: cache)
    else { return }
    let filled = pieces.emptySubmodules.map(\.path).filter { path in
      layers.contains { layer in
        let folder = try? cache.folder("\(layer)/\(path)", isAnywhere: true)
        return (try? folder?.entries().isEmpty) == false
      }
    }
    pieces.emptySubmodules.removeAll { filled.containsExactly($0.path) }
    pieces.submodules += filled
  }

  /// Takes all submodules for empty: without overlays there is no place for them.
  mutating func leaveOutSubmodules() {
    pieces.emptySubmodules += submodules.map {
      StandingPieces.EmptySubmodule(path: $0.path, commit: "", reason: .noOverlays)
    }
    (submodules, pieces.submodules) = ([], [])
  }

  /// The layers of `layer` with the content that Git LFS keeps over them.
  private static func chain(
    of layer: BaseLayers.Layer, below prefix: String, _ cache: String, _ owner: UInt32?,
    _ pieces: inout StandingPieces, _ repository: borrowing Repository
  ) throws(LayerError) -> [String] {
    guard !layer.pointers.isEmpty else { return layer.chain }
    let storage: String
    do { storage = try repository.largeFileStorage() } catch { throw .git(error) }
    let content = try LargeFileStore(cache: cache, owner: owner).layer(
      of: layer.pointers, from: storage, in: repository)
    pieces.largeFiles += layer.pointers.count - content.absent.count
    pieces.absentLargeFiles += content.absent.map { prefix + $0 }
    return (content.files.map { [$0] } ?? []) + layer.chain
  }

  /// Adds the submodules of a tree that stands at `prefix`.
  private mutating func addSubmodules(
    of tree: ObjectID, below prefix: String, depth: Int, _ cache: String, _ owner: UInt32?,
    _ repository: borrowing Repository
  ) throws(LayerError) {
    let listed: [Git.Submodule]
    do { listed = try repository.submodules(ofTree: tree) } catch { throw .git(error) }
    for submodule in listed {
      let path = prefix + submodule.path
      var reason: StandingPieces.Reason?
      if submodules.count >= TreeLayers.most || depth > TreeLayers.deepest {
        reason = .tooMany
      } else if let inner = repository.opened(submodule) {
        do throws(LayerError) {
          try add(submodule, at: path, depth: depth, cache, owner, inner)
        } catch .git { reason = .incomplete }
      } else {
        reason = .notAtHand
      }
      guard let reason else { continue }
      pieces.emptySubmodules.append(
        StandingPieces.EmptySubmodule(
          path: path, commit: submodule.commit.abbreviated(), reason: reason))
    }
  }

  /// Adds a submodule whose objects are in `repository`, and those in it.
  private mutating func add(
    _ submodule: Git.Submodule, at path: String, depth: Int, _ cache: String, _ owner: UInt32?,
    _ repository: borrowing Repository
  ) throws(LayerError) {
    let tree: ObjectID
    do { tree = try repository.readCommit(submodule.commit).tree } catch { throw .git(error) }
    let layers = BaseLayers(cache: cache, owner: owner, of: .submodules)
    let layer = try layers.layer(
      for: tree, attributesFrom: submodule.commit, in: repository)
    let chain = try TreeLayers.chain(
      of: layer, below: path + "/", cache, owner, &pieces, repository)
    submodules.append(
      Submodule(path: path, chain: chain, tree: tree, gitDirectory: repository.gitDirectory))
    pieces.submodules.append(path)
    try addSubmodules(of: tree, below: path + "/", depth: depth + 1, cache, owner, repository)
  }
}
