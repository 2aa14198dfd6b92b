package import Vocabulary

/// Does again what a recorded run did: its actions in order, without the engine's own.
///
/// Tools of servers are not called again: what they answered then is played.
package struct ReplayPolicy: Policy {
  private let actions: [(action: PolicyAction, recorded: Observation?)]
  private let proposals: [PatchProposal]

  /// Replays the policy's actions among `steps`.
  package init(steps: [Step]) {
    let own = steps.filter(\.decidedBy.isPolicy)
    actions = own.compactMap { step in
      PolicyAction(step.action).map { ($0, step.action.kind == .tool ? step.observation : nil) }
    }
    proposals =
      own.lazy.compactMap { if case .split(let proposals) = $0.action { proposals } else { nil } }
      .last
      ?? []
  }

  /// `replay`.
  package var decider: Decider { .policy(.replay) }

  /// The action at the place the steps have reached; `finish` when the recording is over.
  package mutating func nextAction(
    for run: Run, after steps: [Step], budget: Budget,
    in sources: borrowing some SourceTree & ~Copyable
  ) async throws(PolicyFailure) -> Decision {
    let place = steps.count { $0.decidedBy.isPolicy && $0.action.kind != .split }
    guard place < actions.count else {
      let report = Action.Report(claim: .unresolved, why: "The recorded run ends here.")
      return Decision(.finish(report))
    }
    var decision = Decision(actions[place].action)
    decision.recorded = actions[place].recorded
    return decision
  }

  /// The patches that the recording proposes.
  package mutating func proposeSplit(
    for run: Run, after steps: [Step], budget: Budget,
    in sources: borrowing some SourceTree & ~Copyable
  ) async throws(PolicyFailure) -> SplitDecision {
    proposals.isEmpty ? .engineChoice : SplitDecision(proposals)
  }

  /// Nothing: it asks nobody.
  package mutating func takeLostCost() -> LostCost { LostCost() }
}
