import Engine
import Text
package import Vocabulary

/// The patches of a run's series, first one first. Pure.
///
/// Those it was split into; where that was not done, everything it changed is one patch in the words of the
/// last report of the policy, or in the issue's title where the policy left none.
///
/// - Returns: No patch when the tree is that of the base.
package func seriesPlan(for run: Run, steps: [Step]) -> [SplitPatch] {
  guard let last = steps.last, last.observation.tree != run.baseTree else { return [] }
  if let patches = steps.splitPatches { return patches }
  let edits = steps.filter { !$0.observation.changed.isEmpty }
  let tested = steps.last { $0.isJudgement && $0.observation.tree == last.observation.tree }
  return [
    SplitPatch(
      kind: .behaviour, subject: steps.subject(for: run), body: steps.lastReport?.why ?? "",
      paths: Set(names: edits.flatMap(\.observation.changed)).names, steps: edits.map(\.number),
      tree: last.observation.tree, tests: tested?.observation.tests)
  ]
}

/// Whether what a run changed is worth showing to a person: resolved, or at least better than the base;
/// what its policy believes to resolve the issue, where its own tests pass or there is no test command.
package func isWorthDelivering(_ steps: [Step], of run: Run, outcome: Outcome) -> Bool {
  guard let last = steps.last, last.observation.tree != run.baseTree else { return false }
  // What another agent did is evidence; a person says whether it is to be a contribution.
  guard run.imported?.delivers ?? true else { return false }
  if outcome == .resolved { return true }
  // A version that falls short does not take the place of one that stands.
  guard run.reroll == nil, outcome != .interrupted, outcome != .waiting else { return false }
  // Where tests failed, a change of nothing but tests makes them pass by asking less.
  let changed = Set(names: steps.flatMap(\.observation.changed))
  if run.baseline(of: steps)?.allPass == false, !changed.isEmpty,
    changed.allSatisfy({ TestFiles.isTest($0.wrappedValue) })
  {
    return false
  }
  let claims = steps.contains { step in
    if case .finish(let report) = step.action { return report.claim == .resolved }
    return false
  }
  guard run.mandate.testCommand != nil else { return claims }
  let tested = steps.last { $0.isJudgement && $0.observation.tree == last.observation.tree }
  guard let report = tested?.observation.tests else { return false }
  // A change of behaviour that was asked for breaks tests of the base, and passes its own.
  let own = steps.last {
    $0.action == .test(.working) && $0.observation.tree == last.observation.tree
  }
  if claims, own?.observation.tests?.allPass == true { return true }
  return report.improves(on: run.baseline(of: steps), ignoring: steps.flakyAtBase)
}

extension [Step] {
  /// The subject for all that a run changed: the last report's; the issue's title where it has none.
  package func subject(for run: Run) -> String {
    let own = lastReport?.subject ?? ""
    return clipped(oneLine(own.isEmpty ? run.issue.title : own), to: 72)
  }
}
