package import Vocabulary

/// What a run does next.
package enum NextAction: Hashable, Sendable {
  /// The engine acts by itself.
  case perform(EngineAction)
  /// The policy is asked for an action.
  case askPolicy
  /// What was changed is split into patches, in the policy's words where it has any.
  case split
  /// The run ends, or waits.
  case stop(Outcome)
}

/// Steps kept back from the policy, so that a finished run can still be judged.
package let verdictReserve = 1

/// What the next action of a run depends on.
package struct Situation: Hashable, Sendable {
  /// The run, with what it may do.
  package let run: Run
  /// All steps so far.
  package var steps: [Step]
  /// Whether the run is taken up again and has made no step since: a policy that had ended for want of budget is
  /// asked once more.
  package var isResuming: Bool
  /// Whether the policy has said that what may still be spent does not pay for its next decision.
  package var isPolicySpent: Bool
  /// What the run has cost so far.
  package var spent: Budget

  /// A situation of `run` after `steps`.
  ///
  /// - Parameter spent: What the run has cost; the sum of its steps unless given.
  package init(
    of run: Run, after steps: [Step], spent: Budget? = nil, isResuming: Bool = false,
    isPolicySpent: Bool = false
  ) {
    self.run = run
    self.steps = steps
    self.spent = spent ?? steps.spent
    self.isResuming = isResuming
    self.isPolicySpent = isPolicySpent
  }
}

/// Decides what the run does next. Pure: equal situations give equal answers.
///
/// The first step is always the tests at the base, where there is a test command; the last before `resolved` are always
/// the verdict and the split of the series, which costs no step. A run that ends otherwise ends on the best state it had
/// reached. Where the tests cannot run at the base for want of their environment, the engine ends it after them.
package func nextAction(in situation: Situation) -> NextAction {
  if situation.isPolicySpent { return ending(situation.steps, as: .spent) }
  if situation.isResuming, case .finish(let report)? = situation.steps.last?.action,
    report.claim == .spent
  {
    return nextAction(after: situation.steps.dropLast(), of: situation.run, situation.spent)
  }
  return nextAction(after: situation.steps, of: situation.run, situation.spent)
}

/// Stops with `outcome`, once the run is back at its best state.
private func ending(_ steps: [Step], as outcome: Outcome) -> NextAction {
  returnToBest(of: steps).map(NextAction.perform) ?? .stop(outcome)
}

private func nextAction(after steps: [Step], of run: Run, _ spent: Budget) -> NextAction {
  if let imported = run.imported {
    return nextImportedAction(after: steps, of: run, imported, spent)
  }
  if steps.last?.givesUp == true, run.mandate.budget.remaining(after: spent).steps > 0,
    let back = returnToBest(of: steps)
  {
    return .perform(back)
  }
  if let settled = settledOutcome(of: steps, run) { return .stop(settled) }
  // Nothing that a policy could do would be judged.
  if steps.count == 1, let lack = steps.lackAtBase { return .perform(.finish(lack.report)) }
  if let verdict = steps.verdictInQuestion {
    if steps.hasPassed(verdict, run) { return .split }
    // Which tests are gone on purpose is seen where those of the run meet the base's sources.
    if verdict.number == steps.last?.number, steps.wantsReproduction(of: verdict, run) {
      return .perform(.test(.reproduction))
    }
  }
  let left = run.mandate.budget.remaining(after: spent)
  guard left.steps > 0 else { return .stop(.spent) }
  guard left.seconds > 0 else { return ending(steps, as: .spent) }
  guard let last = steps.last else {
    return run.mandate.testCommand == nil ? .askPolicy : .perform(.test(.working))
  }
  if case .finish = last.action { return .perform(.test(.verdict)) }
  if steps.hasJustGotLeave { return .perform(.test(.verdict)) }
  if let question = steps.leaveQuestion(for: run) { return .perform(.ask(question: question)) }
  guard left.steps > verdictReserve else { return ending(steps, as: .spent) }
  let attempt = steps.sinceLastBacktrack
  guard let pattern = stuckPattern(in: attempt) else { return .askPolicy }
  guard let checkpoint = checkpoint(toReturnToFrom: steps) else {
    return ending(steps, as: .stuck)
  }
  return .perform(.backtrack(toStep: checkpoint, reason: pattern.sentence))
}

/// The outcome the last step settles by itself; `nil` while there is something left to do.
private func settledOutcome(of steps: [Step], _ run: Run) -> Outcome? {
  guard let last = steps.last else { return nil }
  switch last.action {
  case .ask: return steps.openQuestion == nil ? nil : .waiting
  case .backtrack:
    if steps.dropLast().last?.givesUp == true { return .unresolved }
    return steps.backtracks.count > backtrackLimit ? .stuck : nil
  case .finish(let report):
    if report.claim == .spent { return .spent }
    // What reviewers ask may need an answer and no change.
    guard report.claim == .resolved, run.mandate.testCommand != nil,
      steps.hasChangedTree || run.reroll.map(report.answersAll) == true
    else { return .unresolved }
    return nil
  case .test(.verdict):
    if steps.hasPassed(last, run) || steps.leaveQuestion(for: run) != nil
      || steps.wantsReproduction(of: last, run)
    {
      return nil
    }
    return steps.count(where: { $0.action == .test(.verdict) }) < 3 ? nil : .unresolved
  case .split:
    guard last.observation.refusal != nil else { return .resolved }
    // The policy has one more try at a change that cannot be handed over.
    return steps.count { $0.action.kind == .split } < 2 ? nil : .unresolved
  default: return nil
  }
}

extension Step {
  /// Whether the policy ends with it and has not resolved the issue.
  fileprivate var givesUp: Bool {
    if case .finish(let report) = action { return report.claim == .unresolved }
    return false
  }
}

extension [Step] {
  /// Whether the verdict `step` allows the word `resolved`.
  func hasPassed(_ step: Step, _ run: Run) -> Bool {
    let baseline = run.baseline(of: self)
    return step.isPassingVerdict(
      against: baseline?.forgetting(takenAway(by: step, from: baseline)), ignoring: flakyAtBase,
      of: run.issue)
  }

  /// The patches that the tree as it stands was split into; `nil` where that was not done.
  package var splitPatches: [SplitPatch]? {
    guard let last, let patches = last.observation.patches, !patches.isEmpty,
      patches.last?.tree == last.observation.tree
    else { return nil }
    return patches
  }

  /// The steps after the last backtrack.
  package var sinceLastBacktrack: [Step] {
    guard let index = lastIndex(where: { $0.action.kind == .backtrack }) else { return self }
    return Array(self[(index + 1)...])
  }

  /// What the tests said at the base; `nil` when they were not run there.
  package var baseline: TestReport? {
    guard let first, case .test(.working) = first.action else { return nil }
    return first.observation.tests
  }

  /// Whether the tree is another one than that of the first step, which changes nothing by itself.
  package var hasChangedTree: Bool { first?.observation.tree != last?.observation.tree }

  /// The steps that went back.
  var backtracks: [Step] { filter { $0.action.kind == .backtrack } }

  /// The question a person has not answered yet.
  package var openQuestion: String? {
    guard let last, case .ask(let question) = last.action, last.observation.output.text.isEmpty
    else { return nil }
    return question
  }

  /// The last report of the policy, if it gave one.
  package var lastReport: Action.Report? {
    for step in reversed() {
      if case .finish(let report) = step.action { return report }
    }
    return nil
  }

  /// The last verdict's tests, if there was a verdict.
  package var verdict: TestReport? {
    last { $0.action == .test(.verdict) }?.observation.tests
  }

  /// What all the steps cost together.
  package var spent: Budget { reduce(.nothing) { $0 + $1.cost } }
}

extension Run {
  /// What the tests said at the base: of a reroll as it was recorded with the version before, else by `steps`; `nil`
  /// when they were not run there.
  package func baseline(of steps: [Step]) -> TestReport? {
    reroll.map(\.baseline) ?? steps.baseline
  }
}
