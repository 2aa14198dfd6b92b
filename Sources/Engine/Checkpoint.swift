package import Vocabulary

/// How often a run may go back before it is called stuck.
let backtrackLimit = 3

/// The step to go back to: the last checkpoint that is not the present state; 0 for the base.
///
/// A checkpoint is a step whose tests are no worse than any before. Going back to where the run
/// already stands would change nothing, so such a checkpoint is passed over.
///
/// - Returns: `nil` when the run has gone back often enough, or nothing lies behind it.
package func checkpoint(toReturnToFrom steps: [Step]) -> Int? {
  guard let last = steps.last else { return nil }
  let backtracks = steps.count(where: { $0.action.word == "backtrack" })
  guard backtracks < backtrackLimit else { return nil }
  let reached = checkpoints(of: steps).last {
    steps[$0 - 1].observation.tree != last.observation.tree
  }
  if let reached { return reached }
  return steps.hasChangedTree ? 0 : nil
}

/// Numbers of the steps whose tests are no worse than any before, ascending.
package func checkpoints(of steps: [Step]) -> [Int] {
  var best: TestReport.Counts?
  var numbers: [Int] = []
  for step in steps {
    guard case .test = step.action, let report = step.observation.tests else { continue }
    let counts = report.counts
    let isNoWorse = best.map { counts.failed <= $0.failed && counts.passed >= $0.passed } ?? true
    let speaks = !report.isByExitStatus || report.succeeded || best == nil
    guard isNoWorse, speaks else { continue }
    best = counts
    numbers.append(step.number)
  }
  return numbers
}
