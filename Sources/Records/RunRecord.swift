package import Vocabulary

/// What `run.json` says: the run, and how far it has come.
package struct RunRecord: Hashable, Sendable {
  /// The version of the format, written into every file.
  package static let version = 1

  /// The run.
  package var run: Run
  /// How far it has come.
  package var phase: Phase
  /// How it ended; `nil` while it is being worked on.
  package var outcome: Outcome?
  /// Steps on the trail.
  @Amount package var steps: Int
  /// What they cost.
  package var spent: Budget
  /// What models took of that; `nil` where none was asked.
  package var usage: Usage?
  /// The branch of the series, as a full ref name; `nil` when none was delivered.
  package var branch: String?
  /// The patches of the series, first one first.
  package var patches: [ObjectID]
  /// What had become of the base's branch when the series was delivered; `nil` when nothing had.
  package var baseDrift: BaseDrift?
  /// What people did with the series when that was last kept; `nil` where it was not.
  package var mergeStatus: MergeStatus?
  /// Why the run failed, in a sentence; `nil` otherwise.
  package var failure: String?
  /// How the run ended whose series is not delivered because of what is in it; `nil` for all others.
  package var withheldOutcome: Outcome?
  /// Whether a person has looked at what kept the series back and lets it through.
  package var isLetThrough: Bool

  /// How far a run has come.
  package enum Phase: String, Hashable, Sendable, Codable {
    /// Steps are being made, or could be.
    case working
    /// The series is being put in place; repeated after a crash.
    case delivering
    /// The series is in place.
    case delivered
    /// It ended, and there was nothing to deliver.
    case ended
  }

  /// The branch that the series was meant for and that was somebody else's by then, as a full ref name; `nil` where
  /// it has the series, or none was delivered.
  package var takenBranch: String? {
    branch == nil || branch == run.seriesBranch ? nil : run.seriesBranch
  }

  /// Whether the run has come to a series that is not delivered because of what is in it.
  package var isWithheld: Bool { phase == .ended && outcome == .unresolved && failure != nil }

  /// Whether there is nothing left to be done but what a person wants: an outcome, and its delivery.
  package var isConcluded: Bool { outcome != nil && phase != .delivering }

  /// One word for people and programs: the outcome, but `delivering` as long as the series is not in
  /// place, and `working` before there is an outcome.
  package var state: String {
    phase == .delivering ? phase.rawValue : outcome?.rawValue ?? phase.rawValue
  }

  /// The record of a run that has just begun.
  package init(beginning run: Run) {
    self.run = run
    phase = .working
    steps = 0
    spent = .nothing
    patches = []
    isLetThrough = false
  }
}

extension RunRecord: Codable {
  private enum Key: String, CodingKey {
    case version, id, issue, base, baseTree, baseName, baseRef, mandate, trigger, policy, began
    // The key is that of the first format.
    case reroll = "revision"
    case imported
    case phase, outcome, steps, spent, usage, branch, patches, failure
    case baseDrift = "baseMove"
    case mergeStatus = "verdict"
    case withheldOutcome = "withheld"
    case isLetThrough = "letThrough"
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let version = try values.decode(Int.self, forKey: .version)
    guard version <= RunRecord.version else {
      throw DecodingError.dataCorruptedError(
        forKey: .version, in: values, debugDescription: "version \(version) is newer than ours")
    }
    let triggerText = try values.decode(String.self, forKey: .trigger)
    guard let trigger = Trigger(triggerText) else {
      throw DecodingError.dataCorruptedError(
        forKey: .trigger, in: values, debugDescription: "unknown trigger \"\(triggerText)\"")
    }
    run = Run(
      id: try values.decode(RunID.self, forKey: .id),
      issue: try values.decode(Issue.self, forKey: .issue),
      base: try values.decode(ObjectID.self, forKey: .base),
      baseTree: try values.decode(ObjectID.self, forKey: .baseTree),
      baseName: try values.decode(String.self, forKey: .baseName),
      baseRef: try values.decodeIfPresent(String.self, forKey: .baseRef),
      mandate: try values.decode(Mandate.self, forKey: .mandate), trigger: trigger,
      policy: try values.decode(PolicyKind.self, forKey: .policy),
      began: try values.decode(Int.self, forKey: .began),
      reroll: try values.decodeIfPresent(Reroll.self, forKey: .reroll),
      imported: try values.decodeIfPresent(ImportedTrajectory.self, forKey: .imported))
    phase = try values.decode(Phase.self, forKey: .phase)
    outcome = try values.decodeIfPresent(Outcome.self, forKey: .outcome)
    steps = try values.decode(Int.self, forKey: .steps)
    spent = try values.decode(Budget.self, forKey: .spent)
    usage = try values.decodeIfPresent(Usage.self, forKey: .usage)
    branch = try values.decodeIfPresent(String.self, forKey: .branch)
    for name in [branch, run.reroll?.branch].compactMap(\.self) where !RefNames.isBranch(name) {
      throw DecodingError.dataCorruptedError(
        forKey: .branch, in: values, debugDescription: "\"\(name)\" is no branch of a series")
    }
    patches = try values.decode([ObjectID].self, forKey: .patches)
    baseDrift = try values.decodeIfPresent(BaseDrift.self, forKey: .baseDrift)
    mergeStatus = try values.decodeIfPresent(MergeStatus.self, forKey: .mergeStatus)
    failure = try values.decodeIfPresent(String.self, forKey: .failure)
    withheldOutcome = try values.decodeIfPresent(Outcome.self, forKey: .withheldOutcome)
    isLetThrough = try values.decodeIfPresent(Bool.self, forKey: .isLetThrough) ?? false
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(RunRecord.version, forKey: .version)
    try values.encode(run.id, forKey: .id)
    try values.encode(run.issue, forKey: .issue)
    try values.encode(run.base, forKey: .base)
    try values.encode(run.baseTree, forKey: .baseTree)
    try values.encode(run.baseName, forKey: .baseName)
    try values.encodeIfPresent(run.baseRef, forKey: .baseRef)
    try values.encode(run.mandate, forKey: .mandate)
    try values.encode(run.trigger.description, forKey: .trigger)
    try values.encode(run.policy, forKey: .policy)
    try values.encode(run.began, forKey: .began)
    try values.encodeIfPresent(run.reroll, forKey: .reroll)
    try values.encodeIfPresent(run.imported, forKey: .imported)
    try values.encode(phase, forKey: .phase)
    try values.encodeIfPresent(outcome, forKey: .outcome)
    try values.encode(steps, forKey: .steps)
    try values.encode(spent, forKey: .spent)
    try values.encodeIfPresent(usage, forKey: .usage)
    try values.encodeIfPresent(branch, forKey: .branch)
    try values.encode(patches, forKey: .patches)
    try values.encodeIfPresent(baseDrift, forKey: .baseDrift)
    try values.encodeIfPresent(mergeStatus, forKey: .mergeStatus)
    try values.encodeIfPresent(failure, forKey: .failure)
    try values.encodeIfPresent(withheldOutcome, forKey: .withheldOutcome)
    if isLetThrough { try values.encode(true, forKey: .isLetThrough) }
  }
}
