import Engine
import Text
import Vocabulary

/// What a prompt says of steps it does not show: the plan, what was learned, what failed, how things stand.
struct Digest {
  /// The steps not shown, and the way back that the first shown step is, where it is one.
  let steps: [Step]
  let words: StepWords
  /// The most bytes.
  let limit: Int

  /// The most bytes of any digest.
  static let most = 9000

  /// The digest; at most ``limit`` bytes, where that is no less than a few hundred.
  var text: String {
    var parts = ["This work has been going on; what follows is what has come of it so far."]
    if let plan { parts.append(words.data("your plan", plan, limit: limit / 3)) }
    add("Learned", lessons, to: &parts, within: limit / 6)
    add("Tried, and given up; do not repeat it", ledger, to: &parts, within: limit / 4)
    parts.append(cut(standing, to: limit / 6))
    return cut(parts.joined(separator: "\n\n"), to: limit)
  }

  /// Adds the newest of some lines, as many as fit.
  private func add(_ head: String, _ lines: [String], to parts: inout [String], within limit: Int) {
    var left = limit
    var shown: [String] = []
    for line in lines.reversed() {
      left -= line.utf8.count + 1
      guard left >= 0 || shown.isEmpty else { break }
      shown.append(left >= 0 ? line : cut(line, to: limit))
    }
    if !shown.isEmpty { parts.append("\(head):\n" + shown.reversed().joined(separator: "\n")) }
  }

  private var plan: String? {
    for step in steps.reversed() { if case .plan(let text) = step.action { return text } }
    return nil
  }

  private var lessons: [String] {
    steps.compactMap { step in
      if case .remember(let lesson) = step.action {
        return "- \(clipped(words.line(lesson), to: 300))"
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
    guard let first = attempt.first, let last = attempt.last else {
      return "- \(words.line(reason))"
    }
    let edits = attempt.compactMap { step -> String? in
      guard case .edit(let edits, let why) = step.action else { return nil }
      let paths = clipped(words.line(edits.map(\.path).joined(separator: ", ")), to: 160)
      let what = "\(paths)\(why.isEmpty ? "" : " (\(clipped(words.line(why), to: 100)))")"
      return step.observation.refusal.map {
        "\(what), refused: \(clipped(words.line($0), to: 120))"
      } ?? what
    }
    let tests = attempt.last { $0.observation.tests != nil }?.observation.tests
    return "- Steps \(first.number) to \(last.number): \(words.line(reason)) "
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
    let list = words.line(paths.prefix(40).joined(separator: ", "))
    return "How things stand after step \(steps.last?.number ?? 0): "
      + (paths.isEmpty
        ? "no file differs from the base."
        : "changed so far: \(list)\(paths.count > 40 ? " and \(paths.count - 40) more" : "").")
      + (tests.map { " The last tests of it said: \($0.summary)." } ?? "")
  }

  /// What the tests said of the state reached; of one before it where nothing was gone back on since.
  private var tests: TestReport? {
    let judged = steps.filter(\.isJudgement)
    if let exact = judged.last(where: { $0.observation.tree == steps.last?.observation.tree }) {
      return exact.observation.tests
    }
    return steps.sinceLastBacktrack.last(where: \.isJudgement)?.observation.tests
  }
}
