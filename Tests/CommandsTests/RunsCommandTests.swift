import Records
import Support
import Testing
import Vocabulary

@testable import Commands

@Suite struct `The list of runs` {
  private func record(_ id: RunID, began: Int) -> RunRecord {
    var run = sampleRun()
    (run.id, run.began) = (id, began)
    return RunRecord(beginning: run)
  }

  @Test func `has the newest last, whatever their names are`() {
    let records = [
      record("20260101-b-000000000001", began: 20), record("20260102-a-000000000002", began: 10),
      record("20260101-a-000000000003", began: 30), record("20260101-c-000000000004", began: 20),
    ]
    #expect(
      records.sorted(by: RunsCommand.isBefore).map(\.run.id.digits) == [
        "000000000002", "000000000001", "000000000004", "000000000003",
      ])
  }
}
