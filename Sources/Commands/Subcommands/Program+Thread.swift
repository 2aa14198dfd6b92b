import Processes
import Threads

extension Program {
  /// Runs the program to its end on a thread of its own: when that thread ended, the kernel would kill the process.
  ///
  /// - Parameter noThread: The error where the system gives no thread.
  /// - Parameter failed: Wraps the program's own error.
  func end<Failure: Error>(
    noThread: Failure, failed: @escaping @Sendable (ProcessError) -> Failure
  ) async -> Result<Program.Ended, Failure> {
    await withCheckedContinuation { continuation in
      let thread = Threads.Thread {
        continuation.resume(
          returning: Result { () throws(ProcessError) in try run() }.mapError(failed))
      }
      guard let thread else { return continuation.resume(returning: .failure(noThread)) }
      thread.detach()
    }
  }
}
