import Git
import Series
import Vocabulary

/// A series on trial: patches that were found to stand by themselves, and drafts that still have to.
struct SeriesTrial {
  private let layers: ChangeLayers
  private let base: ObjectID
  private let tip: ObjectID
  private let steps: [Step]
  private var settled: [SplitPatch] = []
  private var chosen: [Hunk] = []
  private var pending: [PatchDraft]
  private var candidate: ObjectID?

  /// A trial of `drafts`, which hold every hunk of `layers` once and come in its order.
  ///
  /// - Parameter limit: Patches there may be at most; the ones most alike are folded into one.
  init(
    _ drafts: [PatchDraft], of layers: ChangeLayers, from base: ObjectID, to tip: ObjectID,
    steps: [Step], limit: Int
  ) {
    self.layers = layers
    self.base = base
    self.tip = tip
    self.steps = steps
    pending = drafts.folded(to: limit)
  }

  /// The tree at which the next patch is to be tried; `nil` when only the last one is left, whose tree is the
  /// run's.
  mutating func next(in repository: borrowing Repository) throws(GitError) -> ObjectID? {
    while pending.count > 1 {
      let tree = try self.tree(with: chosen + pending[0].hunks, in: repository)
      // One that changes nothing by itself is no patch.
      if tree != (settled.last?.tree ?? base), tree != tip {
        candidate = tree
        return tree
      }
      joinFirst(at: 0)
    }
    return nil
  }

  /// Settles the patch that was tried, or joins it with the one after it.
  mutating func judge(_ tests: TestReport?, stands: (TestReport) -> Bool) {
    guard let tree = candidate, let tests, stands(tests) else { return joinFirst(at: 0) }
    let draft = pending.removeFirst()
    settled.append(patch(draft, tree: tree, tests: tests))
    chosen += draft.hunks
    candidate = nil
  }

  /// Makes one patch of all that is left.
  mutating func joinRest() {
    while pending.count > 1 { joinFirst(at: 0) }
  }

  /// The patches; the last one has the run's tree, at which the tests say `tests`.
  func patches(tests: TestReport?) -> [SplitPatch] {
    guard let last = pending.first else { return settled }
    return settled + [patch(last, tree: tip, tests: tests)]
  }

  private mutating func joinFirst(at place: Int) {
    pending[place] = pending[place].joined(with: pending.remove(at: place + 1))
  }

  private func patch(_ draft: PatchDraft, tree: ObjectID, tests: TestReport?) -> SplitPatch {
    let paths = draft.paths
    let touched = Set(names: paths)
    return SplitPatch(
      kind: draft.kind, subject: draft.subject, body: draft.body, hunks: draft.hunks.map(\.id),
      paths: paths,
      steps: steps.filter { $0.observation.changed.contains(where: touched.contains) }.map(
        \.number),
      tree: tree, tests: tests)
  }

  /// The tree with exactly these hunks; those of the mechanical layers come first, and whole.
  private func tree(
    with hunks: [Hunk], in repository: borrowing Repository
  ) throws(GitError) -> ObjectID {
    let ids = Set(hunks.map(\.id))
    let applied = layers.mechanical.prefix { ids.contains($0.draft.hunks[0].id) }
    guard applied.count == layers.mechanical.count else { return applied.last?.tree ?? base }
    return try layers.tree(with: hunks, in: repository)
  }
}
