import Engine
import Text
import Vocabulary

/// The summary of the steps that a prompt does not show: the plan, the lessons, what people answered, the attempts given up,
/// the state of the files and tests.
struct ContextSummary {
  /// The steps not shown, and the first step shown where that is a backtrack.
  let steps: [Step]
  let words: StepWords
  /// The most bytes.
  let limit: Int

  /// The most bytes of any summary.
  static let byteLimit = 9000

  /// The summary; at most ``limit`` bytes, where that is a few hundred at least.
  var text: String {
    var parts = [SummaryTexts.begin]
    if let plan { parts.append(words.data(SummaryTexts.plan, plan, limit: limit / 2)) }
    if let lines = SummaryLines(lessons).text(within: limit / 6) {
      parts.append(SummaryTexts.learned(lessons: lines))
    }
    if let lines = SummaryLines(answers).text(within: limit / 12) {
      parts.append(SummaryTexts.answered(answers: lines))
    }
    if let lines = SummaryLines(attempts).text(within: limit / 8) {
      parts.append(SummaryTexts.triedBefore(attempts: lines))
    }
    parts.append(cut(standing, to: limit / 8))
    let text = cut(parts.joined(separator: "\n\n"), to: limit)
    guard let known, text.utf8.count + known.utf8.count + 2 <= limit else { return text }
    return "\(text)\n\n\(known)"
  }

  private var plan: String? {
    for step in steps.reversed() where !step.isRepairs {
      if case .plan(let text) = step.action { return text }
    }
    return nil
  }

  /// What the run was told of earlier work with the steps, as far as it is told in few words; `nil` for nothing.
  private var known: String? {
    let told = steps.flatMap { $0.observation.recollections ?? [] }
      .filter { $0.text.utf8.count < StepWords.knownLineLimit * 3 / 4 }
    return SummaryLines(told.map { words.knownLine($0) }).text(within: limit / 12).map {
      SummaryTexts.known(known: words.marked(StepTexts.knownName, $0))
    }
  }

  /// Each lesson once, in the order in which they were first learned.
  private var lessons: [String] {
    var seen: Set<ExactText> = []
    return steps.compactMap { step in
      guard case .remember(let lesson) = step.action, seen.insert(ExactText(lesson)).inserted else {
        return nil
      }
      return "- \(clipped(words.line(lesson), to: 300))"
    }
  }

  private var answers: [String] {
    steps.compactMap { step in
      guard case .ask(let question) = step.action, step.decidedBy == .person else { return nil }
      let answer = clipped(words.line(step.observation.output.text), to: 400)
      return SummaryTexts.answer(
        question: clipped(words.line(question), to: 200), answer: answer)
    }
  }

  /// A line for each attempt that was given up, and for each verdict against the change.
  private var attempts: [String] {
    var lines: [String] = []
    var attempt: [Step] = []
    for step in steps {
      attempt.append(step)
      switch step.action {
      case .backtrack(_, let reason):
        lines.append(line(for: attempt.dropLast(), reason))
        attempt = []
      case .test(.verdict):
        let summary = step.observation.tests?.summary ?? SummaryTexts.notRun
        lines.append(SummaryTexts.verdict(number: step.number, summary: summary))
      default: break
      }
    }
    return lines
  }

  private func line(for attempt: ArraySlice<Step>, _ reason: String) -> String {
    guard let first = attempt.first, let last = attempt.last else {
      return SummaryTexts.wayBack(reason: words.reason(reason))
    }
    let edits = attempt.compactMap { step -> String? in
      guard case .edit(let edits, let why) = step.action else { return nil }
      let paths = clipped(words.line(edits.map(\.path).joined(separator: ", ")), to: 160)
      let edit =
        why.isEmpty
        ? paths : SummaryTexts.edit(paths: paths, why: clipped(words.line(why), to: 100))
      return step.observation.refusal.map {
        SummaryTexts.refusedEdit(edit: edit, refusal: clipped(words.line($0), to: 120))
      } ?? edit
    }
    let tests = attempt.last { $0.observation.tests != nil }?.observation.tests
    return SummaryTexts.attempt(
      first: first.number, last: last.number, reason: words.reason(reason),
      edits: edits.isEmpty
        ? SummaryTexts.noEdits
        : SummaryTexts.edits(edits: edits.suffix(6).joined(separator: "; ")),
      tests: tests.map { SummaryTexts.testsSaid(summary: $0.summary) } ?? "")
  }

  /// The files that differ from the base, and the last test report on them.
  private var standing: String {
    var changed: Set<ExactText> = []
    var kept: [(tree: ObjectID, changed: Set<ExactText>)] = []
    for step in steps {
      if case .backtrack = step.action {
        changed = kept.last { $0.tree == step.observation.tree }?.changed ?? []
      } else {
        changed.formUnion(step.observation.changed)
      }
      kept.append((step.observation.tree, changed))
    }
    let paths = changed.names
    var list = words.line(paths.prefix(40).joined(separator: ", "))
    if paths.count > 40 { list = SummaryTexts.andMore(files: list, count: paths.count - 40) }
    let standing = SummaryTexts.standing(
      number: steps.last?.number ?? 0,
      files: paths.isEmpty ? SummaryTexts.nothingChanged : SummaryTexts.changed(files: list))
    return standing
      + (tests.map { " " + SummaryTexts.lastTestsSaid(summary: $0.summary) } ?? "")
  }

  /// The test report of the tree reached; else the last one since the last backtrack.
  private var tests: TestReport? {
    let judged = steps.filter(\.isJudgement)
    if let exact = judged.last(where: { $0.observation.tree == steps.last?.observation.tree }) {
      return exact.observation.tests
    }
    return steps.sinceLastBacktrack.last(where: \.isJudgement)?.observation.tests
  }
}
