package import Vocabulary

/// The cover letter of a run's series, kept as `cover.md`.
///
/// Title, what was asked and how it ended, the patches, the evidence, and the lines by which other
/// programs find the series again: `change-id` keeps its value over versions of the series.
///
/// - Parameter patches: The plans of the patches, in order.
/// - Returns: Markdown, ending with a line feed.
package func coverLetter(
  for run: Run, steps: [Step], outcome: Outcome, patches: [PatchPlan]
) -> String {
  let count = counted(patches.count, "patch", plural: "patches")
  let subjects = patches.enumerated().map { "\($0.offset + 1). \($0.element.subject)" }
  return """
    # \(run.issue.title)

    \(outcomeSentence(outcome)) \(count) on \(run.baseName) (\(run.base.abbreviated())).

    \(subjects.joined(separator: "\n"))

    ## Evidence

    \(evidence(for: run, steps: steps))

    change-id: \(run.id)
    base-commit: \(run.base)
    outcome: \(outcome.rawValue)

    """
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
