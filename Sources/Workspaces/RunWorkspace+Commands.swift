import Engine
import Git
import Runners
import Sandboxes
import Vocabulary

extension RunWorkspace {
  /// Runs a command of the policy's and takes what it changed into the tree, or puts it back.
  mutating func runCommand(
    _ text: String, keepsChanges: Bool, within seconds: Double
  ) async throws(WorkspaceFailure) -> Observation {
    if let refusal = Command.refusal(of: text) { return Observation(tree: tree, refusal: refusal) }
    let (result, before, overlay) = try await execute(within: seconds) { _, limits in
      Command(shell: text, limits: limits)
    }
    let after = try wrapped { () throws(LayerError) in try overlay.layer.stamps() }
    let touched = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
    let output = result.output.plain.explained
    guard keepsChanges else {
      try putBack(touched, in: overlay)
      return Observation(
        tree: tree, ending: result.ending, output: output, refusedHosts: result.refusedHosts)
    }
    let taken = try take(touched.names, now: after, from: overlay)
    tree = taken.tree
    overlay.markMaterialized(tree)
    try putBack(Set(names: taken.refused.map(\.path)), in: overlay)
    var refusal: String?
    if !taken.refused.isEmpty {
      refusal =
        "not taken over: " + taken.refused.prefix(5).map(\.sentence).joined(separator: "; ")
    }
    return Observation(
      tree: tree, ending: result.ending, output: output, changed: taken.changed, refusal: refusal,
      refusedHosts: result.refusedHosts)
  }

  /// Runs the tests on the tree as it stands, of several folders those that ``chosen(of:changing:)`` gives. Tests never change
  /// the tree: tracked files they wrote to are put back, other files stay in the layer, as build products do.
  ///
  /// - Parameter isWatched: Whether is looked which files they open, to find out what judges.
  mutating func runTests(
    within seconds: Double, watching isWatched: Bool = false
  ) async throws(WorkspaceFailure) -> Observation {
    guard let command = run.mandate.testCommand else {
      return Observation(tree: tree, refusal: "there is no test command")
    }
    let tests = FolderTests(of: command)
    let chosen = try wrapped { () throws(GitError) in try self.chosen(of: tests) }
    let directories =
      isWatched ? try wrapped { () throws(GitError) in try self.directories() } : []
    let copies = isWatched ? try await installedCopies() : nil
    let overlay = try preparedOverlay()
    while true {
      let before = try wrapped { () throws(LayerError) in
        try overlay.materialize(tree, from: repository)
        return try overlay.layer.stamps()
      }
      let ran = try await results(
        of: chosen, in: overlay.root, on: overlay, named: "tests",
        watching: directories + (copies?.folders ?? []),
        within: seconds)
      guard let ran else { continue }
      let after = try wrapped { () throws(LayerError) in try overlay.layer.stamps() }
      let touched = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
      try putBack(touched, in: overlay)
      var observation = Observation(
        tree: tree, ending: ran.ending, output: ran.output,
        judges: isWatched ? judges(seeing: ran.opened?.filter { !$0.hasPrefix("/") }) : nil,
        refusedHosts: ran.refusedHosts)
      observation.environment = overlay.record(on: environment.setup)
      if isWatched {
        observation.lack = await lack(ran, on: overlay)
        if observation.lack?.preventsAll != true,
          let copied = try lack(loading: copies, seeing: ran.opened)
        {
          observation.lack = copied
        }
      }
      let told = ran.report(
        on: tests, knowing: folderReports, settingAside: observation.lack?.aside ?? aside)
      (observation.tests, observation.folders) = (told.report, told.folders)
      return observation
    }
  }

  /// Runs the base's own tests on the run's tree in a clean copy: what the outcome is decided on. All that judges
  /// stands there as at the base, but for what a person has given leave to change.
  ///
  /// What passes is run once more: without the test files that the run adds, since what they load and patch may change
  /// what the base's tests say, and with tests planted beside them that have to fail; see ``confirmed(_:of:adding:against:_:)``.
  mutating func runVerdict(within seconds: Double) async throws(WorkspaceFailure) -> Observation {
    let changes = try wrapped { () throws(GitError) in try judgeChanges(to: tree) }
    let judged = try wrapped { () throws(GitError) in try judgedTree(changes) }
    var clock = VerdictClock(seconds: seconds, most: run.mandate.testSeconds)
    var observation = try await runTests(on: judged, within: clock.left)
    clock.measure()
    var putBack = changes.filter { !$0.isAllowed }.map(\.path)
    // A reroll is compared with the base, not with the version that it starts from.
    let baseline = run.reroll.map(\.baseline) ?? baseline
    if let tests = observation.tests, tests.shortfall(against: baseline) == nil {
      let added = try wrapped { () throws(GitError) in try addedTests(to: judged) }
      let confirmed = try await confirmed(
        observation, of: judged, adding: added, against: baseline, clock)
      observation = confirmed.seen
      if confirmed.isWithoutAdded { putBack = (putBack + added).sorted() }
    }
    observation.judges = putBack
    observation.allowed = changes.filter(\.isAllowed).map(\.path)
    return observation
  }

  /// The run's tree with all that judges as it stood at the base.
  func judgedTree() throws(GitError) -> ObjectID { try judgedTree(judgeChanges(to: tree)) }

  private func judgedTree(_ changes: [JudgeChange]) throws(GitError) -> ObjectID {
    let edits = changes.filter { !$0.isAllowed }.map { change in
      change.old.map { TreeEdit(change.path, .put($0.id, $0.mode)) }
        ?? TreeEdit(change.path, .remove)
    }
    return edits.isEmpty ? tree : try repository.editTree(tree, edits)
  }

  /// Runs the run's own tests on the base's sources in a clean copy: what is to fail there.
  mutating func runReproduction(
    within seconds: Double
  ) async throws(WorkspaceFailure) -> Observation {
    let tested = try wrapped { () throws(GitError) in
      let kept = Set(try judgeChanges(to: tree).filter { !$0.isAllowed }.map(\.$path))
      return try exchanged(in: run.baseTree, for: tree) { !kept.contains($0.path) }
    }
    guard tested != run.baseTree else {
      return Observation(tree: tree, refusal: "the run has changed no test file")
    }
    return try await runTests(on: tested, within: seconds)
  }

  /// Runs all tests on another tree than the run's own, in a clean copy.
  ///
  /// - Parameter planted: Tests that stand beside those of the tree, in this copy alone.
  mutating func runTests(
    on tested: ObjectID, planting planted: PlantedTests? = nil, within seconds: Double
  ) async throws(WorkspaceFailure) -> Observation {
    guard let command = run.mandate.testCommand else {
      return Observation(tree: tree, refusal: "there is no test command")
    }
    let tests = FolderTests(of: command)
    let overlay = try preparedOverlay()
    let setup = try await setup(for: tested, on: overlay)
    while true {
      let (layer, root) = try wrapped { () throws(LayerError) in
        try overlay.place(named: "verdict", isClean: true, on: setup)
      }
      // Nothing that the tests have made stays on the disk.
      defer { try? layer.clear() }
      try wrapped { () throws(any Error) in
        if let setup {
          try layer.renew(from: setup.tree, to: tested, attributesFrom: run.base, in: repository)
        }
        let start = overlay.isOverlaid ? run.baseTree : nil
        try overlay.write(
          try repository.changes(from: start, to: tested), into: layer, over: start,
          from: repository)
        for (path, text) in planted?.files ?? [] {
          try layer.write(Array(text.utf8), to: path, mode: .file)
        }
      }
      let ran = try await results(
        of: tests.commands, planting: planted, in: root, on: overlay, named: "verdict",
        within: seconds)
      guard let ran else { continue }
      let told = ran.report(on: tests, knowing: [:], settingAside: aside)
      var observation = Observation(
        tree: tree, ending: ran.ending, output: ran.output, tests: told.report,
        refusedHosts: ran.refusedHosts)
      observation.folders = told.folders
      observation.environment = overlay.record(on: setup)
      return observation
    }
  }

  /// The setup layer that `tested` needs: another one than the base's where a manifest or a lock file differs; `nil` where
  /// nothing is set up.
  private func setup(
    for tested: ObjectID, on overlay: OverlayFilesystem
  ) async throws(WorkspaceFailure) -> SetupLayer? {
    guard let plan = environment.setupPlan, tested != run.baseTree else { return environment.setup }
    do {
      let sandbox = try plan.sandbox(
        cache: overlay.sandbox.directory, readable: readable,
        isConfined: run.mandate.sandbox == .required, allowing: allowed, in: environment)
      let layers = SetupLayers(
        sandbox: sandbox, environment: environment, plan: plan, tell: tellOfSetup)
      return try await layers.layer(for: tested, attributesFrom: run.base, in: repository)
    } catch { throw WorkspaceFailure(cause: error) }
  }

  /// `tree` with its test files as they stand in `other`, where `isMeant` says so of the change from
  /// `other` to `tree`.
  private func exchanged(
    in tree: ObjectID, for other: ObjectID, where isMeant: (TreeChange) -> Bool
  ) throws(GitError) -> ObjectID {
    let edits = try repository.changes(from: other, to: tree).compactMap { change -> TreeEdit? in
      guard TestFiles.isTest(change.path), isMeant(change) else { return nil }
      guard let old = change.old else { return TreeEdit(change.path, .remove) }
      return TreeEdit(change.path, .put(old.id, old.mode))
    }
    return edits.isEmpty ? tree : try repository.editTree(tree, edits)
  }

  /// Brings the layer to the tree and runs in it what `command` makes.
  private mutating func execute(
    within seconds: Double,
    _ command: (OverlayFilesystem, Command.Limits) throws(LayerError) -> Command
  ) async throws(WorkspaceFailure) -> (
    CommandResult, [ExactText: LayerFolder.Stamp], OverlayFilesystem
  ) {
    let overlay = try preparedOverlay()
    while true {
      let (before, command) = try wrapped { () throws(LayerError) in
        try overlay.materialize(tree, from: repository)
        let stamps = try overlay.layer.stamps()
        return (stamps, try command(overlay, .tests(within: seconds)))
      }
      guard let result = try await sandboxed(command, in: overlay.root, on: overlay) else {
        continue
      }
      return (result, before, overlay)
    }
  }

  /// Runs a command; a cancelled one becomes the engine's cancellation.
  func sandboxed(
    _ command: Command, in root: Root, on overlay: OverlayFilesystem
  ) async throws(WorkspaceFailure) -> CommandResult? {
    do {
      return try await overlay.run(command, in: root)
    } catch SandboxError.cancelled {
      throw WorkspaceFailure(cause: CancellationError())
    } catch {
      throw WorkspaceFailure(cause: error)
    }
  }

  /// Makes the layer show the tree again at paths that a command changed; other files stay.
  private func putBack(_ touched: Set<ExactText>, in overlay: OverlayFilesystem)
    throws(WorkspaceFailure)
  {
    try wrapped { () throws(any Error) in
      var changes: [TreeChange] = []
      for path in touched.names {
        switch try repository.entry(at: path, inTree: tree) {
        case nil: break
        case let entry? where entry.mode == .tree:
          try overlay.restore(path, to: tree, from: repository)
        case let entry?: changes.append(TreeChange(path: path, old: nil, new: entry))
        }
      }
      try overlay.write(changes, into: overlay.layer, over: run.baseTree, from: repository)
    }
  }
}
