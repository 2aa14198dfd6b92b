import Dispatch
import Runs
import Synchronization
import Threads

/// Renews a lease every third of its length, on a thread of its own, until it is ended.
final class LeaseRenewal: Sendable {
  private let lease: Lease
  private let wake = DispatchSemaphore(value: 0)
  private let state = Mutex(State())

  private struct State {
    var isEnding = false
    var thread: Threads.Thread?
  }

  /// Begins to renew `lease`; returns at once. Where the system gives no thread, that is reported, and the claim runs
  /// out.
  init(of lease: Lease, _ context: WorkerContext) {
    self.lease = lease
    let thread = Threads.Thread { [self] in renew() }
    state.withLock { $0.thread = thread }
    if thread == nil {
      context.reporter.report(.warning(SweepError.noRenewal(key: lease.key)))
    }
  }

  private func renew() {
    let third = Double(lease.seconds) / 3
    // A first renewal soon makes the run visible on the remote.
    var pause = lease.isShared ? min(5, third) : third
    while wake.wait(timeout: .now() + pause) == .timedOut {
      let isRenewed = lease.renew()
      if state.withLock({ $0.isEnding }) || !lease.isHeld { return }
      pause = isRenewed ? third : min(10, Double(lease.seconds) / 10)
    }
  }

  /// Ends the renewing and waits for one under way; may be called more than once.
  func end() {
    let thread = state.withLock { state in
      state.isEnding = true
      return state.thread.take()
    }
    wake.signal()
    thread?.join()
  }
}
