import Engine
import Synchronization
import Vocabulary

/// A client of a model's service that keeps within a budget and counts what each request takes: the one place that
/// spends tokens and money.
struct MeteredClient<S: Service> {
  private let service: S
  private let settings: ModelPolicy<S>.Settings
  let budget: Budget
  private let start = ContinuousClock.now
  /// Candidates that may still be tried.
  var candidatesLeft: Int { budget.candidates }
  private var usage = Usage()
  /// The cost of all requests, in millionths of the user's currency.
  private var costMicros = 0
  /// The thinking of the last answer.
  private var thinking: [Reply.Thinking] = []
  /// What goes back with the last answer to the service that gave it, and a digest of that service.
  private var carried: Reply.Carried?
  private var source: String?
  /// The prompt of the answer that is being read, and that of the answer which was taken.
  var asked: SentPrompt?
  private var taken: SentPrompt?
  /// The words of the last answer.
  var words = ""
  /// Which call of its answer is decided on, where that is not the first.
  var place: Int?
  /// Whether the service has answered before, in this run or now.
  private(set) var hasAnswered: Bool

  /// Whether the service has told far more tokens than a prompt can have: it does not count them.
  private(set) var isToldTooMuch = false

  /// The fewest tokens of an answer that are worth asking for.
  private static var leastOutput: Int { 256 }

  /// Seconds that a service on this machine is waited for which has never answered and where nobody listens.
  private static var firstContact: Double { 15 }

  init(
    _ service: S, _ settings: ModelPolicy<S>.Settings, budget: Budget, hasAnswered: Bool = false
  ) {
    self.hasAnswered = hasAnswered
    self.service = service
    self.settings = settings
    self.budget = budget
  }

  private var waited = 0.0
  /// Seconds since the client was made; waits count even where a test does not sleep.
  private var seconds: Double { max((.now - start) / .seconds(1), waited) }

  /// The answer to `prompt`; retries after faults that may pass.
  ///
  /// The prompt of an answer that broke off counts as sent, since it was paid for.
  ///
  /// - Throws: ``PolicyFailure/spent`` before a request that the budget may not pay for, and where the time is over amid
  ///   one.
  mutating func answer(
    to prompt: Prompt, by model: Model
  ) async throws(PolicyFailure) -> Answer {
    var backoff = RetryBackoff()
    let begun = seconds
    while true {
      let (prompt, model) = try affordable(prompt, model)
      settings.tell(.asking(tokens: prompt.tokens))
      let tell = settings.tell
      let received = Atomic(0)
      let box = Shared(received)
      do {
        let answer = try await service.answer(
          to: prompt, by: model, within: max(1, budget.seconds - seconds)
        ) {
          box.value.store($0, ordering: .relaxed)
          tell(.receiving(bytes: $0))
        }
        hasAnswered = true
        count(answer, prompt, model)
        return answer
      } catch {
        if case .cancelled = error { throw .failed(cause: CancellationError()) }
        let isOver = budget.seconds - seconds <= 0.1
        if isOver || box.value.load(ordering: .relaxed) > 0, case .broken = error {
          count(Usage(sent: prompt.tokens, isEstimated: true), of: model)
          if isOver { throw .spent }
        }
        var patience = settings.patience
        if error == .refusedConnection, !hasAnswered,
          ServicePlace(ofAddress: model.address).isLocal
        {
          patience = min(patience, Self.firstContact)
        }
        let horizon = min(patience - (seconds - begun), budget.seconds - seconds)
        let chance = Double.random(in: 0..<1)
        guard let wait = backoff.wait(after: error, within: horizon, chance: chance) else {
          throw .failed(cause: error)
        }
        settings.tell(.waiting(seconds: wait, error))
        do { try await settings.sleep(wait) } catch { throw .failed(cause: error) }
        waited += wait
      }
    }
  }

  /// The prompt and the model with the answer, thinking included, held to what is left of tokens and money at worst.
  ///
  /// Thinking is given up first where what is left does not pay for it.
  private func affordable(
    _ prompt: Prompt, _ model: Model
  ) throws(PolicyFailure) -> (Prompt, Model) {
    var (prompt, model) = (prompt, model)
    prompt.outputLimit = max(prompt.outputLimit, model.ownOutputLimit ?? 0)
    let least = min(prompt.outputLimit, Self.leastOutput)
    var left = budget.tokens - usage.sent - usage.received - prompt.tokens
    if let tokens = settings.prices.tokens(
      for: budget.costMicros - costMicros, after: prompt.tokens, of: model)
    {
      left = min(left, tokens)
    }
    guard left >= least, seconds < budget.seconds else { throw .spent }
    // Only messages take thinking by a number of tokens, which come on top.
    if model.api != .anthropic || left < model.thinking + least { model.thinking = 0 }
    prompt.outputLimit = min(prompt.outputLimit, left - model.thinking)
    return (prompt, model)
  }

  private mutating func count(_ answer: Answer, _ prompt: Prompt, _ model: Model) {
    let calls = answer.calls.reduce(0) { $0 + $1.arguments.utf8.count / 3 + 8 }
    let thought = answer.thinking.reduce(0) { $0 + $1.text.utf8.count / 3 }
    let estimate = Usage(
      sent: prompt.tokens, received: estimatedTokens(answer.text) + calls + thought,
      isEstimated: true)
    var told = answer.usage ?? estimate
    isToldTooMuch = isToldTooMuch || told.sent > 2 * prompt.tokens + 256
    // A token is rarely more than a dozen bytes: a service that reports far fewer does not count them.
    if told.sent < estimate.sent / 8 || told.received < estimate.received / 8 {
      told.sent = max(told.sent, estimate.sent)
      told.received = max(told.received, estimate.received)
      told.isEstimated = true
    }
    told.requests = 1
    count(told, writing: answer.cacheWrites, charged: answer.costMicros, of: model)
  }

  /// Counts a request; of our own price and what the service says it charges, the larger.
  private mutating func count(
    _ told: Usage, writing written: Int = 0, charged: Int? = nil, of model: Model
  ) {
    usage = usage + told
    usage.seconds = seconds
    let cost = settings.prices.cost(of: told, writing: written, of: model) ?? 0
    costMicros += max(cost, charged ?? 0)
  }

  /// Takes `answer` as the one that chose the next action: its thinking and what only its service understands are kept.
  mutating func take(_ answer: Answer, of model: Model) {
    carried = answer.carried(by: settings.redactor)
    thinking = carried?.isWithheld == true ? [] : answer.thinking
    source = model.serviceDigest
    taken = asked
  }

  /// What all requests so far have cost.
  var cost: LostCost { LostCost(usage: usage, costMicros: costMicros) }

  /// The decision for `action`, with the usage and cost of all requests so far.
  ///
  /// - Parameters:
  ///   - role: The role in which the model decided.
  ///   - held: The report that the model would have finished with.
  ///   - further: The further calls of the answer.
  func decided(
    _ action: PolicyAction, by model: Model, saying words: String,
    as role: (String) -> Decider = Decider.model,
    holding held: Action.Report? = nil, beside further: [FurtherCall] = []
  ) -> Decision {
    var reply = Reply(model: model.name, text: words, thinking: thinking, usage: usage)
    reply.held = held
    reply.carried = carried
    reply.service = source
    reply.place = place
    reply.prompt = taken
    if !further.isEmpty { reply.further = further }
    return Decision(action, decidedBy: role(model.name), reply: reply, costMicros: costMicros)
  }

  /// The proposal of `proposals`, with the usage and cost of all requests so far.
  func decidedSplit(_ proposals: [PatchProposal], by model: Model) -> SplitDecision {
    let reply = Reply(model: model.name, text: "", thinking: thinking, usage: usage)
    return SplitDecision(
      proposals, decidedBy: .split(model.name), reply: reply, costMicros: costMicros)
  }
}
