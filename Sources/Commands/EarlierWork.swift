import Git
import Provenance
import Records
import Text
import Vocabulary

/// Finds out whether an issue is done, or being done, already, by a run on the same issue from anywhere.
struct EarlierWork: ~Copyable {
  private var runs: IssueRuns
  private let secrets = Settings.secrets(with: nil)

  /// A run that keeps the same issue from being worked on once more.
  struct Found {
    /// The run.
    var record: RunRecord
    /// What there is of it.
    var standing: Standing
    /// What people did with its series; `nil` where nobody knows.
    var verdict: SeriesVerdict?
    /// Whether a process of this machine works on it.
    var isHeld: Bool
  }

  /// The work that is on record in `opened`.
  init(in opened: borrowing OpenRepository) throws {
    runs = IssueRuns(in: try opened.another())
  }

  /// The newest run that keeps `issue` from being worked on; `nil` where nothing does.
  ///
  /// - Parameter own: The run that is gone on with, which is no other one.
  /// - Throws: ``RecordsError`` where it cannot be known what is on record.
  /// - Complexity: O(*n*) in the runs that are not archived, and what people have committed since the last look at
  ///   the series on the same issue.
  mutating func find(
    on issue: Issue, but own: String? = nil, in opened: borrowing OpenRepository
  ) throws -> Found? {
    let text = IssueText(of: redacted(issue, alsoHiding: secrets))
    let records = try runs.records(on: text).filter { $0.run.id != own }
    let verdicts = records.isEmpty ? [:] : VerdictKeeping.look(at: records, in: opened)
    for record in records {
      let verdict = verdicts[record.run.id]?.verdict ?? record.verdict
      guard let standing = record.standing(given: verdict) else { continue }
      let isHeld = RunLock.holder(of: RunFolder.lockFile(of: record.run.id)) != nil
      return Found(record: record, standing: standing, verdict: verdict, isHeld: isHeld)
    }
    return nil
  }
}

extension EarlierWork.Found {
  /// Whether the issue is done with, as far as this is known.
  var isDone: Bool { if case .series = standing { true } else { false } }

  /// Whether somebody works on it or has to answer: what died and was not taken up holds nobody up for ever.
  var isAtWork: Bool { standing == .asking || (standing == .underWay && isHeld) }

  /// The sentence that tells a person about it.
  var sentence: String {
    let id = record.run.id
    switch standing {
    case .series(let word):
      let branch = visible(RefNames.branchName(record.branch ?? record.run.seriesBranch))
      let words = verdict.map { Commands.sentence(of: $0) } ?? word.rawValue
      return "the issue has its series already: \(branch), by the run \(id) (\(words))"
    case .underWay where isHeld: return "the run \(id) is at work on the same issue"
    case .underWay: return "the run \(id) on the same issue has not come to its end"
    case .asking: return "the run \(id) on the same issue waits for an answer"
    }
  }

  /// The failure of `git colleague work` on this issue.
  ///
  /// - Parameter again: The command that works on it all the same.
  func failure(again: String) -> Failure {
    let id = record.run.id
    let own =
      switch standing {
      case .series: ""
      case .underWay where isHeld: "'git colleague log --follow \(id)' shows it; "
      case .underWay: "'git colleague resume \(id)' goes on with it; "
      case .asking: "'git colleague answer \(id) TEXT' answers it; "
      }
    return Failure(
      sentence, hint: "\(own)'\(again)' begins another run all the same", status: .nothingToDo)
  }
}
