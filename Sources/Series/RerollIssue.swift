import Engine
import Text
package import Vocabulary

/// The issue of a run that makes a reroll of a series: the issue it was made for, and what the reviewers said. Pure.
///
/// Each comment is an acceptance criterion, so that each has to be answered.
package func issueOfReroll(
  _ issue: Issue, version: Int, patches: Int, comments: [ReviewComment], conflicts: [String],
  onto name: String
) -> Issue {
  var issue = issue
  var parts = [
    issue.body,
    "## Review of version \(version - 1)",
    "The series for this issue stands already, \(counted(patches, "patch", plural: "patches")): the "
      + "project as you find it has it. Reviewers said what follows. Do what they ask for where they "
      + "mean it, answer each of them at the end, and change nothing else; a question may need no more than its "
      + "answer.",
  ]
  if !conflicts.isEmpty {
    let paths = conflicts.map { "- `\($0)`" }.joined(separator: "\n")
    parts.append(
      "Meanwhile \(name) has moved on, and the series does not fit there in these files. They hold both "
        + "sides between the marks of conflicts; settle each one first, so that it does what both sides "
        + "meant:\n\n\(paths)")
  }
  parts += comments.enumerated().map { place, comment in
    var text = "### Comment \(place + 1)\(comment.author.map { " by \(oneLine($0))" } ?? "")"
    if let place = comment.place { text += ", \(place)" }
    if let quoted = comment.quoted {
      let lines = quoted.lines().filter { !$0.isEmpty }.suffix(20).map { "> \($0)" }
      text += "\n\n" + lines.joined(separator: "\n")
    }
    return text + "\n\n\(comment.text)"
  }
  issue.body = parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  issue.criteria =
    comments.enumerated().map { "Comment \($0.offset + 1): \($0.element.summary)" } + issue.criteria
  return issue
}

/// What came of each comment of the review that a run answers, in Markdown; by the policy's own words where it
/// gave any, else by what the trail shows. Pure.
package func answers(of run: Run, steps: [Step]) -> String {
  guard let reroll = run.reroll else { return "" }
  let criteria = steps.lastReport?.criteria ?? []
  let met = steps.hasChangedTree ? "Done" : "Answered"
  return reroll.comments.enumerated().map { place, comment in
    let head = "\(place + 1). \(comment.author.map { "\(oneLine($0)): " } ?? "")\(comment.summary)"
    let answer =
      answer(to: place, of: reroll, in: criteria).map {
        "\($0.isMet ? met : "Not done"): \(oneLine($0.evidence))"
      }
      ?? traces(of: comment, steps)
    return "\(head)\(comment.place.map { " (\($0))" } ?? "")\n   - \(answer)"
  }.joined(separator: "\n")
}

/// What the trail shows of a comment's place.
private func traces(of comment: ReviewComment, _ steps: [Step]) -> String {
  let changing = steps.standing.filter { step in
    comment.path.map(step.observation.changed.contains) ?? !step.observation.changed.isEmpty
  }
  let numbers = changing.map { String($0.number) }.joined(separator: ", ")
  let subject = comment.path.map { "`\($0)` was" } ?? "Files were"
  return numbers.isEmpty
    ? "Nothing was changed for it; a person has to look."
    : "\(subject) changed in step \(numbers)."
}

extension ReviewComment {
  /// The first words of it in one line.
  fileprivate var summary: String { clipped(oneLine(text), to: 300) }

  /// The place it is about; `nil` where it names none.
  fileprivate var place: String? {
    var parts: [String] = []
    if let patch { parts.append(patch == 0 ? "the cover letter" : "patch \(patch)") }
    let old = oldLine.map { " line \($0) as it was before the series" }
    if let path { parts.append("`\(path)`\(line.map { " line \($0)" } ?? old ?? "")") }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}
