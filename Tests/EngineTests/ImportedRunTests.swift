import Engine
import Support
import Testing
import Vocabulary

@Suite struct `What an imported run does next` {
  private let baseline = step(1, .test(.working), tests: report(passed: ["a"], failed: ["b"]))
  private let passing = report(passed: ["a", "b"])

  private func move(
    after steps: [Step], delivering delivers: Bool = false, _ budget: Budget = .standard,
    testCommand: String? = "make test"
  ) -> NextAction {
    var run = sampleRun(budget: budget, testCommand: testCommand)
    run.policy = .imported
    run.imported = ImportedTrajectory(
      format: "ATIF-v1.8", agent: "walker", digest: "", bytes: 1, turns: 1, calls: 1,
      delivers: delivers)
    return nextAction(in: Situation(of: run, after: steps))
  }

  private func finish(_ claim: Action.Report.Claim) -> Step {
    step(3, .finish(Action.Report(claim: claim)), tree: tree(2))
  }

  @Test func `goes on where another would be sent back from its circle`() {
    let same = (2...12).map {
      step($0, .run(command: "false", keepsChanges: true), refusal: "no", decidedBy: .agent("w"))
    }
    #expect(move(after: [baseline] + same) == .askPolicy)
  }

  @Test func `begins with the tests at the base, where there are some`() {
    #expect(move(after: []) == .perform(.test(.working)))
    #expect(move(after: [], testCommand: nil) == .askPolicy)
  }

  @Test func `is resolved by a claim with a verdict that passes, and split only to be delivered`() {
    let steps = [baseline, step(2, .edit([], why: ""), tree: tree(2))]
    let verdict = step(4, .test(.verdict), tree: tree(2), tests: passing)
    let failing = step(4, .test(.verdict), tree: tree(2), tests: baseline.observation.tests)
    for claim in [Action.Report.Claim.resolved, .unresolved] {
      #expect(move(after: steps + [finish(claim)]) == .perform(.test(.verdict)))
    }
    #expect(move(after: steps + [finish(.resolved), verdict]) == .stop(.resolved))
    #expect(move(after: steps + [finish(.resolved), verdict], delivering: true) == .split)
    #expect(move(after: steps + [finish(.unresolved), verdict]) == .stop(.unresolved))
    #expect(move(after: steps + [finish(.resolved), failing]) == .stop(.unresolved))
  }

  @Test func `ends when its budget is spent, one step kept for the verdict`() {
    let steps = [baseline, step(2, .edit([], why: ""), tree: tree(2))]
    var budget = Budget.standard
    budget.steps = 3
    #expect(move(after: steps, budget) == .stop(.spent))
    #expect(move(after: Array(steps.prefix(1)), budget) == .askPolicy)
  }

  @Test func `keeps a call that is not carried out as a step without an effect`() {
    var kept = step(2, .plan("browser {}"), refusal: "not carried out again: unknown")
    kept.reply = Reply(model: "m", text: "")
    kept.reply?.recorded = RecordedCall(
      place: 1, turn: 1, tool: "browser", arguments: "{}", omission: "unknown")
    #expect(kept.isKeptCall)
    #expect(move(after: [baseline, kept]) == .askPolicy)
  }
}
