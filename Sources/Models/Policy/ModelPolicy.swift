package import Engine
package import Text
package import Vocabulary

/// The policy that asks a language model for each action.
///
/// It has no state but caches: the prompt is rendered from the steps, and the policy's own actions between the model's
/// choices (tests before the end, a test of the reproduction, a review, samples) are derived from them too.
package struct ModelPolicy<S: Service>: Policy {
  let service: S
  private(set) var model: Model
  let settings: Settings
  private var writer: PromptWriter?
  /// Whether the service may still be asked for an answer that keeps to a schema.
  var takesSchema = true
  private var cuts = PromptCuts()
  private var hasAnswered = false
  private var hasToldModel = false
  private var lost = LostCost()
  /// The tools of servers that are offered now, and whether the service has refused to take them.
  private var tools: [Prompt.Tool] = []
  private var areToolsRefused = false

  /// The policy's settings beside the model, and the effects it needs.
  package struct Settings: Sendable {
    /// The prices of models.
    package var prices: Prices
    /// The most seconds of retries after faults of the service; the budget's time bounds them too.
    package var patience: Double
    /// The most reviews that may hold a change back.
    package var reviews: Int
    /// The tools of servers that may be called now, in the order of importance; none for a model that answers in text.
    package var tools: @Sendable () async -> [Prompt.Tool]
    /// Takes secrets out of what is sent.
    package var redactor: Redactor
    /// Keeps the result of a probe.
    package var keep: @Sendable (Model.Speech) -> Void
    /// Receives the progress of requests.
    package var tell: @Sendable (ModelProgress) -> Void
    /// Waits so many seconds.
    package var sleep: @Sendable (Double) async throws -> Void

    /// Settings; the standard ones have no prices, no tools of servers, no secrets of their own to hide and no limit on retries but the budget's.
    package init(
      prices: Prices = Prices([]), patience: Double = .infinity, reviews: Int = 2,
      redactor: Redactor = Redactor(),
      tools: @escaping @Sendable () async -> [Prompt.Tool] = { [] },
      keep: @escaping @Sendable (Model.Speech) -> Void = { _ in },
      tell: @escaping @Sendable (ModelProgress) -> Void = { _ in },
      sleep: @escaping @Sendable (Double) async throws -> Void = {
        try await Task.sleep(for: .seconds($0))
      }
    ) {
      self.prices = prices
      self.patience = patience
      self.reviews = reviews
      self.redactor = redactor
      self.tools = tools
      self.keep = keep
      self.tell = tell
      self.sleep = sleep
    }
  }

  /// A policy that asks `model` through `service`.
  package init(model: Model, service: S, settings: Settings) {
    self.model = model
    self.service = service
    self.settings = settings
  }

  /// `model:NAME`.
  package var decider: Decider { .model(model.name) }

  /// The next action: one that the steps call for, else the model's choice.
  package mutating func nextAction(
    for run: Run, after steps: [Step], budget: Budget,
    in sources: borrowing some SourceTree & ~Copyable
  ) async throws(PolicyFailure) -> Decision {
    let hasAnswered = hasAnswered || steps.contains { ($0.reply?.usage.requests ?? 0) > 0 }
    var client = MeteredClient(service, settings, budget: budget, hasAnswered: hasAnswered)
    defer { self.hasAnswered = client.hasAnswered }
    do { return try await nextAction(for: run, after: steps, in: sources, &client) } catch {
      lost = client.cost
      throw error
    }
  }

  /// Whether something that it has chosen is still to be carried out, or to be decided on, before another step makes sense.
  package static func isUnderWay(after steps: [Step]) -> Bool {
    steps.undecidedTrial != nil || steps.heldReport != nil
      || CallGroup(endingAt: steps)?.next != nil
  }

  /// What the requests cost of which the last choice came to nothing.
  package mutating func takeLostCost() -> LostCost {
    defer { lost = LostCost() }
    return lost
  }

  /// Keeps what a choice has cost that came to nothing.
  mutating func note(lost cost: LostCost) { lost = cost }

  private mutating func nextAction(
    for run: Run, after steps: [Step], in sources: borrowing some SourceTree & ~Copyable,
    _ client: inout MeteredClient<S>
  ) async throws(PolicyFailure) -> Decision {
    if let trial = steps.undecidedTrial, let decision = try await pick(of: trial, run, &client) {
      return decision
    }
    var objection: String?
    if let held = steps.heldReport {
      switch try await end(with: held, run, steps, sources, &client) {
      case .decide(let decision): return decision
      case .correct(let correction, _): objection = correction
      }
    } else if let group = CallGroup(endingAt: steps), let next = group.next {
      switch try await further(next, of: group, run, steps, sources, &client) {
      case .decide(let decision): return decision
      case .correct(let correction, _): objection = correction
      }
    }
    let speech = try await speech(&client)
    if speech == .text, objection == nil, let report = steps.plainReport(of: run) {
      switch try await end(with: report, run, steps, sources, &client) {
      case .decide(let decision): return decision
      case .correct(let correction, _): objection = correction
      }
    }
    // Models that answer in text are small and seldom run the tests themselves.
    if speech == .text, steps.haveUntestedEdit(run) {
      return Decision(.test(.working), decidedBy: .check(model.name))
    }
    await lookAtTools(speech)
    return try await choose(for: run, steps, speech, sources, told: objection, &client)
  }

  /// Offers the tools of servers as they are now.
  private mutating func lookAtTools(_ speech: Model.Speech) async {
    guard speech == .tools, !areToolsRefused else { return }
    let now = await settings.tools()
    if now != tools { writer = nil }
    tools = now
  }

  /// The decision for a further call of the model's last answer; nobody is asked for it.
  private func further(
    _ next: (action: PolicyAction, place: Int), of group: CallGroup, _ run: Run, _ steps: [Step],
    _ sources: borrowing some SourceTree & ~Copyable, _ client: inout MeteredClient<S>
  ) async throws(PolicyFailure) -> InterpretedReply {
    client.place = next.place
    defer { client.place = nil }
    if case .finish(let report) = next.action {
      let reply = try await end(with: report, run, steps, sources, &client)
      guard case .decide(var decision) = reply, case .review? = decision.decidedBy else {
        return reply
      }
      // What a review asks for is no call of the answer's.
      decision.reply?.place = nil
      return .decide(decision)
    }
    var decision = client.decided(next.action, by: model, saying: "")
    if let name = group.steps.first?.reply?.model {
      decision.decidedBy = .model(name)
      decision.reply?.model = name
    }
    return .decide(decision)
  }

  /// How the model is spoken to: by its settings, by an earlier probe, by its kind of service, or by a probe now.
  private mutating func speech(_ client: inout MeteredClient<S>) async throws(PolicyFailure)
    -> Model.Speech
  {
    if let known = model.speech ?? model.api.facts.speech { return known }
    let (speech, isSure) = try await client.probe(model)
    model.speech = speech
    if isSure { settings.keep(speech) }
    return speech
  }

  /// Asks until a reply can be carried out, each time with the corrections of the three before; after too many faults of
  /// one kind finishes, or fails where they are the service's.
  ///
  /// - Parameter objection: The correction of the model's last claim to be through.
  private mutating func choose(
    for run: Run, _ steps: [Step], _ speech: Model.Speech,
    _ sources: borrowing some SourceTree & ~Copyable, told objection: String?,
    _ client: inout MeteredClient<S>
  ) async throws(PolicyFailure) -> Decision {
    let opening = objection.map { [Prompt.Message.user(settings.redactor.shown($0))] } ?? []
    var exchange: [[Prompt.Message]] = []
    var faults = ReplyFaults(of: speech, most: faultLimit(speech, client))
    var shrinks = 0
    let attempts = Attempts(after: steps, of: run, speech)
    while true {
      var prompt = try prompt(for: run, after: attempts.shown, speech, sources)
      let turns = opening + exchange.suffix(3).flatMap(\.self)
      prompt.messages = merged(prompt.messages + turns)
      guide(&prompt, speech, attempts, faults: faults.count, sources)
      let answer: Answer
      do {
        answer = try await client.answer(to: prompt, by: model)
      } catch .failed(cause: let fault as APIFault) where shrinks < 3 && fault.mayBeLength {
        shrinks += 1
        shrink(to: fault, after: prompt.tokens)
        continue
      } catch .failed(cause: APIFault.refused) where prompt.members[schemaMember] != nil {
        takesSchema = false
        continue
      } catch .failed(cause: APIFault.refused(400, let reason)) where !tools.isEmpty {
        // A schema of somebody else's may be none that the service takes.
        settings.tell(.toolsRefused(reason: settings.redactor.shown(reason).value))
        (tools, areToolsRefused, writer) = ([], true, nil)
        continue
      }
      tell(of: answer)
      cuts.isGuessing = cuts.isGuessing || client.isToldTooMuch
      if let read = cuts.tokens(read: prompt, answer.usage, within: model.window) {
        // What was cut off is most often the issue: the answer is to something else.
        settings.tell(.cut(tokens: read))
        shrink(to: .tooLong(window: read), after: prompt.tokens)
        continue
      }
      client.asked = prompt.sent(to: model, speech, showing: attempts.shown.count, behind: turns)
      switch try await decision(of: answer, to: prompt, run, steps, speech, sources, &client) {
      case .decide(let decision): return decision
      case .correct(let correction, let kind):
        switch faults.add(kind, correction) {
        case .service(let fault)?: throw .failed(cause: fault.redacted(by: settings.redactor))
        case .policy(let why)?:
          // What was claimed before a review stands; the verdict tells.
          let claim = steps.reviewedReport ?? (kind == .claim ? nil : steps.lastClaim)
          let report = claim ?? Action.Report(claim: .unresolved, why: why)
          return client.decided(.finish(report), by: model, saying: "")
        case nil: break
        }
        if speech == .text, kind == .noCall {
          // Its own words, shown to it, a small model says again.
          exchange = [[.user(form(for: run, sources))]]
          continue
        }
        let echo = answer.echo(bytes: min(3000, model.window / 8))
        exchange.append([
          .assistant(settings.redactor.shown(echo), thinking: [], call: nil),
          .user(settings.redactor.shown(correction)),
        ])
      }
    }
  }

  /// Tells once where another model answers than the one that was asked.
  private mutating func tell(of answer: Answer) {
    guard let name = answer.model, !hasToldModel, !name.isModel(model.name) else { return }
    hasToldModel = true
    settings.tell(.answeredBy(model: name))
  }

  /// Reduces the window to what the service says, or to less than the prompt it refused.
  private mutating func shrink(to fault: APIFault, after tokens: Int) {
    var smaller = min(model.window, tokens + model.outputLimit) * 7 / 10
    if case .tooLong(let window?) = fault { smaller = min(window, model.window * 9 / 10) }
    model.window = max(1024, smaller)
    model.outputLimit = min(model.outputLimit, model.window / 4)
    writer = nil
  }

  private mutating func prompt(
    for run: Run, after steps: [Step], _ speech: Model.Speech,
    _ sources: borrowing some SourceTree & ~Copyable
  ) throws(PolicyFailure) -> Prompt {
    do {
      var writer: PromptWriter
      if let known = self.writer, known.run.id == run.id {
        writer = known
      } else {
        writer = try PromptWriter(
          run: run, model: model, speech: speech, tools: tools, in: sources,
          redactor: settings.redactor)
      }
      let prompt = try writer.prompt(after: steps, in: sources)
      self.writer = writer
      return prompt
    } catch {
      throw .failed(cause: error)
    }
  }

  /// The interpretation of an answer.
  private func decision(
    of answer: Answer, to prompt: Prompt, _ run: Run, _ steps: [Step], _ speech: Model.Speech,
    _ sources: borrowing some SourceTree & ~Copyable, _ client: inout MeteredClient<S>
  ) async throws(PolicyFailure) -> InterpretedReply {
    if answer.stop == .refusal {
      let why = "The model declined: \(clipped(oneLine(answer.text), to: 400))"
      return .decide(
        client.decided(
          .finish(Action.Report(claim: .unresolved, why: why)), by: model, saying: ""))
    }
    var read: ReadReply
    do {
      read = try answer.actions(speech, OfferedFunctions(prompt.tools))
      (read.action, read.words) = try settled(
        (read.action, read.words), speech, run, Attempts(after: steps, of: run, speech), sources)
    } catch {
      guard speech == .text, error.kind == .noCall, let report = report(saying: answer, run, steps)
      else {
        return .correct(error.correction, error.kind)
      }
      client.words = report.why
      return try await end(with: report, run, steps, sources, &client)
    }
    client.take(answer, of: model)
    if case .ask(let question) = read.action,
      let correction = correction(of: question, steps, sources)
    {
      return .correct(correction, .wrongCall)
    }
    switch read.action {
    case .finish(let report):
      client.words = read.words.isEmpty ? StepTexts.through : read.words
      return try await end(with: report, run, steps, sources, &client)
    case .edit(let edits, let why)
    where read.further.isEmpty && client.sampleLimit(of: model) > 1 && steps.wantsSamples(run):
      let action = try await client.samples(
        of: edits, why, prompt, by: model, speech, run, Attempts(after: steps, of: run, speech),
        sources)
      return .decide(client.decided(action, by: model, saying: read.words))
    default:
      return .decide(
        client.decided(read.action, by: model, saying: read.words, beside: read.further))
    }
  }
}

extension APIFault {
  /// Whether a shorter prompt may help: it was too long, or the answer stayed empty after all retries.
  fileprivate var mayBeLength: Bool {
    if case .tooLong = self { return true }
    return self == .emptyStream
  }
}

/// An interpreted reply: an action to carry out, or a correction to send back.
enum InterpretedReply {
  /// The action is carried out.
  case decide(Decision)
  /// The correction is sent to the model.
  case correct(String, ReplyFaults.Kind = .claim)
}
