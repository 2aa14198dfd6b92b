package import Processes
import Records
package import Runs
package import Vocabulary

/// Works on the runs of a worker: the real one in a sandbox; that of tests writes trails.
package protocol IssueRunner: Sendable {
  /// Hears of the runs.
  var reporter: any Reporter { get }

  /// Begins a run and works on it until there is an outcome; see ``RunExecutor/begin(_:)``.
  func begin(
    _ new: NewRun, allotment: Budget?, in opened: consuming OpenRepository
  ) async throws(RunError) -> EndedRun

  /// Goes on with a run; see ``RunExecutor/resume(_:by:answering:replaying:)``.
  func resume(
    _ id: RunID, allotment: Budget?, replaying recording: [Step]?,
    in opened: consuming OpenRepository
  ) async throws(RunError) -> EndedRun
}

/// Works on runs with ``RunExecutor``.
package struct ExecutorRunner: IssueRunner {
  package let reporter: any Reporter
  private let stop: StopRequest

  /// Tells `reporter` of the runs, and ends them when `stop` is requested.
  package init(reporter: any Reporter, stop: StopRequest) {
    self.reporter = reporter
    self.stop = stop
  }

  package func begin(
    _ new: NewRun, allotment: Budget?, in opened: consuming OpenRepository
  ) async throws(RunError) -> EndedRun {
    try await RunExecutor(in: opened, reporter: reporter, stop: stop, allotment: allotment)
      .begin(new)
  }

  package func resume(
    _ id: RunID, allotment: Budget?, replaying recording: [Step]?,
    in opened: consuming OpenRepository
  ) async throws(RunError) -> EndedRun {
    try await RunExecutor(in: opened, reporter: reporter, stop: stop, allotment: allotment)
      .resume(id, replaying: recording)
  }
}
