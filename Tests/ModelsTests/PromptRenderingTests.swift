import Engine
import Testing
import Text
import Vocabulary

@testable import Models

private typealias Issue = Vocabulary.Issue

@Suite struct `A prompt rendered again from the trail` {
  private let files = Files(files: [
    "AGENTS.md": "Run `make check`.\n", "a.py": "x = 1\n", "src/b.py": "y = 1\n",
  ])

  /// Asks a model `count` times on top of `steps`, keeps each choice as a step, and returns the steps with what was sent.
  private func asked(
    _ script: [Outcome], model: Model, after begun: [Step] = .begun, count: Int
  ) async throws -> (run: Run, steps: [Step], sent: [Int: Prompt]) {
    let run = makeRun(Issue(title: "a.py is wrong", body: "See src/b.py."))
    let asked = Asked(script, model: model)
    var policy = asked.policy
    var steps = begun
    var sent: [Int: Prompt] = [:]
    for _ in 0..<count {
      let decision = try await policy.nextAction(
        for: run, after: steps, budget: .standard, in: files)
      let action = Action(decision.action)
      let tests: TestReport? =
        action == .test(.working) ? .of(["test_a"], failed: ["test_b"]) : nil
      steps.add(
        action, at: steps.count, by: decision.decidedBy ?? policy.decider,
        output: String(repeating: "line of output\n", count: 40), tests: tests,
        reply: decision.reply)
      if decision.reply?.prompt != nil { sent[steps.count] = asked.service.asked.last }
    }
    return (run, steps, sent)
  }

  private func expectSame(_ asked: (run: Run, steps: [Step], sent: [Int: Prompt])) throws {
    #expect(!asked.sent.isEmpty)
    var rendering = PromptRendering(of: asked.run, redactor: Redactor())
    for step in asked.steps where step.reply?.prompt != nil {
      let rendered = try rendering.prompt(of: step, among: asked.steps, in: files)
      let sent = try #require(asked.sent[step.number])
      #expect(rendered.fidelity == .asSent, "step \(step.number)")
      #expect(rendered.prompt.digest == sent.digest && rendered.prompt.chat == sent.chat)
    }
  }

  private var reads: [Outcome] {
    (0..<30).map { .calls("read", ["path": "a.py", "first": .int($0 + 1), "last": 99]) }
  }

  /// The small window masks steps and leaves them to the summary on the way.
  @Test(arguments: [32_768, 9_000])
  func `is the one that was sent, at each of thirty choices`(window: Int) async throws {
    let made = try await asked(reads, model: makeModel(window: window), count: 30)
    #expect(made.sent.count == 30)
    try expectSame(made)
  }

  @Test func `is the one that was sent, behind replies that could not be carried out`() async throws
  {
    let script: [Outcome] = [
      .says("I look."), .calls("fly"), .calls("read", ["path": "a.py"]), .calls("test"),
    ]
    let made = try await asked(script, model: makeModel(), count: 2)
    #expect(made.steps[1].reply?.prompt?.turns.count == 4)
    #expect(made.steps[2].reply?.prompt?.turns == [])
    try expectSame(made)
  }

  @Test func `is the one that was sent to a model that answers in text`() async throws {
    let script: [Outcome] = [
      .says("I look.\n```read\na.py\n```"), .says("Nothing."), .says("```read\nsrc/b.py\n```"),
    ]
    try expectSame(
      try await asked(script, model: makeModel(window: 9000, speech: .text), count: 2))
  }

  @Test func `says so where it is another one, or none was recorded`() async throws {
    let made = try await asked(reads, model: makeModel(), count: 2)
    var rendering = PromptRendering(of: made.run, redactor: Redactor())
    var steps = made.steps
    steps[1].reply?.prompt?.digest = String(repeating: "0", count: 64)
    steps[2].reply?.prompt = nil
    #expect(try rendering.prompt(of: steps[1], among: steps, in: files).fidelity == .differs)
    #expect(try rendering.prompt(of: steps[2], among: steps, in: files).fidelity == .unrecorded)
  }

  @Test func `is followed by the turn that the trail holds, all its calls in order`() async throws {
    let calls = [
      Answer.RawCall(id: "c1", name: "read", arguments: #"{"path":"a.py"}"#),
      Answer.RawCall(id: "c2", name: "search", arguments: #"{"text":"x"}"#),
    ]
    let made = try await asked(
      [.success(.saying("Both.", calls: calls))], model: makeModel(), count: 2)
    let turn = try #require(
      ModelTurn(at: 1, of: made.steps, byCalls: true, redactor: Redactor()))
    #expect(turn.steps == [2, 3])
    #expect(
      turn.message == [
        "role": "assistant", "content": "Both.",
        "tool_calls": [
          [
            "id": "step00002", "type": "function",
            "function": ["name": "read", "arguments": #"{"path":"a.py"}"#],
          ],
          [
            "id": "step00003", "type": "function",
            "function": ["name": "search", "arguments": #"{"text":"x"}"#],
          ],
        ],
      ])
    #expect(ModelTurn(at: 2, of: made.steps, byCalls: true, redactor: Redactor()) == nil)
    #expect(ModelTurn(at: 0, of: made.steps, byCalls: true, redactor: Redactor()) == nil)
  }
}
