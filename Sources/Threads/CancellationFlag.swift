import Synchronization

/// Whether a task has been cancelled, for a thread that works for it and that nobody can cancel.
package final class CancellationFlag: Sendable {
  private let requested = Atomic(false)

  /// The flag of a task that is not cancelled.
  package init() {}

  /// Whether the task has been cancelled.
  package var isRequested: Bool { requested.load(ordering: .acquiring) }

  /// Records that the task has been cancelled.
  package func request() { requested.store(true, ordering: .releasing) }
}
