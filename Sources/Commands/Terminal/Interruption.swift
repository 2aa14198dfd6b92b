import Dispatch
import Glibc
import Processes
import Runs
import Synchronization

/// Turns SIGINT, SIGTERM and SIGHUP into a request to stop: the first one stops at a safe point, a second one ends the
/// process at once; see ``SignalDebounce`` for what counts as one.
final class Interruption: Sendable {
  /// The process's own.
  static let standard = Interruption()

  /// The request that signals make; arming it takes them over from the system, and makes the work come before its
  /// output.
  static let stop = StopRequest {
    standard.listen()
    Console.standard.putWorkFirst()
  }

  private struct State {
    var isListening = false
    var debounce = SignalDebounce()
    var sources: [any DispatchSourceSignal] = []
  }

  private let state = Mutex(State())

  /// Takes the signals over from the system from now on; once is enough.
  func listen() {
    let isListening = state.withLock { state in
      defer { state.isListening = true }
      return state.isListening
    }
    guard !isListening else { return }
    let queue = DispatchQueue(label: "signals")
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number, SIG_IGN)
      state.withLock { state in
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler { [self] in arrive() }
        source.resume()
        state.sources.append(source)
      }
    }
  }

  private func arrive() {
    let now = SystemClock().monotonic
    switch state.withLock({ $0.debounce.arrive(at: now) }) {
    case .echo: return
    case .second:
      Program.endAll()
      _exit(ExitStatus.interrupted.rawValue)
    case .first:
      Console.standard.note("stopping at the last kept step; a second signal ends it at once")
      Interruption.stop.request()
    }
  }
}
