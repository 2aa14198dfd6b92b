import Engine
package import Vocabulary

/// Whether a run has made its tests worse on the way. Pure.
package enum Recovery {
  /// Whether the tests of some step were worse than at the best checkpoint before it: fewer of them passed, or more
  /// failed.
  ///
  /// Steps that ran the tests on the run's own tree count, and no candidates of trials, which are tried on the side.
  package static func hasRegressed(_ steps: [Step]) -> Bool {
    let checkpoints = Set(checkpoints(of: steps))
    return steps.contains { step in
      guard step.isJudgement, step.observation.tests != nil,
        !checkpoints.contains(step.number)
      else { return false }
      // Where nothing was reached before, nothing can be worse.
      return checkpoints.contains { $0 < step.number }
    }
  }
}
