package import Text
package import Vocabulary

/// The cover letter of a run's series, kept as `cover.md`.
///
/// Title, what was asked and how it ended, the patches, the evidence, and the lines by which other
/// programs find the series again: `change-id` keeps its value over versions of the series.
///
/// - Parameters:
///   - patches: The plans of the patches, in order.
///   - drift: What has become of the base's branch meanwhile; `nil` when it is where it was.
///   - comparison: How the patches differ from those of the version before; empty for a first version.
///   - lead: What a reader has to know first, in lines.
/// - Returns: Markdown, ending with a line feed.
package func coverLetter(
  for run: Run, steps: [Step], outcome: Outcome, patches: [SplitPatch], drift: BaseDrift? = nil,
  comparison: String = "", lead: [Outgoing] = []
) -> Outgoing {
  let count = counted(patches.count, "patch", plural: "patches")
  let subjects = patches.enumerated().map {
    "\($0.offset + 1). \(line: $0.element.subject, about: run.issue.number)" as Outgoing
  }
  let first: Outgoing = lead.isEmpty ? "" : "\(lead.joined(separator: "\n").wrapped(to: 76))\n\n"
  let moved: Outgoing =
    drift.map { "\n\n\(line: baseDriftSentence($0, of: run.baseName))" } ?? ""
  let revised = run.reroll.map { rerollSections($0, run, steps, comparison) } ?? ""
  return """
    # \(line: run.issue.title, about: run.issue.number)

    \(first)\(ours: outcomeSentence(outcome)) \(ours: count) on \(line: run.baseName) (\(ours: run.base.abbreviated())).\(moved)

    \(subjects.joined(separator: "\n"))\(folded(patches, about: run.issue.number))
    \(revised)
    ## Evidence

    \(evidence(for: run, steps: steps).wrapped(to: 76))

    change-id: \(ours: (run.reroll?.changeID ?? run.id).description)
    base-commit: \(ours: run.base.description)
    version: \(run.reroll?.version ?? 1)
    outcome: \(ours: outcome.rawValue)

    """
}

/// The patches that hold others, for which there was no room.
private func folded(_ patches: [SplitPatch], about number: Int?) -> Outgoing {
  let lines = patches.enumerated().flatMap { place, patch in
    patch.body.lines().filter { $0.hasPrefix(PatchDraft.foldedMark) }.map { line in
      "Patch \(place + 1) also holds: \(line: String(line.dropFirst(PatchDraft.foldedMark.count)), about: number)"
        as Outgoing
    }
  }
  return lines.isEmpty ? "" : "\n\n\(lines.joined(separator: "\n").wrapped(to: 76))"
}

/// The comments of the review with their answers, and what is different from the version before.
private func rerollSections(
  _ reroll: Reroll, _ run: Run, _ steps: [Step], _ comparison: String
) -> Outgoing {
  """

  ## Answers to the review of version \(reroll.version - 1)

  \(answers(of: run, steps: steps).wrapped(to: 76))

  ## Changes since version \(reroll.version - 1)

  ```
  \(block: comparison)
  ```

  """
}

/// What has become of the base's branch, as a sentence for people.
package func baseDriftSentence(_ drift: BaseDrift, of name: String) -> String {
  let how =
    drift.holdsBase
    ? "has got \(counted(drift.commits, "commit")) more" : "was rewritten and lacks the base"
  let fit =
    drift.conflicts.isEmpty
    ? "the series applies to it as it stands"
    : "the series does not fit there at \(drift.conflicts.prefix(5).joined(separator: ", "))"
      + (drift.conflicts.count > 5 ? " and \(drift.conflicts.count - 5) more" : "")
  return "Meanwhile \(name) \(how) (\(drift.tip.abbreviated())); \(fit)."
}

/// The outcome as a sentence for people.
package func outcomeSentence(_ outcome: Outcome) -> String {
  switch outcome {
  case .resolved: "Resolved: the tests pass in a clean copy with the base's own tests."
  case .unresolved: "Not resolved."
  case .waiting: "Waiting for an answer."
  case .spent: "The budget is used up."
  case .stuck: "Stuck: it went in circles."
  case .interrupted: "Interrupted; `git colleague resume` goes on."
  case .failed: "Something outside the run failed."
  }
}
