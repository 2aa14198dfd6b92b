package import Engine
import Git
import Series
package import Vocabulary

extension RunWorkspace {
  /// Patches a series has at most.
  private static let patchLimit = 20

  /// Splits what the run has changed into patches and tries each; see ``Workspace``.
  package mutating func split(
    _ proposals: [PatchProposal], after steps: [Step], within seconds: Double
  ) async throws(WorkspaceFailure) -> Observation {
    let start = ContinuousClock.now
    func left() -> Double { seconds - (ContinuousClock.now - start) / .seconds(1) }
    let marked = try wrapped { () throws(GitError) in try pathsWithMarks() }
    if let path = marked.first {
      return Observation(tree: tree, refusal: "'\(path)' still has the marks of a conflict")
    }
    var series = try wrapped { () throws(GitError) in try trial(of: proposals, after: steps) }
    guard run.mandate.testCommand != nil, let verdict = steps.verdict else {
      series.joinRest()
      return Observation(tree: tree, patches: series.patches(tests: nil))
    }
    let end = try await reportAtEnd(verdict, within: min(left(), run.mandate.testSeconds))
    let (baseline, flaky) = (run.baseline(of: steps), steps.flakyAtBase)
    guard let end, end.standsBetween(baseline, and: end, ignoring: flaky) else {
      let words = end.map { "the run's own tests do not pass in a clean copy: \($0.summary)" }
      series.joinRest()
      return Observation(
        tree: tree, tests: end, refusal: words ?? "no time is left to run the tests",
        patches: series.patches(tests: end))
    }
    var longest = 0.0
    while true {
      let next = try wrapped { () throws(GitError) in try series.next(in: repository) }
      guard let tested = next else { break }
      let begun = ContinuousClock.now
      guard left() > 2 * longest + 1 else {
        series.joinRest()
        break
      }
      let observation = try await runTests(
        on: tested, within: min(left(), run.mandate.testSeconds))
      longest = max(longest, (ContinuousClock.now - begun) / .seconds(1))
      series.judge(observation.tests) {
        $0.standsBetween(baseline, and: end, ignoring: flaky)
      }
    }
    return Observation(tree: tree, tests: end, patches: series.patches(tests: end))
  }

  /// The hunks that a policy may split; see ``SourceTree``.
  package func hunks(
    limit: Int
  ) throws(WorkspaceFailure) -> [(hunk: Hunk, text: String)] {
    let layers = try wrapped { () throws(GitError) in
      try ChangeLayers(from: run.baseTree, to: tree, in: repository)
    }
    let files = Dictionary(layers.files.map { ($0.$path, $0) }, uniquingKeysWith: { $1 })
    return layers.hunks.map { hunk in
      (hunk, files[hunk.$path].map { hunk.text(in: $0, limit: limit) } ?? "")
    }
  }

  /// The series on trial: the change taken apart, and its hunks divided among drafts.
  private func trial(
    of proposals: [PatchProposal], after steps: [Step]
  ) throws(GitError) -> SeriesTrial {
    let layers = try ChangeLayers(from: run.baseTree, to: tree, in: repository)
    let standing = steps.standing
    let topics = SeriesTopics(of: run, standing)
    let grouping = PatchGrouping(
      files: layers.files, hunks: layers.hunks, topics: topics.topics,
      owners: try owners(of: layers, topics, standing), areTopicsKept: topics.areOfReroll,
      followsOthers: !layers.mechanical.isEmpty, title: steps.subject(for: run),
      why: steps.lastReport?.why ?? "")
    var drafts =
      layers.mechanical.map(\.draft)
      + (proposals.isEmpty ? grouping.drafts : grouping.drafts(by: proposals))
    if let reroll = run.reroll {
      drafts = try words(after: reroll).applied(to: drafts, of: layers.files, for: run, steps)
    }
    return SeriesTrial(
      drafts.worded(for: run, steps), of: layers, from: run.baseTree, to: tree, steps: standing,
      limit: RunWorkspace.patchLimit)
  }

  /// The words for patches that follow those of the version before, as it is on the base of this run.
  private func words(after reroll: Reroll) throws(GitError) -> RerollWords {
    let layers = try ChangeLayers(from: run.baseTree, to: reroll.start, in: repository)
    let labels = try HunkOwners(
      from: run.baseTree, versionsBefore, formerPaths: layers.formerPaths
    ).labels(of: layers.hunks, in: repository)
    return RerollWords(
      after: layers.hunks, of: layers.files, labels: reroll.labels(labels, of: layers.hunks))
  }

  /// The patches of the version before, each with its place as whose its lines are.
  private var versionsBefore: [HunkOwners.Version] {
    (run.reroll?.patches ?? []).enumerated().map { place, patch in
      HunkOwners.Version(tree: patch.tree, label: place + 1, paths: nil)
    }
  }

  /// Which topic each hunk belongs to.
  private func owners(
    of layers: ChangeLayers, _ topics: SeriesTopics, _ steps: [Step]
  ) throws(GitError) -> [String: Int] {
    guard topics.topics.count > 1 || topics.areOfReroll else { return [:] }
    let labels = try HunkOwners(
      from: run.baseTree, versions(steps, topics), formerPaths: layers.formerPaths
    ).labels(of: layers.hunks, in: repository)
    return run.reroll?.labels(labels, of: layers.hunks) ?? labels
  }

  /// The versions of the project from the base to the tree, each with whose its lines are.
  private func versions(_ steps: [Step], _ topics: SeriesTopics) -> [HunkOwners.Version] {
    var versions = versionsBefore
    if let reroll = run.reroll {
      versions.append(HunkOwners.Version(tree: reroll.start, label: nil, paths: nil))
    }
    for step in steps where !step.observation.changed.isEmpty {
      versions.append(
        HunkOwners.Version(
          tree: step.observation.tree,
          label: topics.areOfReroll ? nil : topics.labels[step.number] ?? 0,
          paths: Set(names: step.observation.changed)))
    }
    return versions
  }

  /// What the run's own tests say of its tree in a clean copy: the verdict has told where it changed none of the
  /// base's; run once more where they are worse, since tests can be flaky.
  private mutating func reportAtEnd(
    _ verdict: TestReport, within seconds: Double
  ) async throws(WorkspaceFailure) -> TestReport? {
    let isJudged = try wrapped { () throws(GitError) in try judgedTree() == tree }
    if isJudged { return verdict }
    guard seconds > 0 else { return nil }
    let first = try await runTests(on: tree, within: seconds)
    guard let tests = first.tests, !tests.allPass else { return first.tests }
    return try await runTests(on: tree, within: seconds).tests ?? tests
  }

  /// Files that have marks which were written where the series did not fit onto the base.
  ///
  /// A mark is told by its whole line. As many like it as the file has at the base, or in the version before, were
  /// there already and are no marks.
  private func pathsWithMarks() throws(GitError) -> [String] {
    guard let reroll = run.reroll, !reroll.conflicts.isEmpty else { return [] }
    let former = [run.baseTree, try repository.readCommit(reroll.tip).tree]
    var written: Set<[UInt8]> = []
    for path in reroll.conflicts {
      written.formUnion(try newMarks(at: path, inTree: reroll.start, notIn: former))
    }
    var found: [String] = []
    for change in try repository.changes(from: run.baseTree, to: tree) {
      let left = try newMarks(at: change.path, inTree: tree, notIn: former)
      if !written.isDisjoint(with: left) { found.append(change.path) }
    }
    return found
  }

  /// The marks that a file has oftener in a tree than in any of the `former` ones.
  private func newMarks(
    at path: String, inTree tree: ObjectID, notIn former: [ObjectID]
  ) throws(GitError) -> Set<[UInt8]> {
    var counts = try marks(at: path, inTree: tree)
    if counts.isEmpty { return [] }
    for tree in former {
      let there = try marks(at: path, inTree: tree)
      counts = counts.filter { $0.value > there[$0.key] ?? 0 }
    }
    return Set(counts.keys)
  }

  /// The lines of a file that begin or end what did not fit, and how often each is there.
  private func marks(
    at path: String, inTree tree: ObjectID
  ) throws(GitError) -> [[UInt8]: Int] {
    let found = try repository.entry(at: path, inTree: tree)
    guard let entry = found, entry.mode == .file || entry.mode == .executable else { return [:] }
    var counts: [[UInt8]: Int] = [:]
    for line in try repository.readBlob(entry.id).split(separator: 0x0a)
    where line.starts(with: "<<<<<<< ".utf8) || line.starts(with: ">>>>>>> ".utf8) {
      counts[Array(line.last == 0x0d ? line.dropLast() : line), default: 0] += 1
    }
    return counts
  }
}
