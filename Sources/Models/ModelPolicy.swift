package import Engine
package import Vocabulary

/// Lets a language model decide.
///
/// It keeps no truth: the prompt is rendered from the steps, and what the policy does by itself between
/// the model's choices (tests before the end, a test of the reproduction, a review, samples) it finds in
/// the steps again. What it remembers is a cache.
package struct ModelPolicy<S: Service>: Policy {
  let service: S
  private(set) var model: Model
  let settings: Settings
  private var writer: PromptWriter?

  /// What the policy is told beside the model.
  package struct Settings: Sendable {
    /// What models cost.
    package var prices: Prices
    /// Seconds that faults of the service are waited out at most; the budget's time bounds it too.
    package var patience: Double
    /// How often a change is held back by a review at most.
    package var reviews: Int
    /// Takes secrets and control characters out of what is sent.
    package var clean: @Sendable (String) -> String
    /// Keeps how a model is spoken to, when it has been probed.
    package var keep: @Sendable (Model.Speech) -> Void
    /// Is told how a request goes.
    package var tell: @Sendable (ModelProgress) -> Void
    /// Waits so many seconds.
    package var sleep: @Sendable (Double) async throws -> Void

    /// Settings of these parts.
    package init(
      prices: Prices = Prices([]), patience: Double = .infinity, reviews: Int = 2,
      clean: @escaping @Sendable (String) -> String = { $0 },
      keep: @escaping @Sendable (Model.Speech) -> Void = { _ in },
      tell: @escaping @Sendable (ModelProgress) -> Void = { _ in },
      sleep: @escaping @Sendable (Double) async throws -> Void = {
        try await Task.sleep(for: .seconds($0))
      }
    ) {
      self.prices = prices
      self.patience = patience
      self.reviews = reviews
      self.clean = clean
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
  package var name: String { "model:\(model.name)" }

  /// The next action: what is pending from the steps, else what the model chooses.
  package mutating func nextAction(
    for run: Run, after steps: [Step], budget: Budget,
    in sources: borrowing some SourceTree & ~Copyable
  ) async throws(PolicyFailure) -> Decision {
    var asking = Asking(service, settings, budget: budget)
    if let candidates = steps.undecidedTrial {
      return try await pick(among: candidates, for: run, steps, &asking)
    }
    if let held = steps.heldReport,
      case .go(let decision) = try await end(with: held, run, steps, sources, &asking)
    {
      return decision
    }
    let speech = try await speech(&asking)
    // Models that are spoken to in text are small, and seldom think of the tests themselves.
    if speech == .text, steps.haveUntestedEdit(run) {
      return Decision(.test(.working), decidedBy: "check:\(model.name)")
    }
    return try await choose(for: run, steps, speech, sources, &asking)
  }

  /// How the model is spoken to: as set, as probed before, or as a probe now says.
  private mutating func speech(_ asking: inout Asking<S>) async throws(PolicyFailure)
    -> Model.Speech
  {
    if let known = model.speech { return known }
    let speech = model.api == .anthropic ? .tools : try await asking.probe(model)
    model.speech = speech
    settings.keep(speech)
    return speech
  }

  /// Asks until an action is understood, telling the model each time what was wrong.
  private mutating func choose(
    for run: Run, _ steps: [Step], _ speech: Model.Speech,
    _ sources: borrowing some SourceTree & ~Copyable, _ asking: inout Asking<S>
  ) async throws(PolicyFailure) -> Decision {
    var corrections: [Prompt.Message] = []
    var shrinks = 0
    var reason = ""
    while corrections.count <= 2 * correctionLimit {
      var prompt = try prompt(for: run, after: steps, speech, sources)
      prompt.messages += corrections
      let answer: Answer
      do {
        answer = try await asking.answer(to: prompt, by: model)
      } catch .failed(cause: APIFault.tooLong(let window)) where shrinks < 3 {
        shrinks += 1
        shrink(to: window, after: prompt.tokens)
        continue
      }
      switch try await decision(of: answer, to: prompt, run, steps, speech, sources, &asking) {
      case .go(let decision): return decision
      case .correct(let sentence):
        reason = sentence
        corrections += [
          .assistant(answer.echo, thinking: [], call: nil), .user(sentence),
        ]
      }
    }
    let why =
      "The model's replies could not be carried out, \(correctionLimit + 1) times in a row. "
      + "The last time: \(reason)"
    return asking.decided(
      .finish(Action.Report(claim: .unresolved, why: why)), by: model, saying: "")
  }

  /// Makes the window what the service says, or what is below the prompt it refused.
  private mutating func shrink(to window: Int?, after tokens: Int) {
    let smaller =
      window.map { min($0, model.window * 9 / 10) } ?? min(model.window, tokens) * 7 / 10
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
          run: run, model: model, speech: speech, in: sources, clean: settings.clean)
      }
      let prompt = try writer.prompt(after: steps, in: sources)
      self.writer = writer
      return prompt
    } catch {
      throw .failed(cause: error)
    }
  }

  /// What an answer comes to: a decision, or a sentence for the model.
  private func decision(
    of answer: Answer, to prompt: Prompt, _ run: Run, _ steps: [Step], _ speech: Model.Speech,
    _ sources: borrowing some SourceTree & ~Copyable, _ asking: inout Asking<S>
  ) async throws(PolicyFailure) -> Choice {
    if answer.stop == .refusal {
      let why = "The model declined: \(clipped(oneLine(answer.text), to: 400))"
      return .go(
        asking.decided(
          .finish(Action.Report(claim: .unresolved, why: why)), by: model, saying: answer.text))
    }
    let read: (action: Action, words: String)
    do { read = try answer.action(speech) } catch { return .correct(error.sentence) }
    asking.thinking = answer.thinking
    switch read.action {
    case .finish(let report):
      asking.words = read.words
      return try await end(with: report, run, steps, sources, &asking)
    case .edit(let edits, let why) where model.samples > 1 && steps.wantsSamples(run):
      let action = try await asking.samples(of: edits, why, prompt, by: model, speech)
      return .go(asking.decided(action, by: model, saying: read.words))
    default: return .go(asking.decided(read.action, by: model, saying: read.words))
    }
  }
}

/// How often in a row a model is told that its reply cannot be carried out, before it is given up.
private let correctionLimit = 3

/// What comes of a reply.
enum Choice {
  /// It is carried out.
  case go(Decision)
  /// The model is told what is wrong.
  case correct(String)
}

/// How a request to a model goes.
package enum ModelProgress: Hashable, Sendable {
  /// A prompt of so many tokens, as we estimate, was sent.
  case asking(tokens: Int)
  /// So many bytes of the answer have come.
  case receiving(bytes: Int)
  /// The service failed; the request is made again in so many seconds.
  case waiting(seconds: Double, APIFault)
}

extension Answer {
  /// The action it means, and what was said beside it.
  ///
  /// The first call counts: one call a reply is what was asked for.
  func action(
    _ speech: Model.Speech
  ) throws(Misunderstanding) -> (action: Action, words: String) {
    if let call = calls.first {
      guard !call.name.isEmpty else {
        throw Misunderstanding(sentence: "The call names no function.")
      }
      guard let arguments = JSON(parsing: call.arguments), case .object = arguments else {
        throw Misunderstanding(
          sentence: "The arguments of '\(call.name)' are no JSON object"
            + (stop == .length ? ": the reply was cut for its length. Make smaller changes." : "."))
      }
      return (try Action(calling: call.name, arguments), TextProtocol.words(in: text))
    }
    if stop == .length, speech == .tools {
      throw Misunderstanding(
        sentence: "The reply was cut for its length before it came to a call. Be brief.")
    }
    let plain = TextProtocol.withoutThinking(text).trimmed
    guard !plain.isEmpty else {
      throw Misunderstanding(
        sentence: thinking.isEmpty
          ? "The reply was empty. Say what you do next, and do it."
          : "There was only thinking in the reply. Say what you do next, and do it.")
    }
    // Some models write their calls out as text even where the server has calls.
    do {
      let reading = try TextProtocol.read(text, isWhole: stop != .length)
      return (reading.action, reading.words)
    } catch {
      guard speech == .tools else { throw error }
      throw Misunderstanding(
        sentence: "The reply makes no call. Make exactly one, 'finish' when you are through.")
    }
  }

  /// What is shown to the model of a reply that could not be carried out.
  var echo: String {
    let written = calls.first.map { "[call of \($0.name): \($0.arguments.prefix(1500))]" }
    let said = TextProtocol.withoutThinking(text).trimmed
    let parts = [said.isEmpty ? nil : String(said.prefix(3000)), written].compactMap(\.self)
    return parts.isEmpty ? "(nothing)" : parts.joined(separator: "\n")
  }
}
