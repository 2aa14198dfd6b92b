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

  /// The policy's settings beside the model, and the effects it needs.
  package struct Settings: Sendable {
    /// The prices of models.
    package var prices: Prices
    /// The most seconds of retries after faults of the service; the budget's time bounds them too.
    package var patience: Double
    /// The most reviews that may hold a change back.
    package var reviews: Int
    /// Takes secrets out of what is sent.
    package var redactor: Redactor
    /// Keeps the result of a probe.
    package var keep: @Sendable (Model.Speech) -> Void
    /// Receives the progress of requests.
    package var tell: @Sendable (ModelProgress) -> Void
    /// Waits so many seconds.
    package var sleep: @Sendable (Double) async throws -> Void

    /// Settings; the standard ones have no prices, no secrets of their own to hide and no limit on retries but the budget's.
    package init(
      prices: Prices = Prices([]), patience: Double = .infinity, reviews: Int = 2,
      redactor: Redactor = Redactor(),
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
    var client = MeteredClient(service, settings, budget: budget)
    client.isFirstContact = !steps.contains { $0.reply != nil }
    if let trial = steps.undecidedTrial, let decision = try await pick(of: trial, run, &client) {
      return decision
    }
    var objection: String?
    if let held = steps.heldReport {
      switch try await end(with: held, run, steps, sources, &client) {
      case .decide(let decision): return decision
      case .correct(let correction): objection = correction
      }
    }
    let speech = try await speech(&client)
    if speech == .text, objection == nil, let report = steps.plainReport(of: run) {
      switch try await end(with: report, run, steps, sources, &client) {
      case .decide(let decision): return decision
      case .correct(let correction): objection = correction
      }
    }
    // Models that answer in text are small and seldom run the tests themselves.
    if speech == .text, steps.haveUntestedEdit(run) {
      return Decision(.test(.working), decidedBy: .check(model.name))
    }
    return try await choose(for: run, steps, speech, sources, told: objection, &client)
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

  /// Asks until a reply can be carried out, each time with the correction of the one before; finishes as unresolved after
  /// `faultLimit` replies.
  ///
  /// - Parameter objection: The correction of the model's last claim to be through.
  private mutating func choose(
    for run: Run, _ steps: [Step], _ speech: Model.Speech,
    _ sources: borrowing some SourceTree & ~Copyable, told objection: String?,
    _ client: inout MeteredClient<S>
  ) async throws(PolicyFailure) -> Decision {
    var exchange = objection.map { [Prompt.Message.user(settings.redactor.shown($0))] } ?? []
    var faults: [String] = []
    var shrinks = 0
    let attempts = Attempts(after: steps, of: run, speech)
    while faults.count < faultLimit(speech, client) {
      var prompt = try prompt(for: run, after: attempts.shown, speech, sources)
      prompt.messages = merged(prompt.messages + exchange)
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
      }
      switch try await decision(of: answer, to: prompt, run, steps, speech, sources, &client) {
      case .decide(let decision): return decision
      case .correct(let correction):
        faults.append(correction)
        if correction == Corrections.noBlock {
          exchange = [.user(form(for: run, sources))]
          continue
        }
        let echo = answer.echo(bytes: min(3000, model.window / 8))
        exchange += [
          .assistant(settings.redactor.shown(echo), thinking: [], call: nil),
          .user(settings.redactor.shown(correction)),
        ]
      }
    }
    // What was claimed before a review stands; the verdict tells.
    if let report = steps.reviewedReport {
      return client.decided(.finish(report), by: model, saying: "")
    }
    let why =
      "The model's replies could not be carried out, \(faults.count) times in a row. "
      + "The last time: \(faults.last ?? "")"
    return client.decided(
      .finish(Action.Report(claim: .unresolved, why: why)), by: model, saying: "")
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
          run: run, model: model, speech: speech, in: sources, redactor: settings.redactor)
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
    let read: (action: PolicyAction, words: String)
    do {
      read = try settled(
        try answer.action(speech), speech, run, Attempts(after: steps, of: run, speech), sources)
    } catch {
      guard error.correction == Corrections.noBlock, let report = report(saying: answer, run, steps)
      else { return .correct(error.correction) }
      client.words = report.why
      return try await end(with: report, run, steps, sources, &client)
    }
    client.take(answer, of: model)
    switch read.action {
    case .finish(let report):
      client.words = read.words.isEmpty ? StepTexts.through : read.words
      return try await end(with: report, run, steps, sources, &client)
    case .edit(let edits, let why)
    where client.sampleLimit(of: model) > 1 && steps.wantsSamples(run):
      let action = try await client.samples(
        of: edits, why, prompt, by: model, speech, run, Attempts(after: steps, of: run, speech),
        sources)
      return .decide(client.decided(action, by: model, saying: read.words))
    case .ask(let question):
      if let correction = correction(of: question, steps, sources) { return .correct(correction) }
      return .decide(client.decided(read.action, by: model, saying: read.words))
    default: return .decide(client.decided(read.action, by: model, saying: read.words))
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
  case correct(String)
}

/// The progress of a request to a model.
package enum ModelProgress: Hashable, Sendable {
  /// A prompt of so many tokens, by our estimate, was sent.
  case asking(tokens: Int)
  /// So many bytes of the answer were received.
  case receiving(bytes: Int)
  /// The service failed; the request is made again in so many seconds.
  case waiting(seconds: Double, APIFault)
}
