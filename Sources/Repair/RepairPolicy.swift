package import Engine
package import Vocabulary

/// The built-in policy: repairs faults of one place that a failing test shows, without a model.
///
/// It looks for the fault (stack traces, names, lines run by the failing tests where that is cheap),
/// makes edits from templates over the tokens of the suspected lines, has them tried in slices, the
/// likeliest first, and proposes the best of those that pass. It keeps no state but a cache: everything
/// it decides on is in the steps.
package struct RepairPolicy: Policy {
  private let isTest: @Sendable (String) -> Bool
  private let mayEdit: @Sendable (String) -> Bool
  let priors: RepairPriors
  private var space: (tree: ObjectID, tried: Int, space: SearchSpace)?

  /// The candidates of the first slice, and of each one after it.
  private static let slices = (first: 60, later: 120)

  /// A policy that leaves test files alone.
  ///
  /// - Parameters:
  ///   - isTest: Whether a path belongs to the tests.
  ///   - priors: What became of earlier work here; the same in all steps of a run.
  ///   - mayEdit: Whether the mandate allows a path.
  package init(
    isTest: @escaping @Sendable (String) -> Bool, priors: RepairPriors = .none,
    mayEdit: @escaping @Sendable (String) -> Bool
  ) {
    self.isTest = isTest
    self.priors = priors
    self.mayEdit = mayEdit
  }

  /// `repair`.
  package var decider: Decider { .policy(.repair) }

  /// Nothing: it asks nobody.
  package mutating func takeLostCost() -> LostCost { LostCost() }

  /// The next action of a repair: trace, plan, trials, the edit, its test, the report.
  package mutating func nextAction(
    for run: Run, after steps: [Step], budget: Budget,
    in sources: borrowing some SourceTree & ~Copyable
  ) async throws(PolicyFailure) -> Decision {
    if let declined = Declining.report(run, steps) { return Decision(.finish(declined)) }
    let progress = RepairProgress(steps, of: run.issue)
    if let command = progress.missingTrace(for: run) {
      return Decision(.run(command: command, keepsChanges: false))
    }
    switch progress.stage {
    case .edited: return Decision(.test(.working))
    case .tested:
      if progress.lastTestSettles { return Decision(.finish(RepairReport.resolved(run, progress))) }
    case .judged: return Decision(.finish(RepairReport.unresolved(run, progress)))
    case .searching: break
    }
    let space = try searchSpace(for: run, progress, in: sources)
    if let declined = Declining.report(run, space) { return Decision(.finish(declined)) }
    let tried = progress.triedInThisSearch
    let fresh = space.candidates.filter { !tried.contains($0.candidate.id) }
    let slice = min(
      tried.isEmpty ? RepairPolicy.slices.first : RepairPolicy.slices.later, fresh.count)
    let affordable = progress.affordable(within: budget.seconds)
    let size = min(slice, budget.candidates, affordable)
    let mayGoOn = size > 0 && budget.steps > 4
    // What time is left is not spent on half a slice while an edit waits that settles the issue.
    let mayWait = mayGoOn && affordable >= slice
    if progress.doubtsFailure { return Decision(.test(.working)) }
    if let edit = progress.chosenEdit(from: space.candidates, mayGoOn: mayWait) {
      return Decision(edit)
    }
    if !progress.hasPlan { return Decision(.plan(RepairReport.plan(run, progress, space))) }
    guard mayGoOn else {
      let untried = fresh.isEmpty ? nil : fresh.count
      let end = RepairReport.unresolved(
        run, progress, untried: untried, isCapped: space.isCapped)
      return Decision(.finish(end))
    }
    return Decision(.trial(fresh.prefix(size).map(\.candidate)))
  }

  /// Whether an edit may touch `path`, where `judges` decide as well.
  func isAllowed(_ path: String, _ judges: Set<String>) -> Bool {
    !isTest(path) && !judges.contains(path) && mayEdit(path)
      && !JudgingPart.isConfiguration(path)
  }

  /// The search space of the present tree, made anew when the tree is another one.
  private mutating func searchSpace(
    for run: Run, _ progress: RepairProgress, in sources: borrowing some SourceTree & ~Copyable
  ) throws(PolicyFailure) -> SearchSpace {
    let tree = progress.tree ?? run.baseTree
    let judges = Set(progress.steps.first?.observation.judges ?? [])
    if let known = space, known.tree == tree, known.tried == progress.traces.count {
      return known.space
    }
    do {
      let made = try SearchSpace(
        issue: run.issue, baseline: progress.failure, coverage: progress.coverage, priors: priors,
        in: sources
      ) { path in isAllowed(path, judges) }
      space = (tree, progress.traces.count, made)
      return made
    } catch {
      throw .failed(cause: error)
    }
  }
}
