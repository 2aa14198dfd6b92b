import Engine
import Text
import Vocabulary

extension RunDocument {
  /// The characters of one remark.
  private static let remarkLength = 300
  /// The names of tests that a remark has.
  private static let testCount = 3

  /// What the steps of a run say; what is read out of git beside them is put in by the caller. Pure.
  init(of run: Run, outcome: Outcome?, steps: [Step]) {
    self.init()
    issue = run.issue.title + "\n" + run.issue.body
    add(Mentions.files(in: issue))
    add(Mentions.symbols(in: issue))
    for comment in run.reroll?.comments ?? [] {
      let text = RunDocument.line(comment.text)
      if let of = run.reroll?.of, !text.isEmpty {
        reviews.append(Review(of: of, path: comment.path, text: text))
      }
      add(files: [comment.path].compactMap(\.self))
    }
    for step in steps { take(step, after: steps) }
    take(verdictIn: steps)
    if let report = steps.lastReport {
      rationale += [report.why, report.alternatives, report.risks]
      let why = RunDocument.line(report.why)
      let number = steps.last { $0.action.kind == .finish }?.number
      if !why.isEmpty {
        remarks.append(
          Remark(kind: outcome == .resolved ? .why : .failed, step: number, path: nil, text: why))
      }
    }
  }

  /// Takes in what one step says.
  private mutating func take(_ step: Step, after steps: [Step]) {
    let observation = step.observation
    add(files: observation.changed, step: step.number)
    if let tests = observation.tests {
      for test in tests.failed.prefix(64) { add(Name.names(ofTest: test), step: step.number) }
    }
    for patch in observation.patches ?? [] { add(files: patch.paths, step: step.number) }
    switch step.action {
    case .read(let path, _, let view) where view != .map && observation.refusal == nil:
      if !path.isEmpty { add(files: [path], step: step.number) }
    case .edit(let edits, let why):
      add(files: edits.map(\.path), step: step.number)
      rationale.append(why)
    case .trial(let candidates):
      add(files: candidates.flatMap { $0.edits.map(\.path) }, step: step.number)
    case .plan(let text) where step.reply?.recorded?.omission == nil: plan = text
    case .remember(let lesson): lessons.append(lesson)
    case .backtrack(let number, let reason):
      let tried = RunDocument.edits(
        in: steps.filter { $0.number > number && $0.number < step.number })
      let words = [tried, "went back to step \(number): \(oneLine(reason))"].compactMap(\.self)
      let text = RunDocument.line(words.joined(separator: "; "))
      remarks.append(Remark(kind: .failed, step: step.number, path: nil, text: text))
      rationale.append(reason)
    default: break
    }
  }

  /// Takes in that a verdict was against what the run had done.
  private mutating func take(verdictIn steps: [Step]) {
    for step in steps where step.action == .test(.verdict) {
      guard let tests = step.observation.tests, !tests.allPass else { continue }
      let before = Set(steps.baseline?.failed ?? [])
      let broken = tests.failed.filter { !before.contains($0) }
      let names = (broken.isEmpty ? tests.failed : broken).prefix(RunDocument.testCount)
      let tried = RunDocument.edits(in: steps.filter { $0.number < step.number })
      let against = "the verdict was against it: \(tests.summary)"
      let words =
        (tried.map { "\($0); " } ?? "") + against
        + (names.isEmpty ? "" : " (\(names.joined(separator: ", ")))")
      remarks.append(
        Remark(kind: .failed, step: step.number, path: nil, text: RunDocument.line(words)))
    }
  }

  /// What the last edits among some steps were for, in words; `nil` where there were none.
  private static func edits(in steps: [Step]) -> String? {
    let edits = steps.compactMap { step -> String? in
      guard case .edit(let edits, let why) = step.action, step.observation.refusal == nil else {
        return nil
      }
      let files = edits.map(\.path).prefix(2).joined(separator: ", ")
      return why.isEmpty ? "changed \(files)" : "\(clipped(oneLine(why), to: 140)) (\(files))"
    }
    return edits.isEmpty ? nil : "tried: " + edits.suffix(2).joined(separator: "; ")
  }

  /// A text in one line of bounded length.
  static func line(_ text: String) -> String {
    clipped(oneLine(clippedBytes(text, to: 8192)), to: remarkLength)
  }
}
