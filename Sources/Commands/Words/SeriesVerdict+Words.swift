import Records
import Text
import Vocabulary

/// A verdict on a series as a person reads it: `edited, reworked in 1f3a9c2b0d4e: sums.py +2 -1`.
func sentence(of verdict: SeriesVerdict) -> String {
  var text = verdict.word.rawValue
  if let how = verdict.how { text += ", \(how.rawValue)" }
  if verdict.how != .asDelivered, !verdict.landings.isEmpty {
    text += " in " + verdict.landings.map { $0.commit.abbreviated() }.joined(separator: ", ")
  }
  if !verdict.changes.isEmpty {
    let changes = verdict.changes.map { "\(visible($0.path)) +\($0.added) -\($0.removed)" }
    text += ": " + changes.joined(separator: ", ")
  }
  let branch = visible(RefNames.branchName(verdict.branch))
  return verdict.isCut ? "\(text) (not all commits of \(branch) were looked at)" : text
}
