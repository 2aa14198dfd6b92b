import Engine
import Support
import Testing
import Vocabulary

@testable import Repair

@Suite("What the repair policy does next")
struct PolicyTests {
  private let sources = MemoryTree(files: [
    "sums.py": "def total(values):\n    n = 0\n    for i in range(1, len(values)):\n"
      + "        n += values[i]\n    return n\n",
    "test_sums.py": "from sums import total\n",
  ])

  private func run(paths: [String] = []) -> Run {
    Run(
      id: "20260101-sum-0123456789ab", issue: Issue(title: "total in sums is wrong"), base: .zero,
      baseTree: .zero, baseName: "main",
      mandate: Mandate(paths: paths, testCommand: "make test"), trigger: .manual,
      policy: .repair, began: 0)
  }

  private func step(
    _ number: Int, _ action: Action, seconds: Double = 1, _ observation: Observation
  ) -> Step {
    Step(
      number: number, action: action, observation: observation, decidedBy: .policy(.repair),
      time: number,
      cost: Budget(
        steps: 1, seconds: seconds, tokens: 0, costMicros: 0, candidates: observation.results.count)
    )
  }

  private func base(_ ending: Observation.Ending, _ output: Excerpt = Excerpt("")) -> Step {
    step(
      1, .test(.working),
      Observation(
        tree: .zero, ending: ending, output: output,
        tests: TestReport(succeeded: false, reader: "exit-status")))
  }

  private func next(
    after steps: [Step], _ run: Run? = nil, _ budget: Budget = .standard,
    where mayEdit: @escaping @Sendable (String) -> Bool = { _ in true }
  ) async throws -> Action {
    var policy = RepairPolicy(isTest: { $0.hasPrefix("test") }, mayEdit: mayEdit)
    let decision = try await policy.nextAction(
      for: run ?? self.run(), after: steps, budget: budget, in: sources)
    return Action(decision.action)
  }

  private func report(_ action: Action) throws -> Action.Report {
    guard case .finish(let report) = action else {
      Issue.record("\(action) does not finish")
      return Action.Report(claim: .resolved)
    }
    return report
  }

  /// A first trial after the plan, with these marks for its first candidates.
  private func trial(
    after steps: [Step], seconds: Double, _ mark: CandidateResult.Mark
  ) async throws -> [Step] {
    let plan = step(2, .plan("p"), Observation(tree: .zero))
    let action = try await next(after: steps + [plan])
    guard case .trial(let candidates) = action else { return [] }
    let results = candidates.enumerated().map {
      CandidateResult(id: $1.id, mark: $0 == 0 ? mark : .unchanged)
    }
    return steps + [
      plan, step(3, action, seconds: seconds, Observation(tree: .zero, results: results)),
    ]
  }

  @Test func `a command that the shell did not find or may not run is no failing test`()
    async throws
  {
    for status in [126, 127] {
      let said = Excerpt("sh: 1: nosuch: not found\n")
      let end = try report(try await next(after: [base(.exited(status), said)]))
      #expect(end.claim == .declined && end.hindrance == .noTool)
      #expect(end.why.contains("`sh: 1: nosuch: not found`"))
    }
    let failing = try await next(after: [base(.exited(1), Excerpt("x: not found\n"))])
    #expect(failing.kind == .plan)
  }

  @Test func `tests that hang without a word are declined, those that name tests are not`()
    async throws
  {
    let end = try report(try await next(after: [base(.exceeded(.time))]))
    #expect(end.claim == .declined && end.why.contains("limit of 600 seconds"))
    #expect(end.hindrance == .overLimit)
    var named = base(.exceeded(.time))
    named.observation.tests = TestReport(passed: ["a"], succeeded: false, reader: "tap")
    #expect(try await next(after: [named]).kind == .plan)
  }

  @Test func `a flood that no reader understands is declined`() async throws {
    let flood = Excerpt("x", omitted: 17 << 20, tail: "x")
    let end = try report(try await next(after: [base(.exited(1), flood)]))
    #expect(end.claim == .declined && end.hindrance == .noResults)
    let less = Excerpt("x", omitted: 15 << 20, tail: "x")
    #expect(try await next(after: [base(.exited(1), less)]).kind == .plan)
  }

  @Test func `a reroll that no test asks for is declined in words about the review`() async throws {
    var passing = base(.exited(0))
    passing.observation.tests = TestReport(passed: ["a"], succeeded: true, reader: "tap")
    var run = run()
    run.reroll = Reroll(
      of: run.id, changeID: run.id, version: 2, branch: "refs/heads/colleague/x", tip: .zero,
      commits: [], patches: [], start: .zero, conflicts: [],
      comments: [ReviewComment(text: "Say why.")], baseline: nil)
    let end = try report(try await next(after: [passing], run))
    #expect(
      end.why.hasPrefix(
        "All tests pass with version 1 on main (1 passed): no test shows what the review asks for.")
    )
    #expect(!end.why.contains("at the base"))
  }

  @Test func `what a model could do with the issue is said where nothing shows what it reports`()
    async throws
  {
    func hindrance(_ base: Step, _ run: Run? = nil) async throws -> Hindrance? {
      let end = try report(try await next(after: [base], run) { _ in false })
      #expect(end.claim == .declined)
      return end.hindrance
    }
    var passing = base(.exited(0))
    passing.observation.tests = TestReport(passed: ["a"], succeeded: true, reader: "tap")
    #expect(try await hindrance(passing) == .noModel)
    var none = passing
    none.observation.tests = TestReport(succeeded: true, reader: "tap")
    #expect(try await hindrance(none) == .noResults)
    #expect(try await hindrance(base(.exceeded(.memory))) == .overLimit)
    // No file that it can edit.
    #expect(try await hindrance(base(.exited(1))) == .noModel)
    // What is left of a flood names a failing test, and is not believed.
    var flood = base(.exited(1), Excerpt("a", omitted: 200 << 20, tail: "b"))
    flood.observation.tests = TestReport(
      failed: ["t"], succeeded: false, reader: "unittest", doubt: "bytes were left out")
    #expect(try await hindrance(flood) == .noResults)
    var untested = run()
    untested.mandate.testCommand = nil
    #expect(try await hindrance(passing, untested) == .noTestCommand)
  }

  @Test func `paths without a source file are declined`() async throws {
    let end = try report(
      try await next(after: [base(.exited(1))], run(paths: ["docs/**"])) { _ in false })
    #expect(end.claim == .declined && end.hindrance == nil)
    #expect(end.why == "The issue's paths (`docs/**`) leave no source file to edit.")
  }

  @Test func `says whether there is nothing to edit, or nothing but what judges`() async throws {
    for (files, words) in [
      (["a.pl": "1;\n", "t/a.t": "1;\n"], "no source file in a language that"),
      (["test_a.py": "a = 1\n"], "a test, or judges what the tests say"),
    ] {
      var policy = RepairPolicy(isTest: { $0.hasPrefix("test") }, mayEdit: { _ in true })
      let action = try await policy.nextAction(
        for: run(), after: [base(.exited(1))], budget: .standard, in: MemoryTree(files: files)
      ).action
      #expect(try report(Action(action)).why.contains(words))
    }
  }

  @Test func `without candidates or steps left to try more, the run is spent`() async throws {
    let steps = try await trial(after: [base(.exited(1))], seconds: 1, .unchanged)
    var budget = Budget.standard
    budget.candidates = 0
    #expect(try report(try await next(after: steps, nil, budget)).claim == .spent)
    budget = .standard
    budget.steps = 3
    #expect(try report(try await next(after: steps, nil, budget)).claim == .spent)
    #expect(try await next(after: steps).kind == .trial)
  }

  @Test func `an edit that passes is taken when the time does not pay for another slice`()
    async throws
  {
    let steps = try await trial(after: [base(.exited(1))], seconds: 60, .passes)
    guard case .trial(let tried) = steps.last?.action, let first = tried.first else {
      Issue.record("no trial")
      return
    }
    var budget = Budget.standard
    budget.seconds = 20
    #expect(try await next(after: steps, nil, budget) == .edit(first.edits, why: first.about))
  }

  @Test func `without one that passes, the time that is left is used and no more`() async throws {
    let steps = try await trial(after: [base(.exited(1))], seconds: 60, .unchanged)
    var budget = Budget.standard
    budget.seconds = 20
    guard case .trial(let slice) = try await next(after: steps, nil, budget) else {
      Issue.record("no trial")
      return
    }
    #expect(slice.count < 20)
    budget.seconds = 3
    #expect(try report(try await next(after: steps, nil, budget)).claim == .spent)
  }
}
