import Engine
package import Records
package import Vocabulary

/// What a run came to, and what people did with it. Computed from its record and its steps.
package struct OutcomeLabels: Hashable, Sendable {
  /// How it ended; `nil` while it is worked on.
  package var outcome: Outcome?
  /// What the last verdict's tests said; `nil` where there was none.
  package var verdict: TestReport.Counts?
  /// Whether all of them passed; `nil` where there was no verdict.
  package var verdictPasses: Bool?
  /// What people did with the series when that was last looked up; `nil` where it never was.
  package var mergeStatus: MergeStatus.Word?
  /// In which way they did it.
  package var manner: MergeStatus.Manner?
  /// Lines that people changed afterwards: those that stand upstream and were not delivered, and those that were delivered
  /// and do not stand there; `nil` where the series is not upstream.
  package var linesChanged: Int?
  /// Patches delivered.
  package var patches: Int

  /// The labels of a run with these steps.
  package init(of record: RunRecord, steps: [Step]) {
    outcome = record.outcome
    verdict = steps.verdict?.counts
    verdictPasses = steps.verdict.map(\.allPass)
    mergeStatus = record.mergeStatus?.word
    manner = record.mergeStatus?.how
    patches = record.patches.count
    linesChanged =
      switch record.mergeStatus?.word {
      case .merged?, .edited?:
        record.mergeStatus?.changes.reduce(0) { $0 + $1.added + $1.removed }
      case .rejected?, .open?, nil: nil
      }
  }
}
