import Engine
import Text
import Vocabulary

/// Renders a run's steps as a prompt.
///
/// Everything comes from the run and its steps; two writers of the same run, model and steps write the
/// same bytes. A step's page never changes once it is written; which pages are shown is decided by
/// ``layout(of:room:digest:)``. A prompt's estimated tokens and those of its answer stay within the
/// model's window, unless that is smaller than what has to be said in any case.
struct PromptWriter {
  let run: Run
  let model: Model
  let speech: Model.Speech
  /// Tokens that the steps and their digest may take.
  let room: Int
  let words: StepWords
  private let system: String
  /// What is said first: the issue and the project.
  private let opening: String
  private let tools: [Prompt.Tool]
  private let outputLimit: Int
  private var pages: [StepPage] = []
  private var advised: Set<String> = [""]

  /// A writer for `run`.
  ///
  /// - Parameter clean: Takes secrets and control characters out of a text; everything that others wrote
  ///   goes through it.
  init(
    run: Run, model: Model, speech: Model.Speech,
    in sources: borrowing some SourceTree & ~Copyable, clean: @escaping @Sendable (String) -> String
  ) throws(WorkspaceFailure) {
    self.run = run
    self.model = model
    self.speech = speech
    system = PromptTexts.system + (speech == .tools ? PromptTexts.tools : PromptTexts.text)
    tools = speech == .tools ? Tools.shown(in: model.window) : []
    let fixed = estimatedTokens(system) + Tools.tokens(of: tools)
    outputLimit = min(model.outputLimit, max(256, (model.window - fixed) / 3))
    let free = max(900, model.window - fixed - outputLimit - 64)
    let mark = String(run.id.suffix(12))
    opening = try Opening(
      run: run, words: StepWords(mark: mark, limit: free, clean: clean), limit: free / 2 * 3
    ).text(in: sources)
    room = max(400, free - estimatedTokens(opening))
    words = StepWords(mark: mark, limit: max(300, min(24 << 10, room * 3 / 4)), clean: clean)
  }

  /// The prompt after `steps`.
  mutating func prompt(
    after steps: [Step], in sources: borrowing some SourceTree & ~Copyable
  ) throws(WorkspaceFailure) -> Prompt {
    while pages.count < steps.count { pages.append(try page(of: steps, pages.count, sources)) }
    let digestTokens = min(Digest.most / 3, room / 4)
    let layout = layout(
      of: pages[..<steps.count].map(\.weight), room: room, digest: digestTokens)
    var messages = [Prompt.Message.user(opening)]
    if layout.start > 0 {
      var gone = Array(steps[..<layout.start])
      if case .backtrack = steps[layout.start].action { gone.append(steps[layout.start]) }
      messages.append(
        .user(Digest(steps: gone, words: words, limit: digestTokens * 3 - 60).text))
    }
    for index in layout.start..<steps.count {
      messages += index < layout.masked ? pages[index].masked : pages[index].full
    }
    return Prompt(
      system: system, messages: merged(messages), tools: tools, outputLimit: outputLimit)
  }

  /// The page of the step at `index`; its neighbours before it are looked at, those after it never.
  private mutating func page(
    of steps: [Step], _ index: Int, _ sources: borrowing some SourceTree & ~Copyable
  ) throws(WorkspaceFailure) -> StepPage {
    let step = steps[index]
    let before = steps[..<index]
    let opens = opening(of: step, after: before)
    if opens == .attempt { advised = [""] }
    let tests = step.isJudgement ? before.last { $0.isJudgement }?.observation.tests : nil
    return StepPage(
      of: step, after: tests, advice: try advice(for: step, sources),
      tail: "(Step \(step.number) of at most \(run.mandate.budget.steps).)"
        + nudge(after: Array(steps[...index]).sinceLastBacktrack) + reminder(at: step, before),
      opens: opens, by: self)
  }

  /// What small models, which are spoken to in text, tend to forget.
  private func reminder(at step: Step, _ before: ArraySlice<Step>) -> String {
    guard speech == .text else { return "" }
    let tree = step.observation.tree
    let tested = (before + [step]).last { $0.isJudgement && $0.observation.tree == tree }
    let isThrough = tested?.observation.tests?.allPass == true && tree != run.baseTree
    return isThrough
      ? " The tests pass as things stand. If that resolves the issue, reply with a finish block."
      : " Reply with a sentence or two and one block."
  }

  /// What is said when a run begins to go in circles: at the step where it shows, and there only.
  private func nudge(after attempt: [Step]) -> String {
    guard let pattern = stuckPattern(in: attempt, limits: .nudge) else { return "" }
    let earlier = stuckPattern(in: Array(attempt.dropLast()), limits: .nudge)
    if case .noProgress = pattern, case .noProgress? = earlier { return "" }
    guard earlier != pattern else { return "" }
    return
      "\n\(pattern.sentence) Stop and think: what does that tell you? Go about it differently."
  }

  /// Advice for the folder a step touches, the first time it is touched in an attempt.
  private mutating func advice(
    for step: Step, _ sources: borrowing some SourceTree & ~Copyable
  ) throws(WorkspaceFailure) -> String {
    var text = ""
    for folder in step.touchedFolders where advised.insert(folder).inserted {
      guard let advice = try Opening.advice(in: folder, sources) else { continue }
      text +=
        "\n"
        + words.data("the project's advice for \(folder)/", advice, limit: min(6000, room * 3 / 8))
    }
    return text
  }

  private func opening(of step: Step, after before: ArraySlice<Step>) -> StepWeight.Opening {
    switch step.action {
    case .backtrack: return .attempt
    case .plan(let text):
      let done = { (plan: String) in plan.lines().count { $0.contains("[x]") } }
      for earlier in before.reversed() {
        if case .plan(let old) = earlier.action { return done(text) > done(old) ? .part : .none }
      }
      return .none
    default: return .none
    }
  }
}

/// What we say twice in a row as one: some templates want the sides to take turns.
func merged(_ messages: [Prompt.Message]) -> [Prompt.Message] {
  var merged: [Prompt.Message] = []
  for message in messages {
    if case .user(let text) = message, case .user(let before)? = merged.last {
      merged[merged.count - 1] = .user("\(before)\n\n\(text)")
    } else {
      merged.append(message)
    }
  }
  return merged
}

extension Step {
  /// The folders above the files a step reads or edits, the outermost first, the project's own left out.
  fileprivate var touchedFolders: [String] {
    let paths: [String]
    switch action {
    case .read(let path, _, _): paths = [path]
    case .edit(let edits, _): paths = edits.flatMap(\.paths)
    default: return []
    }
    return paths.flatMap { path in
      let parts = path.split(separator: "/").dropLast()
      return parts.indices.map { parts[...$0].joined(separator: "/") }
    }
  }
}

extension FileEdit {
  /// The paths it concerns.
  fileprivate var paths: [String] {
    if case .rename(let target) = change { return [path, target] }
    return [path]
  }
}
