import Git
import Provenance
package import Records
import Text
package import Vocabulary

/// Finds out whether an issue is done, or being done, already, by a run on the same issue from anywhere.
package struct EarlierWork: ~Copyable {
  private let reporter: any Reporter
  private var runs: IssueRuns
  private let redactor: Redactor

  /// The work that is on record in `opened`.
  package init(in opened: borrowing OpenRepository, reporter: any Reporter) throws(RunError) {
    redactor = Redactor(hiding: opened.settings.secrets())
    runs = IssueRuns(in: try opened.another(), vouchedForBy: opened.settings.key)
    self.reporter = reporter
  }

  /// The newest run that keeps `issue` from being worked on; `nil` where nothing does.
  ///
  /// - Parameter own: The run that is resumed, which is no other one.
  /// - Throws: ``RunError`` where it cannot be known what is on record.
  /// - Complexity: O(*n*) in the runs that are not archived, and what people have committed since the last look at
  ///   the series on the same issue.
  package mutating func find(
    on issue: Issue, but own: RunID? = nil, in opened: borrowing OpenRepository
  ) throws(RunError) -> EarlierRun? {
    for record in try records(on: issue, but: own, in: opened) {
      let status = record.mergeStatus
      guard let standing = record.standing(given: status) else { continue }
      let isHeld = opened.cache.holder(of: record.run.id) != nil
      return EarlierRun(record: record, standing: standing, mergeStatus: status, isHeld: isHeld)
    }
    return nil
  }

  /// The newest run on the same issue that has come to its end and keeps nobody from working on it: it has not resolved
  /// the issue, or its series was rejected; `nil` where there is none.
  ///
  /// - Throws: As of ``find(on:but:in:)``, which costs as much.
  package mutating func findEnded(
    on issue: Issue, in opened: borrowing OpenRepository
  ) throws(RunError) -> RunRecord? {
    try records(on: issue, but: nil, in: opened).first {
      $0.isFinished && $0.standing(given: $0.mergeStatus) == nil
    }
  }

  /// The runs on the same issue, the newest first, each with what people have done with its series by now.
  private mutating func records(
    on issue: Issue, but own: RunID?, in opened: borrowing OpenRepository
  ) throws(RunError) -> [RunRecord] {
    let text = IssueText(of: redactor(issue).value)
    var records: [RunRecord]
    do { records = try runs.records(on: text).filter { $0.run.id != own } } catch {
      throw .records(error)
    }
    guard !records.isEmpty else { return [] }
    let statuses = MergeStatusKeeping(reporter: reporter).look(at: records, in: opened)
    for place in records.indices {
      let known = records[place].mergeStatus
      records[place].mergeStatus = statuses[records[place].run.id]?.status ?? known
    }
    return records
  }
}

/// A run that keeps the same issue from being worked on once more.
package struct EarlierRun: Sendable {
  /// The run.
  package var record: RunRecord
  /// What there is of it.
  package var standing: Standing
  /// What people did with its series; `nil` where nobody knows.
  package var mergeStatus: MergeStatus?
  /// Whether a process of this machine works on it.
  package var isHeld: Bool
}

extension EarlierRun {
  /// Whether the issue is done with, as far as this is known.
  package var isDone: Bool { if case .series = standing { true } else { false } }

  /// Whether somebody works on it or has to answer: what died and was not taken up holds nobody up for ever.
  package var isAtWork: Bool { standing == .asking || (standing == .underWay && isHeld) }
}
