package import Vocabulary

/// How often a run may go back before it is called stuck.
let backtrackLimit = 3

/// The step to go back to: the last checkpoint whose tree has not been gone back to yet; 0 for the base.
///
/// The present state may be that checkpoint: what is left behind then is the way of going about it.
///
/// - Returns: `nil` when the run has gone back often enough, or to every state worth it.
package func checkpoint(toReturnToFrom steps: [Step]) -> Int? {
  guard let first = steps.first else { return nil }
  let backtracks = steps.backtracks
  guard backtracks.count < backtrackLimit else { return nil }
  let visited = Set(backtracks.map(\.observation.tree))
  let reached = checkpoints(of: steps).last { !visited.contains(steps[$0 - 1].observation.tree) }
  return reached ?? (visited.contains(first.observation.tree) ? nil : 0)
}

/// Going back to the best tested state, where the run has left it and it is better than the base; what a
/// run that ends without a verdict does last, so that its best is delivered.
func returnToBest(of steps: [Step]) -> EngineAction? {
  guard let last = steps.last, let best = checkpoints(of: steps).last else { return nil }
  let step = steps[best - 1]
  guard step.observation.tree != last.observation.tree, best > 1,
    step.observation.tests?.isBetter(than: steps.baseline) == true
  else { return nil }
  return .backtrack(toStep: best, reason: "The work ends here; this was its best state.")
}

/// Numbers of the steps whose tests are no worse than any before, ascending.
package func checkpoints(of steps: [Step]) -> [Int] {
  var best: TestReport.Counts?
  var numbers: [Int] = []
  for step in steps {
    guard step.isJudgement, let report = step.observation.tests else { continue }
    let counts = report.counts
    let isNoWorse = best.map { counts.failed <= $0.failed && counts.passed >= $0.passed } ?? true
    let speaks = !report.isByExitStatus || report.succeeded || best == nil
    guard isNoWorse, speaks else { continue }
    best = counts
    numbers.append(step.number)
  }
  return numbers
}

extension Step {
  /// Whether it ran the tests on the run's own tree.
  package var isJudgement: Bool { action == .test(.working) || action == .test(.verdict) }
}
