package import Vocabulary

/// Works on one run, step by step, until there is an outcome.
///
/// One loop: ``nextAction(in:)`` decides, the policy is asked or the engine acts, the
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
  private let tools: (any ToolServices)?
  private let memory: (any Memory)?
  private let mayGoOnLater: Bool
  private let report: (Progress) -> Void
  /// Whether the time that may be spent now has ended a run of the tests.
  private var isCutShort = false

  /// A contributor at work on `run`, going on where `trail` ends.
  ///
  /// - Parameters:
  ///   - tools: The tools of servers outside of the sandbox; `nil` for none.
  ///   - memory: What is known of earlier work, told with the steps that first touch a place; `nil` for nothing.
  ///   - mayGoOnLater: Whether more than the run's budget may be spent another time. A run of the tests that its end
  ///     breaks off says nothing of them then, and is no step.
  ///   - report: Receives each step when it starts and when it is kept.
  package init(
    run: Run, policy: consuming P, workspace: consuming W, trail: consuming T, clock: C,
    tools: (any ToolServices)? = nil, memory: (any Memory)? = nil, mayGoOnLater: Bool = false,
    report: @escaping (Progress) -> Void
  ) {
    self.run = run
    self.mayGoOnLater = mayGoOnLater
    self.policy = policy
    self.workspace = workspace
    self.trail = trail
    self.clock = clock
    self.tools = tools
    self.memory = memory
    self.report = report
  }

  /// Works until there is an outcome.
  ///
  /// - Parameter isInterrupted: Asked before each action; `true` ends the work with `interrupted`.
  /// - Throws: ``ContributorFailure``; the steps kept so far stay, and the run can be taken up again.
  package mutating func work(
    isInterrupted: () -> Bool = { false }
  ) async throws(ContributorFailure) -> Outcome {
    var situation = Situation(
      of: run, after: trail.steps, spent: trail.spent, isResuming: true)
    while !isInterrupted() {
      let start = clock.monotonic
      do {
        let choice: Choice
        switch nextAction(in: situation) {
        case .stop(let outcome): return outcome
        case .perform(let action): choice = Choice(action: Action(action), decidedBy: .engine)
        case .split: choice = try await proposeSplit(of: situation.steps)
        case .askPolicy: choice = try await decision(after: situation.steps)
        }
        try charge(seconds: 0)
        try await take(choice, since: start, isInterrupted)
        if isCutShort { return .spent }
      } catch .policy(.spent) {
        try charge(seconds: clock.monotonic - start)
        situation.isPolicySpent = true
      } catch .policy(let failure) {
        try charge(seconds: clock.monotonic - start)
        guard failure.isCancellation || isInterrupted() else { throw .policy(failure) }
        return .interrupted
      }
      situation.isResuming = situation.isResuming && situation.steps.count == trail.steps.count
      situation.steps = trail.steps
      situation.spent = trail.spent
    }
    return .interrupted
  }

  /// Charges the run with `seconds` that came to no step, and with what the policy has spent in them.
  private mutating func charge(seconds: Double) throws(ContributorFailure) {
    let lost = policy.takeLostCost()
    let tokens = lost.usage.sent + lost.usage.received
    guard seconds >= 1 || tokens > 0 || lost.costMicros > 0 else { return }
    let cost = Budget(
      steps: 0, seconds: seconds, tokens: tokens, costMicros: lost.costMicros, candidates: 0)
    do {
      try trail.charge(cost, lost.usage, at: max(clock.now, trail.steps.last?.time ?? 0))
    } catch { throw .trail(error) }
  }

  /// Gives the trail up when the work is over, and with it the workspace.
  package consuming func intoTrail() -> T { trail }

  /// An action of a step to be, whoever chose it.
  private struct Choice {
    var action: Action
    var decidedBy: Decider
    var reply: Reply?
    var costMicros = 0
    var refusal: String?
    var recorded: Observation?
  }

  /// The action that the policy chooses next.
  private mutating func decision(after steps: [Step]) async throws(ContributorFailure) -> Choice {
    let left = run.mandate.budget.remaining(after: trail.spent)
    report(.deciding(step: steps.count + 1))
    do {
      let decision = try await policy.nextAction(
        for: run, after: steps, budget: left, in: workspace)
      return Choice(
        action: Action(decision.action), decidedBy: decision.decidedBy ?? policy.decider,
        reply: decision.reply, costMicros: decision.costMicros, refusal: decision.refusal,
        recorded: decision.recorded)
    } catch {
      throw .policy(error)
    }
  }

  /// How the policy would have the patches; a policy that cannot tell leaves it to the engine.
  private mutating func proposeSplit(
    of steps: [Step]
  ) async throws(ContributorFailure) -> Choice {
    let left = run.mandate.budget.remaining(after: trail.spent)
    var decision = SplitDecision.engineChoice
    do {
      decision = try await policy.proposeSplit(for: run, after: steps, budget: left, in: workspace)
    } catch {
      // The finished change does not wait for a proposal on how to split it.
      guard !error.isCancellation else { throw .policy(error) }
      // Its time counts with the step's.
      try charge(seconds: 0)
    }
    return Choice(
      action: .split(decision.proposals), decidedBy: decision.decidedBy ?? policy.decider,
      reply: decision.reply, costMicros: decision.costMicros)
  }

  /// Carries out one choice and keeps it as a step.
  ///
  /// When the work is interrupted in the middle of an action, nothing of it is kept: the workspace
  /// goes back to the last step's tree and the next look at `isInterrupted` ends the work.
  ///
  /// - Parameter start: When the deciding began, by the monotonic clock; the step's time counts from it.
  private mutating func take(
    _ choice: Choice, since start: Double, _ isInterrupted: () -> Bool
  ) async throws(ContributorFailure) {
    let steps = trail.steps
    var left = run.mandate.budget.remaining(after: trail.spent)
    let most = left.seconds
    left.seconds = max(0, most - (clock.monotonic - start))
    let action = choice.action.cut(to: left)
    let number = steps.count + 1
    report(.started(step: number, action: action))
    let observation: Observation
    do {
      observation =
        if let refusal = choice.refusal {
          Observation(tree: workspace.tree, refusal: refusal)
        } else if action.kind == .tool {
          try await answer(to: choice, within: left)
        } else {
          try await carryOut(action, after: steps, within: left.seconds)
        }
    } catch {
      guard error.isCancellation || isInterrupted() else { throw .workspace(error) }
      do { try workspace.restore(to: workspace.tree) } catch { throw .workspace(error) }
      return
    }
    if mayGoOnLater, action.kind == .test, observation.ending == .exceeded(.time),
      clock.monotonic - start >= most
    {
      do { try workspace.restore(to: workspace.tree) } catch { throw .workspace(error) }
      isCutShort = true
      return
    }
    let cost = Budget(
      steps: action.kind == .split ? 0 : 1, seconds: clock.monotonic - start,
      tokens: choice.reply?.tokens ?? 0, costMicros: choice.costMicros,
      candidates: observation.results.count)
    var step = Step(
      number: number, action: action, observation: observation, decidedBy: choice.decidedBy,
      time: max(clock.now, steps.last?.time ?? 0), cost: cost, reply: choice.reply)
    if let memory {
      step.observation.recollections = await run.news(from: memory, with: step, after: steps)
      step.cost.seconds = clock.monotonic - start
    }
    do { try trail.append(step) } catch { throw .trail(error) }
    report(.kept(trail.steps[number - 1]))
  }

  /// What a tool answers, where it may be called; the tree stays as it is.
  ///
  /// Mandate and budget are looked at before the call, since nobody can undo it.
  ///
  /// - Parameter left: What may be spent, but for what the choice has cost.
  private func answer(
    to choice: Choice, within left: Budget
  ) async throws(WorkspaceFailure) -> Observation {
    if var recorded = choice.recorded {
      recorded.tree = workspace.tree
      return recorded
    }
    guard case .tool(let name, let arguments) = choice.action else {
      return Observation(tree: workspace.tree)
    }
    let cost = Budget(
      steps: 0, seconds: 0, tokens: choice.reply?.tokens ?? 0, costMicros: choice.costMicros,
      candidates: 0)
    let rest = left.remaining(after: cost)
    if let refusal = run.mandate.refusal(ofTool: name, leaving: rest, run.policy) {
      return Observation(tree: workspace.tree, refusal: refusal)
    }
    guard let tools else {
      return Observation(tree: workspace.tree, refusal: "no server of tools is at work here")
    }
    let seconds = min(left.seconds, run.mandate.testSeconds)
    let answer: ToolAnswer
    do { answer = try await tools.call(name, arguments, within: seconds) } catch {
      throw WorkspaceFailure(cause: error)
    }
    return Observation(
      tree: workspace.tree, ending: answer.ending, output: answer.output, refusal: answer.refusal)
  }

  private mutating func carryOut(
    _ action: Action, after steps: [Step], within seconds: Double
  ) async throws(WorkspaceFailure) -> Observation {
    if case .split(let proposals) = action {
      return try await workspace.split(proposals, after: steps, within: seconds)
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
