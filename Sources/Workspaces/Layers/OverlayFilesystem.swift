import Files
import Git
import Glibc
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
  private let environment: RunEnvironment
  /// What shows the base as a whole checkout has it.
  private(set) var tree: TreeLayers
  private var chain: [String] { (environment.setup?.files ?? []) + tree.chain }
  private let held: [ConfinedFolder]
  /// Where Git LFS keeps content on this machine.
  private let storage: String
  /// Whether overlays are used.
  private(set) var isOverlaid: Bool
  private var isProven = false
  /// Whether runners are asked for report files.
  var asksForReports = true
  /// Whether the layer has what makes the products of a setup of another tree old.
  private var isRenewed = false
  /// The tree whose files the layer shows, beside files that commands have left.
  private var shown: ObjectID

  /// The overlay of `run`: the base's layers are made when missing, the run's layer is empty.
  ///
  /// - Parameter isOverlaid: Whether overlays are tried; plain copies are used from the start otherwise.
  init(
    run: Run, cache: String, readable: [String], allowing allowed: Set<Sandbox.Allowance>,
    in environment: RunEnvironment, isOverlaid: Bool, of repository: borrowing Repository
  ) throws {
    self.run = run
    self.environment = environment
    self.isOverlaid = isOverlaid
    sandbox = try Sandbox(
      directory: cache, readable: readable + environment.readable,
      isConfined: run.mandate.sandbox == .required, allowing: allowed, in: environment.surroundings,
      reaching: try HostList(run.mandate.network, setting: "colleague.network"))
    self.cache = try CacheFolder(at: cache)
    tree = try TreeLayers(
      for: run.baseTree, attributesFrom: run.base, submodulesOf: run.startTree, cache: cache,
      owner: sandbox.owner, in: repository)
    tree.fill(from: environment.setup?.files ?? [], in: cache)
    if !isOverlaid { tree.leaveOutSubmodules() }
    storage = try repository.largeFileStorage()
    let setup = environment.setup.map { $0.files + $0.homes } ?? []
    held = BaseLayers(cache: cache, owner: sandbox.owner).hold(
      tree.all + setup + [environment.root?.held].compactMap(\.self))
    shown = isOverlaid ? run.baseTree : OverlayFilesystem.emptyTree
    layer = try OverlayFilesystem.makePlace("\(run.id)", in: self.cache, owner: sandbox.owner)
    try layer.clear()
    try makePoints()
  }

  deinit { cache.remove("\(run.id)") }

  /// The run's folder, relative to the cache.
  private var folder: String { "runs/\(run.id)" }

  /// Whether commands have a home that was set up.
  private var isSetUp: Bool { environment.setup != nil }

  /// The folder the run's commands work in.
  var root: Root {
    guard isOverlaid else { return .folder("\(folder)/layer") }
    return overlay(at: folder, over: chain, with: environment.setup, isClean: true)
  }

  /// An overlay that writes below the folder `place`, with what the environment has beside the tree.
  ///
  /// What compilers keep for themselves in the home, a command finds again as its place has it; so it lasts as long as
  /// what they leave in the workspace.
  ///
  /// - Parameter isClean: Whether it shows nothing that the run's own commands have left in their home.
  private func overlay(
    at place: String, over lowers: [String], with setup: SetupLayer?, isClean: Bool
  ) -> Root {
    let points = environment.carried.isEmpty ? [] : ["\(folder)/points/layer"]
    var root = Root.overlay(
      lowers: lowers + points, upper: "\(place)/layer", work: "\(place)/work")
    root.additions = tree.submodules.enumerated().map { number, submodule in
      let added = setup.map { $0.additions(to: submodule.path) }.flatMap { place in
        access("\(cache.path)/\(place)", F_OK) == 0 ? place : nil
      }
      return Root.Addition(
        .workspace(submodule.path), lowers: (added.map { [$0] } ?? []) + submodule.chain,
        upper: "\(place)/submodule-\(number)/layer", work: "\(place)/submodule-\(number)/work")
    }
    root.additions += environment.carried.enumerated().map { number, carried in
      Root.Addition(
        .workspace(carried.path), lowers: [carried.source],
        upper: "\(place)/carried-\(number)/layer", work: "\(place)/carried-\(number)/work")
    }
    let own = isSetUp ? "home" : "cache"
    root.additions.append(
      Root.Addition(
        isSetUp ? .home : .cache,
        lowers: (isClean ? [] : ["\(folder)/\(own)/layer"]) + (setup?.homes ?? []),
        upper: "\(place)/\(own)/layer", work: "\(place)/\(own)/work"))
    return root
  }

  /// Makes the folders that the additions of ``overlay(at:over:with:)`` write to, empty.
  ///
  /// - Parameter place: The place, relative to the run's folder; empty for that itself.
  private func makeAdditions(at place: String) throws(LayerError) {
    guard isOverlaid else { return }
    let names =
      tree.submodules.indices.map { "submodule-\($0)" }
      + environment.carried.indices.map { "carried-\($0)" } + [isSetUp ? "home" : "cache"]
    for name in names {
      let layer = try makePlace(place.isEmpty ? name : "\(place)/\(name)")
      try layer.clear()
      if name == "home" { try layer.write(sandbox.homeLinks) }
    }
  }

  /// Makes a layer of empty folders where carried ones are to stand: below all others, it shows where nothing else is.
  private func makePoints() throws(LayerError) {
    try makeAdditions(at: "")
    guard isOverlaid, !environment.carried.isEmpty else { return }
    let points = try makePlace("points")
    try points.clear()
    for carried in environment.carried { try points.makeDirectory(carried.path) }
  }

  /// Makes the layer show `tree`.
  ///
  /// - Complexity: O(*n*) in the files that differ from those it shows.
  func materialize(_ tree: ObjectID, from repository: borrowing Repository) throws(LayerError) {
    if !isRenewed, isOverlaid, let setup = environment.setup {
      try layer.renew(
        from: setup.tree, to: run.baseTree, attributesFrom: run.base, in: repository)
    }
    isRenewed = true
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
      changes.filter { $0.path.lies(below: path) }, into: layer, over: start, from: repository)
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
      switch try repository.workingFile(of: entry, at: change.path, attributesFrom: run.base) {
      case .folder: try layer.makeDirectory(change.path)
      case .plain(let bytes): try layer.write(bytes, to: change.path, mode: entry.mode)
      case .large(let pointer, let bytes):
        let isThere = try LargeFileStore(cache: cache.path, owner: sandbox.owner).write(
          pointer, to: change.path, isExecutable: entry.mode == .executable, of: layer,
          from: storage)
        if !isThere { try layer.write(bytes, to: change.path, mode: entry.mode) }
      }
    }
  }

  /// What is recorded of what commands see on `setup` beside the tree.
  func record(on setup: SetupLayer?) -> EnvironmentRecord? {
    EnvironmentRecord(
      setup: setup.map { String($0.name.prefix(12)) },
      carried: environment.carried.map(\.path).sorted(), root: environment.root?.name,
      submodules: tree.pieces.submodulesRecord, largeFiles: tree.pieces.largeFilesRecord)
  }

  /// A fresh place beside the run's layer, for a candidate or the verdict.
  ///
  /// Without overlays it stands on nothing and is empty; see ``original``.
  ///
  /// - Parameters:
  ///   - isClean: Whether it stands on the base alone, not on the run's layer.
  ///   - setup: The setup layer it stands on; `nil` for the base's.
  func place(
    named name: String, isClean: Bool, on setup: SetupLayer? = nil
  ) throws(LayerError) -> (LayerFolder, Root) {
    let layer = try makePlace(name)
    try layer.clear()
    try makeAdditions(at: name)
    let place = "\(folder)/\(name)"
    guard isOverlaid else { return (layer, .folder("\(place)/layer")) }
    let below =
      setup.map { $0.files + chain.dropFirst(environment.setup?.files.count ?? 0) } ?? chain
    let lowers = (isClean ? [] : ["\(folder)/layer"]) + below
    let root = overlay(
      at: place, over: lowers, with: setup ?? environment.setup, isClean: isClean)
    return (layer, root)
  }

  /// A run of the tests that leaves its report files in a folder beside the place `name`.
  func testRun(
    _ command: String, in folder: String, limits: Command.Limits, named name: String
  ) throws(LayerError) -> TestRun {
    try TestRun(
      command, in: folder, limits: limits,
      reportingTo: asksForReports ? try reports(for: name) : nil, by: sandbox)
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
      // What is carried, or set up, cannot be had as a copy.
      guard isOverlaid, original.isAboutOverlays, environment.carried.isEmpty,
        environment.setup == nil
      else { throw original }
      // Marks of the overlay's would stand in the way of files.
      do { try layer.clear() } catch { throw original }
      isOverlaid = false
      tree.leaveOutSubmodules()
      shown = OverlayFilesystem.emptyTree
      return nil
    }
  }

  /// Makes sure that it is known whether overlays can be had.
  func prove() async throws(SandboxError) {
    if !isProven { _ = try await run(Command(shell: ":"), in: root) }
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
