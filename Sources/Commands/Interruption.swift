import Dispatch
import Glibc
import Synchronization

/// Turns SIGINT, SIGTERM and SIGHUP into a wish to stop: the first one stops at a safe point, a
/// second one ends the process at once; see ``StopWish`` for what counts as one.
final class Interruption: Sendable {
  /// The process's own.
  static let standard = Interruption()

  private struct State {
    var isAsked = false
    var isListening = false
    var wish = StopWish()
    var cancel: (@Sendable () -> Void)?
    var sources: [any DispatchSourceSignal] = []
  }

  private let state = Mutex(State())

  /// Whether somebody wants the work to stop.
  var isAsked: Bool { state.withLock { $0.isAsked } }

  /// Calls `cancel` when the wish comes.
  func whenAsked(_ cancel: @escaping @Sendable () -> Void) {
    state.withLock { $0.cancel = cancel }
  }

  /// Asks for the work to stop at a safe point. A signal that comes after it is the first one all the same.
  ///
  /// - Parameter reason: Said on stderr.
  func ask(because reason: String) {
    let cancel = state.withLock { state in
      state.isAsked = true
      return state.cancel
    }
    Console.standard.note(reason)
    cancel?()
  }

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
    let (meaning, cancel) = state.withLock { state in
      state.isAsked = true
      return (state.wish.arrive(at: now), state.cancel)
    }
    switch meaning {
    case .echo: return
    case .second:
      OutsideProgram.endAll()
      _exit(ExitStatus.interrupted.rawValue)
    case .first:
      Console.standard.note("stopping at the last kept step; a second signal ends it at once")
      cancel?()
    }
  }
}
