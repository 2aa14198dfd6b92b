package import Engine
package import Processes
package import Records
package import Runs
import Vocabulary

/// What sweeps and workers stand on: who works, by which clock, with which remote, and who hears of it.
package struct WorkerContext: Sendable {
  /// This worker.
  package let worker: LocalWorker
  /// Tells the time and waits.
  package let clock: any WaitingClock
  /// Where other workers share the queue; `nil` for nowhere.
  package let remote: (any RemoteRepository)?
  /// Hears what happens.
  package let reporter: any SweepReporter
  /// Ends the work when it is requested.
  package let stop: StopRequest

  /// Puts a context together, of this process and the machine's clock unless told.
  package init(
    worker: LocalWorker = .current, clock: any WaitingClock = SystemClock(),
    remote: (any RemoteRepository)?, reporter: any SweepReporter, stop: StopRequest
  ) {
    (self.worker, self.clock, self.remote) = (worker, clock, remote)
    (self.reporter, self.stop) = (reporter, stop)
  }

  /// Whether `claim` may be taken over by this worker now.
  package func isFree(_ claim: Claim) -> Bool {
    claim.isFree(for: worker.worker, at: clock.now, isAlive: worker.isAlive)
  }
}

/// A clock that can also let time pass.
package protocol WaitingClock: Engine.Clock, Sendable {
  /// Waits for so many seconds; the calling thread does nothing meanwhile.
  func sleep(_ seconds: Double)
}

extension SystemClock: WaitingClock {}
