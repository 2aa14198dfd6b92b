import Engine
package import Text
package import Vocabulary

/// What came of each comment of the review that a run answers, in Markdown; by the policy's own words where it
/// gave any, else by what the trail shows; of a policy that reads no words, that it has not read them. Pure.
package func answers(of run: Run, steps: [Step]) -> Outgoing {
  guard let reroll = run.reroll else { return "" }
  let criteria = steps.lastReport?.criteria ?? []
  let met: Outgoing = steps.hasChangedTree ? "Done" : "Answered"
  return reroll.comments.enumerated().map { place, comment -> Outgoing in
    let author: Outgoing = comment.author.map { "\(line: $0): " } ?? ""
    let about: Outgoing = comment.placeName.map { " (\(line: $0))" } ?? ""
    let answer: Outgoing =
      answer(to: place, of: reroll, in: criteria).map {
        "\($0.isMet ? met : "Not done"): \(line: $0.evidence)"
      } ?? (steps.isReportedByRepair ? unreadSentence : traces(of: comment, steps))
    return "\(place + 1). \(author)\(line: comment.summary)\(about)\n   - \(answer)"
  }.joined(separator: "\n")
}

/// What the built-in policy makes of a comment.
private let unreadSentence: Outgoing =
  "Not read: the built-in policy follows failing tests only; a model is needed for comments in words."

/// What the trail shows of a comment's place.
private func traces(of comment: ReviewComment, _ steps: [Step]) -> Outgoing {
  let changing = steps.standing.filter { step in
    comment.path.map(step.observation.changed.contains) ?? !step.observation.changed.isEmpty
  }
  let numbers = changing.map { String($0.number) }.joined(separator: ", ")
  let subject: Outgoing = comment.path.map { "\(code: $0) was" } ?? "Files were"
  return numbers.isEmpty
    ? "Nothing was changed for it; a person has to look."
    : "\(subject) changed in step \(ours: numbers)."
}

extension ReviewComment {
  /// The start of its text in one line, at most 300 characters.
  package var summary: String { clipped(oneLine(text), to: 300) }

  /// The place it is about, in words such as `` patch 2, `a.py` line 4 ``; `nil` where it names none.
  package var placeName: String? {
    var parts: [String] = []
    if let patch { parts.append(patch == 0 ? "the cover letter" : "patch \(patch)") }
    let old = oldLine.map { " line \($0) as it was before the series" }
    if let path { parts.append("`\(path)`\(line.map { " line \($0)" } ?? old ?? "")") }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}
