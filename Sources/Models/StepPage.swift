import Text
import Vocabulary

/// How a step is shown.
struct StepPage {
  let full: [Prompt.Message]
  /// Without what it printed, long texts of the action shortened; never more than `full`.
  let masked: [Prompt.Message]
  let weight: StepWeight

  /// The page of `step`: in full at most half of the writer's room, masked at most an eighth, where its
  /// fixed parts are not more than that.
  ///
  /// - Parameters:
  ///   - tests: What the tests said before it.
  ///   - advice: The project's advice for what it touches, marked already.
  ///   - tail: What is said below it.
  init(
    of step: Step, after tests: TestReport?, advice: String, tail: String,
    opens: StepWeight.Opening, by writer: PromptWriter
  ) {
    let turn = Turn(step: step, writer: writer)
    func result(isMasked: Bool) -> String {
      writer.words.result(of: step, after: tests, isMasked: isMasked) + advice + "\n" + tail
    }
    let long = result(isMasked: false)
    let short = result(isMasked: true)
    let said = min(4000, writer.room)
    let masked = turn.messages(step.action.shortened, short, said: min(300, said / 4))
    let brief = turn.brief(cut(short, to: writer.room / 4))
    func first(_ choices: [[Prompt.Message]], within limit: Int) -> [Prompt.Message]? {
      choices.first { $0.tokens <= limit }
    }
    full =
      first(
        [
          turn.messages(step.action, long, said: said, keepsThinking: true),
          turn.messages(step.action.shortened, long, said: said / 4), masked,
        ], within: writer.room / 2) ?? brief
    self.masked =
      first([masked, brief], within: min(writer.room / 8, full.tokens))
      ?? (brief.tokens < full.tokens ? brief : full)
    weight = StepWeight(full: full.tokens, masked: self.masked.tokens, opens: opens)
  }
}

extension [Prompt.Message] {
  fileprivate var tokens: Int { reduce(0) { $0 + $1.tokens } }
}

/// What was said in a step: the model's words and call, and what came of it; for a step of somebody else,
/// that it was done.
///
/// Wherever the model was asked, its own turn stands before ours: so what was sent then stays the start of
/// what is sent next.
private struct Turn {
  let step: Step
  let writer: PromptWriter
  private var words: StepWords { writer.words }

  /// - Parameters:
  ///   - action: The step's action, or a shorter form of it.
  ///   - result: What came of it.
  ///   - limit: The most bytes of the model's words.
  func messages(
    _ action: Action, _ result: String, said limit: Int, keepsThinking: Bool = false
  ) -> [Prompt.Message] {
    let said = cut(words.safe(step.reply?.text ?? ""), to: limit)
    guard let chosen = choice(action) else {
      let notice = "\(notice)\n\(result)"
      guard let asked = step.action.kind == .trial ? "I try edits side by side." : nil else {
        return said.isEmpty ? [.user(notice)] : spoken(said, notice)
      }
      return spoken(said.isEmpty ? asked : said, notice)
    }
    let answer = step.isOwn ? result : "\(notice)\n\(result)"
    guard writer.speech == .tools else {
      let block = words.safe(TextProtocol.shown(chosen))
      return spoken([said, block].filter { !$0.isEmpty }.joined(separator: "\n\n"), answer)
    }
    guard let call = chosen.asCall else {
      return spoken(said.isEmpty ? "Step \(step.number)." : said, answer)
    }
    let id = "step_\(step.number)"
    return [
      .assistant(
        said, thinking: keepsThinking ? thinking : [],
        call: Prompt.Call(id: id, name: call.name, arguments: safe(call.arguments))),
      .result(answer, of: id),
    ]
  }

  /// Only what kind of step it was, where it is too long to be shown.
  func brief(_ result: String) -> [Prompt.Message] {
    guard choice(step.action) != nil || step.action.kind == .trial else {
      return [.user("Step \(step.number) was done: \(step.action.kind.rawValue).\n\(result)")]
    }
    return spoken(
      "(Step \(step.number), \(step.action.kind.rawValue): too long to be shown here.)", result)
  }

  private func spoken(_ said: String, _ result: String) -> [Prompt.Message] {
    [.assistant(said, thinking: [], call: nil), .user(result)]
  }

  /// What the model chose; `nil` where the step was not its choice.
  private func choice(_ action: Action) -> Action? {
    if step.action.kind == .trial { return nil }
    if step.isOwn { return action }
    guard case .check = step.decidedBy, let reply = step.reply else { return nil }
    if case .edit = action { return action }
    // Of several checks in a row the first holds what the model said.
    guard let held = reply.held, reply.usage.requests > 0 else { return nil }
    return Action.finish(held).shortened
  }

  /// The thinking to be handed back: the same model's, and only what holds nothing to be taken out, since
  /// it is signed as it is.
  private var thinking: [Reply.Thinking] {
    guard let reply = step.reply, reply.model == writer.model.name,
      reply.thinking.allSatisfy({
        words.safe($0.text) == $0.text && words.safe($0.signature) == $0.signature
      })
    else { return [] }
    return reply.thinking
  }

  private func safe(_ arguments: JSON) -> JSON {
    switch arguments {
    case .string(let text): .string(words.safe(text))
    case .array(let elements): .array(elements.map(safe))
    case .object(let members): .object(members.mapValues(safe))
    default: arguments
    }
  }

  /// What is said of a step that the model did not choose.
  private var notice: String {
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
    case .edit: "Of the samples this one was taken."
    case .plan(let text):
      "You said that you are through. A reviewer who saw the issue and your change found that this must be "
        + "done first; it is part of the plan now:\n"
        + words.data("review", text, limit: writer.room * 3 / 4)
    case .ask(let question):
      "A person answered your question \"\(clipped(words.line(question), to: 300))\"."
    case .arrange:
      "The tests that stood at the start pass, but your work cannot be handed over as it is: "
        + "\(clipped(words.line(step.observation.refusal ?? ""), to: 600)). Mend that, then finish again."
    case .backtrack(let target, let reason):
      "\(words.line(reason)) The files are back as they were "
        + "\(target == 0 ? "at the base" : "after step \(target)"). "
        + "Think about why it did not work, lay down another plan, and go about it differently."
    default: "Step \(step.number) was done: \(step.action.kind.rawValue)."
    }
  }
}

extension Step {
  /// Whether the model chose it itself.
  fileprivate var isOwn: Bool { isModels || decidedBy == .policy(.replay) }

  /// Whether the model chose its action.
  var isModels: Bool {
    if case .model = decidedBy { true } else { false }
  }

  /// Whether it is a review's.
  var isReview: Bool {
    if case .review = decidedBy { true } else { false }
  }
}
