import Engine
import Records
import Runs
import Text
import Vocabulary

/// What a person reads in an editor when a turn has ended, as Markdown. Pure.
struct TurnReport {
  /// The run and how far it has come.
  let record: RunRecord
  /// Its steps.
  let steps: [Step]
  /// What git would have done to commits made by hand.
  let customs: CommitCustoms
  /// The subjects of the patches, first one first.
  let subjects: [String]

  /// The text.
  ///
  /// - Parameter complaint: What the process that worked on it has said at its end.
  func text(complaint: Failure?) -> String {
    var parts: [String] = []
    if record.outcome == .waiting, let question = steps.openQuestion {
      parts.append(visible(question))
      parts.append("Your next message is the answer.")
    } else {
      parts.append("**\(record.state)**: \(visible(record.run.issue.title))")
    }
    if let failure = record.failure { parts.append(visible(failure)) }
    if let complaint, complaint.sentence != record.failure {
      let hint = complaint.hint.map { " (\($0))" } ?? ""
      parts.append(visible(complaint.sentence + hint))
    }
    let patches = subjects.enumerated().map { "\($0.offset + 1). \(visible($0.element))" }
    if !patches.isEmpty { parts.append(patches.joined(separator: "\n")) }
    if record.outcome != nil, record.outcome != .waiting {
      let report = RunReport(record: record, steps: steps, customs: customs, isColoured: false)
      parts.append("```text\n\(report.text.replacing("```", with: "'''"))```")
    }
    if isResumable { parts.append("Say `continue` to go on with it.") }
    return parts.joined(separator: "\n\n")
  }

  private var isResumable: Bool {
    switch record.phase {
    case .working: record.outcome != .waiting
    case .delivering: true
    case .delivered, .ended: false
    }
  }
}
