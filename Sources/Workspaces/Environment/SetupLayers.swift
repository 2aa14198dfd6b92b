import CLinux
import Files
import Git
import Glibc
import Sandboxes
import Synchronization
import Vocabulary

/// The layers that setups have made, kept in the cache and shared by all runs.
///
/// A layer's name is a digest of the plan, its place and machine, and the files it reads first. `<name>/files` holds
/// what the commands put into the workspace, `<name>/home` what into their home, `<name>/modules` what into submodules,
/// `<name>/size` the bytes of the first two, `<name>/chain` the layers it stands on, `<name>/tree` the tree it was made on.
/// One is made in a folder of its own and renamed into place, so that one that is there is whole; of two processes that
/// need the same one the second waits for the first.
struct SetupLayers {
  /// The sandbox in which the commands run; its directory is the cache.
  let sandbox: Sandbox
  /// What the commands see beside the tree.
  let environment: RunEnvironment
  /// How things are set up.
  let plan: SetupPlan
  /// Hears of what is done.
  let tell: @Sendable (SetupEvent) -> Void

  /// Lines of a command's output that are shown while it runs.
  private static let shownLines = 5000
  /// Layers stacked on one another at most.
  private static let longestChain = 4

  private var bases: BaseLayers { BaseLayers(cache: sandbox.directory, owner: sandbox.owner) }
  private var part: String { SetupLayers.part(of: sandbox.owner) }

  private static func part(of owner: UInt32?) -> String { owner.map { "setups-\($0)" } ?? "setups" }

  /// The layer for `tree`, made where it is missing.
  ///
  /// - Parameter commit: Whose attributes say how files look in a working tree.
  /// - Throws: ``SetupError``, ``LayerError``, ``SandboxError``, or `CancellationError`; there is no half layer.
  /// - Complexity: O(1) where the layer is there and `tree` has been asked for before; else O(*n*) in the files of the
  ///   tree, and what the commands cost.
  func layer(
    for tree: ObjectID, attributesFrom commit: ObjectID, in repository: borrowing Repository
  ) async throws -> SetupLayer {
    let all = try CacheFolder(at: sandbox.directory).part(part, owner: sandbox.owner)
    let form = try repository.blobID(of: Array(plan.form(in: environment).utf8))
    let name = try name(for: tree, form, in: all, repository)
    if let layer = layer(name, in: all) { return layer }
    let lock = try await LayerLock.taken("\(sandbox.directory)/\(part)/\(name).lock") {
      tell(.waiting)
    }
    defer { lock.release() }
    if let layer = layer(name, in: all) { return layer }
    for entry in try all.entries() where entry.name.visible.hasPrefix(".\(name).") {
      try? all.remove(entry.name)
    }
    let nearest = nearest(of: form, in: all)
    do {
      return try await make(name, form, from: nearest, for: tree, commit, in: all, repository)
    } catch SetupError.failed where nearest != nil {
      // What makes a folder, or the like, may fail where it was made before.
      tell(.fromNothing)
      return try await make(name, form, from: nil, for: tree, commit, in: all, repository)
    }
  }

  /// The name of the layer for `tree`: known by the tree, or found by its files.
  private func name(
    for tree: ObjectID, _ form: ObjectID, in all: ConfinedFolder, _ repository: borrowing Repository
  ) throws -> String {
    let trees = try all.makeFolder(.text("trees"), mode: 0o700, owner: nil)
    let key = FileName.text("\(tree)-\(form.description.prefix(16))")
    if let read = try? trees.read(key, limit: 64),
      let id = ObjectID(String(decoding: read.bytes, as: UTF8.self))
    {
      return id.description
    }
    let inputs = SetupInputs(of: plan.commands, and: plan.inputs)
    let lines = try inputs.found(in: tree, of: repository).map { "\($0.id) \($0.path)" }
    let id = try repository.blobID(of: Array((["\(form)"] + lines).joined(separator: "\n").utf8))
    try? trees.remove(key)
    try? trees.make(key, Array(id.description.utf8), mode: 0o600, owner: nil)
    return id.description
  }

  private func make(
    _ name: String, _ form: ObjectID, from nearest: Nearest?, for tree: ObjectID,
    _ commit: ObjectID, in all: ConfinedFolder, _ repository: borrowing Repository
  ) async throws -> SetupLayer {
    let base = try TreeLayers(
      for: tree, attributesFrom: commit, cache: sandbox.directory, owner: sandbox.owner,
      in: repository)
    let held = bases.hold(base.all)
    defer { withExtendedLifetime(held) {} }
    let draft = ".\(name).\(getpid())"
    let folder = try all.own(
      .text(draft), CacheFolder.access(of: sandbox.owner),
      named: "\(sandbox.directory)/\(part)/\(draft)")
    var isPlaced = false
    defer { if !isPlaced { try? all.remove(.text(draft)) } }
    let beside = base.submodules.indices.flatMap { ["submodule-\($0)", "submodule-\($0)-work"] }
    for inner in ["files", "work", "home", "homework", "nothing"] + beside {
      _ = try folder.makeFolder(.text(inner), mode: 0o755, owner: sandbox.owner)
    }
    let place = "\(part)/\(draft)"
    var root = Root.overlay(
      lowers: (nearest?.files ?? []) + base.chain, upper: "\(place)/files", work: "\(place)/work")
    root.additions = base.submodules.enumerated().map { number, submodule in
      Root.Addition(
        .workspace(submodule.path), lowers: submodule.chain,
        upper: "\(place)/submodule-\(number)", work: "\(place)/submodule-\(number)-work")
    }
    root.additions.append(
      Root.Addition(
        .home, lowers: nearest?.homes ?? ["\(place)/nothing"], upper: "\(place)/home",
        work: "\(place)/homework"))
    let home = try LayerFolder(
      path: "\(sandbox.directory)/\(place)/home", owner: sandbox.owner)
    try home.write(sandbox.homeLinks)
    let version = try repository.newestVersion() ?? "0.0.1"
    let files = try LayerFolder(path: "\(sandbox.directory)/\(place)/files", owner: sandbox.owner)
    if let nearest {
      try files.renew(from: nearest.tree, to: tree, attributesFrom: commit, in: repository)
    }
    for (number, command) in plan.commands.enumerated() {
      tell(.began(command, number: number + 1, of: plan.commands.count))
      try await run(command, in: root, version: version)
    }
    // They are of this machine and its settings now; each run makes its own.
    try home.remove(sandbox.homeLinks)
    let stamps = try files.stamps()
    try clean(files, holding: stamps, tree, repository)
    let bytes = [stamps, try home.stamps()].joined().reduce(0) { $0 + $1.value.size }
    try keepAdditions(to: base.submodules, in: folder, at: place)
    for inner in ["work", "homework", "nothing"] + beside { try folder.remove(.text(inner)) }
    let chain = [name] + (nearest.map { [$0.name] + $0.below } ?? [])
    try folder.make(.text("size"), Array("\(bytes)".utf8), mode: 0o600, owner: nil)
    try folder.make(
      .text("chain"), Array((["\(form)"] + chain).joined(separator: "\n").utf8), mode: 0o600,
      owner: nil)
    try folder.make(.text("tree"), Array(tree.description.utf8), mode: 0o600, owner: nil)
    // A layer whose name is there is whole, after a power failure as well.
    guard colleague_syncfs("\(sandbox.directory)/\(place)") == 0 else {
      throw LayerError.system(errno: errno, doing: "writing", path: place)
    }
    // What has the name and is not whole is in the way; nobody else makes one, for the lock is ours.
    try all.remove(.text(name))
    try all.rename(.text(draft), to: .text(name))
    isPlaced = true
    tell(.ended)
    guard let layer = layer(name, in: all) else { throw LayerError.foreign(place) }
    return layer
  }

  /// - Parameter version: The project's, for tools that ask git for it, which a workspace has not.
  private func run(_ text: String, in root: Root, version: String) async throws {
    let limits = Command.Limits(
      seconds: plan.seconds, memory: 8 << 30, processes: 2048, fileSize: 8 << 30, disk: 64 << 30,
      files: 4_000_000)
    var command = Command(shell: text, limits: limits)
    command.environment = Dictionary(
      uniqueKeysWithValues: SetupLayers.versionVariables.map { ($0, version) })
    command.environment.merge(plan.variables) { _, own in own }
    let result = try await result(of: command, in: root)
    guard result.ending == .exited(0) else {
      let lines = result.output.plain.text.split(whereSeparator: \.isNewline).suffix(12)
      throw SetupError.failed(
        command: text, result.ending, lines: lines.map(String.init),
        refused: result.refusedHosts ?? [], listed: plan.network.listed)
    }
  }

  private func result(of command: Command, in root: Root) async throws -> CommandResult {
    let tell = tell
    let told = Mutex(0)
    let hear: @Sendable (String) -> Void = { line in
      let number = told.withLock { count in
        count += 1
        return count
      }
      if number <= SetupLayers.shownLines { tell(.printed(line)) }
      if number == SetupLayers.shownLines { tell(.printed("… and more, which is not shown")) }
    }
    do { return try await sandbox.run(command, in: root, hear: hear) } catch {
      switch error {
      case .cancelled: throw CancellationError()
      case .noOverlay: throw SetupError.noOverlays
      default: throw error
      }
    }
  }

  /// Variables that tell tools which read a project's version from git what it is: those of setuptools-scm and hatch-vcs,
  /// of pbr, and of PDM's builder.
  private static let versionVariables = [
    "SETUPTOOLS_SCM_PRETEND_VERSION", "PBR_VERSION", "PDM_BUILD_SCM_VERSION",
  ]

  /// Takes out of a layer what stands at paths of the tree: the tree's own files count, also of later ones.
  private func clean(
    _ layer: LayerFolder, holding stamps: [ExactText: LayerFolder.Stamp], _ tree: ObjectID,
    _ repository: borrowing Repository
  ) throws {
    for (name, stamp) in stamps {
      let path = name.wrappedValue
      guard stamp.kind != .unnameable, stamp.kind != .tooDeep else { continue }
      guard let entry = try repository.entry(at: path, inTree: tree) else { continue }
      if entry.mode != .tree || stamp.kind == .opaqueDirectory || stamp.kind == .whiteout {
        try layer.reveal(path)
      }
    }
  }

  /// Keeps what the commands have put into submodules, but for what stands at paths of their trees.
  ///
  /// A layer that is made on this one begins with submodules as they are: they may stand at other commits.
  private func keepAdditions(
    to submodules: [TreeLayers.Submodule], in folder: ConfinedFolder, at place: String
  ) throws {
    guard !submodules.isEmpty else { return }
    let modules = try folder.makeFolder(.text("modules"), mode: 0o755, owner: sandbox.owner)
    for (number, submodule) in submodules.enumerated() {
      let layer = try LayerFolder(
        path: "\(sandbox.directory)/\(place)/submodule-\(number)", owner: sandbox.owner)
      try clean(
        layer, holding: try layer.stamps(), submodule.tree,
        Repository(gitDirectory: submodule.gitDirectory))
      let kept = FileName.text(SetupLayer.name(of: submodule.path))
      guard !(try layer.folder.entries().isEmpty) else { continue }
      try folder.move(.text("submodule-\(number)"), into: modules, as: kept)
    }
  }

  /// The layer of this name where it is whole, marked as used.
  private func layer(_ name: String, in all: ConfinedFolder) -> SetupLayer? {
    guard let chain = chain(of: name, in: all)?.chain,
      chain.allSatisfy({ self.chain(of: $0, in: all) != nil }),
      let folder = try? all.folder(name), let read = try? folder.read(.text("tree"), limit: 64),
      let tree = ObjectID(String(decoding: read.bytes, as: UTF8.self))
    else { return nil }
    utimensat(folder.descriptor, "chain", nil, AT_SYMLINK_NOFOLLOW)
    return SetupLayer(
      name: name, files: chain.map { "\(part)/\($0)/files" },
      homes: chain.map { "\(part)/\($0)/home" }, modules: "\(part)/\(name)/modules", tree: tree)
  }

  /// The form of a layer, and the layers it consists of, itself first.
  private func chain(
    of name: String, in all: ConfinedFolder
  ) -> (form: ObjectID, chain: [String])? {
    guard let folder = try? all.folder(name), folder.isOwn(CacheFolder.access(of: sandbox.owner)),
      let read = try? folder.read(.text("chain"), limit: 1 << 12),
      (try? folder.folder("files")) != nil,
      (try? folder.folder("home")) != nil
    else { return nil }
    let lines = String(decoding: read.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    let chain = Array(lines.dropFirst())
    guard let form = lines.first.flatMap(ObjectID.init), chain.first == name,
      chain.count <= SetupLayers.longestChain, Set(chain).count == chain.count,
      chain.allSatisfy({ ObjectID($0) != nil })
    else { return nil }
    return (form, chain)
  }

  /// A layer that another one is made on.
  private struct Nearest {
    let name: String
    let below: [String]
    let files: [String]
    let homes: [String]
    let tree: ObjectID
  }

  /// The layer of the same form that was used last and is not too deep to stand on.
  private func nearest(
    of form: ObjectID, in all: ConfinedFolder
  ) -> Nearest? {
    let alike = SetupLayers.layers(in: all).first { name, _ in
      guard let found = chain(of: name, in: all) else { return false }
      return found.form == form && found.chain.count < SetupLayers.longestChain
    }
    guard let alike, let layer = layer(alike.name, in: all),
      let chain = chain(of: alike.name, in: all)?.chain
    else { return nil }
    return Nearest(
      name: layer.name, below: Array(chain.dropFirst()), files: layer.files, homes: layer.homes,
      tree: layer.tree)
  }

  /// The bytes that a layer holds by itself; 0 where it does not say.
  fileprivate static func size(of name: String, in all: ConfinedFolder) -> Int {
    guard let read = try? all.folder(name).read(.text("size"), limit: 32) else { return 0 }
    return Int(String(decoding: read.bytes, as: UTF8.self)) ?? 0
  }

  /// All layers that have a name, the last used first.
  private static func layers(in all: ConfinedFolder) -> [(name: String, used: Int)] {
    var layers: [(name: String, used: Int)] = []
    for entry in (try? all.entries()) ?? [] {
      guard let name = entry.name.text, ObjectID(name) != nil, let folder = try? all.folder(name),
        let status = folder.status(of: .text("chain"))
      else { continue }
      layers.append((name, Int(status.st_mtim.tv_sec)))
    }
    return layers.sorted { ($0.used, $0.name) > ($1.used, $1.name) }
  }
}

extension SetupLayers {
  /// Drops what is old in `cache`, of every owner: layers unused for a month, and all but the sixteen used last, or fewer
  /// where these hold more than 32 GiB.
  static func dropOld(in cache: String) {
    for owner in [nil, Sandbox.unprivilegedUser] {
      guard let cache = try? ConfinedFolder(at: cache),
        let all = try? cache.folder(part(of: owner), isAnywhere: true),
        all.isOwn(CacheFolder.access(of: owner))
      else { continue }
      dropOld(in: all, unusedFor: 30 * 86_400, beyond: 16, holding: 32 << 30)
    }
  }

  /// Drops layers that nobody has used for `seconds`, those beyond `count` or beyond `bytes` in all, and what dead processes
  /// have left.
  ///
  /// The one used last stays whatever its size, and so does what another layer stands on, or a run holds.
  static func dropOld(
    in all: ConfinedFolder, unusedFor seconds: Int, beyond count: Int, holding bytes: Int
  ) {
    let layers = layers(in: all)
    var needed: Set<String> = []
    var sum = 0
    for (index, layer) in layers.enumerated()
    where index < count && time(nil) - layer.used <= seconds {
      if !needed.contains(layer.name) { sum += size(of: layer.name, in: all) }
      guard index == 0 || sum <= bytes else { break }
      guard let read = try? all.folder(layer.name).read(.text("chain"), limit: 1 << 12) else {
        continue
      }
      needed.formUnion(
        String(decoding: read.bytes, as: UTF8.self).split(separator: "\n").dropFirst()
          .map(String.init))
    }
    for layer in layers where !needed.contains(layer.name) {
      guard let files = try? all.folder("\(layer.name)/files"),
        flock(files.descriptor, LOCK_EX | LOCK_NB) == 0
      else { continue }
      try? all.remove(.text(layer.name))
    }
    LayerLock.dropLeftovers(in: all)
    guard let trees = try? all.folder("trees") else { return }
    for entry in (try? trees.entries()) ?? [] {
      guard let status = trees.status(of: entry.name),
        time(nil) - Int(status.st_mtim.tv_sec) > seconds
      else { continue }
      _ = trees.removeFile(entry.name)
    }
  }
}
