import Engine
import Vocabulary

/// What a prompt says of steps it does not show: the plan, what was learned, what failed, how things stand.
struct Digest {
  /// The steps not shown.
  let steps: [Step]
  let words: StepWords

  /// The most bytes of a digest.
  static let limit = 9000

  /// The digest; at most ``limit`` bytes.
  var text: String {
    var parts = ["This work has been going on; what follows is what has come of it so far."]
    if let plan { parts.append(words.data("your plan", clip(plan, to: 3000))) }
    if !lessons.isEmpty { parts.append("Learned:\n" + lessons.joined(separator: "\n")) }
    if !ledger.isEmpty {
      parts.append("Tried, and given up; do not repeat it:\n" + ledger.joined(separator: "\n"))
    }
    parts.append(standing)
    return clip(parts.joined(separator: "\n\n"), to: Digest.limit)
  }

  private var plan: String? {
    for step in steps.reversed() { if case .plan(let text) = step.action { return text } }
    return nil
  }

  private var lessons: [String] {
    steps.compactMap { step in
      if case .remember(let lesson) = step.action {
        return "- \(clipped(oneLine(lesson), to: 300))"
      }
      return nil
    }.suffix(12)
  }

  /// One line for each attempt that was given up, each verdict that was against the change.
  private var ledger: [String] {
    var lines: [String] = []
    var attempt: [Step] = []
    for step in steps {
      attempt.append(step)
      switch step.action {
      case .backtrack(_, let reason):
        lines.append(line(for: attempt.dropLast(), reason))
        attempt = []
      case .test(.verdict):
        let summary = step.observation.tests?.summary ?? "not run"
        lines.append("- Step \(step.number): the base's own tests said \(summary).")
      default: break
      }
    }
    return lines.suffix(8)
  }

  private func line(for attempt: ArraySlice<Step>, _ reason: String) -> String {
    guard let first = attempt.first, let last = attempt.last else { return "- \(reason)" }
    let edits = attempt.compactMap { step -> String? in
      guard case .edit(let edits, let why) = step.action else { return nil }
      let paths = edits.map(\.path).joined(separator: ", ")
      let what = "\(paths)\(why.isEmpty ? "" : " (\(clipped(oneLine(why), to: 100)))")"
      return step.observation.refusal.map { "\(what), refused: \(clipped($0, to: 120))" } ?? what
    }
    let tests = attempt.last { $0.observation.tests != nil }?.observation.tests
    return "- Steps \(first.number) to \(last.number): \(reason) "
      + (edits.isEmpty
        ? "No file was changed. " : "Edits: \(edits.suffix(6).joined(separator: "; ")). ")
      + (tests.map { "The tests said: \($0.summary)." } ?? "")
  }

  /// The files changed by what was not gone back on, and what the tests say.
  private var standing: String {
    var changed: Set<String> = []
    var kept: [(tree: ObjectID, changed: Set<String>)] = []
    for step in steps {
      if case .backtrack = step.action {
        changed = kept.last { $0.tree == step.observation.tree }?.changed ?? []
      } else {
        changed.formUnion(step.observation.changed)
      }
      kept.append((step.observation.tree, changed))
    }
    let paths = changed.sorted()
    let list = paths.prefix(40).joined(separator: ", ")
    let tests = steps.last { $0.isJudgement }?.observation.tests
    return "How things stand after step \(steps.last?.number ?? 0): "
      + (paths.isEmpty
        ? "no file differs from the base."
        : "changed so far: \(list)\(paths.count > 40 ? " and \(paths.count - 40) more" : "").")
      + (tests.map { " The last tests said: \($0.summary)." } ?? "")
  }

  private func clip(_ text: String, to limit: Int) -> String {
    let bytes = Array(text.utf8)
    guard bytes.count > limit else { return text }
    return String(decoding: bytes[..<limit], as: UTF8.self) + "\n[… cut …]"
  }
}
