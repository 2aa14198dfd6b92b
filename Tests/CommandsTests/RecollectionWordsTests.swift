import Foundation
import Records
import Support
import Testing
import Vocabulary

@testable import Commands

@Suite struct `What a run was told, for a person` {
  private let known = [
    Recollection(
      kind: .review, text: "Sums are integers.\nNot floats.\u{1b}[2J",
      run: RunID("20260101-sum-3f9a12bc0000"), step: 7, mergeStatus: .rejected),
    Recollection(kind: .lesson, text: "Be quick."),
    Recollection(kind: .run, text: "It was mended.", run: RunID("20260101-sum-aa9a12bc0000")),
  ]

  @Test func `is a line with its kind and where it comes from, further lines below it`() {
    #expect(
      known.map(\.line) == [
        "- review, run 3f9a12bc step 7, rejected: Sums are integers.\n  Not floats.<1B>[2J",
        "- lesson: Be quick.", "- run aa9a12bc: It was mended.",
      ])
    #expect(known.summary == "3 notes (run 3f9a12bc step 7, rejected; run aa9a12bc)")
  }

  @Test func `is in the run's JSON, where there is any`() throws {
    var record = RunRecord(beginning: sampleRun())
    func members() throws -> [String: Any] {
      try #require(
        try JSONSerialization.jsonObject(with: JSONEncoder().encode(ShownRun(record: record)))
          as? [String: Any])
    }
    #expect(try members()["recollections"] == nil)
    record.run.recollections = known
    let found = try #require(try members()["recollections"] as? [[String: Any]])
    #expect(found.count == 3 && found[0]["mergeStatus"] as? String == "rejected")
    #expect(try members()["phase"] as? String == "working")
  }

  @Test func `that cannot be read is named by the doctor with the file to look at`() {
    let id: RunID = "20260101-sum-3f9a12bc0000"
    let failure = Failure(
      unreadableMemoryOf: id, .newerFormat(path: "\(id):memory.json", version: 9))
    #expect(failure.sentence.hasPrefix("run \(id) counts as one that was told nothing"))
    #expect(failure.hint == "look at it with 'git show refs/colleague/runs/\(id):memory.json'")
  }

  @Test func `of an ended run on the same issue it is said what became of it`() {
    var record = RunRecord(beginning: sampleRun())
    (record.outcome, record.phase) = (.stuck, .ended)
    #expect(
      sentence(ofEnded: record) == "the run 20260101-sum-0123456789ab was on the same issue: "
        + "it ended as stuck; 'git colleague show 20260101-sum-0123456789ab' shows it")
    (record.outcome, record.phase) = (.resolved, .delivered)
    record.mergeStatus = MergeStatus(.rejected, branch: "refs/heads/main", seen: .zero)
    #expect(sentence(ofEnded: record).contains("its series was rejected"))
  }
}
