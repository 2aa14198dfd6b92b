import Engine
import Support
import Testing
import Vocabulary

@Suite struct `Tests that cannot run at the base` {
  private func base(_ lack: EnvironmentFailure?) -> Step {
    var base = step(
      1, .test(.working),
      tests: TestReport(failed: ["tests/test_a.py"], succeeded: false, reader: "pytest"),
      decidedBy: .engine)
    base.observation.lack = lack
    return base
  }

  private let piece = MissingPiece(.module, "numpy", of: "Python")

  @Test func `end the run at once, in a report of the engine's that says what to do`() {
    var lack = EnvironmentFailure([piece], preventsAll: true, mend: "uv sync")
    lack.program = "python3 is /usr/bin/python3"
    let next = nextAction(in: Situation(of: sampleRun(), after: [base(lack)]))
    guard case .perform(.finish(let report)) = next else {
      Issue.record("\(next)")
      return
    }
    #expect(report.claim == .declined && report.hindrance == .noTool)
    #expect(
      report.why == """
        The tests cannot run here: Python has no module 'numpy' (python3 is /usr/bin/python3).

        To mend it: uv sync
        """)
    let steps = [base(lack), step(2, .finish(report), decidedBy: .engine)]
    #expect(nextAction(in: Situation(of: sampleRun(), after: steps)) == .stop(.unresolved))
    #expect(hindrance(of: sampleRun(), after: steps) == .noTool)
    #expect(steps.lackAtBase == lack)
  }

  @Test func `end it whatever is left of the budget`() {
    let lack = EnvironmentFailure([piece], preventsAll: true)
    var budget = Budget.standard
    budget.steps = 1
    let next = nextAction(in: Situation(of: sampleRun(budget: budget), after: [base(lack)]))
    guard case .perform(.finish) = next else {
      Issue.record("\(next)")
      return
    }
  }

  @Test func `are not meant where only some of them lack something`() {
    let some = EnvironmentFailure([piece], tests: ["a"], preventsAll: false)
    for lack in [some, nil] {
      #expect(nextAction(in: Situation(of: sampleRun(), after: [base(lack)])) == .askPolicy)
      #expect([base(lack)].lackAtBase == nil)
    }
  }

  @Test func `are said of each kind of piece in words`() {
    for kind in MissingPiece.Kind.allCases {
      let words = MissingPiece(kind, "x", of: "").words
      #expect(!words.isEmpty && !words.hasSuffix("."), "\(kind)")
    }
    let many = (1...5).map { MissingPiece(.command, "c\($0)", of: "") }
    let sentence = EnvironmentFailure(many, preventsAll: true).sentence
    #expect(sentence.hasSuffix("there is no command 'c3', and 2 more"), "\(sentence)")
  }
}
