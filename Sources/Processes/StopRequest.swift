import Synchronization

/// A request to stop work at its next safe point; made once, by a signal or by whoever finds that the work must end.
///
/// It is asked where work goes on, and calls back those who wait.
package final class StopRequest: Sendable {
  private struct State {
    var isRequested = false
    var actions: [@Sendable () -> Void] = []
  }

  private let state = Mutex(State())
  private let onArm: @Sendable () -> Void

  /// A request that nobody has made yet.
  ///
  /// - Parameter onArm: Is called whenever work begins that heeds the request, such as to take signals over from the
  ///   system.
  package init(onArm: @escaping @Sendable () -> Void = {}) { self.onArm = onArm }

  /// Says that work begins which heeds the request.
  package func arm() { onArm() }

  /// Whether the work should stop.
  package var isRequested: Bool { state.withLock { $0.isRequested } }

  /// Requests the stop and runs what was registered, on the calling thread; a second call does nothing.
  package func request() {
    let actions = state.withLock { state in
      defer { state = State(isRequested: true) }
      return state.actions
    }
    for action in actions { action() }
  }

  /// Runs `action` when the stop is requested; at once where it has been.
  package func onRequest(_ action: @escaping @Sendable () -> Void) {
    let isRequested = state.withLock { state in
      if !state.isRequested { state.actions.append(action) }
      return state.isRequested
    }
    if isRequested { action() }
  }
}
