package import Vocabulary

/// Does again what a recorded run did: its actions in order, without the engine's own.
package struct ReplayPolicy: Policy {
  private let actions: [PolicyAction]
  private let proposals: [PatchProposal]

  /// Replays the policy's actions among `steps`.
  package init(steps: [Step]) {
    let own = steps.filter(\.decidedBy.isPolicy).map(\.action)
    actions = own.compactMap(PolicyAction.init)
    proposals =
      own.lazy.compactMap { if case .split(let proposals) = $0 { proposals } else { nil } }.last
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
    return Decision(actions[place])
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
