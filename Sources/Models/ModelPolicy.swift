package import Engine
import Text
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
  package var decider: Decider { .model(model.name) }

  /// The next action: what is pending from the steps, else what the model chooses.
  package mutating func nextAction(
    for run: Run, after steps: [Step], budget: Budget,
    in sources: borrowing some SourceTree & ~Copyable
  ) async throws(PolicyFailure) -> Decision {
    var asking = Asking(service, settings, budget: budget)
    if let trial = steps.undecidedTrial, let decision = try await pick(of: trial, run, &asking) {
      return decision
    }
    var objection: String?
    if let held = steps.heldReport {
      switch try await end(with: held, run, steps, sources, &asking) {
      case .go(let decision): return decision
      case .correct(let sentence): objection = sentence
      }
    }
    let speech = try await speech(&asking)
    // Models that are spoken to in text are small, and seldom think of the tests themselves.
    if speech == .text, steps.haveUntestedEdit(run) {
      return Decision(.test(.working), decidedBy: .check(model.name))
    }
    return try await choose(for: run, steps, speech, sources, told: objection, &asking)
  }

  /// How the model is spoken to: as set, as probed before, or as a probe now says.
  private mutating func speech(_ asking: inout Asking<S>) async throws(PolicyFailure)
    -> Model.Speech
  {
    if let known = model.speech { return known }
    guard model.api == .openai else { return .tools }
    let (speech, isSure) = try await asking.probe(model)
    model.speech = speech
    if isSure { settings.keep(speech) }
    return speech
  }

  /// Asks until an action is understood, telling the model each time what was wrong.
  ///
  /// - Parameter objection: What it is told first: why its work is not at an end.
  private mutating func choose(
    for run: Run, _ steps: [Step], _ speech: Model.Speech,
    _ sources: borrowing some SourceTree & ~Copyable, told objection: String?,
    _ asking: inout Asking<S>
  ) async throws(PolicyFailure) -> Decision {
    var exchange = objection.map { [Prompt.Message.user(settings.clean($0))] } ?? []
    var faults: [String] = []
    var shrinks = 0
    while faults.count < faultLimit {
      var prompt = try prompt(for: run, after: steps, speech, sources)
      prompt.messages = merged(prompt.messages + exchange)
      let answer: Answer
      do {
        answer = try await asking.answer(to: prompt, by: model)
      } catch .failed(cause: let fault as APIFault) where shrinks < 3 && fault.mayBeLength {
        shrinks += 1
        shrink(to: fault, after: prompt.tokens)
        continue
      }
      switch try await decision(of: answer, to: prompt, run, steps, speech, sources, &asking) {
      case .go(let decision): return decision
      case .correct(let sentence):
        faults.append(sentence)
        let echo = answer.echo(bytes: min(3000, model.window / 8))
        exchange += [
          .assistant(settings.clean(echo), thinking: [], call: nil),
          .user(settings.clean(sentence)),
        ]
      }
    }
    let why =
      "The model's replies could not be carried out, \(faultLimit) times in a row. "
      + "The last time: \(faults.last ?? "")"
    return asking.decided(
      .finish(Action.Report(claim: .unresolved, why: why)), by: model, saying: "")
  }

  /// Makes the window what the service says, or what is below the prompt it refused.
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
          .finish(Action.Report(claim: .unresolved, why: why)), by: model, saying: ""))
    }
    let read: (action: PolicyAction, words: String)
    do { read = try answer.action(speech) } catch { return .correct(error.sentence) }
    asking.thinking = answer.thinking
    switch read.action {
    case .finish(let report):
      asking.words = read.words.isEmpty ? "I am through." : read.words
      return try await end(with: report, run, steps, sources, &asking)
    case .edit(let edits, let why)
    where asking.sampleLimit(of: model) > 1 && steps.wantsSamples(run):
      let action = try await asking.samples(of: edits, why, prompt, by: model, speech)
      return .go(asking.decided(action, by: model, saying: read.words))
    default: return .go(asking.decided(read.action, by: model, saying: read.words))
    }
  }
}

/// Replies in a row that cannot be carried out, after which a model is given up.
private let faultLimit = 3

extension APIFault {
  /// Whether a shorter prompt may help: it was too long, or met with nothing at all, again and again.
  fileprivate var mayBeLength: Bool {
    if case .tooLong = self { return true }
    return self == .emptyStream
  }
}

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
