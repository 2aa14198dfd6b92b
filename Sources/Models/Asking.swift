import Engine
import Vocabulary

/// Asks a model within what may still be spent, and counts what it takes: the one place that spends.
struct Asking<S: Service> {
  private let service: S
  private let settings: ModelPolicy<S>.Settings
  private let budget: Budget
  private let start = ContinuousClock.now
  private var usage = Usage()
  private var micros = 0
  /// The thinking of the last answer.
  var thinking: [Reply.Thinking] = []
  /// The words of the last answer.
  var words = ""

  /// The fewest tokens of an answer that are worth asking for.
  private static var leastOutput: Int { 256 }

  init(_ service: S, _ settings: ModelPolicy<S>.Settings, budget: Budget) {
    self.service = service
    self.settings = settings
    self.budget = budget
  }

  private var seconds: Double { (.now - start) / .seconds(1) }

  /// The answer to `prompt`; faults that may pass are waited out.
  ///
  /// - Throws: ``PolicyFailure/spent`` before a request that the budget may not pay for.
  mutating func answer(
    to prompt: Prompt, by model: Model
  ) async throws(PolicyFailure) -> Answer {
    var prompt = prompt
    prompt.outputLimit = try affordable(prompt, model)
    var patience = Patience()
    while true {
      settings.tell(.asking(tokens: prompt.tokens))
      let tell = settings.tell
      do {
        let answer = try await service.answer(
          to: prompt, by: model, within: max(1, budget.seconds - seconds)
        ) { tell(.receiving(bytes: $0)) }
        count(answer, prompt, model)
        return answer
      } catch {
        let horizon = min(settings.patience, budget.seconds) - seconds
        let chance = Double.random(in: 0..<1)
        if case .cancelled = error { throw .failed(cause: CancellationError()) }
        guard let wait = patience.wait(after: error, within: horizon, chance: chance) else {
          throw .failed(cause: error)
        }
        settings.tell(.waiting(seconds: wait, error))
        do { try await settings.sleep(wait) } catch { throw .failed(cause: error) }
      }
    }
  }

  /// The tokens an answer to `prompt` may have.
  private func affordable(_ prompt: Prompt, _ model: Model) throws(PolicyFailure) -> Int {
    let left = budget.tokens - usage.sent - usage.received - prompt.tokens
    let output = min(prompt.outputLimit, left)
    guard output >= min(prompt.outputLimit, Asking.leastOutput), seconds < budget.seconds else {
      throw .spent
    }
    let most = Usage(requests: 1, sent: prompt.tokens, received: output)
    if let cost = settings.prices.cost(of: most, of: model.name) {
      guard micros + cost <= budget.micros else { throw .spent }
    }
    return output
  }

  private mutating func count(_ answer: Answer, _ prompt: Prompt, _ model: Model) {
    let calls = answer.calls.reduce(0) { $0 + $1.arguments.utf8.count / 3 + 8 }
    let thought = answer.thinking.reduce(0) { $0 + $1.text.utf8.count / 3 }
    var told =
      answer.usage
      ?? Usage(
        sent: prompt.tokens, received: estimatedTokens(answer.text) + calls + thought,
        isEstimated: true)
    told.requests = 1
    usage = usage + told
    usage.seconds = seconds
    micros += settings.prices.cost(of: told, of: model.name) ?? 0
  }

  /// The decision for `action`, with all that the asking took.
  ///
  /// - Parameters:
  ///   - role: Who is said to have decided; `model` unless it was not the model's choice.
  ///   - held: What the model would have ended with.
  func decided(
    _ action: Action, by model: Model, saying words: String, as role: String = "model",
    holding held: Action.Report? = nil
  ) -> Decision {
    var reply = Reply(model: model.name, text: words, thinking: thinking, usage: usage)
    reply.held = held
    return Decision(action, decidedBy: "\(role):\(model.name)", reply: reply, micros: micros)
  }

  /// How `model` can be spoken to: whether it makes a call when asked for one.
  mutating func probe(_ model: Model) async throws(PolicyFailure) -> Model.Speech {
    let tool = Prompt.Tool(
      name: "ready", about: "Say that you are ready.",
      parameters: ["type": "object", "properties": ["word": ["type": "string"]]])
    let prompt = Prompt(
      system: "You answer by calling functions.",
      messages: [.user("Call the function 'ready' with the word \"yes\".")], tools: [tool],
      outputLimit: Asking.leastOutput)
    do {
      let answer = try await answer(to: prompt, by: model)
      return answer.calls.contains { $0.name == "ready" } ? .tools : .text
    } catch .failed(cause: APIFault.refused(let status, _)) where [400, 404, 422].contains(status) {
      // A server that takes no functions; what else may be wrong shows with the next request.
      return .text
    }
  }

  /// The edit, or a trial of it beside other samples where they differ.
  mutating func samples(
    of edits: [FileEdit], _ why: String, _ prompt: Prompt, by model: Model,
    _ speech: Model.Speech
  ) async throws(PolicyFailure) -> Action {
    var found = [(edits, why)]
    for _ in 1..<model.samples {
      guard let answer = try? await answer(to: prompt, by: model),
        case .edit(let other, let reason)? = try? answer.action(speech).action,
        !found.contains(where: { $0.0 == other })
      else { continue }
      found.append((other, reason))
    }
    guard found.count > 1 else { return .edit(edits, why: why) }
    return .trial(
      found.enumerated().map {
        Candidate(id: "sample-\($0.offset + 1)", edits: $0.element.0, about: oneLine($0.element.1))
      })
  }
}
