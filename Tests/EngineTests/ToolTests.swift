import Engine
import Support
import Synchronization
import Testing
import Vocabulary

/// Tools that answer with their own names, and keep what was called.
private final class ScriptedTools: ToolServices {
  let called = Mutex<[String]>([])

  func call(
    _ name: String, _ arguments: String, within seconds: Double
  ) async throws(CancellationError) -> ToolAnswer {
    called.withLock { $0.append(name) }
    if name == "docs__cancel" { throw CancellationError() }
    return ToolAnswer(.exited(0), Excerpt("\(name) \(arguments) \(seconds)"))
  }
}

@Suite struct `A tool of a server` {
  /// Works with these calls under a mandate with the server `docs`.
  private func work(
    _ names: [String], tools: ScriptedTools?, mandate: [String] = ["docs"], tokens: Int = 1000,
    reply: Reply? = nil
  ) async throws -> (outcome: Outcome, steps: [Step]) {
    var run = sampleRun(
      budget: Budget(
        steps: 20, seconds: 1000, tokens: tokens, costMicros: 1000, candidates: 0))
    run.mandate.tools = mandate
    run.mandate.testSeconds = 7
    run.policy = .model
    var contributor = Contributor(
      run: run, policy: CallingPolicy(names: names, reply: reply),
      workspace: ScriptedWorkspace(tree: tree(1), green: [tree(2)]), trail: MemoryTrail(),
      clock: SteppingClock(), tools: tools
    ) { _ in }
    let outcome = try await contributor.work()
    return (outcome, contributor.intoTrail().steps)
  }

  @Test func `is called under the mandate within the time of a command, and changes no file`()
    async throws
  {
    let tools = ScriptedTools()
    let (_, steps) = try await work(["docs__find"], tools: tools)
    let step = try #require(steps.first { $0.action.kind == .tool })
    #expect(step.observation.output.text == "docs__find {} 7.0")
    #expect(step.observation.ending == .exited(0) && step.observation.refusal == nil)
    #expect(step.observation.tree == steps[0].observation.tree)
    #expect(tools.called.withLock { $0 } == ["docs__find"])
  }

  @Test(arguments: ["web__get", "find", "docs_find", "docs__", "__find", "docs__a b"])
  func `that the mandate does not name is not called`(name: String) async throws {
    let tools = ScriptedTools()
    let (_, steps) = try await work([name], tools: tools)
    #expect(steps.first { $0.action.kind == .tool }?.observation.refusal != nil)
    #expect(tools.called.withLock { $0 }.isEmpty)
  }

  @Test func `is not called where a run has none, or none is at work`() async throws {
    let tools = ScriptedTools()
    let (_, none) = try await work(["docs__find"], tools: tools, mandate: [])
    let (_, absent) = try await work(["docs__find"], tools: nil)
    for steps in [none, absent] {
      #expect(steps.first { $0.action.kind == .tool }?.observation.refusal != nil)
    }
    #expect(tools.called.withLock { $0 }.isEmpty)
  }

  @Test func `is not called when its choice has used the budget up`() async throws {
    let tools = ScriptedTools()
    var reply = Reply(model: "small", text: "")
    reply.usage = Usage(requests: 1, sent: 100, received: 1)
    let (_, steps) = try await work(["docs__find"], tools: tools, tokens: 101, reply: reply)
    let step = try #require(steps.first { $0.action.kind == .tool })
    #expect(step.observation.refusal?.contains("budget") == true)
    #expect(tools.called.withLock { $0 }.isEmpty)
  }

  @Test func `that was cancelled is no step`() async throws {
    let (outcome, steps) = try await work(["docs__cancel"], tools: ScriptedTools())
    #expect(!steps.contains { $0.action.kind == .tool })
    #expect(outcome != .failed)
  }

  @Test func `is played, not called, by a replay`() async throws {
    let tools = ScriptedTools()
    let (_, steps) = try await work(["docs__find", "docs__find"], tools: tools)
    var run = sampleRun()
    run.policy = .replay
    var contributor = Contributor(
      run: run, policy: ReplayPolicy(steps: steps),
      workspace: ScriptedWorkspace(tree: tree(5), green: []), trail: MemoryTrail(),
      clock: SteppingClock(), tools: tools
    ) { _ in }
    _ = try await contributor.work()
    let played = contributor.intoTrail().steps.filter { $0.action.kind == .tool }
    #expect(played.map(\.observation.output.text) == ["docs__find {} 7.0", "docs__find {} 7.0"])
    #expect(played.allSatisfy { $0.observation.tree == tree(5) })
    #expect(tools.called.withLock { $0 }.count == 2)
  }
}

/// Calls these tools, then an edit that mends, then `finish`.
private struct CallingPolicy: Policy {
  var names: [String]
  var reply: Reply?
  var decider: Decider { .model("small") }
  private var isMended = false

  init(names: [String], reply: Reply?) { (self.names, self.reply) = (names, reply) }

  mutating func nextAction(
    for run: Run, after steps: [Step], budget: Budget,
    in sources: borrowing some SourceTree & ~Copyable
  ) async throws(PolicyFailure) -> Decision {
    if !names.isEmpty {
      return Decision(.tool(name: names.removeFirst(), arguments: "{}"), reply: reply)
    }
    guard isMended else {
      isMended = true
      return Decision(.edit([], why: ""))
    }
    return Decision(.finish(Action.Report(claim: .resolved)))
  }

  mutating func takeLostCost() -> LostCost { LostCost() }
}
