package import Records
package import Vocabulary

/// Starts workers: by a process each, or, in tests, in the same process.
package protocol WorkerLauncher: Sendable {
  /// Carries out one issue and returns when that is done.
  ///
  /// - Throws: ``SweepError`` when no worker can be started; nothing is done then.
  func carryOut(_ assignment: Assignment) async throws(SweepError) -> LaunchedWork
}

/// One issue given to a worker.
package struct Assignment: Hashable, Sendable {
  /// The entry as it was then.
  package var entry: QueueEntry
  /// What may be spent on it.
  package var allotment: Budget
  /// What its run had cost before.
  package var before: Budget
}

/// What a worker has left behind.
package struct LaunchedWork: Sendable {
  /// What it says came of the issue, or why there is no such word.
  package var report: WorkerReport
  /// What it has printed for people, a line each.
  package var printed: [String]

  /// Pairs a report with the lines printed beside it.
  package init(_ report: WorkerReport, printed: [String] = []) {
    self.report = report
    self.printed = printed
  }
}
