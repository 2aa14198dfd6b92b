package import Runs
package import Vocabulary

/// What came of one instance: the file `result.json` in its folder, and an entry of `results.json`.
package struct InstanceResult: Hashable, Sendable, Codable {
  /// The version of the format.
  package static let version = 1

  /// The version that it was written by.
  package var version: Int
  /// The instance.
  package var id: String
  /// The SHA-256 of its line in the suite: a line that has changed is another instance.
  package var digest: String
  /// Whether it is resolved.
  package var isResolved: Bool
  /// What the tests say; `nil` where the work broke off before.
  package var grade: Grade?
  /// Why it broke off, as a sentence; `nil` where it did not.
  package var problem: String?
  /// What that means; `nil` where it did not.
  package var problemKind: ProblemKind?
  /// The run that made the prediction; `nil` where none did.
  package var run: Work?
  /// Seconds that the grading took.
  package var gradingSeconds: Double
  /// What went wrong beside the work, a sentence each.
  package var warnings: [String]

  /// The run that made a prediction.
  package struct Work: Hashable, Sendable, Codable {
    /// How it ended.
    package var outcome: Outcome
    /// Who decided.
    package var policy: PolicyKind
    /// The model, where one was asked.
    package var model: String?
    /// Its steps.
    package var steps: Int
    /// What it spent.
    package var spent: Budget
    /// Whether its tests were worse at some step than at its best checkpoint before; see ``Recovery``.
    package var hasRegressed: Bool

    /// What is kept of a run.
    package init(
      outcome: Outcome, policy: PolicyKind, model: String?, steps: Int, spent: Budget,
      hasRegressed: Bool
    ) {
      (self.outcome, self.policy, self.model) = (outcome, policy, model)
      (self.steps, self.spent, self.hasRegressed) = (steps, spent, hasRegressed)
    }
  }

  private enum CodingKeys: String, CodingKey {
    case version, digest, grade, problem, run, warnings
    case id = "instance_id"
    case isResolved = "resolved"
    case problemKind = "problem_kind"
    case gradingSeconds = "grading_seconds"
  }

  /// The result of an instance that was graded.
  package init(
    _ instance: Instance, digest: String, grade: Grade, run: Work?, gradingSeconds: Double,
    warnings: [String]
  ) {
    version = InstanceResult.version
    (id, self.digest, isResolved) = (instance.id, digest, grade.isResolved)
    (self.grade, self.run, self.warnings) = (grade, run, warnings)
    (self.gradingSeconds, problem, problemKind) = (gradingSeconds, nil, nil)
  }

  /// The result of an instance on which the work broke off; it is worked on again at the next call.
  package init(brokenOff id: String, digest: String, kind: ProblemKind, _ sentence: String) {
    version = InstanceResult.version
    (self.id, self.digest, isResolved) = (id, digest, false)
    (grade, run, warnings) = (nil, nil, [])
    (gradingSeconds, problem, problemKind) = (0, sentence, kind)
  }
}
