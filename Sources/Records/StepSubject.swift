import Text
import Vocabulary

extension Step {
  /// One line for logs and commits: `edit: src/sum.py`, `test: 3 failed, 12 passed`.
  package var subject: String {
    if let call = reply?.recorded, call.omission != nil {
      return "kept: \(clean(call.tool)), not carried out again"
    }
    return switch action {
    case .read(let path, _, let view):
      "read: \(view == .text ? "" : "\(view.rawValue) of ")\(path.isEmpty ? "." : clean(path))"
    case .search(let text, _, _): "search: \(clean(text))"
    case .edit(let edits, _):
      observation.refusal == nil
        ? "edit: \(paths(edits.map(\.path)))" : "edit refused: \(paths(edits.map(\.path)))"
    case .run(let command, _): "run: \(clean(firstLine(command)))\(endingWords)"
    case .test(let scope): "\(scope == .working ? "test" : scope.rawValue): \(testWords)"
    case .trial: "trial: \(trialWords)"
    case .plan(let text): "plan: \(clean(firstLine(text)))"
    case .ask(let question): "ask: \(clean(firstLine(question)))"
    case .remember(let lesson): "remember: \(clean(firstLine(lesson)))"
    case .tool(let name, _):
      "tool\(observation.refusal == nil ? "" : " refused"): \(clean(name))\(toolWords)"
    case .finish(let report):
      "finish: \(report.claim.rawValue)\(report.subject.isEmpty ? "" : ", " + clean(report.subject))"
    case .backtrack(let step, _): "backtrack: to \(step == 0 ? "the base" : "step \(step)")"
    case .split: "arrange: \(splitWords)"
    }
  }

  private var testWords: String {
    if let refusal = observation.refusal { return clean(refusal) }
    guard let report = observation.tests else { return "not run" }
    if case .exceeded(let limit) = observation.ending {
      return "over the limit on \(limit.rawValue)"
    }
    let folders = observation.foldersRun.map { ", of which \(paths($0)) ran" } ?? ""
    return report.summary + folders
  }

  private var splitWords: String {
    if let refusal = observation.refusal { return clean(refusal) }
    let count = observation.patches?.count ?? 0
    return "\(count) \(count == 1 ? "patch" : "patches")"
  }

  private var trialWords: String {
    let count = observation.results.count
    let passing = observation.results.count { $0.mark == .passes }
    let noun = count == 1 ? "candidate" : "candidates"
    return "\(count) \(noun), \(passing == 0 ? "none passes" : "\(passing) pass")"
  }

  private var toolWords: String {
    switch observation.ending {
    case .exited(0), nil: ""
    case .exceeded: " (over the limit on time)"
    default: " (failed)"
    }
  }

  private var endingWords: String {
    switch observation.ending {
    case .exited(0), nil: ""
    case .exited(let status): " (exit \(status))"
    case .signalled(let signal): " (signal \(signal))"
    case .exceeded(let limit): " (over the limit on \(limit.rawValue))"
    }
  }
}

private func paths(_ paths: [String]) -> String {
  let shown = paths.prefix(3).map(clean).joined(separator: ", ")
  return paths.count > 3 ? "\(shown) and \(paths.count - 3) more" : shown
}

private func firstLine(_ text: String) -> String {
  let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
  return String(line.drop { $0 == "#" || $0 == " " })
}

/// At most 72 visible characters of one line, terminal and bidi controls made visible.
private func clean(_ text: String) -> String {
  let line = visible(text).split(whereSeparator: \.isNewline).joined(separator: " ")
  return line.count > 72 ? line.prefix(71) + "…" : line
}
