import Foundation
package import Testing

/// Runs the tests of a suite on threads of their own.
///
/// Tests that are not asynchronous block one of the few threads that all tests share, as many as the machine has
/// processors, while they wait for a program. On its own threads such a suite runs as many tests side by side as the
/// runner allows.
package struct OwnThreads: SuiteTrait, TestTrait, TestScoping {
  package var isRecursive: Bool { true }

  @concurrent package func provideScope(
    for test: Test, testCase: Test.Case?,
    performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(ThreadExecutor.shared) { try await function() }
  }
}

extension Trait where Self == OwnThreads {
  /// The tests wait for programs, and have threads of their own; see ``OwnThreads``.
  package static var ownThreads: OwnThreads { OwnThreads() }
}

/// Runs each job on a new thread.
private final class ThreadExecutor: TaskExecutor {
  static let shared = ThreadExecutor()

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    Thread.detachNewThread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
