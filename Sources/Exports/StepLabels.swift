import Engine
package import Vocabulary

/// What the trail of a run says of one of its steps afterwards. Computed from the steps alone; whether its lines survive
/// is told by ``LineSurvival``.
package struct StepLabels: Hashable, Sendable {
  /// The step's number.
  package var number: Int
  /// Tests that pass at the step's tree and did not at the last report before it, sorted; `nil` where the step neither
  /// judges nor changes the tree, or its tree was never judged before the next change.
  package var passing: [String]?
  /// Tests that fail there and did not before, sorted; `nil` as with ``passing``.
  package var failing: [String]?
  /// Whether its tests are no worse than any before.
  package var isCheckpoint: Bool
  /// Whether it was refused or its command ended badly, other than by failing tests.
  package var isFailure: Bool
  /// The step that went back behind it, so that what it did was given up; `nil` where none did.
  package var givenUpBy: Int?
  /// The earlier step that did the same on the same tree and met the same, with no return in between; `nil` for none.
  package var repeats: Int?
  /// The next step that returns to a checkpoint; `nil` where none follows.
  package var returnsAt: Int?
  /// Its part in an episode of recovery; `nil` where it has none.
  package var part: RecoveryEpisode.Part?

  /// Whether it counts as a good step: not refused or failed, not given up, no repetition, and no test fails by it.
  package var isGood: Bool {
    !isFailure && givenUpBy == nil && repeats == nil && (failing ?? []).isEmpty
  }

  /// The labels of all steps, in order. Pure.
  ///
  /// - Parameter startTree: The project's tree before the first step.
  /// - Complexity: O(*n · t*) in the steps and the tests of their reports.
  package static func labels(of steps: [Step], from startTree: ObjectID) -> [StepLabels] {
    let marks = Set(checkpoints(of: steps))
    let parts = RecoveryEpisode.parts(of: RecoveryEpisode.episodes(in: steps, from: startTree))
    var labels = steps.map { step in
      StepLabels(
        number: step.number, isCheckpoint: marks.contains(step.number),
        isFailure: step.hasFailed, part: parts[step.number])
    }
    markReturns(in: steps, &labels)
    markRepetitions(in: steps, from: startTree, &labels)
    markTests(in: steps, from: startTree, &labels)
    return labels
  }

  /// Marks what a return has given up, and the return that follows.
  private static func markReturns(in steps: [Step], _ labels: inout [StepLabels]) {
    for (index, step) in steps.enumerated() {
      guard case .backtrack(let target, _) = step.action else { continue }
      for earlier in max(0, min(target, index))..<index {
        if labels[earlier].givenUpBy == nil { labels[earlier].givenUpBy = step.number }
      }
    }
    var next: Int?
    for index in steps.indices.reversed() {
      labels[index].returnsAt = next
      if case .backtrack = steps[index].action { next = steps[index].number }
    }
  }

  /// What makes two steps the same: what was done, on which tree, and what came of it.
  private struct Deed: Hashable {
    var action: Action
    var before: ObjectID
    var observation: Observation
  }

  private static func markRepetitions(
    in steps: [Step], from startTree: ObjectID, _ labels: inout [StepLabels]
  ) {
    var first: [Deed: Int] = [:]
    var tree = startTree
    for (index, step) in steps.enumerated() {
      if case .backtrack = step.action { first = [:] }
      let deed = Deed(action: step.action, before: tree, observation: step.observation)
      labels[index].repeats = first[deed]
      if first[deed] == nil { first[deed] = step.number }
      tree = step.observation.tree
    }
  }

  private static func markTests(
    in steps: [Step], from startTree: ObjectID, _ labels: inout [StepLabels]
  ) {
    var before: TestReport?
    var tree = startTree
    for (index, step) in steps.enumerated() {
      let isChange = step.observation.tree != tree
      tree = step.observation.tree
      if isChange || step.isJudgement {
        let judged = steps[index...].prefix { $0.observation.tree == tree }
          .first { $0.isJudgement && $0.observation.tests != nil }
        if let now = judged?.observation.tests, let before {
          labels[index].passing = now.newlyPassing(since: before)
          labels[index].failing = Set(now.failed).subtracting(before.failed).sorted()
        }
      }
      if step.isJudgement { before = step.observation.tests ?? before }
    }
  }
}

extension TestReport {
  /// Names of tests that pass here and did not before, sorted; where passes are not named, of those that failed.
  fileprivate func newlyPassing(since before: TestReport) -> [String] {
    namesPasses && before.namesPasses
      ? Set(passed).subtracting(before.passed).sorted() : turned(since: before)
  }
}

extension Step {
  /// Whether it was refused, or its command ended badly, other than by failing tests.
  fileprivate var hasFailed: Bool {
    if observation.refusal != nil { return true }
    guard observation.tests == nil, let ending = observation.ending else { return false }
    return ending != .exited(0)
  }
}
