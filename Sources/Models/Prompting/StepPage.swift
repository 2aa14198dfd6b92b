import Text
import Vocabulary

/// The messages that show one step, or the steps of the calls of one answer, in full and without their output, and the
/// line that is left of it once it is settled.
struct StepPage {
  /// The messages in full.
  let full: [Prompt.Message]
  /// The messages without output, the actions' long texts shortened; never more tokens than `full`.
  let masked: [Prompt.Message]
  /// The step as a line once it is settled, one for each of several.
  let folded: String
  /// Tokens of all three, and how long the page is shown.
  var tokens: StepTokens

  /// The page of `group`: in full at most half of the writer's token budget, masked at most an eighth, where its
  /// fixed parts take no more than that.
  ///
  /// - Parameters:
  ///   - tests: The last test report before each of its steps.
  ///   - advice: The project's advice for the files it touches, between marks.
  ///   - tail: The text below its last result.
  init(
    of group: CallGroup, after tests: [TestReport?], advice: String, tail: String,
    opens: StepTokens.Opening, standing: StepTokens.Standing, by writer: PromptWriter
  ) {
    let turn = Turn(group: group, tests: tests, end: advice + "\n" + tail, writer: writer)
    let said = min(4000, writer.tokenBudget)
    let masked = turn.messages(Form(isShort: true, isMasked: true, said: min(300, said / 4)))
    let brief = turn.brief(limit: writer.tokenBudget / 4)
    func first(_ choices: [[Prompt.Message]], within limit: Int) -> [Prompt.Message]? {
      choices.first { $0.tokens <= limit }
    }
    let share = max(300, writer.tokenBudget * 3 / 4 / max(1, group.steps.count))
    full =
      first(
        [
          turn.messages(Form(said: said, isWhole: true)),
          turn.messages(Form(isShort: true, said: said / 4)),
        ]
          + (group.steps.count > 1
            ? [turn.messages(Form(isShort: true, said: said / 4, limit: share))] : []) + [masked],
        within: writer.tokenBudget / 2) ?? brief
    self.masked =
      first([masked, brief], within: min(writer.tokenBudget / 8, full.tokens))
      ?? (brief.tokens < full.tokens ? brief : full)
    folded = turn.lines
    tokens = StepTokens(
      full: full.tokens, masked: self.masked.tokens,
      folded: min(folded.utf8.count / 3 + 1, self.masked.tokens), opens: opens, standing: standing,
      isInSummary: advice.isEmpty)
  }
}

extension [Prompt.Message] {
  fileprivate var tokens: Int { reduce(0) { $0 + $1.tokens } }
}

/// How much of a turn is shown.
private struct Form {
  /// Whether the actions' long texts are shortened.
  var isShort = false
  /// Whether the results are without output.
  var isMasked = false
  /// The most bytes of the model's words.
  var said: Int
  /// Whether the turn is shown as it was, so that what its service gave with it can go back.
  var isWhole = false
  /// The most bytes of each output; as many as any output may have unless given.
  var limit: Int?
}

/// The messages of an answer's steps: the model's words and calls, then the results; of a step that another decided, a
/// notice.
///
/// Where the model was asked, its message precedes ours, so that the prompt sent then is a prefix of the next one. Calls
/// of one answer are neighbouring messages of the model, and their results follow in the same order.
private struct Turn {
  let group: CallGroup
  let tests: [TestReport?]
  /// The text below the last result.
  let end: String
  let writer: PromptWriter
  private var words: StepWords { writer.words }

  /// The messages.
  func messages(_ form: Form) -> [Prompt.Message] {
    guard group.isOfSeveral else {
      guard let step = group.steps.first else { return [] }
      return messages(
        step, form.isShort ? step.action.shortened : step.action, result(of: step, form) + end,
        form)
    }
    return writer.speech == .tools ? called(form) : told(form)
  }

  /// What came of one of the steps.
  private func result(of step: Step, _ form: Form) -> String {
    let before = tests[step.number - (group.steps.first?.number ?? step.number)]
    var words = words
    if let limit = form.limit {
      words = StepWords(mark: words.mark, limit: min(words.limit, limit), redactor: words.redactor)
    }
    let notes = StepNotes.notes(in: step.reply?.text ?? "").map { words.safe($0) + "\n" }
    return notes.joined() + words.result(of: step, after: before, isMasked: form.isMasked)
  }

  /// A line for each step, as they are shown once they are settled.
  var lines: String {
    group.steps.map { words.line(of: $0, saying: StepNotes.without($0.reply?.text ?? "")) }
      .joined(separator: "\n")
  }

  /// Several calls with their results.
  private func called(_ form: Form) -> [Prompt.Message] {
    var calls: [Prompt.Message] = []
    var results: [(id: String, text: String)] = []
    var notes: [String] = []
    /// Whether the turn has lost what its service wants back.
    var isUnbound = false
    func add(_ action: Action, _ id: String, _ result: String) {
      guard let call = action.asCall else {
        notes.append(result)
        return
      }
      let arguments = safe(call.arguments)
      var shown = Prompt.Call(id: id, name: call.name, arguments: arguments)
      var thinking: [Reply.Thinking] = []
      var said = ""
      if calls.isEmpty, let step = group.steps.first {
        said = self.said(of: step, form)
        let parts = parts(of: step, isWhole: form.isWhole && arguments == call.arguments)
        isUnbound = parts == nil
        (thinking, shown.carried) = parts ?? ([], nil)
      }
      calls.append(.assistant(words.redactor(said), thinking: thinking, call: shown))
      results.append((id, result))
    }
    for (index, item) in group.items.enumerated() {
      switch item {
      case .done(let step):
        let action = choice(form.isShort ? step.action.shortened : step.action, of: step)
        let result = result(of: step, form)
        add(
          action ?? step.action, Prompt.Call.id(ofStep: step.number),
          step.isOwn ? result : "\(notice(of: step))\n\(result)")
      case .left(let action, let reason):
        add(
          action.shortened,
          Prompt.Call.id(leftAt: index + 1, ofStep: group.steps.first?.number ?? 0), reason)
      case .unread(let place, let fault):
        notes.append(
          StepTexts.unreadCall(number: place, fault: clipped(words.line(fault), to: 400)))
      }
    }
    guard !results.isEmpty else { return [] }
    if isUnbound { return told(form) }
    results[results.count - 1].text =
      ([results[results.count - 1].text] + notes).joined(separator: "\n") + end
    return calls + results.map { .result(words.redactor($0.text), of: $0.id) }
  }

  /// Several actions one after another, as a model is shown them that answers in text.
  private func told(_ form: Form) -> [Prompt.Message] {
    var turns: [Prompt.Message] = []
    var notes: [String] = []
    for case .unread(let place, let fault) in group.items {
      notes.append(StepTexts.unreadCall(number: place, fault: clipped(words.line(fault), to: 400)))
    }
    if group.items.contains(where: { if case .left = $0 { true } else { false } }) {
      notes.append(StepTexts.leftOut)
    }
    for step in group.steps {
      let isLast = step.number == group.steps.last?.number
      let behind = isLast ? notes.map { "\n" + $0 }.joined() + end : ""
      turns += messages(
        step, form.isShort ? step.action.shortened : step.action, result(of: step, form) + behind,
        form)
    }
    return turns
  }

  /// The messages of one step.
  ///
  /// - Parameters:
  ///   - action: The step's action, or a shorter form of it.
  ///   - result: Its result.
  private func messages(
    _ step: Step, _ action: Action, _ result: String, _ form: Form
  ) -> [Prompt.Message] {
    let said = said(of: step, form)
    guard let chosen = choice(action, of: step) else {
      let notice = "\(notice(of: step))\n\(result)"
      guard let asked = step.action.kind == .trial && step.isModels ? StepTexts.sideBySide : nil
      else {
        return said.isEmpty ? [.user(words.redactor(notice))] : spoken(said, notice)
      }
      return spoken(said.isEmpty ? asked : said, notice)
    }
    let answer = step.isOwn ? result : "\(notice(of: step))\n\(result)"
    guard writer.speech == .tools else {
      let block = words.safe(TextProtocol.shown(chosen))
      return spoken([said, block].filter { !$0.isEmpty }.joined(separator: "\n\n"), answer)
    }
    guard let call = chosen.asCall else {
      return spoken(said.isEmpty ? StepTexts.bareStep(number: step.number) : said, answer)
    }
    let id = Prompt.Call.id(ofStep: step.number)
    let arguments = safe(call.arguments)
    var shown = Prompt.Call(id: id, name: call.name, arguments: arguments)
    let isWhole = form.isWhole && !group.isOfSeveral && arguments == call.arguments
    guard let parts = parts(of: step, isWhole: isWhole), !group.isOfSeveral else {
      return spoken([said, shown.asText].filter { !$0.isEmpty }.joined(separator: "\n\n"), answer)
    }
    shown.carried = parts.carried
    return [
      .assistant(words.redactor(said), thinking: parts.thinking, call: shown),
      .result(words.redactor(answer), of: id),
    ]
  }

  /// The model's words, without our notes on them.
  private func said(of step: Step, _ form: Form) -> String {
    cut(words.safe(StepNotes.without(step.reply?.text ?? "")), to: form.said)
  }

  /// The messages of what is too long to be shown: only its kinds and its results.
  func brief(limit: Int) -> [Prompt.Message] {
    let count = max(1, group.steps.count)
    var said: [String] = []
    var results: [String] = []
    for step in group.steps {
      let isLast = step.number == group.steps.last?.number
      let form = Form(isShort: true, isMasked: true, said: 0)
      results.append(cut(result(of: step, form) + (isLast ? end : ""), to: limit / count))
      said.append(StepTexts.tooLong(number: step.number, action: step.action.kind.rawValue))
    }
    let result = results.joined(separator: "\n")
    if let step = group.steps.first, choice(step.action, of: step) == nil,
      step.action.kind != .trial || !step.isModels
    {
      let notice = StepTexts.wasDone(number: step.number, action: step.action.kind.rawValue)
      return [.user(words.redactor("\(notice)\n\(result)"))]
    }
    return spoken(said.joined(separator: "\n"), result)
  }

  private func spoken(_ said: String, _ result: String) -> [Prompt.Message] {
    [
      .assistant(words.redactor(said), thinking: [], call: nil), .user(words.redactor(result)),
    ]
  }

  /// The action that the model chose; `nil` where the step was not its choice.
  private func choice(_ action: Action, of step: Step) -> Action? {
    if step.action.kind == .trial { return nil }
    if step.isOwn { return action }
    guard case .check = step.decidedBy, let reply = step.reply else { return nil }
    if case .edit = action { return action }
    // Of several checks in a row the first has the model's words.
    guard let held = reply.held, reply.usage.requests > 0 || reply.place != nil else { return nil }
    return Action.finish(held).shortened
  }

  /// What goes back with the step's call: only to the model and the service that gave it, and only where redaction
  /// changes none of it, since it may be signed; `nil` where the turn cannot be told as a call without it.
  private func parts(
    of step: Step, isWhole: Bool
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

  private func safe(_ arguments: JSON) -> JSON { words.safe(arguments) }

  /// The notice of a step that the model did not choose.
  private func notice(of step: Step) -> String {
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
