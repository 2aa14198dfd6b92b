package import Vocabulary

/// Works on one run, step by step, until there is an outcome.
///
/// One loop: ``nextMove(after:of:spent:)`` decides, the policy is asked or the engine acts, the
/// workspace carries the action out, the trail keeps the step. Nothing is remembered between two
/// turns but what the trail holds.
package struct Contributor<P: Policy, W: Workspace & ~Copyable, T: Trail & ~Copyable, C: Clock>:
  ~Copyable
{
  /// The run worked on.
  package let run: Run
  /// Decides the actions.
  package private(set) var policy: P
  /// Carries them out.
  package private(set) var workspace: W
  /// Keeps the steps.
  package private(set) var trail: T
  private let clock: C
  private let report: (Progress) -> Void

  /// A contributor at work on `run`, going on where `trail` ends.
  ///
  /// - Parameter report: Is told of each step when it starts and when it is kept.
  package init(
    run: Run, policy: consuming P, workspace: consuming W, trail: consuming T, clock: C,
    report: @escaping (Progress) -> Void
  ) {
    self.run = run
    self.policy = policy
    self.workspace = workspace
    self.trail = trail
    self.clock = clock
    self.report = report
  }

  /// Works until there is an outcome.
  ///
  /// - Parameter isInterrupted: Asked before each move; `true` ends the work with `interrupted`.
  /// - Throws: ``ContributorFailure``; the steps kept so far stay, and the run can be taken up again.
  package mutating func work(
    isInterrupted: () -> Bool = { false }
  ) async throws(ContributorFailure) -> Outcome {
    let start = trail.steps.count
    while true {
      if isInterrupted() { return .interrupted }
      let steps = trail.steps
      let move = steps.count == start ? resumingMove : nextMove
      switch move(steps, run, steps.spent) {
      case .stop(let outcome): return outcome
      case .perform(let action):
        try await take(Decision(action, decidedBy: .engine), since: clock.monotonic, isInterrupted)
      case .arrange:
        let start = clock.monotonic
        do {
          try await take(try await arrangement(of: steps), since: start, isInterrupted)
        } catch .policy(let failure) {
          guard failure.isCancellation else { throw .policy(failure) }
          return .interrupted
        }
      case .askPolicy:
        let start = clock.monotonic
        do {
          let decision = try await decide(after: steps)
          try await take(decision, since: start, isInterrupted)
        } catch .policy(.spent) {
          guard let action = returnToBest(of: steps) else { return .spent }
          let decision = Decision(action, decidedBy: .engine)
          try await take(decision, since: clock.monotonic, isInterrupted)
          return .spent
        } catch .policy(let failure) {
          guard failure.isCancellation || isInterrupted() else { throw .policy(failure) }
          return .interrupted
        }
      }
    }
  }

  /// Gives the trail up when the work is over, and with it the workspace.
  package consuming func intoTrail() -> T { trail }

  private mutating func decide(after steps: [Step]) async throws(ContributorFailure) -> Decision {
    let left = run.mandate.budget.remaining(after: steps.spent)
    report(.deciding(step: steps.count + 1))
    do {
      return try await policy.nextAction(for: run, after: steps, budget: left, in: workspace)
    } catch {
      throw .policy(error)
    }
  }

  /// How the policy would have the patches; a policy that cannot tell leaves it to the engine.
  private mutating func arrangement(
    of steps: [Step]
  ) async throws(ContributorFailure) -> Decision {
    let left = run.mandate.budget.remaining(after: steps.spent)
    do {
      return try await policy.arrangement(for: run, after: steps, budget: left, in: workspace)
    } catch {
      // What is done already does not wait for words about it.
      guard error.isCancellation else { return .unwished }
      throw .policy(error)
    }
  }

  /// Carries out one decision and keeps it as a step.
  ///
  /// When the work is interrupted in the middle of an action, nothing of it is kept: the workspace
  /// goes back to the last step's tree and the next look at `isInterrupted` ends the work.
  ///
  /// - Parameter start: When the deciding began, by the monotonic clock; the step's time counts from it.
  private mutating func take(
    _ decision: Decision, since start: Double, _ isInterrupted: () -> Bool
  ) async throws(ContributorFailure) {
    let steps = trail.steps
    var left = run.mandate.budget.remaining(after: steps.spent)
    left.seconds = max(0, left.seconds - (clock.monotonic - start))
    let action = decision.action.cut(to: left)
    let number = steps.count + 1
    report(.started(step: number, action: action))
    let observation: Observation
    do {
      observation = try await carryOut(action, after: steps, within: left.seconds)
    } catch {
      guard error.isCancellation || isInterrupted() else { throw .workspace(error) }
      do { try workspace.restore(to: workspace.tree) } catch { throw .workspace(error) }
      return
    }
    let cost = Budget(
      steps: action.word == "arrange" ? 0 : 1, seconds: clock.monotonic - start,
      tokens: decision.tokens, micros: decision.micros,
      candidates: observation.results.count)
    let step = Step(
      number: number, action: action, observation: observation,
      decidedBy: decision.decidedBy ?? policy.decider, time: max(clock.now, steps.last?.time ?? 0),
      cost: cost, reply: decision.reply)
    do { try trail.append(step) } catch { throw .trail(error) }
    report(.kept(trail.steps[number - 1]))
  }

  private mutating func carryOut(
    _ action: Action, after steps: [Step], within seconds: Double
  ) async throws(WorkspaceFailure) -> Observation {
    if case .arrange(let wishes) = action {
      return try await workspace.arrange(wishes, after: steps, within: seconds)
    }
    guard case .backtrack(let number, _) = action else {
      return try await workspace.perform(action, within: seconds)
    }
    let tree = number == 0 ? run.startTree : steps[number - 1].observation.tree
    try workspace.restore(to: tree)
    return Observation(tree: tree)
  }
}

/// What a contributor tells while it works.
package enum Progress: Sendable {
  /// The policy is asked what to do.
  case deciding(step: Int)
  /// An action begins.
  case started(step: Int, action: Action)
  /// A step is on the trail.
  case kept(Step)
}

/// Why the work on a run broke off. What the trail holds by then stays.
package enum ContributorFailure: Error {
  /// The policy could not decide.
  case policy(PolicyFailure)
  /// The workspace could not work.
  case workspace(WorkspaceFailure)
  /// The step could not be kept.
  case trail(TrailFailure)
}

extension Action {
  /// The action with no more candidates than may still be tried.
  fileprivate func cut(to left: Budget) -> Action {
    guard case .trial(let candidates) = self, candidates.count > left.candidates else {
      return self
    }
    return .trial(Array(candidates.prefix(left.candidates)))
  }
}
