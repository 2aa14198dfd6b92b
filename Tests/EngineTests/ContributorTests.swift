import Engine
import Support
import Testing
import Vocabulary

@Suite struct `A contributor at work` {
  /// Works with these actions in a workspace green at these trees; gives the outcome and the steps.
  private func work(
    _ actions: [PolicyAction], green: Set<ObjectID>, budget: Budget = .standard,
    from trail: consuming MemoryTrail = MemoryTrail(), interruptedAfter limit: Int = .max,
    isSlow: Bool = false, mayGoOnLater: Bool = false
  ) async throws -> (Outcome, [Step]) {
    var looks = 0
    var contributor = Contributor(
      run: sampleRun(budget: budget), policy: ScriptedPolicy(actions: actions),
      workspace: ScriptedWorkspace(tree: tree(1), green: green, isSlow: isSlow), trail: trail,
      clock: SteppingClock(), mayGoOnLater: mayGoOnLater
    ) { _ in }
    let outcome = try await contributor.work {
      looks += 1
      return looks > limit
    }
    return (outcome, contributor.intoTrail().steps)
  }

  @Test func `an edit that turns the tests resolves the run, and every step is kept in order`()
    async throws
  {
    let (outcome, steps) = try await work([.edit([], why: "")], green: [tree(2)])
    #expect(outcome == .resolved)
    #expect(steps.map(\.number) == [1, 2, 3, 4, 5])
    #expect(steps.map(\.action.kind) == [.test, .edit, .finish, .test, .split])
    #expect(steps.map(\.decidedBy) == ["engine", "scripted", "scripted", "engine", "engine"])
    #expect(steps.map(\.cost.steps) == [1, 1, 1, 1, 0])
  }

  @Test func `an interruption ends the work between two steps`() async throws {
    let (outcome, steps) = try await work(
      [.edit([], why: "")], green: [tree(2)], interruptedAfter: 2)
    #expect(outcome == .interrupted)
    #expect(steps.count == 2)
  }

  @Test func `a step that the trail refuses stops the work`() async throws {
    await #expect(throws: ContributorFailure.self) {
      _ = try await work([.edit([], why: "")], green: [tree(2)], from: MemoryTrail(refused: 2))
    }
  }

  @Test func `a run without end stops when its steps are spent`() async throws {
    let budget = Budget(steps: 7, seconds: 1000, tokens: 0, costMicros: 0, candidates: 0)
    let actions = (0..<50).map { PolicyAction.run(command: "\($0)", keepsChanges: true) }
    let (outcome, steps) = try await work(actions, green: [], budget: budget)
    #expect(outcome == .spent)
    #expect(steps.count == 6)
  }

  @Test
  func `tests that the end of the budget breaks off are no step where more may be spent later`()
    async throws
  {
    for (isLater, seconds, kept) in [(true, 2.0, 0), (false, 2, 1), (true, 900, 6)] {
      let budget = Budget(steps: 7, seconds: seconds, tokens: 0, costMicros: 0, candidates: 0)
      let actions = (0..<9).map { PolicyAction.run(command: "\($0)", keepsChanges: true) }
      let (outcome, steps) = try await work(
        actions, green: [], budget: budget, isSlow: true, mayGoOnLater: isLater)
      #expect(outcome == .spent && steps.count == kept, "\(seconds)")
    }
  }

  @Test func `what a policy spends on no step is charged, and the time over ends the run as spent`()
    async throws
  {
    let budget = Budget(steps: 9, seconds: 60, tokens: 90, costMicros: 90, candidates: 0)
    var contributor = Contributor(
      run: sampleRun(budget: budget), policy: LatePolicy(actions: [.edit([], why: "")]),
      workspace: ScriptedWorkspace(tree: tree(1), green: [tree(2)]), trail: MemoryTrail(),
      clock: SteppingClock()
    ) { _ in }
    #expect(try await contributor.work { false } == .spent)
    let trail = contributor.intoTrail()
    #expect(trail.charged.tokens == 12 && trail.charged.costMicros == 3 && trail.charged.steps == 0)
    #expect(trail.charged.seconds >= 1 && trail.spent.seconds > trail.steps.spent.seconds)
  }

  @Test func `what a choice has cost beside the step that it led to is charged`() async throws {
    let lost = LostCost(usage: Usage(requests: 2, sent: 20, received: 4), costMicros: 5)
    var contributor = Contributor(
      run: sampleRun(), policy: ScriptedPolicy(actions: [.edit([], why: "")], lost: lost),
      workspace: ScriptedWorkspace(tree: tree(1), green: [tree(2)]), trail: MemoryTrail(),
      clock: SteppingClock()
    ) { _ in }
    #expect(try await contributor.work { false } == .resolved)
    let trail = contributor.intoTrail()
    #expect(trail.charged.tokens == 24 && trail.charged.costMicros == 5)
    #expect(trail.spent.tokens == trail.steps.spent.tokens + 24)
  }

  @Test func `a trial is cut to the candidates that may still be tried`() async throws {
    let candidates = (0..<5).map { Candidate(id: "\($0)", edits: [], about: "") }
    let budget = Budget(steps: 9, seconds: 1000, tokens: 0, costMicros: 0, candidates: 3)
    let (_, steps) = try await work([.trial(candidates)], green: [], budget: budget)
    #expect(steps[1].action == .trial(Array(candidates.prefix(3))))
  }

  @Test func `the times of the steps never go back`() async throws {
    let actions = (0..<5).map { PolicyAction.run(command: "\($0)", keepsChanges: true) }
    let (_, steps) = try await work(actions, green: [])
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.time <= $1.time })
  }
}
