import Engine
import Vocabulary

/// Renders a run's steps as a prompt.
///
/// Everything comes from the run and its steps; two writers of the same run, model and steps write the
/// same bytes. A step's page never changes once it is written; which pages are shown is decided by
/// ``layout(of:room:digest:)``.
struct PromptWriter {
  let run: Run
  let model: Model
  let speech: Model.Speech
  /// What is said first: the issue and the project.
  private let opening: String
  private let system: String
  private let words: StepWords
  private let clean: @Sendable (String) -> String
  private var pages: [StepPage] = []
  private var advised: Set<String> = [""]

  /// A writer for `run`.
  ///
  /// - Parameter clean: Takes secrets and control characters out of a text; everything sent goes
  ///   through it once.
  init(
    run: Run, model: Model, speech: Model.Speech,
    in sources: borrowing some SourceTree & ~Copyable, clean: @escaping @Sendable (String) -> String
  ) throws(WorkspaceFailure) {
    self.run = run
    self.model = model
    self.speech = speech
    self.clean = clean
    words = StepWords(
      mark: String(run.id.suffix(12)), limit: max(2000, min(24 << 10, model.window * 3 / 8)))
    system =
      PromptTexts.system + (speech == .tools ? PromptTexts.tools : PromptTexts.text)
    opening = clean(
      try Opening(run: run, words: words, window: model.window).text(in: sources))
  }

  /// Tokens that the steps and their digest may take.
  private var room: Int {
    let tools = speech == .tools ? Tools.tokens : 0
    let taken = estimatedTokens(system) + estimatedTokens(opening) + tools + model.outputLimit + 200
    return max(model.window / 4, model.window - taken)
  }

  /// The prompt after `steps`.
  mutating func prompt(
    after steps: [Step], in sources: borrowing some SourceTree & ~Copyable
  ) throws(WorkspaceFailure) -> Prompt {
    while pages.count < steps.count { pages.append(try page(of: steps, pages.count, sources)) }
    let digestTokens = min(Digest.limit / 3 + 20, room / 4)
    let layout = layout(
      of: pages[..<steps.count].map(\.weight), room: room, digest: digestTokens)
    var messages = [Prompt.Message.user(opening)]
    if layout.start > 0 {
      // A way back is told of itself, and closes the account of the attempt before it.
      let isBack = layout.start < steps.count && steps[layout.start].action.word == "backtrack"
      let digest = Digest(
        steps: Array(steps[..<(layout.start + (isBack ? 1 : 0))]), words: words)
      messages.append(.user(clean(String(digest.text.prefix(digestTokens * 3)))))
    }
    for index in layout.start..<steps.count {
      messages += index < layout.masked ? pages[index].masked : pages[index].full
    }
    return Prompt(
      system: system, messages: merged(messages), tools: speech == .tools ? Tools.all : [],
      outputLimit: model.outputLimit)
  }

  /// What we say twice in a row is said as one: some templates want the sides to take turns.
  private func merged(_ messages: [Prompt.Message]) -> [Prompt.Message] {
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

  /// The page of the step at `index`; its neighbours before it are looked at, those after it never.
  private mutating func page(
    of steps: [Step], _ index: Int, _ sources: borrowing some SourceTree & ~Copyable
  ) throws(WorkspaceFailure) -> StepPage {
    let step = steps[index]
    let before = steps[..<index]
    let tests = step.isJudgement ? before.last { $0.isJudgement }?.observation.tests : nil
    let attempt = Array(steps[...index]).sinceLastBacktrack
    var tail = "(Step \(step.number) of at most \(run.mandate.budget.steps).)"
    let stuck = stuckPattern(in: attempt, limits: .nudge)
    let wasStuck = stuckPattern(in: attempt.dropLast(), limits: .nudge)
    if let stuck, wasStuck != stuck {
      tail +=
        "\n\(stuck.sentence) Stop and think: what does that tell you? Go about it differently."
    }
    if speech == .text { tail += reminder(at: step, before) }
    let advice = try advice(for: step, sources)
    func text(isMasked: Bool) -> String {
      clean(words.result(of: step, after: tests, isMasked: isMasked)) + advice + "\n" + tail
    }
    let full = messages(for: step, step.action, text(isMasked: false), isMasked: false)
    let masked = messages(for: step, step.action.shortened, text(isMasked: true), isMasked: true)
    return StepPage(full: full, masked: masked, opens: opening(of: step, after: before))
  }

  /// What small models tend to forget.
  private func reminder(at step: Step, _ before: ArraySlice<Step>) -> String {
    let tree = step.observation.tree
    let tested = (before + [step]).last { $0.isJudgement && $0.observation.tree == tree }
    let isThrough = tested?.observation.tests?.allPass == true && tree != run.baseTree
    return isThrough
      ? " The tests pass as things stand. If that resolves the issue, reply with a finish block."
      : " Reply with a sentence or two and one block."
  }

  /// Advice for the folder a step touches, the first time it is touched.
  private mutating func advice(
    for step: Step, _ sources: borrowing some SourceTree & ~Copyable
  ) throws(WorkspaceFailure) -> String {
    var text = ""
    for folder in step.touchedFolders where advised.insert(folder).inserted {
      guard let advice = try Opening.advice(in: folder, sources) else { continue }
      text += "\n" + clean(words.data("the project's advice for \(folder)/", advice))
    }
    return text
  }

  private func opening(of step: Step, after before: ArraySlice<Step>) -> StepWeight.Opening {
    switch step.action {
    case .backtrack: return .attempt
    case .plan(let text):
      let done = { (plan: String) in plan.split(separator: "\n").count { $0.contains("[x]") } }
      for earlier in before.reversed() {
        if case .plan(let old) = earlier.action { return done(text) > done(old) ? .part : .none }
      }
      return .none
    default: return .none
    }
  }

  /// What was said in a step: the model's words and call, and what came of it; for a step of somebody
  /// else, that it was done.
  private func messages(
    for step: Step, _ action: Action, _ result: String, isMasked: Bool
  ) -> [Prompt.Message] {
    guard step.decidedBy.hasPrefix("model:") || step.decidedBy == "replay",
      step.action.word != "trial"
    else { return [.user(clean(notice(of: step)) + "\n" + result)] }
    let said = clean(clipped(step.reply?.text ?? "", bytes: isMasked ? 300 : 4000))
    switch speech {
    case .tools:
      guard let call = action.asCall else { return [.user(result)] }
      let isOwn = step.reply?.model == model.name && !isMasked
      let id = "step_\(step.number)"
      return [
        .assistant(
          said, thinking: isOwn ? step.reply?.thinking ?? [] : [],
          call: Prompt.Call(id: id, name: call.name, arguments: cleaned(call.arguments))),
        .result(result, of: id),
      ]
    case .text:
      let block = TextProtocol.block(for: action).map(clean) ?? ""
      let spoken = said.isEmpty ? block : "\(said)\n\n\(block)"
      return [.assistant(spoken, thinking: [], call: nil), .user(result)]
    }
  }

  private func clipped(_ text: String, bytes limit: Int) -> String {
    text.utf8.count > limit ? String(decoding: text.utf8.prefix(limit), as: UTF8.self) + "…" : text
  }

  private func cleaned(_ arguments: JSON) -> JSON {
    switch arguments {
    case .string(let text): .string(clean(text))
    case .array(let elements): .array(elements.map(cleaned))
    case .object(let members): .object(members.mapValues(cleaned))
    default: arguments
    }
  }

  /// What is said of a step that the model did not choose.
  private func notice(of step: Step) -> String {
    switch step.action {
    case .test(.working) where step.number == 1: "The tests were run before any change."
    case .test(.working):
      step.reply?.held == nil
        ? "The tests were run after your edit." : "Before the work can end the tests were run."
    case .test(.reproduction):
      "Your tests were run on the project's sources as they were: a test that reproduces the fault fails there."
    case .test(.verdict):
      "The tests that stood at the start were run in a clean copy of your work. This decides, and it is "
        + "against the claim that the issue is resolved."
    case .trial: "Several samples of the edit were tried side by side."
    case .edit(_, let why): "The best of them was taken: \(oneLine(why))"
    case .plan(let text):
      "You said that you are through. A reviewer who saw the issue and your change found that this must be "
        + "done first; it is part of the plan now:\n" + words.data("review", text)
    case .ask(let question):
      "A person answered your question \"\(clipped(oneLine(question), bytes: 300))\"."
    case .backtrack(let target, let reason):
      "\(reason) The files are back as they were \(target == 0 ? "at the base" : "after step \(target)"). "
        + "Think about why it did not work, lay down another plan, and go about it differently."
    default: "Step \(step.number) was done: \(step.action.word)."
    }
  }
}

/// How a step is shown.
struct StepPage {
  let full: [Prompt.Message]
  let masked: [Prompt.Message]
  let weight: StepWeight

  init(full: [Prompt.Message], masked: [Prompt.Message], opens: StepWeight.Opening) {
    self.full = full
    self.masked = masked
    weight = StepWeight(
      full: full.reduce(0) { $0 + $1.tokens }, masked: masked.reduce(0) { $0 + $1.tokens },
      opens: opens)
  }
}

extension Step {
  /// The folders above the files a step reads or edits, the outermost first, the project's own left out.
  fileprivate var touchedFolders: [String] {
    let paths: [String]
    switch action {
    case .read(let path, _, _): paths = [path]
    case .edit(let edits, _): paths = edits.map(\.path)
    default: return []
    }
    return paths.flatMap { path in
      let parts = path.split(separator: "/").dropLast()
      return parts.indices.map { parts[...$0].joined(separator: "/") }
    }
  }
}
