import Engine
import Synchronization
import Text
import Vocabulary

@testable import Models

/// A service that answers from a list, and keeps what it was asked.
final class FakeService: Service {
  private let state: Mutex<(script: [Outcome], asked: [Prompt], then: Outcome)>

  /// Answers with `script`, one after another, and with `then` when it is used up.
  init(
    _ script: [Outcome],
    then: Outcome = .failure(.refused(status: 400, message: "the script is used up"))
  ) {
    state = Mutex((script, [], then))
  }

  /// What was asked so far.
  var asked: [Prompt] { state.withLock { $0.asked } }

  func answer(
    to prompt: Prompt, by model: Model, within seconds: Double,
    tell: @escaping @Sendable (Int) -> Void
  ) async throws(APIFault) -> Answer {
    let outcome = state.withLock { state in
      state.asked.append(prompt)
      return state.script.isEmpty ? state.then : state.script.removeFirst()
    }
    if case .success = outcome { tell(100) }
    if outcome == .late { try? await Task.sleep(for: .seconds(seconds)) }
    return try outcome.get()
  }
}

extension Outcome {
  /// An answer that makes a call.
  static func calls(
    _ name: String, _ arguments: JSON = [:], saying words: String = "", usage: Usage? = nil
  ) -> Outcome {
    .success(
      .saying(
        words, calls: [Answer.RawCall(id: "c", name: name, arguments: arguments.text)],
        usage: usage))
  }

  /// No answer in all of the time that there is.
  static let late = Outcome.failure(.broken(reason: "it took too long"))

  /// An answer in words.
  static func says(_ words: String, _ stop: Answer.Stop = .done) -> Outcome {
    .success(.saying(words, stop: stop))
  }
}

/// A policy at work with a scripted service.
final class Asked {
  let service: FakeService
  private(set) var policy: ModelPolicy<FakeService>
  private let log: Log
  /// What was told on the way.
  var waits: [Double] { log.state.withLock { $0.waits } }
  /// What was told of requests.
  var told: [ModelProgress] { log.state.withLock { $0.told } }
  /// What choices have cost that came to nothing.
  var lost: LostCost { policy.takeLostCost() }
  /// What was kept of how the model is spoken to.
  var kept: [Model.Speech] { log.state.withLock { $0.kept } }

  private final class Log: Sendable {
    let state = Mutex<(waits: [Double], kept: [Model.Speech], told: [ModelProgress])>(([], [], []))
  }

  init(
    _ script: [Outcome], then: Outcome? = nil, model: Model = makeModel(), reviews: Int = 0,
    patience: Double = .infinity, prices: Prices = Prices([]),
    redactor: Redactor = Redactor(),
    tools: @escaping @Sendable () async -> [Prompt.Tool] = { [] }
  ) {
    service =
      then.map { FakeService(script, then: $0) } ?? FakeService(script)
    let log = Log()
    self.log = log
    policy = ModelPolicy(
      model: model, service: service,
      settings: .init(
        prices: prices, patience: patience, reviews: reviews, redactor: redactor, tools: tools,
        keep: { speech in log.state.withLock { $0.kept.append(speech) } },
        tell: { progress in log.state.withLock { $0.told.append(progress) } },
        sleep: { seconds in log.state.withLock { $0.waits.append(seconds) } }))
  }

  /// The next decision.
  func decide(
    after steps: [Step] = .begun, run: Run = makeRun(), budget: Budget = .standard
  ) async throws(PolicyFailure) -> Decision {
    try await policy.nextAction(for: run, after: steps, budget: budget, in: Files())
  }

  /// The last message of the request made at `index`.
  func last(_ index: Int) -> String { service.asked[index].messages.last?.text ?? "" }
}

extension PolicyFailure {
  /// The service's fault that it was.
  var fault: APIFault? {
    if case .failed(let cause) = self { return cause as? APIFault }
    return nil
  }

  /// Whether it was the budget.
  var isSpent: Bool {
    if case .spent = self { return true }
    return false
  }
}
