import Files
import Git
import Proxies
import Sandboxes
import Vocabulary

/// The overlay file system that a run's commands see: the base's layers, the run's own layer over them; and the sandbox.
///
/// Where overlays cannot be mounted, the run's layer is a plain copy of the whole tree instead.
final class OverlayFilesystem {
  /// The sandbox; its directory is the cache.
  let sandbox: Sandbox
  /// The layer of the run, or its whole copy.
  let layer: LayerFolder
  private let run: Run
  private let cache: CacheFolder
  private var chain: [String]
  private let held: [ConfinedFolder]
  /// Whether overlays are used.
  private(set) var isOverlaid: Bool
  private var isProven = false
  /// Whether runners are asked for report files.
  var asksForReports = true
  /// The tree whose files the layer shows, beside files that commands have left.
  private var shown: ObjectID

  /// The overlay of `run`: the base's layers are made when missing, the run's layer is empty.
  ///
  /// - Parameter isOverlaid: Whether overlays are tried; plain copies are used from the start otherwise.
  init(
    run: Run, cache: String, readable: [String], allowing allowed: Set<Sandbox.Allowance>,
    isOverlaid: Bool, in repository: borrowing Repository
  ) throws {
    self.run = run
    self.isOverlaid = isOverlaid
    sandbox = try Sandbox(
      directory: cache, readable: readable, isConfined: run.mandate.sandbox == .required,
      allowing: allowed,
      reaching: try HostList(run.mandate.network, setting: "colleague.network"))
    self.cache = try CacheFolder(at: cache)
    let bases = BaseLayers(cache: cache, owner: sandbox.owner)
    chain = try bases.chain(
      for: run.baseTree, attributesFrom: run.base, in: repository)
    held = bases.hold(chain)
    shown = isOverlaid ? run.baseTree : OverlayFilesystem.emptyTree
    layer = try OverlayFilesystem.makePlace("\(run.id)", in: self.cache, owner: sandbox.owner)
    try layer.clear()
  }

  deinit { cache.remove("\(run.id)") }

  /// The run's folder, relative to the cache.
  private var folder: String { "runs/\(run.id)" }

  /// The folder the run's commands work in.
  var root: Root {
    isOverlaid
      ? .overlay(lowers: chain, upper: "\(folder)/layer", work: "\(folder)/work")
      : .folder("\(folder)/layer")
  }

  /// Makes the layer show `tree`.
  ///
  /// - Complexity: O(*n*) in the files that differ from those it shows.
  func materialize(_ tree: ObjectID, from repository: borrowing Repository) throws(LayerError) {
    let changes: [TreeChange]
    do { changes = try repository.changes(from: shown, to: tree) } catch { throw .git(error) }
    try write(changes, into: layer, over: isOverlaid ? run.baseTree : nil, from: repository)
    shown = tree
  }

  /// Makes the layer show the directory `path` of `tree` again, whatever a command made of it.
  ///
  /// - Complexity: O(*n*) in the files below it that differ from the base, or all without overlays.
  func restore(
    _ path: String, to tree: ObjectID, from repository: borrowing Repository
  ) throws(LayerError) {
    try layer.reveal(path)
    let start = isOverlaid ? run.baseTree : nil
    let changes: [TreeChange]
    do { changes = try repository.changes(from: start, to: tree) } catch { throw .git(error) }
    try write(
      changes.filter { $0.path.hasPrefix(path + "/") }, into: layer, over: start, from: repository)
  }

  /// Records that the layer shows `tree` already, because a command wrote it there.
  func markMaterialized(_ tree: ObjectID) { shown = tree }

  /// Writes what `changes` says into a layer that stands on `below`; gone files first.
  func write(
    _ changes: [TreeChange], into layer: LayerFolder, over below: ObjectID?,
    from repository: borrowing Repository
  ) throws(LayerError) {
    for change in changes where change.new == nil {
      try layer.hide(change.path, isBelow: try has(change.path, below, repository))
    }
    for change in changes {
      guard let entry = change.new else { continue }
      let bytes = try repository.workingBytes(
        of: entry, at: change.path, attributesFrom: run.base)
      if let bytes {
        try layer.write(bytes, to: change.path, mode: entry.mode)
      } else {
        try layer.makeDirectory(change.path)
      }
    }
  }

  /// A fresh place beside the run's layer, for a candidate or the verdict.
  ///
  /// Without overlays it stands on nothing and is empty; see ``original``.
  ///
  /// - Parameter isClean: Whether it stands on the base alone, not on the run's layer.
  func place(named name: String, isClean: Bool) throws(LayerError) -> (LayerFolder, Root) {
    let layer = try makePlace(name)
    try layer.clear()
    let place = "\(folder)/\(name)"
    let lowers = (isClean ? [] : ["\(folder)/layer"]) + chain
    let root: Root =
      isOverlaid
      ? .overlay(lowers: lowers, upper: "\(place)/layer", work: "\(place)/work")
      : .folder("\(place)/layer")
    return (layer, root)
  }

  /// A run of the tests that leaves its report files in a folder beside the place `name`.
  func testRun(
    _ command: String, limits: Command.Limits, named name: String
  ) throws(LayerError) -> TestRun {
    try TestRun(
      command, limits: limits, reportingTo: asksForReports ? try reports(for: name) : nil,
      by: sandbox)
  }

  /// A folder for the report files of what runs in the place `name`.
  func reports(for name: String) throws(LayerError) -> LayerFolder {
    try makePlace("reports-\(name)")
  }

  /// What a place beside the run's layer has to be filled with before it shows what the run does; `nil`
  /// where it stands on the run's layer.
  var original: LayerFolder? { isOverlaid ? nil : layer }

  /// An empty folder beside the run's layer that shows nothing else, for a program that only reads.
  func plainPlace(named name: String) throws(LayerError) -> (LayerFolder, Root) {
    let layer = try makePlace(name)
    try layer.clear()
    return (layer, .folder("\(folder)/\(name)/layer"))
  }

  /// Runs a command, and changes over to plain copies for good when overlays turn out impossible.
  ///
  /// - Returns: `nil` when it changed over: the caller prepares anew and asks again.
  func run(_ command: Command, in root: Root) async throws(SandboxError) -> CommandResult? {
    do {
      let result = try await sandbox.run(command, in: root)
      isProven = true
      return result
    } catch let original {
      guard isOverlaid, original.isAboutOverlays else { throw original }
      // Marks of the overlay's would stand in the way of files.
      do { try layer.clear() } catch { throw original }
      isOverlaid = false
      shown = OverlayFilesystem.emptyTree
      return nil
    }
  }

  /// Makes sure that it is known whether overlays can be had.
  func prove() async throws(SandboxError) {
    if !isProven { _ = try await run(Command(["true"]), in: root) }
  }

  private static let emptyTree = ObjectID("4b825dc642cb6eb9a060e54bf8d69288fbee4904") ?? .zero

  private func has(
    _ path: String, _ tree: ObjectID?, _ repository: borrowing Repository
  ) throws(LayerError) -> Bool {
    guard let tree else { return false }
    do { return try repository.entry(at: path, inTree: tree) != nil } catch { throw .git(error) }
  }

  private func makePlace(_ name: String) throws(LayerError) -> LayerFolder {
    try OverlayFilesystem.makePlace("\(run.id)/\(name)", in: cache, owner: sandbox.owner)
  }

  /// Makes a folder of a run with the two that an overlay writes to, and returns the first of these.
  private static func makePlace(
    _ place: String, in cache: CacheFolder, owner: UInt32?
  ) throws(LayerError) -> LayerFolder {
    let path = "\(cache.path)/runs/\(place)"
    let folder: ConfinedFolder
    do { folder = try cache.place(place, owner: owner) } catch { throw LayerError(error) }
    do {
      _ = try folder.makeFolder(.text("work"), mode: 0o755, owner: owner)
      let layer = try folder.makeFolder(.text("layer"), mode: 0o755, owner: owner)
      return LayerFolder(layer, path: path + "/layer", owner: owner)
    } catch { throw LayerError(error, "making", path) }
  }
}

extension SandboxError {
  /// Whether only overlays are impossible, not the sandbox itself.
  fileprivate var isAboutOverlays: Bool {
    switch self {
    case .noNamespaces, .noOverlay: true
    default: false
    }
  }
}

extension Command.Limits {
  /// Limits for a run of the tests: so much of its output is kept that all results can be read.
  static func tests(within seconds: Double) -> Command.Limits {
    Command.Limits(seconds: seconds, output: 48 << 20)
  }
}
