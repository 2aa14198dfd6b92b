import Engine
import Support
import Testing
import Text
import Vocabulary

@testable import Models

@Suite struct `A reply that cannot be carried out` {
  @Test func `six of one kind in a row end the work, with the reason`() async throws {
    let asked = Asked([], then: .calls("fly", saying: "Up."))
    let decision = try await asked.decide()
    #expect(asked.service.asked.count == 6)
    let names = Tool.allCases.map(\.rawValue).joined(separator: ", ")
    #expect(
      decision.action
        == .finish(
          Action.Report(
            claim: .unresolved,
            why:
              "The model's replies could not be carried out, 6 times in the same way. The last time: "
              + "There is no function 'fly'. There are: \(names).")))
    #expect(decision.reply?.usage.requests == 6)
    #expect(decision.decidedBy == "model:small")
  }

  @Test(arguments: [
    (Outcome.says(""), "The reply was empty. Say what you do next, and do it."),
    (
      Outcome.success(
        {
          var answer = Answer.saying()
          answer.thinking = [Reply.Thinking(text: "hm", signature: "")]
          return answer
        }()), "There was only thinking in the reply. Say what you do next, and do it."
    ),
    (
      .says("<think>hm</think>"), "The reply was empty. Say what you do next, and do it."
    ),
    (
      .says("I look.\n```bash\nrm -r .\n```"),
      "The reply makes no call. Make at least one, 'finish' when you are through."
    ),
    (
      .says("I was going to", .length),
      "The reply was cut for its length before it came to a call. Be brief."
    ),
    (
      .success(.saying(calls: [call("read", "{path")])),
      "The arguments of 'read' are no JSON object."
    ),
    (.calls("read", ["first": "x"]), "In the call of 'read' 'first' must be a number."),
    (.calls("finish", ["why": "x"]), "In the call of 'finish' the member 'claim' is missing."),
    (
      .calls("finish", ["claim": "resolved"]),
      "Nothing differs from the base, so nothing can be resolved. Go on, or finish as unresolved."
    ),
  ])
  func `the model is told precisely, and asked again`(
    reply: Outcome, sentence: String
  ) async throws {
    let asked = Asked([reply, .calls("read", ["path": "a.py"])])
    let decision = try await asked.decide()
    #expect(decision.action == .read(path: "a.py", lines: nil))
    #expect(asked.last(1) == sentence)
    let first = asked.service.asked[0].messages
    #expect(Array(asked.service.asked[1].messages.prefix(first.count)) == first)
    #expect(asked.service.asked[1].messages.count == first.count + 2)
  }

  @Test func `a call that was written out is taken all the same`() async throws {
    let asked = Asked([
      .says("I read.\n<tool_call>{\"name\":\"read\",\"arguments\":{\"path\":\"a.py\"}}</tool_call>")
    ])
    let decision = try await asked.decide()
    #expect(decision.action == .read(path: "a.py", lines: nil))
    #expect(decision.reply?.text == "I read.")
  }

  @Test func `a refusal ends the work`() async throws {
    let decision = try await Asked([.says("I will\nnot.", .refusal)]).decide()
    #expect(
      decision.action
        == .finish(
          Action.Report(claim: .unresolved, why: "The model declined: I will not.")))
  }

  @Test func `what is said about it is cleaned as well`() async throws {
    let asked = Asked(
      [.calls("CANARY", saying: "CANARY"), .calls("test")],
      redactor: Redactor(hiding: ["CANARY"]))
    _ = try await asked.decide()
    #expect(!asked.service.asked[1].messages.contains { $0.text.contains("CANARY") })
  }
}

@Suite struct `A service at fault` {
  private static let busy = Outcome.failure(.overloaded(after: nil, message: "busy"))

  @Test func `is waited for`() async throws {
    let asked = Asked([
      Self.busy, .failure(.rateLimited(after: 30, message: "")),
      .failure(.unreachable(reason: "x")), .calls("test"),
    ])
    let decision = try await asked.decide()
    #expect(decision.action == .test(.working))
    #expect(decision.reply.map { $0.usage.seconds >= asked.waits.reduce(0, +) } == true)
    #expect(asked.waits.count == 3 && (30...33).contains(asked.waits[1]))
  }

  @Test(arguments: [(60.0, 3600.0), (3600.0, 60.0)])
  func `is waited for no longer than the patience or the budget`(
    patience: Double, seconds: Double
  ) async throws {
    let asked = Asked([], then: Self.busy, patience: patience)
    var budget = Budget.standard
    budget.seconds = seconds
    let failure = await #expect(throws: PolicyFailure.self) {
      try await asked.decide(budget: budget)
    }
    #expect(failure?.fault == .overloaded(after: nil, message: "busy"))
    let waited = asked.waits.reduce(0, +)
    #expect(waited > 0 && waited <= 60)
  }

  @Test func `is not asked again where that is no use`() async throws {
    for fault in [APIFault.refused(status: 401, message: "no key"), .unknownMember("x")] {
      let asked = Asked([], then: .failure(fault))
      let failure = await #expect(throws: PolicyFailure.self) { try await asked.decide() }
      #expect(failure?.fault == fault)
      #expect(asked.service.asked.count == 1)
    }
  }

  @Test func `answers that break off are given up after six`() async throws {
    let asked = Asked([], then: .failure(.broken(reason: "x")))
    let failure = await #expect(throws: PolicyFailure.self) { try await asked.decide() }
    #expect(failure?.fault == .broken(reason: "x"))
    #expect(asked.service.asked.count == 6)
  }

  @Test func `a cancelled request is a cancellation`() async throws {
    let asked = Asked([.failure(.cancelled)])
    let failure = await #expect(throws: PolicyFailure.self) { try await asked.decide() }
    #expect(failure?.isCancellation == true)
  }

  @Test func `a prompt that is too long is shortened, three times at most`() async throws {
    var steps = [Step].begun
    for number in 0..<60 {
      steps.add(
        .read(path: "f\(number).py", lines: nil), at: 0,
        output: String(repeating: "x\n", count: 2000))
    }
    let asked = Asked([
      .failure(.tooLong(window: 16_000)), .failure(.tooLong(window: nil)), .calls("test"),
    ])
    #expect(try await asked.decide(after: steps).action == .test(.working))
    let taken = asked.service.asked.map { $0.tokens + $0.outputLimit }
    #expect(taken[0] > 16_000 && taken[1] <= 16_000 && taken[2] <= 16_000 * 7 / 10)
    #expect(asked.policy.model.window < 16_000)
    let other = Asked([], then: .failure(.tooLong(window: nil)))
    let failure = await #expect(throws: PolicyFailure.self) { try await other.decide(after: steps) }
    #expect(failure?.fault == .tooLong(window: nil))
    #expect(other.service.asked.count == 4)
  }

  @Test func `nothing at all, again and again, counts as too long`() async throws {
    let asked = Asked(Array(repeating: .failure(.emptyStream), count: 6) + [.calls("test")])
    #expect(try await asked.decide().action == .test(.working))
    #expect(asked.policy.model.window < makeModel().window)
  }
}

@Suite struct `The budget` {
  @Test func `is looked at before any request`() async throws {
    let price = try #require(Prices.read("small 1 1 1"))
    var poor = Budget.standard
    poor.tokens = 500
    var penniless = Budget.standard
    penniless.costMicros = 100
    var late = Budget.standard
    late.seconds = 0
    for budget in [poor, penniless, late] {
      let asked = Asked([.calls("test")], prices: Prices([price]))
      let failure = await #expect(throws: PolicyFailure.self) {
        try await asked.decide(budget: budget)
      }
      #expect(failure?.isSpent == true)
      #expect(asked.service.asked.isEmpty)
    }
  }

  @Test func `is looked at again before each further request`() async throws {
    var budget = Budget.standard
    budget.tokens = 30_000
    let usage = Usage(requests: 1, sent: 20_000, received: 9000)
    let asked = Asked([], then: .success(.saying("", usage: usage)))
    let failure = await #expect(throws: PolicyFailure.self) {
      try await asked.decide(budget: budget)
    }
    #expect(failure?.isSpent == true)
    #expect(asked.service.asked.count == 1)
  }

  @Test func `usage is taken as told, and estimated where it is missing or below reason`()
    async throws
  {
    let told = Usage(requests: 1, sent: 9000, cached: 4000, received: 40)
    let price = try #require(Prices.read("small 2 1 10"))
    let plain = try await Asked([.calls("test", usage: told)], prices: Prices([price])).decide()
    var usage = try #require(plain.reply?.usage)
    usage.seconds = 0
    #expect(usage == told)
    #expect(plain.costMicros == 5000 * 2 + 4000 + 40 * 10)
    #expect(plain.reply?.tokens == 9040)
    for missing in [nil, Usage(requests: 1, sent: 1, received: 1)] {
      let asked = Asked([.calls("test", saying: String(repeating: "x", count: 600), usage: missing)]
      )
      let usage = try #require(try await asked.decide().reply?.usage)
      #expect(usage.isEstimated && usage.requests == 1)
      #expect(usage.sent == asked.service.asked[0].tokens && usage.received > 200)
    }
  }
}

@Suite struct `How a model is spoken to` {
  @Test func `is probed once and kept`() async throws {
    for (outcome, speech) in [
      (Outcome.calls("ready", ["word": "yes"]), Model.Speech.tools), (.says("yes"), .text),
      (.failure(.refused(status: 400, message: "small does not support tools")), .text),
      (.failure(.refused(status: 500, message: "tools param requires --jinja flag")), .text),
    ] {
      let isText = speech == .text
      let then = isText ? Outcome.says("```test\n```") : .calls("test")
      let asked = Asked([outcome], then: then, model: makeModel(speech: nil))
      #expect(try await asked.decide().action == .test(.working))
      #expect(try await asked.decide().action == .test(.working))
      #expect(asked.kept == [speech])
      #expect(asked.service.asked.count == 3)
      #expect(asked.service.asked.map(\.tools.count) == [1] + (isText ? [0, 0] : [12, 12]))
    }
  }

  @Test func `is not kept where the refusal may have another reason`() async throws {
    let asked = Asked(
      [.failure(.refused(status: 404, message: "no such model")), .says("```test\n```")],
      model: makeModel(speech: nil))
    #expect(try await asked.decide().action == .test(.working))
    #expect(asked.kept == [])
  }

  @Test func `is known where the service is Anthropic's`() async throws {
    let asked = Asked([.calls("test")], model: makeModel(.anthropic, speech: nil))
    #expect(try await asked.decide().action == .test(.working))
    #expect(asked.service.asked.count == 1)
  }

  @Test func `a key that is refused is no question of speech`() async throws {
    let fault = APIFault.refused(status: 401, message: "no key")
    let asked = Asked([.failure(fault)], model: makeModel(speech: nil))
    let failure = await #expect(throws: PolicyFailure.self) { try await asked.decide() }
    #expect(failure?.fault == fault)
  }
}
