import Testing
import Text

@testable import Models

private func fault(_ status: Int, _ body: String, after: Int? = nil) -> APIFault {
  APIFault(status: status, body: Array(body.utf8), after: after)
}

@Suite struct `A fault of a service` {
  @Test func `repeats no key, though the service does`() {
    let key = "sk-own-Zq3rT9vLw0pXb7Hn2Kc5Md8F"
    let said = fault(401, #"{"error":{"message":"Incorrect API key: \#(key), see the page"}}"#)
    let told = said.redacted(by: Redactor(hiding: [key])).sentence
    #expect(told.hasSuffix(": Incorrect API key: [redacted], see the page"), "\(told)")
  }

  @Test(arguments: [
    (
      "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens (8400 in the messages, 600 in the completion).",
      "invalid_request_error", "context_length_exceeded", 8192 as Int?
    ),
    ("prompt is too long: 210000 tokens > 200000 maximum", "invalid_request_error", "", 200_000),
    (
      "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease input length",
      "invalid_request_error", "", 200_000
    ),
    (
      "the request exceeds the available context size. try increasing it",
      "exceed_context_size_error", "", nil
    ),
    (
      "request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it",
      "exceed_context_size_error", "", 4096
    ),
    ("Requested tokens (2500) exceed context window of 2048", "", "", 2048),
    ("Your input exceeds the context window of this model.", "invalid_request_error", "", nil),
    (
      "Prompt contains 40000 tokens, too large for model with 32768 maximum context length", "", "",
      32_768
    ),
    (
      "The input token count (1200000) exceeds the maximum number of tokens allowed (1,048,576).",
      "", "", 1_048_576
    ),
    (
      "Request too large for small on tokens per min (TPM): Limit 30000, Requested 40000.",
      "tokens", "rate_limit_exceeded", 30_000
    ),
  ])
  func `tells the window where the prompt is too long`(
    message: String, type: String, code: String, window: Int?
  ) {
    let error: JSON = [
      "message": .string(message), "type": .string(type), "code": .string(code),
    ]
    for status in [400, 413, 429, 500] {
      #expect(fault(status, JSON.object(["error": error]).text) == .tooLong(window: window))
    }
    #expect(APIFault(event: ["error": error]) == .tooLong(window: window))
  }

  @Test func `takes the window from a member of its own`() {
    let body =
      #"{"error":{"code":400,"type":"exceed_context_size_error","n_prompt_tokens":5000,"n_ctx":4096}}"#
    #expect(fault(400, body) == .tooLong(window: 4096))
  }

  @Test(arguments: [
    (
      #"{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}"#,
      "max_tokens"
    ),
    (
      #"{"error":{"message":"Unknown parameter","param":"stream_options","code":"unknown_parameter"}}"#,
      "stream_options"
    ),
    (
      #"{"detail":[{"type":"extra_forbidden","loc":["body","tool_choice"],"msg":"Extra inputs are not permitted"}]}"#,
      "tool_choice"
    ),
    (
      #"{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"Extra inputs are not permitted"}]}}"#,
      "stream_options"
    ),
    (
      #"[{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"stream_options\": Cannot find field.","status":"INVALID_ARGUMENT"}}]"#,
      "stream_options"
    ),
    (
      #"{"error":{"message":"Unsupported parameter: 'max_completion_tokens'. Use 'max_tokens'."}}"#,
      "max_completion_tokens"
    ),
    (
      #"{"type":"error","error":{"type":"invalid_request_error","message":"\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\""}}"#,
      "thinking.type.enabled"
    ),
    (
      #"{"type":"error","error":{"type":"invalid_request_error","message":"adaptive thinking is not supported on this model"}}"#,
      "thinking.type.adaptive"
    ),
    (
      #"{"error":{"message":"property 'reasoning_content' is unsupported, did you mean 'role'?"}}"#,
      "reasoning_content"
    ),
    (
      #"{"error":{"message":"Encrypted content is not supported with this model.","param":"include"}}"#,
      "include"
    ),
    (
      #"{"error":{"message":"Item with id 'rs_1' not found. Items are not persisted when `store` is set to false."}}"#,
      ResponsesWire.itemIDs
    ),
  ])
  func `names the member that is not known`(body: String, member: String) {
    #expect(fault(400, body) == .unknownMember(member))
    #expect(fault(422, body) == .unknownMember(member))
  }

  @Test(arguments: [
    (
      "The `reasoning_content` in the thinking mode must be passed back to the API.",
      "reasoning_content"
    ),
    (
      "thinking is enabled but reasoning_content is missing in assistant tool call message at index 3",
      "reasoning_content"
    ), ("Function call is missing a thought_signature in functionCall parts.", "extra_content"),
  ])
  func `names the member of a turn that is missing`(message: String, member: String) {
    let error: JSON = ["error": ["message": .string(message)]]
    #expect(fault(400, error.text) == .missingMember(member))
    #expect(fault(400, JSON.array([error]).text) == .missingMember(member))
  }

  @Test func `has the wait that an array of Google's asks for`() {
    let body =
      #"[{"error":{"code":429,"message":"Quota","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"42.3s"}]}}]"#
    #expect(fault(429, body) == .rateLimited(after: 43, message: "Quota"))
    #expect(fault(429, body, after: 5) == .rateLimited(after: 5, message: "Quota"))
  }

  @Test(arguments: [
    #"{\"error\":{\"message\":\"property 'reasoning' is unsupported\"}}"#,
    #"property 'reasoning' is unsupported"#,
  ])
  func `has the words of the service behind it`(raw: String) {
    let body =
      #"{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"\#(raw)","provider_name":"P"}}}"#
    #expect(fault(400, body) == .unknownMember("reasoning"))
    #expect(
      fault(403, body)
        == .refused(
          status: 403, message: "Provider returned error: property 'reasoning' is unsupported"))
  }

  @Test func `may come with status 200`() throws {
    let body =
      #"{"id":"x","choices":null,"base_resp":{"status_code":1004,"status_msg":"login fail"}}"#
    let parsed = try #require(JSON(parsing: body))
    var whole = OpenAIChunkAccumulator()
    #expect(throws: APIFault.refused(status: 401, message: "login fail")) {
      try whole.take(whole: parsed)
    }
    #expect(
      outcome(of: chunks(body), .openai)
        == .failure(.refused(status: 401, message: "login fail")))
    let fine = body.replacing("1004", with: "0")
    #expect(APIFault(base: try #require(JSON(parsing: fine))) == nil)
  }

  static let answers: [(status: Int, body: String, fault: APIFault)] = [
    (
      400, #"{"error":{"message":"max_tokens: 9000 > 8192, which is the most for this model"}}"#,
      .refused(
        status: 400, message: "max_tokens: 9000 > 8192, which is the most for this model")
    ),
    (
      401, #"{"error":{"message":"no\u001b[31m key","type":"invalid_request_error"}}"#,
      .refused(status: 401, message: "no [31m key")
    ),
    (403, "", .refused(status: 403, message: "")),
    (404, #"{"detail":"Not Found"}"#, .refused(status: 404, message: "Not Found")),
    (404, #"{"error":"model not found"}"#, .refused(status: 404, message: "model not found")),
    (
      413, #"{"type":"error","error":{"type":"request_too_large","message":"too large"}}"#,
      .refused(status: 413, message: "too large")
    ),
    (408, "", .failing(status: 408, after: 5, message: "")),
    (409, "", .failing(status: 409, after: 5, message: "")),
    (429, #"{"error":{"message":"slow down"}}"#, .rateLimited(after: 5, message: "slow down")),
    (
      429,
      #"{"error":{"message":"You exceeded your quota","type":"insufficient_quota","code":"insufficient_quota"}}"#,
      .refused(status: 429, message: "You exceeded your quota")
    ),
    (
      429, #"{"type":"error","error":{"type":"rate_limit_error","message":"x"}}"#,
      .rateLimited(after: 5, message: "x")
    ),
    (500, "oops", .failing(status: 500, after: 5, message: "oops")),
    (502, "\n<html><b>Bad Gateway</b></html>", .failing(status: 502, after: 5, message: "")),
    (
      503, #"{"error":{"message":"Loading model","type":"server_error"}}"#,
      .failing(status: 503, after: 5, message: "Loading model")
    ),
    (504, "", .failing(status: 504, after: 5, message: "")),
    (
      529, #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
      .overloaded(after: 5, message: "Overloaded")
    ),
    (529, "", .overloaded(after: 5, message: "")),
    (
      500, #"{"error":{"message":"tools param requires --jinja flag","type":"server_error"}}"#,
      .refused(status: 500, message: "tools param requires --jinja flag")
    ),
    (
      500, #"{"error":{"message":"tools param requires --jinja flag","code":500}}"#,
      .refused(status: 500, message: "tools param requires --jinja flag")
    ),
    (302, "", .broken(reason: "")),
    (
      400, #"[{"error":{"code":400,"message":"bad","status":"INVALID_ARGUMENT"}}]"#,
      .refused(status: 400, message: "bad")
    ),
    (
      429,
      #"[{"error":{"code":429,"message":"quota","details":[{"@type":"type.example.invalid/RetryInfo","retryDelay":"34.2s"}]}}]"#,
      .rateLimited(after: 5, message: "quota")
    ),
  ]

  @Test(arguments: answers.indices)
  func `is what its status and its body say`(index: Int) {
    let (status, body, expected) = Self.answers[index]
    #expect(fault(status, body, after: 5) == expected)
  }

  @Test func `says in a detail how long to wait`() {
    let body =
      #"[{"error":{"message":"quota","details":[{"retryDelay":"x"},{"retryDelay":"34.2s"}]}}]"#
    #expect(fault(429, body) == .rateLimited(after: 35, message: "quota"))
  }

  @Test func `does not carry on for pages`() {
    let long = String(repeating: "x", count: 10_000)
    for body in [long, #"{"error":{"message":"\#(long)"}}"#] {
      guard case .refused(_, let message) = fault(404, body) else {
        Issue.record("another fault")
        continue
      }
      #expect(message.count <= 300)
    }
  }
}

@Suite struct `How long a service is waited for` {
  private func waits(_ faults: [APIFault], within horizon: Double = 1e9) -> [Double?] {
    var patience = RetryBackoff()
    return faults.map { patience.wait(after: $0, within: horizon, chance: 0.5) }
  }

  @Test func `doubles, each kind of fault at its own pace, up to a bound`() {
    let unreachable = Array(repeating: APIFault.unreachable(reason: "x"), count: 9)
    #expect(waits(unreachable) == [1, 2, 4, 8, 16, 32, 60, 60, 60])
    let limited = Array(repeating: APIFault.rateLimited(after: nil, message: ""), count: 7)
    #expect(waits(limited) == [5, 10, 20, 40, 80, 120, 120])
    let overloaded = Array(repeating: APIFault.overloaded(after: nil, message: ""), count: 7)
    #expect(waits(overloaded) == [10, 20, 40, 80, 160, 180, 180])
  }

  @Test func `varies by a quarter`() {
    var low = RetryBackoff()
    var high = RetryBackoff()
    let fault = APIFault.failing(status: 500, after: nil, message: "")
    #expect(low.wait(after: fault, within: 10, chance: 0) == 0.75)
    #expect(high.wait(after: fault, within: 10, chance: 1) == 1.25)
  }

  @Test func `waits as long as it is asked to, and never hammers`() {
    func limited(_ after: Int) -> APIFault { .rateLimited(after: after, message: "") }
    #expect(waits([limited(0)]) == [0.5 * 1.05])
    #expect(waits([limited(5)]) == [5 * 1.05])
    #expect(waits([limited(3600)]) == [3600 * 1.05])
    #expect(waits([limited(3600)], within: 3600) == [nil])
    let hammered = waits(Array(repeating: limited(0), count: 10)).compactMap(\.self)
    #expect(hammered.count == 10 && hammered.last == 120 * 1.05)
  }

  @Test func `ends past the horizon, with what cannot pass, and after six broken answers in a row`()
  {
    #expect(waits([.unreachable(reason: "x")], within: 0.9) == [nil])
    #expect(waits([.refused(status: 401, message: ""), .tooLong(window: 1)]) == [nil, nil])
    let broken = APIFault.broken(reason: "x")
    #expect(waits(Array(repeating: broken, count: 7)) == [1, 2, 4, 8, 16, nil, nil])
    let mixed = Array(repeating: broken, count: 5) + [.unreachable(reason: "x"), broken]
    #expect(waits(mixed).last == 60)
  }
}
