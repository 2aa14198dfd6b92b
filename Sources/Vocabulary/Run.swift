/// One attempt at one issue from one base; ends with exactly one outcome.
package struct Run: Hashable, Sendable {
  /// Its name.
  package var id: RunID
  /// What was asked for.
  package var issue: Issue
  /// The commit the run starts from.
  package var base: ObjectID
  /// The tree of `base`.
  package var baseTree: ObjectID
  /// How the base was named, such as `main`; a commit id when by no name.
  package var baseName: String
  /// The full name of the ref that the base was read from; `nil` when it was named otherwise.
  package var baseRef: String?
  /// What it may do.
  package var mandate: Mandate
  /// What began it.
  package var trigger: Trigger
  /// Which policy decides, unless the run is taken up again by another.
  package var policy: PolicyKind
  /// When it began, in seconds since 1970.
  @Amount package var began: Int
  /// The version of a series that it goes out from; `nil` for a run that begins at its base.
  package var reroll: Reroll?
  /// The trajectory of another agent's that the run does again; `nil` for a run of our own.
  package var imported: ImportedTrajectory?
  /// What the run was told of earlier work when it began, the most important first; what it was told later is with its
  /// steps.
  package var recollections: [Recollection] = []
  /// What the built-in policy begins with of what became of earlier work here; fixed when the run begins, too.
  package var repairPriors = RepairPriors.none

  /// The project's tree before its first step: that of the base, or of the series before, in a reroll.
  package var startTree: ObjectID { reroll?.start ?? baseTree }

  /// Fixes a run; `baseTree` is the tree of `base`.
  package init(
    id: RunID, issue: Issue, base: ObjectID, baseTree: ObjectID, baseName: String,
    baseRef: String? = nil, mandate: Mandate, trigger: Trigger, policy: PolicyKind, began: Int,
    reroll: Reroll? = nil, imported: ImportedTrajectory? = nil
  ) {
    self.id = id
    self.issue = issue
    self.base = base
    self.baseTree = baseTree
    self.baseName = baseName
    self.baseRef = baseRef
    self.mandate = mandate
    self.trigger = trigger
    self.policy = policy
    self.began = began
    self.reroll = reroll
    self.imported = imported
  }

  /// A run from `base`.
  package init(
    id: RunID, issue: Issue, base: Base, mandate: Mandate, trigger: Trigger, policy: PolicyKind,
    began: Int, reroll: Reroll? = nil, imported: ImportedTrajectory? = nil
  ) {
    self.init(
      id: id, issue: issue, base: base.commit, baseTree: base.tree, baseName: base.name,
      baseRef: base.ref, mandate: mandate, trigger: trigger, policy: policy, began: began,
      reroll: reroll, imported: imported)
  }
}

/// How the branch that a run started from has moved while the run was worked on.
package struct BaseDrift: Hashable, Sendable, Codable {
  /// Where the branch is now.
  package var tip: ObjectID
  /// Commits that it has got since.
  @Amount package var commits: Int
  /// Whether it still holds the base; `false` when it was rewritten.
  package var holdsBase: Bool
  /// Paths at which the series does not fit onto it; empty when it applies as it stands.
  package var conflicts: [String]

  /// The drift to `tip`.
  package init(tip: ObjectID, commits: Int, holdsBase: Bool, conflicts: [String]) {
    self.tip = tip
    self.commits = commits
    self.holdsBase = holdsBase
    self.conflicts = conflicts
  }
}

/// What began a run.
package enum Trigger: Hashable, Sendable, CustomStringConvertible {
  /// A person at a command line.
  case manual
  /// A timer.
  case cron
  /// A git hook, by its name.
  case hook(String)

  /// `manual`, `cron` or `hook(NAME)`.
  package var description: String {
    switch self {
    case .manual: "manual"
    case .cron: "cron"
    case .hook(let name): "hook(\(name))"
    }
  }

  /// Reads what `description` writes; `nil` for anything else.
  package init?(_ text: String) {
    switch text {
    case "manual": self = .manual
    case "cron": self = .cron
    default:
      guard text.hasPrefix("hook("), text.hasSuffix(")") else { return nil }
      self = .hook(String(text.dropFirst(5).dropLast()))
    }
  }
}

/// How a run ended.
package enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
  /// The verdict's tests pass and the series is delivered.
  case resolved
  /// The policy is through and the issue is not resolved.
  case unresolved
  /// A question waits for a person.
  case waiting
  /// The budget is used up.
  case spent
  /// It went in circles and no way back was left.
  case stuck
  /// Stopped from outside; it can be taken up again.
  case interrupted
  /// Something outside the run broke.
  case failed
}
