import Engine
import Vocabulary

/// What a step's observation says to the model.
struct StepWords {
  /// Marks data off from words of ours: 12 digits that nobody knew before the run began.
  let mark: String
  /// The most bytes of output shown.
  let limit: Int

  /// `text` between marks; a mark within it is broken.
  func data(_ name: String, _ text: String) -> String {
    let safe = text.contains(mark) ? text.replacing(mark, with: mark.prefix(4) + "…") : text
    return
      "[data \(mark): \(name)]\n\(safe)\(safe.hasSuffix("\n") ? "" : "\n")[end of data \(mark)]"
  }

  /// What came of `step`.
  ///
  /// - Parameters:
  ///   - tests: What the tests said before it.
  ///   - isMasked: Whether its output is left out.
  func result(of step: Step, after tests: TestReport?, isMasked: Bool) -> String {
    let seen = step.observation
    var lines: [String] = []
    if let refusal = seen.refusal { lines.append("Not done: \(refusal).") }
    if seen.tests == nil, let ending = seen.ending { lines.append(words(for: ending)) }
    if let report = seen.tests { lines += words(for: report, after: tests) }
    if !seen.changed.isEmpty, seen.refusal == nil {
      let paths = seen.changed.prefix(12).joined(separator: ", ")
      lines.append(
        "Changed: \(paths)\(seen.changed.count > 12 ? " and \(seen.changed.count - 12) more" : "")")
    }
    if step.action.word == "trial" { lines += trial(step) }
    let output = seen.output.text
    if !output.isEmpty {
      lines.append(isMasked ? leftOut(output) : data("output", cut(output, of: step)))
    }
    switch step.action {
    case .plan: lines.append("The plan is kept.")
    case .remember: lines.append("Kept for later work.")
    default: break
    }
    if lines.isEmpty { lines.append("Done.") }
    return lines.joined(separator: "\n")
  }

  private func words(for ending: Observation.Ending) -> String {
    switch ending {
    case .exited(0): "It succeeded."
    case .exited(let status): "It ended with status \(status)."
    case .signalled(let number): "It was ended by signal \(number)."
    case .exceeded(let limit): "It was ended for passing the limit on \(limit.rawValue)."
    }
  }

  private func words(for report: TestReport, after before: TestReport?) -> [String] {
    var lines = ["Tests: \(report.summary)."]
    func list(_ head: String, _ names: [String]) {
      guard !names.isEmpty else { return }
      let shown = names.prefix(20).joined(separator: ", ")
      lines.append("\(head): \(shown)\(names.count > 20 ? " and \(names.count - 20) more" : "").")
    }
    list("Failing", report.failed)
    if let before {
      list("They failed before and pass now", report.turned(since: before))
      if report.hasNames { list("They passed before and do not now", report.lost(since: before)) }
    }
    return lines
  }

  private func trial(_ step: Step) -> [String] {
    guard case .trial(let candidates) = step.action else { return [] }
    return step.observation.results.enumerated().map { index, result in
      let about = candidates.first { $0.id == result.id }?.about ?? result.id
      return "Sample \(index + 1) \(result.mark): \(about)"
    }
  }

  private func leftOut(_ output: String) -> String {
    let lines = output.split(separator: "\n", omittingEmptySubsequences: false).count
    return "[\(counted(lines, "line")) of output left out here; do it again if you need to see it]"
  }

  /// Head and tail of an output that is too long; of a test run more of the tail, where failures stand.
  private func cut(_ output: String, of step: Step) -> String {
    let bytes = Array(output.utf8)
    guard bytes.count > limit else { return output }
    let isTest = step.observation.tests != nil
    let head = isTest ? limit / 4 : limit * 3 / 4
    let tail = limit - head
    return String(decoding: bytes[..<head], as: UTF8.self)
      + "\n[… \(bytes.count - limit) bytes left out …]\n"
      + String(decoding: bytes[(bytes.count - tail)...], as: UTF8.self)
  }
}

extension Action {
  /// The action with long texts in it shortened, as it is shown when its turn is long past.
  var shortened: Action {
    func short(_ text: String) -> String {
      guard text.utf8.count > 400 else { return text }
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      return "\(lines.prefix(3).joined(separator: "\n").prefix(200))\n[… \(lines.count) lines …]\n"
    }
    switch self {
    case .edit(let edits, let why):
      let shorter = edits.map { edit in
        switch edit.change {
        case .write(let content): FileEdit(path: edit.path, change: .write(short(content)))
        case .substitute(let search, let replacement):
          FileEdit(
            path: edit.path,
            change: .substitute(search: short(search), replacement: short(replacement)))
        case .splice(let splices):
          FileEdit(
            path: edit.path,
            change: .splice(
              splices.map { .init(offset: $0.offset, old: short($0.old), new: short($0.new)) }))
        case .delete, .rename: edit
        }
      }
      return .edit(shorter, why: why)
    case .run(let command, let keepsChanges):
      return .run(command: short(command), keepsChanges: keepsChanges)
    default: return self
    }
  }
}
