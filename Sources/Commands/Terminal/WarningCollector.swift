import Runs
import Sweeps
import Synchronization

/// Hands on what it hears, and collects the warnings for the sweep that waits for them.
final class WarningCollector: SweepReporter {
  private let base: TerminalReporter
  private let collected = Mutex<[String]>([])

  /// Hands everything on to `base`.
  init(_ base: TerminalReporter) { self.base = base }

  /// The sentences of the warnings so far.
  var warnings: [String] { collected.withLock { $0 } }

  func report(_ event: RunEvent) {
    if case .warning(let error) = event {
      let sentence = base.sentence(for: error)
      collected.withLock { if !$0.contains(sentence) { $0.append(sentence) } }
    }
    base.report(event)
  }

  func report(_ event: SweepEvent) { base.report(event) }

  func sentence(for error: any Error) -> String { base.sentence(for: error) }

  func problem(_ error: any Error) -> ProblemReport { base.problem(error) }
}
