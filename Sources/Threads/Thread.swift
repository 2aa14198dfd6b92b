import Glibc

/// A thread of our own, outside the pool that Swift's tasks share, since it may block.
package struct Thread: Sendable {
  private let id: pthread_t

  /// What a thread does, in a box that C can carry.
  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Starts a thread that somebody has to ``join()`` once; `nil` when the system gives no more.
  ///
  /// It takes no signal but those of a crash; above all none for writing to a peer that has gone.
  package init?(_ body: @escaping @Sendable () -> Void) {
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    for crash in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP] { sigdelset(&all, crash) }
    // The new thread inherits the mask.
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    var id = pthread_t()
    let work = Unmanaged.passRetained(Work(body))
    let code = pthread_create(
      &id, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    guard code == 0 else {
      work.release()
      return nil
    }
    self.id = id
  }

  /// Lets it end alone; nobody is to join it then.
  package func detach() { pthread_detach(id) }

  /// Waits for its end; a thread that joins itself is left to end alone.
  package func join() {
    if pthread_equal(id, pthread_self()) != 0 {
      pthread_detach(id)
    } else {
      pthread_join(id, nil)
    }
  }
}
