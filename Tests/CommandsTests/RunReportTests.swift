import Engine
import Records
import Runs
import Support
import Testing
import Vocabulary

@testable import Commands

@Suite struct `The report of a run` {
  @Test(arguments: [
    (true, "2 passed in a clean copy (with version 1: 1 failed, 1 passed)"),
    (false, "2 passed in a clean copy (at the base: 1 failed, 1 passed)"),
  ])
  func `names what was tested first: the base, or the version before on a base that has moved`(
    isReroll: Bool, words: String
  ) {
    var run = sampleRun()
    if isReroll {
      run.reroll = Reroll(
        of: run.id, changeID: run.id, version: 2, branch: "refs/heads/colleague/x", tip: tree(2),
        commits: [], patches: [], start: tree(2), conflicts: [], comments: [], baseline: nil)
    }
    var record = RunRecord(beginning: run)
    record.outcome = .resolved
    let steps = [
      step(1, .test(.working), tests: report(passed: ["a"], failed: ["b"])),
      step(2, .test(.verdict), tree: tree(3), tests: report(passed: ["a", "b"])),
    ]
    #expect(
      RunReport(record: record, steps: steps, customs: .none, isColoured: false).text.contains(
        words))
  }
}
