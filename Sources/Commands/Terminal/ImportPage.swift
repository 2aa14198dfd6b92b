import Imports
import Text
import Vocabulary

/// What a person reads when a trajectory has been imported.
struct ImportPage {
  /// The trajectory, as the run's record has it.
  let imported: ImportedTrajectory
  /// What became of its calls.
  let summary: ImportSummary
  /// What has to be known of the file.
  let remarks: [String]

  /// Some lines, ending with a line feed.
  var text: String {
    let all = summary.all
    var lines = [
      "  import  \(imported.name): \(counted(summary.turns, "turn")), \(counted(summary.calls, "call"))"
        + (summary.isComplete ? "" : ", not gone through to its end")
    ]
    lines.append(
      "          \(all.carriedOut) carried out again: \(all.asRecorded) as recorded, "
        + "\(all.otherwise) otherwise, \(all.uncompared) not compared; \(all.kept) kept")
    lines += table
    let reasons = summary.reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    lines += reasons.prefix(8).map { "          kept \($0.value): \(visible($0.key))" }
    if reasons.count > 8 { lines.append("          and \(reasons.count - 8) more reasons") }
    lines += remarks.map { "  note    \(visible($0))" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One line a tool, the most used first.
  private var table: [String] {
    let tools = summary.tools.sorted { ($1.value.calls, $0.key) < ($0.value.calls, $1.key) }
    let names = tools.prefix(12).map { clipped(visible($0.key), to: 24) }
    let width = max(4, names.map(\.count).max() ?? 0)
    func padded(_ text: String) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    var lines = zip(names, tools).map { name, tool in
      let tally = tool.value
      let parts = [
        (tally.asRecorded, "as recorded"), (tally.otherwise, "otherwise"),
        (tally.uncompared, "not compared"), (tally.kept, "kept"),
      ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
      return "          \(padded(name))  \(tally.calls): \(parts.joined(separator: ", "))"
    }
    if tools.count > 12 { lines.append("          and \(tools.count - 12) more tools") }
    return lines
  }
}

extension ImportedTrajectory {
  /// Agent, model and format, such as `SWE-agent, gpt-4o (SWE-agent)`.
  var name: String {
    let words = [agent + (agentVersion.map { " \($0)" } ?? ""), model].compactMap(\.self)
    return visible("\(words.joined(separator: ", ")) (\(format))")
  }

  /// Lines that `show` has of it.
  var lines: [String] {
    var lines = [
      "imported: \(name)", "file:     sha256 \(digest), \(bytes) bytes",
      "          \(counted(turns, "turn")), \(counted(calls, "call"))"
        + (omittedTurns > 0 ? ", \(omittedTurns) more turns left out" : ""),
    ]
    if let root { lines.append("root:     \(visible(root))") }
    return lines
  }
}

extension RecordedCall {
  /// The call as it was made and answered then.
  var page: String {
    var lines = ["turn \(turn), call \(place): \(tool)"]
    if let omission { lines.append("not carried out again: \(omission)") }
    lines += ["", arguments]
    let ending = status.map { " (exit \($0))" } ?? ""
    lines += ["", output.text.isEmpty ? "nothing was answered\(ending)" : "answered\(ending):"]
    if !output.text.isEmpty { lines += ["", output.text] }
    return lines.joined(separator: "\n")
  }
}
