import Records
import Runs
import Text
import Vocabulary

/// The words for a run that keeps an issue from being worked on once more.
extension EarlierRun {
  /// The sentence that tells a person about it.
  var sentence: String {
    let id = record.run.id
    switch standing {
    case .series(let word):
      let branch = visible(RefNames.branchName(record.branch ?? record.run.seriesBranch))
      let words = mergeStatus.map { Commands.sentence(of: $0) } ?? word.rawValue
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
      sentence, hint: "\(own)'\(again)' begins another run all the same", kind: .nothingToDo)
  }
}

/// What is said of a run that has ended on the same issue and keeps nobody from working on it once more.
func sentence(ofEnded record: RunRecord) -> String {
  let id = record.run.id
  let end =
    record.outcome == .resolved && record.mergeStatus?.word == .rejected
    ? "its series was rejected" : "it ended as \(record.state)"
  return "the run \(id) was on the same issue: \(end); 'git colleague show \(id)' shows it"
}
