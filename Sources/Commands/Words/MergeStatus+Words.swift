import Records
import Text
import Vocabulary

/// A merge status as a person reads it: `edited, reworked in 1f3a9c2b0d4e: sums.py +2 -1`.
func sentence(of status: MergeStatus) -> String {
  var text = status.word.rawValue
  if let how = status.how { text += ", \(how.rawValue)" }
  if status.how != .asDelivered, !status.mergedCommits.isEmpty {
    text += " in " + status.mergedCommits.map { $0.commit.abbreviated() }.joined(separator: ", ")
  }
  if !status.changes.isEmpty {
    let changes = status.changes.map { "\(visible($0.path)) +\($0.added) -\($0.removed)" }
    text += ": " + changes.joined(separator: ", ")
  }
  let branch = visible(RefNames.branchName(status.branch))
  return status.isCut ? "\(text) (not all commits of \(branch) were looked at)" : text
}
