import Testing
import Text
import Vocabulary

@testable import Models

@Suite struct `A response` {
  private let item: JSON = [
    "type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "c2ln",
  ]
  private func events(_ events: JSON...) -> String {
    events.map { "data: \($0.text)\n\n" }.joined()
  }
  private func done(_ item: JSON, _ index: Int) -> JSON {
    ["type": "response.output_item.done", "output_index": .int(index), "item": item]
  }
  private func call(_ status: String = "completed") -> JSON {
    [
      "type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "read",
      "arguments": "{\"path\":\"a\"}", "status": .string(status),
    ]
  }

  @Test func `is sent as items, with what came in the turn before its call`() {
    let carried = Reply.Carried(
      turn: JSON.object(["items": [item]]).text, call: #"{"id":"fc_1"}"#, callID: "call_1")
    let tool = Prompt.Tool(name: "read", about: "Look.", parameters: ["type": "object"])
    let prompt = Prompt(
      system: "Work.",
      messages: [
        .user("The issue."),
        .assistant(
          "Look.", thinking: [],
          call: Prompt.Call(
            id: "step00002", name: "read", arguments: ["path": "a"], carried: carried)),
        .result("x = 1", of: "step00002"), .assistant("Hm.", thinking: [], call: nil), .user("Go."),
      ], tools: [tool], outputLimit: 100)
    let model = makeModel(.responses)
    #expect(
      ResponsesWire().body(for: prompt, model: model, omitting: [])
        == JSON(
          parsing: #"""
            {"model": "small", "stream": true, "store": false,
             "include": ["reasoning.encrypted_content"], "instructions": "Work.",
             "max_output_tokens": 100, "input": [
               {"role": "user", "content": "The issue."},
               {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "c2ln"},
               {"role": "assistant", "content": "Look."},
               {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "read",
                "arguments": "{\"path\":\"a\"}"},
               {"type": "function_call_output", "call_id": "call_1", "output": "x = 1"},
               {"role": "assistant", "content": "Hm."}, {"role": "user", "content": "Go."}],
             "tools": [{"type": "function", "name": "read", "description": "Look.",
               "parameters": {"type": "object"}, "strict": false}],
             "tool_choice": "auto"}
            """#))
    let bare = ResponsesWire().body(
      for: prompt, model: model, omitting: [ResponsesWire.itemIDs, "include"])
    #expect(!bare.text.contains("rs_1") && !bare.text.contains("fc_1"))
    #expect(bare["include"] == nil && bare.text.contains("call_1"))
  }

  @Test func `is read from the items that are done, in their order`() throws {
    let message: JSON = [
      "type": "message", "content": [["type": "output_text", "text": "Look."]],
    ]
    let usage: JSON = [
      "input_tokens": 10, "output_tokens": 5, "total_tokens": 40,
      "input_tokens_details": ["cached_tokens": 4, "cache_write_tokens": 3],
    ]
    let end: JSON = [
      "type": "response.completed",
      "response": ["status": "completed", "output": [], "usage": usage],
    ]
    let stream = events(
      ["type": "response.created", "response": [:]], done(call(), 2), done(item, 0),
      done(message, 1), end)
    let answer = try outcome(of: stream, .responses).get()
    #expect(answer.text == "Look." && answer.stop == .done)
    #expect(answer.calls.first?.arguments == #"{"path":"a"}"#)
    #expect(answer.calls.first?.id == "call_1" && answer.calls.first?.members == ["id": "fc_1"])
    #expect(answer.members == ["items": [item]])
    #expect(answer.usage == Usage(requests: 1, sent: 10, cached: 4, received: 30))
    #expect(answer.cacheWrites == 3)
  }

  @Test func `of several calls has them all, and they go back in order before their results`()
    throws
  {
    let second: JSON = [
      "type": "function_call", "id": "fc_2", "call_id": "call_2", "name": "read",
      "arguments": "{\"path\":\"b\"}", "status": "completed",
    ]
    let end: JSON = ["type": "response.completed", "response": ["status": "completed"]]
    let answer = try outcome(
      of: events(done(item, 0), done(call(), 1), done(second, 2), end), .responses
    ).get()
    #expect(answer.calls.map(\.id) == ["call_1", "call_2"])
    let prompt = Prompt(
      system: "Work.",
      messages: [
        .user("The issue."),
        .assistant(
          "", thinking: [], call: Prompt.Call(id: "s1", name: "read", arguments: ["path": "a"])),
        .assistant(
          "", thinking: [], call: Prompt.Call(id: "s2", name: "read", arguments: ["path": "b"])),
        .result("x", of: "s1"), .result("y", of: "s2"),
      ], tools: [], outputLimit: 100)
    let body = ResponsesWire().body(for: prompt, model: makeModel(.responses), omitting: [])
    #expect(
      body["input"]?.elements.compactMap { $0["type"]?.string ?? $0["role"]?.string } == [
        "user", "function_call", "function_call", "function_call_output", "function_call_output",
      ])
  }

  @Test func `that was cut or failed says so`() throws {
    let cut: JSON = [
      "type": "response.incomplete",
      "response": [
        "status": "incomplete", "incomplete_details": ["reason": "max_output_tokens"],
      ],
    ]
    let answer = try outcome(of: events(done(call("incomplete"), 0), cut), .responses).get()
    #expect(answer.stop == .length && answer.calls.isEmpty)
    let failed: JSON = [
      "type": "response.failed",
      "response": ["error": ["code": "rate_limit_exceeded", "message": "Slower."]],
    ]
    #expect(
      outcome(of: events(failed), .responses)
        == .failure(.rateLimited(after: nil, message: "Slower.")))
    #expect(
      outcome(of: events(done(item, 0)), .responses)
        == .failure(.broken(reason: "the stream ended before the answer did")))
  }

  @Test func `carries no reasoning that the service would look for in its store`() throws {
    let plain: JSON = ["type": "reasoning", "id": "rs_1", "summary": [["text": "Hm."]]]
    let end: JSON = ["type": "response.completed", "response": ["status": "completed"]]
    let answer = try outcome(of: events(done(plain, 0), end), .responses).get()
    #expect(answer.members.isEmpty && answer.thinking.first?.text == "Hm.")
  }
}
