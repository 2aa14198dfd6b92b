package import Vocabulary
import Records
import Text

/// Turns a run's steps into updates for the client. Pure.
package struct StepUpdates: Hashable, Sendable {
  /// The run.
  package let run: RunID
  /// The folder that the paths of steps are below: the top of the working tree.
  package let top: String

  /// The most bytes of an output that are shown.
  private static let outputLimit = 12 << 10
  /// The most bytes of a text of a change that are shown.
  private static let textLimit = 20 << 10

  /// The updates for the steps of `run` in the working tree at `top`.
  package init(of run: RunID, in top: String) {
    self.run = run
    self.top = top
  }

  /// What is told when a step begins; nothing for one that is no tool call.
  package func started(_ number: Int, _ kind: Action.Kind) -> [SessionUpdate] {
    guard StepUpdates.isCall(kind) else { return [] }
    var call = ToolCall(id: id(number))
    call.title = "\(kind.rawValue) …"
    call.kind = StepUpdates.kind(of: kind)
    call.status = .inProgress
    return [.toolCall(call)]
  }

  /// What is told when a step was kept.
  ///
  /// - Parameters:
  ///   - texts: The texts of the files that it edits, by path, as far as they are to be shown.
  ///   - isReplay: Whether the step was not told of when it began, since all this is long ago.
  package func kept(
    _ step: Step, texts: [ExactText: FileTexts] = [:], isReplay: Bool = false
  ) -> [SessionUpdate] {
    var updates: [SessionUpdate] = []
    for thought in step.reply?.thinking ?? [] where !thought.text.isEmpty {
      updates.append(.agentThought(thought.text))
    }
    if let said = step.reply?.text.trimmed, !said.isEmpty {
      updates.append(.agentMessage(said + "\n\n"))
    }
    switch step.action {
    case .plan(let text): return updates + [.plan(PlanEntry.entries(of: text))]
    case .ask(let question):
      // The last one is what a turn ends with.
      guard isReplay else { return updates }
      let answer = step.observation.output.text
      return updates
        + [step.decidedBy == .person ? .userMessage(answer) : .agentMessage(question + "\n\n")]
    case .finish(let report):
      let why = report.why.trimmed
      return why.isEmpty ? updates : updates + [.agentMessage(why + "\n\n")]
    default:
      let call = call(of: step, texts)
      return updates + [isReplay ? .toolCall(call) : .toolCallUpdate(call)]
    }
  }

  /// The name of a step's call.
  package func id(_ number: Int) -> String { "\(run):\(number)" }

  private static func isCall(_ kind: Action.Kind) -> Bool {
    switch kind {
    case .plan, .ask, .finish: false
    default: true
    }
  }

  private static func kind(of kind: Action.Kind) -> ToolCall.Kind {
    switch kind {
    case .read: .read
    case .search: .search
    case .edit: .edit
    case .run, .test, .trial: .execute
    case .remember, .backtrack, .plan: .think
    case .tool, .ask, .finish, .split: .other
    }
  }

  private func call(of step: Step, _ texts: [ExactText: FileTexts]) -> ToolCall {
    var call = ToolCall(id: id(step.number))
    call.title = step.subject
    call.kind = StepUpdates.kind(of: step.action.kind)
    call.status = step.isRefused ? .failed : .completed
    if let refusal = step.observation.refusal { call.content.append(.text(visible(refusal))) }
    switch step.action {
    case .read(let path, let lines, _):
      call.locations = place(path).map { [.init($0, line: lines?.lowerBound)] } ?? []
    case .edit(let edits, _):
      call.locations = edits.compactMap { edit in
        place(edit.path).map { .init($0, line: texts[edit.path]?.line) }
      }
      if step.observation.refusal == nil {
        call.content += edits.flatMap { diffs(of: $0, texts) }
      }
      return call
    case .trial(let candidates): call.content.append(.text(marks(of: candidates, step)))
    case .backtrack(_, let reason): call.content.append(.text(visible(reason)))
    case .remember(let lesson): call.content.append(.text(visible(lesson)))
    case .tool(_, let arguments): call.content.append(.text(fenced(cut(visible(arguments)))))
    default: break
    }
    let output = step.observation.output.text
    if !output.isEmpty { call.content.append(.text(fenced(cut(visible(output))))) }
    return call
  }

  private func marks(of candidates: [Candidate], _ step: Step) -> String {
    let marks = Dictionary(step.observation.results.map { ($0.id, $0.mark) }) { first, _ in first }
    let lines = candidates.prefix(40).map { candidate in
      "- \(marks[candidate.id].map { "\($0)" } ?? "not tried"): \(visible(candidate.about))"
    }
    let more = candidates.count > 40 ? ["- and \(candidates.count - 40) more"] : []
    return (lines + more).joined(separator: "\n")
  }

  /// What a change is shown by: the texts of its file where they are known, the lines that differ where these are long;
  /// else the parts that the step names.
  private func diffs(of edit: FileEdit, _ texts: [ExactText: FileTexts]) -> [ToolCall.Content] {
    guard let path = place(edit.path) else { return [] }
    if let texts = texts[edit.path] {
      let whole = ToolCall.Content.diff(path: path, old: texts.old, new: texts.new)
      if let shown = fitting([whole]) { return shown }
      let excerpt = texts.excerpt
      return fitting([.diff(path: path, old: excerpt.old, new: excerpt.new)])
        ?? [.text("`\(visible(edit.path))` is changed at length.")]
    }
    switch edit.change {
    case .write(let content):
      return fitting([.diff(path: path, old: nil, new: content)])
        ?? [.text("`\(visible(edit.path))` is written anew (\(content.utf8.count) bytes).")]
    case .substitute(let search, let replacement):
      return fitting([.diff(path: path, old: search, new: replacement)])
        ?? [.text("`\(visible(edit.path))` is changed at length.")]
    case .splice(let splices):
      return fitting(splices.prefix(20).map { .diff(path: path, old: $0.old, new: $0.new) })
        ?? [.text("`\(visible(edit.path))` is changed at length.")]
    case .delete: return [.text("`\(visible(edit.path))` is deleted.")]
    case .rename(let target):
      return [.text("`\(visible(edit.path))` is renamed to `\(visible(target))`.")]
    }
  }

  /// `diffs`, where their texts are not more than is shown.
  private func fitting(_ diffs: [ToolCall.Content]) -> [ToolCall.Content]? {
    var size = 0
    for case .diff(_, let old, let new) in diffs {
      size += (old?.utf8.count ?? 0) + new.utf8.count
    }
    return size <= StepUpdates.textLimit ? diffs : nil
  }

  /// The path from the top of the file system; `nil` for one that leaves the working tree.
  private func place(_ path: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard !path.isEmpty, !path.hasPrefix("/"), !parts.contains(".."), !path.contains("\0") else {
      return nil
    }
    return "\(top)/\(path)"
  }

  private func cut(_ text: String) -> String {
    guard text.utf8.count > StepUpdates.outputLimit else { return text }
    return String(decoding: text.utf8.prefix(StepUpdates.outputLimit), as: UTF8.self) + "\n[cut]"
  }
}

extension Step {
  /// Whether it was not carried out, or its command has failed.
  fileprivate var isRefused: Bool {
    if observation.refusal != nil { return true }
    guard case .run = action, let ending = observation.ending else { return false }
    return ending != .exited(0)
  }
}
