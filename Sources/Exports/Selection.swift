package import Records
package import Vocabulary

/// Which runs are exported.
package struct Selection: Hashable, Sendable {
  /// Outcomes that count; all where it is empty.
  package var outcomes: Set<Outcome> = []
  /// What people must have done with the series; anything where it is empty.
  package var mergeStatuses: Set<MergeStatus.Word> = []
  /// Policies that count; all where it is empty.
  package var policies: Set<PolicyKind> = []
  /// The earliest beginning, in seconds since 1970.
  package var since: Int?
  /// The fewest steps.
  package var leastSteps = 0
  /// Whether only runs that are over count: others would be exported otherwise tomorrow.
  package var onlyOver = true

  /// All runs that are over.
  package init() {}

  /// Why a run is not selected.
  package enum Reason: String, Hashable, Sendable, CaseIterable {
    case working = "it is still being worked on"
    case outcome = "it has another outcome"
    case mergeStatus = "it has another merge status"
    case policy = "it has another policy"
    case since = "it began earlier"
    case steps = "it has fewer steps"
  }

  /// The first reason why the run of `record` is not selected; `nil` where it is. Pure.
  package func reasonAgainst(_ record: RunRecord) -> Reason? {
    if onlyOver, record.outcome == nil || record.phase == .delivering { return .working }
    if !outcomes.isEmpty, !(record.outcome.map(outcomes.contains) ?? false) { return .outcome }
    if !mergeStatuses.isEmpty,
      !(record.mergeStatus.map { mergeStatuses.contains($0.word) } ?? false)
    {
      return .mergeStatus
    }
    if !policies.isEmpty, !policies.contains(record.run.policy) { return .policy }
    if let since, record.run.began < since { return .since }
    if record.steps < leastSteps { return .steps }
    return nil
  }
}
