import Testing
import Text
import Vocabulary

@testable import Models

@Suite struct `A streamed chat completion` {
  private static let read = call("read", #"{"path":"a.py"}"#, id: "c1")
  private static let test = call("test", "{}", id: "c2")
  private static let broken = APIFault.broken(reason: "the stream ended before the answer did")

  /// What is whole of an answer whose end nothing marks.
  private static func unmarked(_ text: String, calls: [Answer.RawCall] = []) -> Answer {
    var answer = Answer.saying(text, calls: calls, stop: .unknown)
    answer.isEnded = false
    return answer
  }

  /// Streams by what they show, and what each comes to.
  static let streams: [(name: String, stream: String, outcome: Outcome)] = [
    (
      "plain text with pings, comments and usage in the last chunk",
      ": ping - 12:00\n\n"
        + chunks(
          delta(#"{"role":"assistant","content":""}"#), delta(#"{"content":"grüße "}"#),
          delta(#"{"content":"👋"}"#), ends("stop"),
          #"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":4}}}"#
        ),
      .success(
        .saying(
          "grüße 👋", usage: Usage(requests: 1, sent: 9, cached: 4, received: 3)))
    ),
    (
      "one call in pieces",
      chunks(
        calls(piece("", name: "read", id: "c1", index: 0)), calls(piece(#"{"pa"#, index: 0)),
        calls(piece(#"th":"a.py"}"#, index: 0)), ends("tool_calls")),
      .success(.saying(calls: [read]))
    ),
    (
      "name and id in every chunk, roles null",
      chunks(
        calls(piece(#"{"path":"#, name: "read", id: "c1", index: 0)),
        delta(
          #"{"role":null,"content":null,"tool_calls":[\#(piece(#""a.py"}"#, name: "read", id: "c1", index: 0))]}"#
        ), ends("tool_calls")),
      .success(.saying(calls: [read]))
    ),
    (
      "another id in every chunk of a call",
      chunks(
        calls(piece(#"{"path":"#, name: "read", id: "c1", index: 0)),
        calls(piece(#""a.py"}"#, id: "x", index: 0)), ends("tool_calls")),
      .success(.saying(calls: [read]))
    ),
    (
      "two calls interleaved by index",
      chunks(
        calls(piece("", name: "read", id: "c1", index: 0)),
        calls(piece("{", name: "test", id: "c2", index: 1)),
        calls(piece(#"{"path""#, index: 0), piece("}", index: 1)),
        calls(piece(#":"a.py"}"#, index: 0)), ends("tool_calls")),
      .success(.saying(calls: [read, test]))
    ),
    (
      "two calls with the index 0, interleaved by id",
      chunks(
        calls(piece(#"{"path""#, name: "read", id: "c1", index: 0)),
        calls(piece("{", name: "test", id: "c2", index: 0)),
        calls(piece(#":"a.py"}"#, id: "c1", index: 0)), calls(piece("}", id: "c2", index: 0)),
        ends("tool_calls")),
      .success(.saying(calls: [read, test]))
    ),
    (
      "two calls with the index 0, one after another, ids at their starts",
      chunks(
        calls(piece("", name: "read", id: "c1", index: 0)),
        calls(piece(#"{"path":"a.py"}"#, index: 0)),
        calls(piece("{", name: "test", id: "c2", index: 0)), calls(piece("}", index: 0)),
        ends("tool_calls")),
      .success(.saying(calls: [read, test]))
    ),
    (
      "no index",
      chunks(
        calls(piece(#"{"path":"#, name: "read", id: "c1")), calls(piece(#""a.py"}"#)),
        calls(piece("{}", name: "test", id: "c2")), ends("tool_calls")),
      .success(.saying(calls: [read, test]))
    ),
    (
      "neither index nor ids",
      chunks(
        calls(piece(#"{"path":"#, name: "read")), calls(piece(#""a.py"}"#, name: "read")),
        calls(piece(#"{"path":"b.py"}"#, name: "read")), calls(piece("{}", name: "test")),
        ends("tool_calls")),
      .success(
        .saying(calls: [
          call("read", #"{"path":"a.py"}"#), call("read", #"{"path":"b.py"}"#), call("test", "{}"),
        ]))
    ),
    (
      "the same id at two indexes",
      chunks(
        calls(piece(#"{"path":"a.py"}"#, name: "read", id: "c1", index: 0)),
        calls(piece("{}", name: "test", id: "c1", index: 1)), ends("tool_calls")),
      .success(.saying(calls: [read, call("test", "{}", id: "c1")]))
    ),
    (
      "a call made twice",
      chunks(
        calls(piece(#"{"path":"a.py"}"#, name: "read", id: "c1", index: 0)),
        calls(piece(#"{"path":"a.py"}"#, name: "read", id: "c2", index: 1)), ends("tool_calls")),
      .success(.saying(calls: [read]))
    ),
    (
      "a call made again behind another",
      chunks(
        calls(piece("{}", name: "test", id: "c2", index: 0)),
        calls(piece(#"{"path":"a.py"}"#, name: "read", id: "c1", index: 1)),
        calls(piece("{}", name: "test", id: "c2", index: 2)), ends("tool_calls")),
      .success(.saying(calls: [test, read, test]))
    ),
    (
      "a reason in capitals, and none that is empty",
      chunks(delta(#"{"content":"x"}"#, ""), delta(#"{"content":"y"}"#, ""), ends("MAX_TOKENS")),
      .success(.saying("xy", stop: .length))
    ),
    (
      "a reason nobody knows", chunks(delta(#"{"content":"x"}"#), ends("eos")),
      .success(.saying("x"))
    ),
    (
      "a reason that says the service failed",
      chunks(delta(#"{"content":"x"}"#), ends("MALFORMED_FUNCTION_CALL")), .failure(broken)
    ),
    (
      "a reason before the last piece, then nothing",
      chunks(ends("stop"), delta(#"{"content":"x"}"#), done: false), .success(unmarked("x"))
    ),
    (
      "another model",
      chunks(#"{"model":"tiny","choices":[{"delta":{"content":"x"}}]}"#, ends("stop")),
      .success(
        {
          var answer = Answer.saying("x")
          answer.model = "tiny"
          return answer
        }())
    ),
    (
      "halves of a surrogate pair, and a control character",
      chunks(
        delta(#"{"content":"a\ud83d"}"#), delta("{\"content\":\"\\udc4b\tb\"}"), ends("stop")),
      .success(.saying("a👋\tb"))
    ),
    (
      "stop beside a call without arguments",
      chunks(calls(piece(nil, name: "test", id: "c2", index: 0)), ends("stop")),
      .success(.saying(calls: [test]))
    ),
    (
      "arguments as an object",
      chunks(
        delta(
          #"{"tool_calls":[{"id":"c1","function":{"name":"read","arguments":{"path":"a.py"}}}]}"#),
        ends("tool_calls")),
      .success(.saying(calls: [read]))
    ),
    (
      "tool_calls with none", chunks(delta(#"{"content":"hm"}"#), ends("tool_calls")),
      .success(.saying("hm"))
    ),
    (
      "arguments that are no JSON, by the model's own end",
      chunks(calls(piece("{path", name: "read", id: "c1", index: 0)), ends("tool_calls")),
      .success(.saying(calls: [call("read", "{path", id: "c1")]))
    ),
    (
      "length after a whole call, amid another",
      chunks(
        calls(piece(#"{"path":"a.py"}"#, name: "read", id: "c1", index: 0)),
        calls(piece(#"{"pa"#, name: "read", id: "c2", index: 1)), ends("length")),
      .success(.saying(calls: [read], stop: .length))
    ),
    (
      "length before a call's arguments",
      chunks(calls(piece("", name: "finish", id: "c1", index: 0)), ends("length")),
      .success(.saying(stop: .length))
    ),
    (
      "content_filter amid a call",
      chunks(
        delta(#"{"content":"no"}"#), calls(piece(#"{"pa"#, name: "read", index: 0)),
        ends("content_filter")),
      .success(.saying("no", stop: .refusal))
    ),
    (
      "a refusal",
      chunks(delta(#"{"refusal":"I "}"#), delta(#"{"refusal":"will not"}"#), ends("stop")),
      .success(.saying("I will not", stop: .refusal))
    ),
    (
      "an empty refusal is none", chunks(delta(#"{"content":"ok","refusal":""}"#), ends("stop")),
      .success(.saying("ok"))
    ),
    (
      "usage of zero",
      chunks(
        delta(#"{"content":"x"}"#), ends("stop"),
        #"{"choices":[],"usage":{"prompt_tokens":0,"completion_tokens":0}}"#),
      .success(.saying("x"))
    ),
    (
      "usage in every chunk, the last counts",
      chunks(
        #"{"choices":[{"delta":{"content":"x"}}],"usage":{"prompt_tokens":5,"completion_tokens":1}}"#,
        #"{"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2}}"#
      ),
      .success(.saying("x", usage: Usage(requests: 1, sent: 5, received: 2)))
    ),
    (
      "usage that nobody can have",
      chunks(
        delta(#"{"content":"x"}"#), ends("stop"),
        #"{"choices":[],"usage":{"prompt_tokens":9223372036854775807,"completion_tokens":-4}}"#),
      .success(.saying("x", usage: Usage(requests: 1, sent: 1 << 30, received: 0)))
    ),
    (
      "no [DONE]", chunks(delta(#"{"content":"x"}"#), ends("stop"), done: false),
      .success(.saying("x"))
    ),
    (
      "no finish_reason", chunks(delta(#"{"content":"x"}"#)),
      .success(.saying("x", stop: .unknown))
    ),
    (
      "no finish_reason and half a call",
      chunks(calls(piece(#"{"pa"#, name: "read", id: "c1", index: 0))),
      .failure(.broken(reason: "the stream ended amid a call"))
    ),
    (
      "an end without a mark, the call whole",
      chunks(delta(#"{"content":"x"}"#), calls(piece("{}", name: "test", index: 0)), done: false),
      .success(unmarked("x", calls: [call("test", "{}")]))
    ),
    (
      "an end amid a call behind a whole one",
      chunks(
        calls(piece("{}", name: "test", index: 0)), calls(piece("{", name: "read", index: 1)),
        done: false), .failure(.broken(reason: "the stream ended amid a call"))
    ),
    ("nothing", "", .failure(.emptyStream)),
    ("an end amid an event", "data: {\"choices\":[]}\n\ndata: {\"cho", .failure(broken)),
    (
      "an error in a chunk",
      chunks(delta(#"{"content":"x"}"#), #"{"error":{"code":502,"message":"upstream\nfailed"}}"#),
      .failure(.failing(status: 502, after: nil, message: "upstream failed"))
    ),
    (
      "an event of the name error",
      "event: error\ndata: {\"message\":\"too busy\",\"type\":\"overloaded_error\"}\n\n",
      .failure(.overloaded(after: nil, message: "too busy"))
    ),
    (
      "the finish_reason error", chunks(delta(#"{"content":"x"}"#), ends("error")),
      .failure(broken)
    ),
    ("a chunk that is no JSON", chunks("{"), .failure(.broken(reason: "a chunk that is no JSON"))),
  ]

  @Test(arguments: streams.indices)
  func `each stream comes to the same wherever it is cut`(index: Int) {
    let (name, stream, expected) = Self.streams[index]
    #expect(outcome(of: stream, .openai) == expected, "\(name)")
    let windows = stream.replacing("\n", with: "\r\n")
    #expect(outcome(of: windows, .openai) == expected, "\(name)")
    #expect(cutThatMatters(stream) == nil, "\(name)")
  }

  @Test func `thinking is kept apart from words, under either name`() {
    for name in ["reasoning_content", "reasoning"] {
      let stream = chunks(
        delta(#"{"\#(name)":"hm, "}"#), delta(#"{"\#(name)":"yes","content":null}"#),
        delta(#"{"content":"done"}"#), ends("stop"))
      var expected = Answer.saying("done")
      expected.thinking = [Reply.Thinking(text: "hm, yes", signature: "", member: name)]
      #expect(outcome(of: stream, .openai) == .success(expected))
      #expect(cutThatMatters(stream) == nil)
    }
  }

  @Test func `a stream that ends early never gives a call that had not come whole`() {
    let stream = chunks(
      calls(piece("", name: "read", id: "c1", index: 0)),
      calls(piece(#"{"path":"a"#, index: 0)), calls(piece(#".py"}"#, index: 0)),
      ends("tool_calls"))
    let bytes = Array(stream.utf8)
    for count in 0..<bytes.count {
      if case .success(let answer) = outcome(of: [bytes[..<count]], .openai) {
        #expect(answer.calls == [call("read", #"{"path":"a.py"}"#, id: "c1")], "at \(count)")
      }
    }
  }

  @Test func `a body that is no stream gives the same answer`() throws {
    let body = try #require(
      JSON(
        parsing: #"""
          {"choices": [{"finish_reason": "tool_calls", "message": {"content": null, "tool_calls": [
          {"id": "c1", "type": "function", "function": {"name": "test", "arguments": "{}"}}]}}],
          "usage": {"prompt_tokens": 7, "completion_tokens": 2}}
          """#))
    var accumulator = OpenAIChunkAccumulator()
    try accumulator.take(whole: body)
    let usage = Usage(requests: 1, sent: 7, received: 2)
    #expect(
      try accumulator.answer() == .saying(calls: [call("test", "{}", id: "c1")], usage: usage))
    var other = OpenAIChunkAccumulator()
    #expect(throws: APIFault.broken(reason: "an answer without choices")) {
      try other.take(whole: ["object": "list"])
    }
    #expect(throws: APIFault.rateLimited(after: nil, message: "slow down")) {
      try other.take(whole: ["error": ["message": "slow down", "code": 429]])
    }
  }
}
