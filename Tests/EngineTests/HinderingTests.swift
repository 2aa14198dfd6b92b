import Engine
import Support
import Testing
import Vocabulary

@Suite struct `What kept a run from working` {
  private func base(_ ending: Observation.Ending, by reader: String = "exit-status") -> Step {
    var base = step(1, .test(.working), tests: TestReport(succeeded: false, reader: reader))
    base.observation.ending = ending
    return base
  }

  private func finish(_ claim: Action.Report.Claim, _ hindrance: Hindrance? = nil) -> Step {
    step(2, .finish(Action.Report(claim: claim, hindrance: hindrance)))
  }

  @Test func `is what the policy says that declines`() {
    let failing = base(.exited(1))
    for cause in Hindrance.allCases {
      #expect(hindrance(of: sampleRun(), after: [failing, finish(.declined, cause)]) == cause)
    }
    #expect(hindrance(of: sampleRun(), after: [failing, finish(.declined)]) == nil)
  }

  @Test func `is a test command that is missing or cannot be started, whatever the policy says`() {
    let bare = sampleRun(testCommand: nil)
    #expect(hindrance(of: bare, after: [finish(.resolved)]) == .noTestCommand)
    #expect(hindrance(of: bare, after: [finish(.unresolved)]) == nil)
    for status in [126, 127] {
      let steps = [base(.exited(status)), finish(.unresolved)]
      #expect(hindrance(of: sampleRun(), after: steps) == .noTool)
    }
    // A runner's own status of that number says something of tests.
    let steps = [base(.exited(127), by: "pytest"), finish(.unresolved)]
    #expect(hindrance(of: sampleRun(), after: steps) == nil)
  }

  @Test func `is nothing where it has tried, or has not ended by itself`() {
    let failing = base(.exited(1))
    #expect(hindrance(of: sampleRun(), after: [failing, finish(.unresolved)]) == nil)
    #expect(hindrance(of: sampleRun(), after: [failing, finish(.resolved)]) == nil)
    #expect(hindrance(of: sampleRun(), after: [base(.exited(127)), finish(.spent)]) == nil)
    #expect(hindrance(of: sampleRun(), after: [base(.exited(127))]) == nil)
    #expect(hindrance(of: sampleRun(), after: []) == nil)
  }
}
