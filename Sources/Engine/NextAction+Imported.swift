import Vocabulary

/// What a run does next that does another agent's trajectory again. Pure.
///
/// The trajectory decides how the run goes: it is sent back from no circle, asks nobody, and its last state is judged as it
/// is, not its best. The first step is the tests at the base; the last before the end is the verdict where a test command is
/// known and anything has changed, also for a trajectory that claims nothing. Only a claim with a passing verdict makes the
/// run `resolved`, and only one that delivers is split.
func nextImportedAction(
  after steps: [Step], of run: Run, _ imported: ImportedTrajectory, _ spent: Budget
) -> NextAction {
  let left = run.mandate.budget.remaining(after: spent)
  let hasTests = run.mandate.testCommand != nil
  switch steps.last?.action {
  case .test(.verdict)?:
    guard let verdict = steps.last, steps.hasPassed(verdict, run),
      steps.lastReport?.claim == .resolved
    else { return .stop(.unresolved) }
    return imported.delivers ? .split : .stop(.resolved)
  case .split?: return .stop(steps.last?.observation.refusal == nil ? .resolved : .unresolved)
  case .finish? where !hasTests || !steps.hasChangedTree: return .stop(.unresolved)
  case .finish?:
    guard left.steps > 0, left.seconds > 0 else { return .stop(.spent) }
    return .perform(.test(.verdict))
  case nil where hasTests && left.steps > 0 && left.seconds > 0:
    return .perform(.test(.working))
  default:
    return left.steps > verdictReserve && left.seconds > 0 ? .askPolicy : .stop(.spent)
  }
}
