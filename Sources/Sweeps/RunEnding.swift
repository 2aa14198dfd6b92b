import Engine
import Git
package import Records
package import Runs
import Vocabulary

/// What the end of a run makes of its issue's entry in the queue.
package struct RunEnding {
  private let record: RunRecord
  private let hindrance: (cause: Hindrance, circumstances: Circumstances)?

  /// The end of the run of `record`, be it one for now.
  ///
  /// Steps that cannot be read only lose what was in the way of the run.
  package init(of record: RunRecord, in opened: borrowing OpenRepository) {
    self.record = record
    // What has come of something in spite of all is a result.
    guard record.outcome == .unresolved, record.patches.isEmpty,
      let steps = try? StoredRun(record.run.id, in: opened.repository)
        .steps(in: opened.repository),
      let cause = Engine.hindrance(of: record.run, after: steps)
    else {
      hindrance = nil
      return
    }
    let mandate = record.run.mandate
    hindrance = (
      cause,
      Circumstances(
        opened.settings, policy: record.run.policy, testCommand: mandate.testCommand,
        testSeconds: mandate.testSeconds, sandbox: mandate.sandbox,
        checkout: opened.repository.workingDirectory)
    )
  }

  /// The entry after it.
  package func entry(_ present: QueueEntry, at time: Int) -> QueueEntry {
    present.after(
      run: record.run.id, ended: record.outcome ?? .interrupted, reason: record.failure,
      hindrance: hindrance, at: time)
  }
}
