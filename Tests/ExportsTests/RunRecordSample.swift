import Records
import Support
import Vocabulary

/// Records of runs for tests.
enum RunRecordSample {
  /// A run that has resolved its issue in eight steps.
  static var resolved: RunRecord {
    var run = sampleRun()
    run.policy = .repair
    run.began = 1_700_000_000
    var record = RunRecord(beginning: run)
    record.outcome = .resolved
    record.phase = .delivered
    record.steps = 8
    return record
  }
}
