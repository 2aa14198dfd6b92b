package import Vocabulary

/// Does again what a recorded run did: its actions in order, without the engine's own.
package struct ReplayPolicy: Policy {
  private let actions: [Action]

  /// Replays the policy's actions among `steps`.
  package init(steps: [Step]) {
    actions = steps.filter(\.isPolicys).map(\.action)
  }

  /// `replay`.
  package var name: String { "replay" }

  /// The action at the place the steps have reached; `finish` when the recording is over.
  package mutating func nextAction(
    for run: Run, after steps: [Step], budget: Budget,
    in sources: borrowing some SourceTree & ~Copyable
  ) async throws(PolicyFailure) -> Decision {
    let place = steps.count(where: \.isPolicys)
    guard place < actions.count else {
      let report = Action.Report(claim: .unresolved, why: "The recorded run ends here.")
      return Decision(.finish(report))
    }
    return Decision(actions[place])
  }
}

extension Step {
  /// Whether the policy decided it, not the engine or a person.
  fileprivate var isPolicys: Bool { decidedBy != "engine" && decidedBy != "person" }
}
