import Dispatch
import Synchronization
import Text

/// The requests that the client has not answered yet.
final class Permissions: Sendable {
  private struct State {
    var last = 0
    var waiting: [Int: Waiting] = [:]
  }

  private struct Waiting {
    let signal: DispatchSemaphore
    var answer: Answer?
  }

  /// What a client says to a question of yes or no.
  enum Answer: Hashable {
    /// The option that was chosen.
    case chosen(String)
    /// None.
    case none
  }

  private let state = Mutex(State())

  /// Sends a request by `send`, which gets its id, and waits for the answer; `none` where `isAbandoned` says that it is
  /// waited for in vain, where it could not be sent, and where the client answers with an error.
  func ask(unless isAbandoned: () -> Bool, send: (Int) -> Bool) -> Answer {
    let signal = DispatchSemaphore(value: 0)
    let id = state.withLock { state in
      state.last += 1
      state.waiting[state.last] = Waiting(signal: signal)
      return state.last
    }
    defer { state.withLock { $0.waiting[id] = nil } }
    guard send(id) else { return .none }
    while signal.wait(timeout: .now() + .milliseconds(50)) == .timedOut {
      if isAbandoned() { return .none }
    }
    return state.withLock { $0.waiting[id]?.answer } ?? .none
  }

  /// Takes the client's answer to the request `id`; `false` where nobody waits for one.
  func answer(_ id: JSON, _ result: JSON?) -> Bool {
    guard case .int(let number) = id else { return false }
    return state.withLock { state in
      guard state.waiting[number] != nil else { return false }
      let outcome = result?["outcome"]
      let chosen =
        outcome?["outcome"]?.string == "selected" ? outcome?["optionId"]?.string : nil
      state.waiting[number]?.answer = chosen.map(Answer.chosen) ?? Answer.none
      state.waiting[number]?.signal.signal()
      return true
    }
  }
}
