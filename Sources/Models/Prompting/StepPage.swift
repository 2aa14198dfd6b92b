import Text
import Vocabulary

/// The messages that show one step, in full and without its output.
struct StepPage {
  /// The messages in full.
  let full: [Prompt.Message]
  /// The messages without output, the action's long texts shortened; never more tokens than `full`.
  let masked: [Prompt.Message]
  /// Tokens of both.
  let tokens: StepTokens

  /// The page of `step`: in full at most half of the writer's token budget, masked at most an eighth, where its
  /// fixed parts take no more than that.
  ///
  /// - Parameters:
  ///   - tests: The last test report before it.
  ///   - advice: The project's advice for the files it touches, between marks.
  ///   - tail: The text below its result.
  init(
    of step: Step, after tests: TestReport?, advice: String, tail: String,
    opens: StepTokens.Opening, by writer: PromptWriter
  ) {
    let turn = Turn(step: step, writer: writer)
    let notes = StepNotes.notes(in: step.reply?.text ?? "").map { writer.words.safe($0) + "\n" }
    func result(isMasked: Bool) -> String {
      notes.joined() + writer.words.result(of: step, after: tests, isMasked: isMasked) + advice
        + "\n" + tail
    }
    let long = result(isMasked: false)
    let short = result(isMasked: true)
    let said = min(4000, writer.tokenBudget)
    let masked = turn.messages(step.action.shortened, short, said: min(300, said / 4))
    let brief = turn.brief(cut(short, to: writer.tokenBudget / 4))
    func first(_ choices: [[Prompt.Message]], within limit: Int) -> [Prompt.Message]? {
      choices.first { $0.tokens <= limit }
    }
    full =
      first(
        [
          turn.messages(step.action, long, said: said, isWhole: true),
          turn.messages(step.action.shortened, long, said: said / 4), masked,
        ], within: writer.tokenBudget / 2) ?? brief
    self.masked =
      first([masked, brief], within: min(writer.tokenBudget / 8, full.tokens))
      ?? (brief.tokens < full.tokens ? brief : full)
    tokens = StepTokens(full: full.tokens, masked: self.masked.tokens, opens: opens)
  }
}

extension [Prompt.Message] {
  fileprivate var tokens: Int { reduce(0) { $0 + $1.tokens } }
}

/// The messages of one step: the model's words and call, then the result; of a step that another decided, a notice.
///
/// Where the model was asked, its message precedes ours, so that the prompt sent then is a prefix of the next one.
private struct Turn {
  let step: Step
  let writer: PromptWriter
  private var words: StepWords { writer.words }

  /// The messages.
  ///
  /// - Parameters:
  ///   - action: The step's action, or a shorter form of it.
  ///   - result: Its result.
  ///   - limit: The most bytes of the model's words.
  ///   - isWhole: Whether the turn is shown as it was, so that what its service gave with it can go back.
  func messages(
    _ action: Action, _ result: String, said limit: Int, isWhole: Bool = false
  ) -> [Prompt.Message] {
    let said = cut(words.safe(StepNotes.without(step.reply?.text ?? "")), to: limit)
    guard let chosen = choice(action) else {
      let notice = "\(notice)\n\(result)"
      guard let asked = step.action.kind == .trial && step.isModels ? StepTexts.sideBySide : nil
      else {
        return said.isEmpty ? [.user(words.redactor(notice))] : spoken(said, notice)
      }
      return spoken(said.isEmpty ? asked : said, notice)
    }
    let answer = step.isOwn ? result : "\(notice)\n\(result)"
    guard writer.speech == .tools else {
      let block = words.safe(TextProtocol.shown(chosen))
      return spoken([said, block].filter { !$0.isEmpty }.joined(separator: "\n\n"), answer)
    }
    guard let call = chosen.asCall else {
      return spoken(said.isEmpty ? StepTexts.bareStep(number: step.number) : said, answer)
    }
    let id = Prompt.Call.id(ofStep: step.number)
    let arguments = safe(call.arguments)
    var shown = Prompt.Call(id: id, name: call.tool.rawValue, arguments: arguments)
    guard let parts = parts(isWhole: isWhole && arguments == call.arguments) else {
      return spoken([said, shown.asText].filter { !$0.isEmpty }.joined(separator: "\n\n"), answer)
    }
    shown.carried = parts.carried
    return [
      .assistant(words.redactor(said), thinking: parts.thinking, call: shown),
      .result(words.redactor(answer), of: id),
    ]
  }

  /// The messages of a step that is too long to be shown: only its kind and its result.
  func brief(_ result: String) -> [Prompt.Message] {
    guard choice(step.action) != nil || step.action.kind == .trial && step.isModels else {
      let notice = StepTexts.wasDone(number: step.number, action: step.action.kind.rawValue)
      return [.user(words.redactor("\(notice)\n\(result)"))]
    }
    return spoken(StepTexts.tooLong(number: step.number, action: step.action.kind.rawValue), result)
  }

  private func spoken(_ said: String, _ result: String) -> [Prompt.Message] {
    [
      .assistant(words.redactor(said), thinking: [], call: nil), .user(words.redactor(result)),
    ]
  }

  /// The action that the model chose; `nil` where the step was not its choice.
  private func choice(_ action: Action) -> Action? {
    if step.action.kind == .trial { return nil }
    if step.isOwn { return action }
    guard case .check = step.decidedBy, let reply = step.reply else { return nil }
    if case .edit = action { return action }
    // Of several checks in a row the first has the model's words.
    guard let held = reply.held, reply.usage.requests > 0 else { return nil }
    return Action.finish(held).shortened
  }

  /// What goes back with the step's call: only to the model and the service that gave it, and only where redaction
  /// changes none of it, since it may be signed; `nil` where the turn cannot be told as a call without it.
  private func parts(
    isWhole: Bool
  ) -> (thinking: [Reply.Thinking], carried: Reply.Carried?)? {
    guard let reply = step.reply else { return ([], nil) }
    let isSame =
      reply.model == writer.model.name
      && (reply.service == nil || reply.service == writer.model.serviceDigest)
    guard reply.isBound else { return ([], isSame ? reply.carried : nil) }
    guard isWhole, isSame, reply.carried?.isWithheld != true,
      reply.thinking.allSatisfy({ isUntouched($0.text) && isUntouched($0.signature) }),
      [reply.carried?.turn, reply.carried?.call].allSatisfy({ isUntouched($0 ?? "") })
    else { return writer.model.family.partsCalls ? ([], nil) : nil }
    return (reply.thinking, reply.carried)
  }

  private func isUntouched(_ text: String) -> Bool { words.redactor(text).value == text }

  private func safe(_ arguments: JSON) -> JSON {
    switch arguments {
    case .string(let text): .string(words.safe(text))
    case .array(let elements): .array(elements.map(safe))
    case .object(let members): .object(members.mapValues(safe))
    default: arguments
    }
  }

  /// The notice of a step that the model did not choose.
  private var notice: String {
    switch step.action {
    case .test(.working) where step.number == 1: StepTexts.testedAtBase
    case .test(.working):
      step.reply?.held == nil ? StepTexts.testedAfterEdit : StepTexts.testedBeforeEnd
    case .test(.reproduction): StepTexts.testedReproduction
    case .test(.verdict): StepTexts.testedVerdict
    case .trial where step.isRepairs: StepTexts.repairTried
    case .trial: StepTexts.triedSamples
    case .edit: StepTexts.tookSample
    case .plan(let text) where step.isRepairs:
      StepTexts.repairPlanned(plan: words.data("places", text, limit: writer.tokenBudget / 4))
    case .plan(let text):
      StepTexts.reviewed(review: words.data("review", text, limit: writer.tokenBudget * 3 / 4))
    case .ask(let question):
      StepTexts.answered(question: clipped(words.line(question), to: 300))
    case .split:
      StepTexts.notDeliverable(
        reason: clipped(words.line(step.observation.refusal ?? ""), to: 600))
    case .backtrack(let target, let reason):
      StepTexts.wentBack(
        reason: words.reason(reason),
        place: target == 0 ? StepTexts.atBase : StepTexts.afterStep(number: target))
    default: StepTexts.wasDone(number: step.number, action: step.action.kind.rawValue)
    }
  }
}

extension Step {
  /// Whether the model chose it, or a replay of its choice.
  fileprivate var isOwn: Bool { isModels || decidedBy == .policy(.replay) }

  /// Whether the model chose its action.
  var isModels: Bool {
    if case .model = decidedBy { true } else { false }
  }

  /// Whether the built-in policy chose it, before or in the place of the model.
  var isRepairs: Bool { decidedBy == .policy(.repair) }

  /// Whether a review by the model made it.
  var isReview: Bool {
    if case .review = decidedBy { true } else { false }
  }
}
