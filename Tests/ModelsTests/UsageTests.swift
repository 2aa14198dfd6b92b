import Engine
import Testing
import Text
import Vocabulary

@testable import Models

@Suite struct `What an answer took` {
  /// The answer of chunks with these usages, each beside a piece of content.
  private func answer(_ usages: String..., content: Bool = true) throws -> Answer {
    let delta = content ? #"{"content":"x"}"# : "{}"
    let parts = usages.map {
      #"{"choices":[{"index":0,"delta":\#(delta)}],"usage":\#($0)}"#
    }
    let stream = (parts + [ends("stop")]).map { "data: \($0)\n\n" }.joined() + "data: [DONE]\n\n"
    return try outcome(of: stream, .openai).get()
  }

  @Test(arguments: [
    (#"{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}"#, 5),
    // Thinking that the sum leaves out: by the total, by its own count, by both.
    (#"{"prompt_tokens":10,"completion_tokens":5,"total_tokens":215}"#, 205),
    (
      #"{"prompt_tokens":10,"completion_tokens":5,"completion_tokens_details":{"reasoning_tokens":200}}"#,
      205
    ),
    (
      #"{"prompt_tokens":10,"completion_tokens":5,"total_tokens":215,"completion_tokens_details":{"reasoning_tokens":200}}"#,
      205
    ),
    // Thinking that is within the sum.
    (
      #"{"prompt_tokens":10,"completion_tokens":205,"total_tokens":215,"completion_tokens_details":{"reasoning_tokens":200}}"#,
      205
    ),
    // A total that is too small.
    (#"{"prompt_tokens":10,"completion_tokens":5,"total_tokens":9}"#, 5),
  ])
  func `counts thinking, and the larger of readings that disagree`(
    usage: String, received: Int
  ) throws {
    let answer = try answer(usage)
    #expect(answer.usage?.sent == 10 && answer.usage?.received == received)
  }

  @Test func `is the last of running sums, and the sum of parts`() throws {
    func usage(_ tokens: Int) -> String {
      #"{"prompt_tokens":10,"completion_tokens":\#(tokens)}"#
    }
    #expect(try answer(usage(1), usage(2), usage(7)).usage?.received == 7)
    #expect(try answer(usage(1), usage(1), usage(1)).usage?.received == 3)
    #expect(try answer(usage(5), usage(3), usage(4)).usage?.received == 12)
    #expect(try answer(usage(4), usage(4), content: false).usage?.received == 4)
    #expect(try answer(usage(5), usage(3), usage(4)).usage?.sent == 10)
  }

  @Test
  func `is the price that the service charges, with the maker's where the user's key pays it`()
    throws
  {
    let told = #""prompt_tokens":10,"completion_tokens":5"#
    #expect(try answer(#"{\#(told),"cost":0.95}"#).costMicros == 950_000)
    let details = #""cost_details":{"upstream_inference_cost":19}"#
    #expect(try answer(#"{\#(told),"cost":0.95,\#(details)}"#).costMicros == 950_000)
    #expect(
      try answer(#"{\#(told),"cost":0.95,"is_byok":true,\#(details)}"#).costMicros == 19_950_000)
    #expect(try answer(#"{\#(told),"cost":-1}"#).costMicros == nil)
    #expect(try answer(#"{\#(told)}"#).costMicros == nil)
  }

  @Test func `has what was written into the cache apart`() throws {
    let written =
      #"{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":2,"cache_write_tokens":6}}"#
    #expect(try answer(written).cacheWrites == 6)
    let stream =
      #"data: {"type":"message_start","message":{"usage":{"input_tokens":1,"cache_read_input_tokens":2,"cache_creation_input_tokens":4,"output_tokens":9}}}"#
      + "\n\n"
      + #"data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":3}}"#
      + "\n\n" + #"data: {"type":"message_stop"}"# + "\n\n"
    let answer = try outcome(of: stream, .anthropic).get()
    #expect(answer.cacheWrites == 4)
    #expect(answer.usage == Usage(requests: 1, sent: 7, cached: 2, received: 9))
  }
}

@Suite struct `A limit on money` {
  private let price = Prices.Price(
    pattern: "small", sent: 1_000_000, cached: 100_000, received: 10_000_000)

  private func decide(_ micros: Int, _ model: Model) async throws -> [Prompt] {
    let asked = Asked([.calls("test")], model: model, prices: Prices([price]))
    var budget = Budget.standard
    budget.costMicros = micros
    do { _ = try await asked.decide(budget: budget) } catch {
      guard error.isSpent else { throw error }
    }
    return asked.service.asked
  }

  @Test func `holds within a request, whose answer at worst stays inside of what is left`()
    async throws
  {
    let whole = try #require(try await decide(5_000_000, makeModel()).first)
    let sent = whole.tokens
    #expect(whole.outputLimit == 8192)
    // What the prompt costs, and a thousand tokens of the answer.
    let capped = try #require(try await decide(sent + 10_000, makeModel()).first)
    #expect(capped.outputLimit == 1000)
    // Too little for an answer worth asking for, and too little for the prompt.
    #expect(try await decide(sent + 2000, makeModel()).isEmpty)
    #expect(try await decide(sent - 1, makeModel()).isEmpty)
  }

  @Test func `counts what the user's own members ask for`() async throws {
    var model = makeModel()
    model.options = ["max_tokens": 20_000]
    let whole = try #require(try await decide(5_000_000, model).first)
    #expect(whole.outputLimit == 20_000)
    let capped = try #require(try await decide(whole.tokens + 10_000, model).first)
    #expect(model.api.wire.body(for: capped, model: model, omitting: [])["max_tokens"] == 1000)
  }

  @Test
  func `counts cache writes at a quarter more for messages, at their own price where it is set`() {
    let usage = Usage(requests: 1, sent: 1_000_000, cached: 0, received: 0)
    let prices = Prices([price])
    #expect(prices.cost(of: usage, writing: 400_000, of: makeModel(.anthropic)) == 1_100_000)
    #expect(prices.cost(of: usage, writing: 400_000, of: makeModel()) == 1_000_000)
    var own = price
    own.written = 3_000_000
    #expect(Prices([own]).cost(of: usage, writing: 400_000, of: makeModel()) == 1_800_000)
  }

  @Test func `takes the larger of the price set and the price told`() async throws {
    for (told, micros) in [(9_000_000, 9_000_000), (1, 1200)] {
      var answer = Answer.saying(
        calls: [call("test", "{}")], usage: Usage(requests: 1, sent: 1000, received: 20))
      answer.costMicros = told
      let asked = Asked([.success(answer)], prices: Prices([price]))
      #expect(try await asked.decide().costMicros == micros)
    }
  }
}

@Suite struct `Known prices` {
  @Test func `are of one family's own models, behind the user's`() throws {
    var model = makeModel(.anthropic, name: "claude-sonnet-4-5-20250929")
    let usage = Usage(requests: 1, sent: 1_000_000)
    #expect(Prices([], before: .anthropic).cost(of: usage, of: model) == 3_000_000)
    #expect(Prices([], before: .unknown).cost(of: usage, of: model) == nil)
    let own = try #require(Prices.read("claude-* 1 1 1"))
    #expect(Prices([own], before: .anthropic).cost(of: usage, of: model) == 1_000_000)
    model.name = "claude-sonnet-4"
    #expect(Prices([], before: .anthropic).cost(of: usage, of: model) == nil)
  }

  @Test func `are whole lines for every family that has a list`() {
    for family in ServiceFamily.all {
      for price in Prices.known(of: family) {
        #expect(
          price.sent > 0 && price.received > 0 && price.cached <= price.sent, "\(price.pattern)")
      }
    }
    #expect(!Prices.known(of: .openAI).isEmpty)
  }
}
