import Engine
import Support
import Testing
import Text
import Vocabulary

@testable import Models

@Suite struct `Faults of one decision` {
  @Test func `of several kinds do not add up`() async throws {
    let bad: [Outcome] = [
      .says(""), .says("Hm."), .calls("fly"), .success(.saying(calls: [call("read", "{path")])),
      .calls("read", ["first": "x"]),
    ]
    let asked = Asked(bad + bad + bad + bad + bad + [.calls("test")])
    #expect(try await asked.decide().action == .test(.working))
    // No more than three of them are shown at once.
    #expect(asked.service.asked.map(\.messages.count).max() == 7)
  }

  @Test(arguments: [
    Outcome.success(.saying(calls: [call("read", "{path")])), .says(""),
    .calls("edit_the_file"),
  ])
  func `that are the service's break the run off, and settle nothing`(reply: Outcome) async throws {
    let asked = Asked([], then: reply)
    let failure = await #expect(throws: PolicyFailure.self) { try await asked.decide() }
    guard case .garbled? = failure?.fault else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(asked.service.asked.count == ReplyFaults.limit)
    #expect(asked.lost.usage.requests == ReplyFaults.limit)
  }

  @Test func `that end the asking leave a claim that held to the verdict`() async throws {
    let report = Action.Report(claim: .resolved, subject: "s", why: "w")
    var reply = Reply(model: "small", text: "")
    reply.held = report
    var steps = [Step].begun
    steps.add(
      .edit([FileEdit(path: "a.py", change: .write("x\n"))], why: "w"), at: 1, changed: ["a.py"])
    steps.add(
      .test(.working), at: 1, by: "check:small", tests: .of(["test_a", "test_b"]), reply: reply)
    steps.add(.plan("- [ ] more"), at: 1, by: "review:small")
    let asked = Asked([], then: .says("Hm."))
    #expect(try await asked.decide(after: steps).action == .finish(report))
  }
}

@Suite struct `A service that cuts prompts` {
  private func prompt(_ count: Int) -> Prompt {
    Prompt(
      system: "Work.",
      messages: (0..<count).map { .user(Redactor()(String(repeating: "\($0 % 10)", count: 2400))) },
      outputLimit: 100)
  }

  private func read(_ counts: [Int], within window: Int = 32_768) -> [Int?] {
    var cuts = PromptCuts()
    return counts.enumerated().map { index, sent in
      cuts.tokens(read: prompt(index + 5), Usage(requests: 1, sent: sent), within: window)
    }
  }

  @Test func `shows in counts that do not grow with the prompt`() {
    #expect(read([2050, 2050]) == [nil, 2050])
    #expect(read([2050, 2300, 1900]) == [nil, nil, 1900])
  }

  @Test func `is not seen in counts that grow, leave out the cache, or are the window already`() {
    #expect(read([1000, 1200, 1400]) == [nil, nil, nil])
    #expect(read([2050, 150, 150]) == [nil, nil, nil])
    #expect(read([9000, 900]) == [nil, nil])
    #expect(read([2050, 2050], within: 2050) == [nil, nil])
    #expect(read([100, 100]) == [nil, nil])
  }

  @Test func `is not seen before the prompt has grown by more than a little`() {
    var cuts = PromptCuts()
    var found: [Int?] = []
    for count in 1...8 {
      let prompt = Prompt(
        system: "Work.",
        messages: (0..<count + 80).map {
          .user(Redactor()(String(repeating: "\($0 % 10)", count: 180)))
        },
        outputLimit: 100)
      found.append(cuts.tokens(read: prompt, Usage(requests: 1, sent: 3000), within: 9000))
    }
    #expect(found == [nil, nil, nil, nil, nil, 3000, nil, nil])
  }

  @Test func `is not seen in counts that a prompt may well have, or of a service that counts none`()
  {
    #expect(read([3400, 3400]) == [nil, nil])
    var cuts = PromptCuts()
    cuts.isGuessing = true
    for count in 5...9 {
      #expect(cuts.tokens(read: prompt(count), Usage(requests: 1, sent: 2050), within: 9000) == nil)
    }
  }

  @Test func `is believed, and the prompt is laid out anew`() async throws {
    let usage = Usage(requests: 1, sent: 6000, received: 9)
    var steps = [Step].begun
    for number in 0..<30 {
      steps.add(
        .read(path: "f\(number).py", lines: nil), at: 0,
        output: String(repeating: "x\n", count: 900))
    }
    let asked = Asked([], then: .calls("test", usage: usage))
    _ = try await asked.decide(after: Array(steps[..<20]))
    var longer = Array(steps[..<20])
    longer.add(
      .test(.working), at: 0, output: String(repeating: "y\n", count: 1200),
      tests: .of(["test_a"], failed: ["test_b"]))
    _ = try await asked.decide(after: longer)
    #expect(asked.service.asked.count == 3)
    #expect(asked.policy.model.window == 6000)
    let last = try #require(asked.service.asked.last)
    #expect(last.tokens + last.outputLimit <= 6000)
    #expect(asked.told.contains(.cut(tokens: 6000)))
  }

  @Test(arguments: [
    ("gpt-4o-2024-08-06", "gpt-4o", true), ("openai/gpt-4o", "gpt-4o", true),
    ("anthropic/claude-sonnet-4.5", "claude-sonnet-4-5", true),
    ("/models/small.gguf", "small", true),
    ("tiny", "small", false), ("", "small", true),
  ])
  func `or has another model answer is told from one that names a version`(
    told: String, asked: String, isSame: Bool
  ) {
    #expect(told.isModel(asked) == isSame)
  }
}

@Suite struct `Time that ends amid an answer` {
  @Test func `is spent, and what the request took is charged`() async throws {
    var budget = Budget.standard
    budget.seconds = 0.6
    let asked = Asked([], then: .late)
    let end = await #expect(throws: PolicyFailure.self) { try await asked.decide(budget: budget) }
    #expect(end?.isSpent == true)
    let sent = try #require(asked.service.asked.first).tokens
    let lost = asked.lost
    #expect(lost.usage.sent == sent && lost.usage.isEstimated && lost.usage.seconds >= 0.5)
    #expect(asked.lost == LostCost())
  }
}

@Suite struct `A first contact` {
  private func waited(_ address: String, _ script: [Outcome] = []) async throws -> Double {
    var model = makeModel()
    model.address = address
    let asked = Asked(script, then: .failure(.refusedConnection), model: model)
    var budget = Budget.standard
    budget.seconds = 900
    if !script.isEmpty { _ = try await asked.decide(budget: budget) }
    let failure = await #expect(throws: PolicyFailure.self) {
      try await asked.decide(budget: budget)
    }
    #expect(failure?.fault == .refusedConnection)
    return asked.waits.reduce(0, +)
  }

  @Test func `that is refused on this machine is not waited for long`() async throws {
    for address in ["http://127.0.0.1:9/v1", "http://localhost:9", "http://[::1]:9/v1"] {
      #expect(try await waited(address) <= 15)
    }
    #expect(try await waited("http://models.example.invalid/v1") > 300)
    #expect(try await waited("http://127.0.0.1:9/v1", [.calls("test")]) > 300)
  }
}
