package import Vocabulary
import Series
import Text

/// The issue of a run that makes a new version of a series: the issue of the series, and the comments of its review.
/// Pure.
///
/// Each comment is an acceptance criterion, so that each is answered.
///
/// - Parameters:
///   - version: The number of the new version.
///   - patches: The number of patches of the version before.
///   - conflicts: Paths with conflict markers in the tree that the run starts from.
///   - name: The name of the base that the series is now on.
package func rerollIssue(
  _ issue: Issue, version: Int, patches: Int, comments: [ReviewComment], conflicts: [String],
  onto name: String
) -> Issue {
  var issue = issue
  var parts = [
    issue.body, RerollTexts.review(version: version - 1),
    RerollTexts.standing(patches: counted(patches, "patch", plural: "patches")),
  ]
  if !conflicts.isEmpty {
    let paths = conflicts.map { "- `\($0)`" }.joined(separator: "\n")
    parts.append(RerollTexts.conflicts(base: name, paths: paths))
  }
  parts += comments.enumerated().map { section(for: $0.element, number: $0.offset + 1) }
  issue.body = parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  let criteria = comments.enumerated().map {
    RerollTexts.criterion(number: $0.offset + 1, summary: $0.element.summary)
  }
  issue.criteria = criteria + issue.criteria
  return issue
}

/// A comment as a section of the issue: its author and place, the last lines it quotes, its text.
private func section(for comment: ReviewComment, number: Int) -> String {
  var text =
    comment.author.map { RerollTexts.commentBy(number: number, author: oneLine($0)) }
    ?? RerollTexts.comment(number: number)
  if let place = comment.placeName { text = RerollTexts.commentAt(comment: text, place: place) }
  if let quoted = comment.quoted {
    let lines = quoted.lines().filter { !$0.isEmpty }.suffix(20).map { "> \($0)" }
    text += "\n\n" + lines.joined(separator: "\n")
  }
  return text + "\n\n\(comment.text)"
}
