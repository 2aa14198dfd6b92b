import Engine
import Synchronization
import Vocabulary

/// A client of a model's service that keeps within a budget and counts what each request takes: the one place that
/// spends tokens and money.
struct MeteredClient<S: Service> {
  private let service: S
  private let settings: ModelPolicy<S>.Settings
  private let budget: Budget
  private let start = ContinuousClock.now
  /// Candidates that may still be tried.
  var candidatesLeft: Int { budget.candidates }
  private var usage = Usage()
  /// The cost of all requests, in millionths of the user's currency.
  private var costMicros = 0
  /// The thinking of the last answer.
  var thinking: [Reply.Thinking] = []
  /// The words of the last answer.
  var words = ""
  /// Which call of its answer is decided on, where that is not the first.
  var place: Int?
  /// Whether the service has answered before, in this run or now.
  private(set) var hasAnswered: Bool

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
      var prompt = prompt
      prompt.outputLimit = try affordable(prompt, model)
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
          count(Usage(sent: prompt.tokens, isEstimated: true), model)
          if isOver { throw .spent }
        }
        var patience = settings.patience
        if error == .refusedConnection, !hasAnswered, model.isLocal {
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

  /// The tokens an answer to `prompt` may have.
  private func affordable(_ prompt: Prompt, _ model: Model) throws(PolicyFailure) -> Int {
    let left = budget.tokens - usage.sent - usage.received - prompt.tokens
    let output = min(prompt.outputLimit, left)
    guard output >= min(prompt.outputLimit, Self.leastOutput), seconds < budget.seconds else {
      throw .spent
    }
    let most = Usage(requests: 1, sent: prompt.tokens, received: output)
    if let cost = settings.prices.cost(of: most, of: model.name) {
      guard costMicros + cost <= budget.costMicros else { throw .spent }
    }
    return output
  }

  private mutating func count(_ answer: Answer, _ prompt: Prompt, _ model: Model) {
    let calls = answer.calls.reduce(0) { $0 + $1.arguments.utf8.count / 3 + 8 }
    let thought = answer.thinking.reduce(0) { $0 + $1.text.utf8.count / 3 }
    let estimate = Usage(
      sent: prompt.tokens, received: estimatedTokens(answer.text) + calls + thought,
      isEstimated: true)
    var told = answer.usage ?? estimate
    // A token is rarely more than a dozen bytes: a service that reports far fewer does not count them.
    if told.sent < estimate.sent / 8 || told.received < estimate.received / 8 {
      told.sent = max(told.sent, estimate.sent)
      told.received = max(told.received, estimate.received)
      told.isEstimated = true
    }
    told.requests = 1
    count(told, model)
  }

  private mutating func count(_ told: Usage, _ model: Model) {
    usage = usage + told
    usage.seconds = seconds
    costMicros += settings.prices.cost(of: told, of: model.name) ?? 0
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
    reply.place = place
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

extension Model {
  /// Whether its service is on this machine.
  var isLocal: Bool {
    let authority = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address[...]
    let place = authority.prefix { $0 != "/" }.split(separator: "@").last ?? ""
    let host =
      place.hasPrefix("[") ? place.dropFirst().prefix { $0 != "]" } : place.prefix { $0 != ":" }
    return host == "localhost" || host == "::1" || host.hasPrefix("127.")
  }
}
