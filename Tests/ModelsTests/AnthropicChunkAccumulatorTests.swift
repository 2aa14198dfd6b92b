import Testing
import Text
import Vocabulary

@testable import Models

/// A stream of a message's events.
private func events(_ events: String...) -> String {
  events.map { event in
    let type = JSON(parsing: event)?["type"]?.string ?? ""
    return "event: \(type)\ndata: \(event)\n\n"
  }.joined()
}

private let start =
  #"{"type":"message_start","message":{"content":[],"usage":{"input_tokens":5,"#
  + #""cache_creation_input_tokens":20,"cache_read_input_tokens":100,"output_tokens":1}}}"#
private let stop = #"{"type":"message_stop"}"#

private func end(_ reason: String, _ tokens: Int = 9) -> String {
  #"{"type":"message_delta","delta":{"stop_reason":"\#(reason)"},"usage":{"output_tokens":\#(tokens)}}"#
}

private func opens(_ index: Int, _ block: String) -> String {
  #"{"type":"content_block_start","index":\#(index),"content_block":\#(block)}"#
}

private func adds(_ index: Int, _ delta: String) -> String {
  #"{"type":"content_block_delta","index":\#(index),"delta":\#(delta)}"#
}

private func closes(_ index: Int) -> String { #"{"type":"content_block_stop","index":\#(index)}"# }

private func input(_ index: Int, _ text: String) -> String {
  adds(index, #"{"type":"input_json_delta","partial_json":\#(JSON.string(text).text)}"#)
}

@Suite struct `A streamed message` {
  private static let usage = Usage(requests: 1, sent: 125, cached: 100, received: 9)
  private static let tool = #"{"type":"tool_use","id":"t1","name":"read","input":{}}"#
  private static let read = call("read", #"{"path":"a.py"}"#, id: "t1")

  static let streams: [(name: String, stream: String, outcome: Outcome)] = [
    (
      "text with pings, what was read from and written to the cache counted",
      events(
        start, opens(0, #"{"type":"text","text":""}"#), #"{"type":"ping"}"#,
        adds(0, #"{"type":"text_delta","text":"grü"}"#),
        adds(0, #"{"type":"text_delta","text":"ße"}"#), closes(0), end("end_turn"), stop),
      .success(.saying("grüße", usage: usage))
    ),
    (
      "a call in pieces",
      events(
        start, opens(0, tool), input(0, ""), input(0, #"{"path""#), input(0, #":"a.py"}"#),
        closes(0), end("tool_use"), stop),
      .success(.saying(calls: [read], usage: usage))
    ),
    (
      "a call without input",
      events(
        start, opens(0, #"{"type":"tool_use","id":"t2","name":"test","input":{}}"#), closes(0),
        end("tool_use"), stop),
      .success(.saying(calls: [call("test", "{}", id: "t2")], usage: usage))
    ),
    (
      "blocks interleaved, an unknown one among them",
      events(
        start, opens(0, tool), opens(1, #"{"type":"text","text":"On "}"#),
        opens(2, #"{"type":"server_tool_use","id":"s"}"#), input(0, #"{"path""#),
        adds(1, #"{"type":"text_delta","text":"it."}"#), input(0, #":"a.py"}"#), closes(1),
        closes(2), closes(0), end("tool_use"), stop),
      .success(.saying("On it.", calls: [read], usage: usage))
    ),
    (
      "max_tokens amid a call, whose block is closed all the same",
      events(
        start, opens(0, tool), input(0, #"{"path":"a"#), closes(0), end("max_tokens"), stop),
      .success(.saying(stop: .length, usage: usage))
    ),
    (
      "max_tokens before a call's input",
      events(start, opens(0, tool), closes(0), end("max_tokens"), stop),
      .success(.saying(stop: .length, usage: usage))
    ),
    (
      "a refusal", events(start, end("refusal"), stop),
      .success(.saying(stop: .refusal, usage: usage))
    ),
    (
      "no usage",
      events(
        #"{"type":"message_start","message":{}}"#,
        #"{"type":"message_delta","delta":{"stop_reason":"end_turn"}}"#, stop),
      .success(.saying())
    ),
    ("no message_stop", events(start, end("end_turn")), .success(.saying(usage: usage))),
    (
      "overloaded amid the answer",
      events(
        start, opens(0, #"{"type":"text","text":""}"#),
        #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#),
      .failure(.overloaded(after: nil, message: "Overloaded"))
    ),
    (
      "an end in the middle", events(start, opens(0, tool), input(0, "{}")),
      .failure(.broken(reason: "the stream ended before the answer did"))
    ),
    (
      "an end without a mark, the call whole",
      events(start, opens(0, tool), input(0, #"{"path":"a.py"}"#), closes(0)),
      .success(
        {
          let told = Usage(requests: 1, sent: 125, cached: 100, received: 1)
          var answer = Answer.saying(calls: [read], stop: .unknown, usage: told)
          answer.isEnded = false
          return answer
        }())
    ),
    (
      "max_tokens behind a call that looks whole",
      events(
        start, opens(0, tool), input(0, #"{"path":"a.py"}"#), closes(0), end("max_tokens"), stop),
      .success(.saying(stop: .length, usage: usage))
    ),
    ("nothing", "", .failure(.emptyStream)),
    (
      "an event that is no JSON", "event: ping\ndata: {\n\n",
      .failure(.broken(reason: "an event that is no JSON"))
    ),
  ]

  @Test(arguments: streams.indices)
  func `each stream comes to the same wherever it is cut`(index: Int) {
    let (name, stream, plain) = Self.streams[index]
    let expected = plain.map { answer in
      var answer = answer
      if answer.usage != nil { answer.cacheWrites = 20 }
      return answer
    }
    #expect(outcome(of: stream, .anthropic) == expected, "\(name)")
    #expect(cutThatMatters(stream) == nil, "\(name)")
  }

  @Test func `thinking keeps its order, its signature, and what is closed`() {
    let stream = events(
      start, opens(0, #"{"type":"thinking","thinking":"","signature":""}"#),
      adds(0, #"{"type":"thinking_delta","thinking":"hm"}"#),
      adds(0, #"{"type":"signature_delta","signature":"c2ln"}"#), closes(0),
      opens(1, #"{"type":"redacted_thinking","data":"Y2xvc2Vk"}"#), closes(1), opens(2, Self.tool),
      input(2, #"{"path":"a.py"}"#), closes(2), end("tool_use"), stop)
    var expected = Answer.saying(calls: [Self.read], usage: Self.usage)
    expected.cacheWrites = 20
    expected.thinking = [
      Reply.Thinking(text: "hm", signature: "c2ln"),
      Reply.Thinking(text: "", signature: "Y2xvc2Vk", isClosed: true),
    ]
    #expect(outcome(of: stream, .anthropic) == .success(expected))
    #expect(cutThatMatters(stream) == nil)
  }

  @Test func `a body that is no stream gives the same answer, without a call that may be cut`()
    throws
  {
    func answer(_ reason: String) throws -> Answer {
      let body = JSON(
        parsing: #"""
          {"content": [{"type": "thinking", "thinking": "hm", "signature": "c2ln"},
          {"type": "text", "text": "Yes."},
          {"type": "tool_use", "id": "t1", "name": "read", "input": {"path": "a.py"}}],
          "stop_reason": "\#(reason)", "usage": {"input_tokens": 3, "output_tokens": 4}}
          """#)
      var accumulator = AnthropicChunkAccumulator()
      try accumulator.take(whole: try #require(body))
      return try accumulator.answer()
    }
    let usage = Usage(requests: 1, sent: 3, received: 4)
    var expected = Answer.saying("Yes.", calls: [Self.read], usage: usage)
    expected.thinking = [Reply.Thinking(text: "hm", signature: "c2ln")]
    #expect(try answer("tool_use") == expected)
    expected.calls = []
    expected.stop = .length
    #expect(try answer("max_tokens") == expected)
    var other = AnthropicChunkAccumulator()
    #expect(throws: APIFault.broken(reason: "an answer without content")) {
      try other.take(whole: ["type": "message"])
    }
  }
}
