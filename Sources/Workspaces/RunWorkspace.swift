package import Engine
package import Git
import Runners
package import Sandboxes
package import Vocabulary

/// A run's own copy of the project.
///
/// The truth is a tree in the object store; edits and reads work on it directly. Only when a command
/// is to be run is the tree brought into a layer over the base's: what differs from the layer's last
/// state is written, the command runs over it in the sandbox, and what it changed is read from the
/// layer. The user's checkout is never looked at.
package struct RunWorkspace: ~Copyable, Workspace {
  /// The tree as it stands.
  package internal(set) var tree: ObjectID
  let run: Run
  let repository: Repository
  let pathGuard: PathGuard
  let tell: @Sendable (_ tried: Int, _ total: Int, _ passing: Int) -> Void
  private let cache: String
  let readable: [String]
  let allowed: Set<Sandbox.Allowance>
  private let isOverlaid: Bool
  let environment: RunEnvironment
  /// Hears of what is set up while the run works.
  let tellOfSetup: @Sendable (SetupEvent) -> Void
  private var overlay: OverlayFilesystem?
  /// What the tests said at the base, for the marks of candidates.
  private(set) var baseline: TestReport?
  /// Seconds the tests took at the base.
  private(set) var baselineSeconds: Double
  /// Whether the tests had to be ended at the base.
  private(set) var hasHung: Bool
  /// Files of the base that judge besides those whose names say so; `nil` while that was not looked into.
  private(set) var knownJudges: [String]?
  /// Globs of what judges and may be changed: by the mandate, and by a person's answer.
  let leaveGlobs: [String]
  /// Tests that failed at the base for want of their environment alone, which say nothing of any change.
  private(set) var aside: [String]
  /// What the tests of each folder said at the start; empty where they are not run by folders.
  private(set) var folderReports: [String: TestReport]
  /// Folders whose tests the last verdict has found worse.
  private(set) var worsened: Set<String> = []

  /// The largest file of the project that an edit or a read may touch, in bytes.
  static let fileLimit = 8 << 20

  /// A workspace of `run` at the tree of its last step; nothing is written until a command is run.
  ///
  /// - Parameters:
  ///   - steps: The steps so far.
  ///   - cache: The folder for layers, absolute.
  ///   - readable: Paths outside the workspace that commands may read.
  ///   - allowed: What commands may do that others may not.
  ///   - environment: What commands see beside the tree.
  ///   - isOverlaid: Whether overlays are used where they can be; plain copies are made otherwise.
  ///   - tell: Is told how far a trial has come, from any thread.
  package init(
    run: Run, after steps: [Step], repository: consuming Repository, cache: String,
    readable: [String], allowing allowed: Set<Sandbox.Allowance> = [],
    in environment: RunEnvironment = RunEnvironment(), isOverlaid: Bool = true,
    tellOfSetup: @escaping @Sendable (SetupEvent) -> Void = { _ in },
    tell: @escaping @Sendable (_ tried: Int, _ total: Int, _ passing: Int) -> Void
  ) {
    self.run = run
    self.repository = repository
    self.cache = cache
    self.readable = readable
    self.allowed = allowed
    self.isOverlaid = isOverlaid
    self.environment = environment
    self.tellOfSetup = tellOfSetup
    self.tell = tell
    pathGuard = PathGuard(globs: run.mandate.paths)
    tree = steps.last?.observation.tree ?? run.startTree
    baseline = steps.baseline
    baselineSeconds = steps.first?.cost.seconds ?? 0
    hasHung = steps.first?.observation.ending == .exceeded(.time)
    knownJudges = steps.first?.observation.judges
    aside = steps.first?.observation.lack?.aside ?? []
    folderReports = steps.baseline == nil ? [:] : steps.first?.observation.folderReports ?? [:]
    leaveGlobs = run.mandate.mayChangeTests + steps.leave.map { "/" + $0 }
    if let verdict = steps.last(where: { $0.action == .test(.verdict) }) {
      worsened = worsened(by: verdict.observation)
    }
  }

  /// All regular files of the tree.
  package func paths() throws(WorkspaceFailure) -> [String] {
    var paths: [String] = []
    try wrapped { () throws(GitError) in
      try repository.forEachFile(inTree: tree) { path, entry in
        if entry.mode == .file || entry.mode == .executable { paths.append(path) }
      }
    }
    return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The bytes of one regular file.
  package func contents(of path: String, limit: Int) throws(WorkspaceFailure) -> [UInt8]? {
    try contents(of: path, in: tree, limit: limit)
  }

  /// The bytes of one regular file as it was at the base, through links that stay within the tree.
  package func baseContents(of path: String, limit: Int) throws(WorkspaceFailure) -> [UInt8]? {
    try wrapped { () throws(GitError) in
      guard let file = try repository.file(at: path, inTree: run.baseTree) else { return nil }
      return try repository.readBlob(file.entry.id, limit: limit)
    }
  }

  /// The base's tree from above; see ``SourceTree``.
  package func baseOverview(limit: Int) throws(WorkspaceFailure) -> [String] {
    try wrapped { () throws(GitError) in
      try repository.overview(ofTree: run.baseTree, limit: limit).map {
        $0.entry.mode == .tree ? $0.path + "/" : $0.path
      }
    }
  }

  func contents(
    of path: String, in tree: ObjectID, limit: Int
  ) throws(WorkspaceFailure) -> [UInt8]? {
    try wrapped { () throws(GitError) in
      guard let entry = try repository.entry(at: path, inTree: tree),
        entry.mode == .file || entry.mode == .executable
      else { return nil }
      return try repository.readBlob(entry.id, limit: limit)
    }
  }

  /// Makes the workspace's files those of `tree`; the layer follows with the next command.
  package mutating func restore(to tree: ObjectID) throws(WorkspaceFailure) { self.tree = tree }

  /// Carries out one action; see ``Workspace``.
  package mutating func perform(
    _ action: Action, within seconds: Double
  ) async throws(WorkspaceFailure) -> Observation {
    switch action {
    case .read(let path, let lines, let view):
      return try await read(path, lines, view, within: seconds)
    case .search(let text, let paths, let isPattern):
      return try await search(for: text, below: paths, isPattern: isPattern, within: seconds)
    case .edit(let edits, _):
      let edited = try edited(tree, by: edits)
      switch edited {
      case .success(let result):
        let before = tree
        tree = result.tree
        let said = try difference(from: before, by: edits)
        return Observation(tree: tree, output: Excerpt(said), changed: result.changed)
      case .failure(let refusal): return Observation(tree: tree, refusal: refusal.sentence)
      }
    case .run(let command, let keepsChanges):
      return try await runCommand(
        command, keepsChanges: keepsChanges, within: min(seconds, run.mandate.testSeconds))
    case .test(.working):
      let start = ContinuousClock.now
      let isFirst = baseline == nil && tree == run.startTree
      let observation = try await runTests(
        within: min(seconds, run.mandate.testSeconds), watching: isFirst)
      if isFirst {
        knownJudges = observation.judges
        baseline = observation.tests
        baselineSeconds = (ContinuousClock.now - start) / .seconds(1)
        hasHung = observation.ending == .exceeded(.time)
        aside = observation.lack?.aside ?? []
        folderReports = observation.folderReports
      }
      return observation
    case .test(.verdict):
      let verdict = try await runVerdict(within: seconds)
      worsened = worsened(by: verdict)
      return verdict
    case .test(.reproduction):
      return try await runReproduction(within: min(seconds, run.mandate.testSeconds))
    case .trial(let candidates): return try await tryOut(candidates, within: seconds)
    case .plan, .ask, .remember, .tool, .finish, .backtrack, .split:
      return Observation(tree: tree)
    }
  }

  /// The overlay commands run on, made when first needed.
  mutating func preparedOverlay() throws(WorkspaceFailure) -> OverlayFilesystem {
    if let overlay { return overlay }
    do {
      let made = try OverlayFilesystem(
        run: run, cache: cache, readable: readable, allowing: allowed, in: environment,
        isOverlaid: isOverlaid, of: repository)
      made.asksForReports = baseline.map { !TestInvocation.wasRefused(in: $0) } ?? true
      overlay = made
      if !made.tree.pieces.isEmpty { tellOfSetup(.stands(made.tree.pieces)) }
      return made
    } catch {
      throw WorkspaceFailure(cause: error)
    }
  }
}

/// Does `work` and wraps its error for the engine.
func wrapped<Value, Cause: Error>(
  _ work: () throws(Cause) -> Value
) throws(WorkspaceFailure) -> Value {
  do { return try work() } catch { throw WorkspaceFailure(cause: error) }
}
