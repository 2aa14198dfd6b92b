import Engine
import Text
import Vocabulary

/// What a step's observation says to the model.
///
/// Whatever was written by others goes through ``safe(_:)`` whole, before any of it is cut.
struct StepWords {
  /// Marks data off from words of ours: 12 digits that nobody knew before the run began.
  let mark: String
  /// The most bytes of output shown.
  let limit: Int
  /// Takes secrets and control characters out.
  let clean: @Sendable (String) -> String

  /// `text` without secrets, control characters and the mark.
  func safe(_ text: String) -> String {
    let clean = clean(text)
    return clean.contains(mark) ? clean.replacing(mark, with: mark.prefix(4) + "…") : clean
  }

  /// `text` in one line.
  func line(_ text: String) -> String { oneLine(safe(text)) }

  /// `text` between marks; a mark within it is broken.
  ///
  /// - Parameter limit: The most bytes of it.
  func data(_ name: String, _ text: String, limit: Int = .max) -> String {
    marked(line(name), cut(safe(text), to: limit))
  }

  /// `text` between marks, which is safe already.
  func marked(_ name: String, _ text: String) -> String {
    "[data \(mark): \(name)]\n\(text)\(text.hasSuffix("\n") ? "" : "\n")[end of data \(mark)]"
  }

  /// What came of `step`.
  ///
  /// - Parameters:
  ///   - tests: What the tests said before it.
  ///   - isMasked: Whether its output is left out.
  func result(of step: Step, after tests: TestReport?, isMasked: Bool) -> String {
    let seen = step.observation
    var lines: [String] = []
    if let refusal = seen.refusal {
      lines.append("Not done: \(cut(safe(refusal), to: limit / 2)).")
    }
    if seen.tests == nil, let ending = seen.ending { lines.append(words(for: ending)) }
    if let report = seen.tests { lines += words(for: report, after: tests, isMasked ? 4 : 20) }
    if step.action == .test(.verdict), let judges = seen.judges, !judges.isEmpty {
      lines.append(list("It used the base's versions of", judges, isMasked ? 4 : 12) + ".")
    }
    if !seen.changed.isEmpty, seen.refusal == nil {
      lines.append(list("Changed", seen.changed, isMasked ? 4 : 12))
    }
    if step.action.kind == .trial { lines += trial(step) }
    if !seen.output.text.isEmpty {
      let output = safe(seen.output.text)
      lines.append(isMasked ? leftOut(output) : marked("output", headAndTail(output, of: step)))
    }
    switch step.action {
    case .plan: lines.append("The plan is kept.")
    case .remember: lines.append("It is kept.")
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

  private func words(
    for report: TestReport, after before: TestReport?, _ most: Int
  ) -> [String] {
    var lines = ["Tests: \(report.summary)."]
    func add(_ head: String, _ names: [String]) {
      if !names.isEmpty { lines.append(list(head, names, most) + ".") }
    }
    add("Failing", report.failed)
    if let before {
      add("They failed before and pass now", report.turned(since: before))
      if report.hasNames { add("They passed before and do not now", report.lost(since: before)) }
    }
    return lines
  }

  /// The first `most` of some names, and how many more there are; at most about a quarter of the limit.
  private func list(_ head: String, _ names: [String], _ most: Int) -> String {
    let shown = names.prefix(most).map { clipped(line($0), to: 160) }.joined(separator: ", ")
    let more = names.count > most ? " and \(names.count - most) more" : ""
    return "\(head): \(cut(shown, to: limit / 4))\(more)"
  }

  private func trial(_ step: Step) -> [String] {
    guard case .trial(let candidates) = step.action else { return [] }
    return step.observation.results.enumerated().map { index, result in
      let about = candidates.first { $0.id == result.id }?.about ?? result.id
      return "Sample \(index + 1) \(result.mark): \(clipped(line(about), to: 160))"
    }
  }

  private func leftOut(_ output: String) -> String {
    let lines = output.lines().count
    return "[\(counted(lines, "line")) of output left out here; do it again if you need to see it]"
  }

  /// Head and tail of an output that is too long; of a test run more of the tail, where failures stand.
  private func headAndTail(_ output: String, of step: Step) -> String {
    guard output.utf8.count > limit else { return output }
    let head = step.observation.tests != nil ? limit / 4 : limit * 3 / 4
    let tail = limit - head
    return String(decoding: output.utf8.prefix(head), as: UTF8.self)
      + "\n[… \(output.utf8.count - limit) bytes left out …]\n"
      + String(decoding: output.utf8.suffix(tail), as: UTF8.self)
  }
}

/// The first `limit` bytes of `text`, and a line that says how many are missing where some are.
func cut(_ text: String, to limit: Int) -> String {
  guard text.utf8.count > limit else { return text }
  let head = String(decoding: text.utf8.prefix(max(0, limit)), as: UTF8.self)
  return "\(head)\n[… \(text.utf8.count - limit) bytes left out …]"
}

extension Action {
  /// The action with long texts in it shortened, as it is shown when its turn is long past.
  var shortened: Action {
    func short(_ text: String) -> String {
      guard text.utf8.count > 400 else { return text }
      let lines = text.lines()
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
    case .ask(let question): return .ask(question: short(question))
    case .remember(let lesson): return .remember(lesson: short(lesson))
    case .finish(var report):
      report.why = short(report.why)
      report.alternatives = short(report.alternatives)
      report.risks = short(report.risks)
      return .finish(report)
    default: return self
    }
  }
}
