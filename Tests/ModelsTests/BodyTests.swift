import Testing
import Text
import Vocabulary

@testable import Models

private let tool = Prompt.Tool(
  name: "read", about: "Look.", parameters: ["type": "object", "properties": [:]])
private let thought = Reply.Thinking(text: "hm", signature: "c2ln")
private let prompt = Prompt(
  system: "Work.",
  messages: [
    .user("The issue."), .user("The files."),
    .assistant(
      "Look.", thinking: [thought, Reply.Thinking(text: "", signature: "Y2w=", isClosed: true)],
      call: Prompt.Call(id: "step_2", name: "read", arguments: ["path": "a/b.py"])),
    .result("x = 1", of: "step_2"), .user("Think."),
  ], tools: [tool], outputLimit: 100)

private func body(_ model: Model, _ prompt: Prompt = prompt, omitting: Set<String> = []) -> JSON {
  model.api.wire.body(for: prompt, model: model, omitting: omitting)
}

/// A text as the bytes that are sent.
private func golden(_ text: String) -> JSON? { JSON(parsing: text) }

@Suite struct `The body of a request` {
  @Test func `in OpenAI's format is as it was`() {
    let model = makeModel()
    #expect(
      body(model)
        == golden(
          #"""
          {"max_tokens": 100, "model": "small", "stream": true,
           "stream_options": {"include_usage": true},
           "messages": [
             {"role": "system", "content": "Work."}, {"role": "user", "content": "The issue."},
             {"role": "user", "content": "The files."},
             {"role": "assistant", "content": "Look.", "tool_calls": [{"id": "step_2",
               "type": "function",
               "function": {"name": "read", "arguments": "{\"path\":\"a/b.py\"}"}}]},
             {"role": "tool", "tool_call_id": "step_2", "content": "x = 1"},
             {"role": "user", "content": "Think."}],
           "tools": [{"type": "function", "function": {"name": "read", "description": "Look.",
             "parameters": {"type": "object", "properties": {}}}}],
           "tool_choice": "auto"}
          """#))
  }

  @Test func `leaves out what a service does not know`() {
    let sent = body(makeModel(), omitting: ["max_tokens", "stream_options", "tool_choice"])
    #expect(sent["max_tokens"] == nil && sent["max_completion_tokens"] == 100)
    #expect(sent["stream_options"] == nil && sent["tool_choice"] == nil)
    let claude = body(makeModel(.anthropic))
    #expect(claude["tool_choice"] == ["type": "auto"])
  }

  @Test func `in Anthropic's format joins turns, marks the cache and keeps thinking`() {
    var model = makeModel(.anthropic)
    model.thinking = 2000
    #expect(
      body(model)
        == golden(
          #"""
          {"max_tokens": 2100, "model": "small", "stream": true,
           "thinking": {"type": "enabled", "budget_tokens": 2000},
           "system": [{"type": "text", "text": "Work.", "cache_control": {"type": "ephemeral"}}],
           "messages": [
             {"role": "user", "content": [{"type": "text", "text": "The issue."},
               {"type": "text", "text": "The files.", "cache_control": {"type": "ephemeral"}}]},
             {"role": "assistant", "content": [
               {"type": "thinking", "thinking": "hm", "signature": "c2ln"},
               {"type": "redacted_thinking", "data": "Y2w="}, {"type": "text", "text": "Look."},
               {"type": "tool_use", "id": "step_2", "name": "read", "input": {"path": "a/b.py"}}]},
             {"role": "user", "content": [
               {"type": "tool_result", "tool_use_id": "step_2", "content": "x = 1"},
               {"type": "text", "text": "Think.", "cache_control": {"type": "ephemeral"}}]}],
           "tools": [{"name": "read", "description": "Look.",
             "input_schema": {"type": "object", "properties": {}}}],
           "tool_choice": {"type": "auto"}}
          """#))
  }

  @Test func `asks for no thinking where the last call came without it, or with another's`() {
    var model = makeModel(.anthropic)
    model.thinking = 2000
    for thinking in [[], [Reply.Thinking(text: "hm", signature: "")]] {
      var other = prompt
      other.messages[2] = .assistant(
        "", thinking: thinking, call: Prompt.Call(id: "step_2", name: "read", arguments: [:]))
      let sent = body(model, other)
      #expect(sent["thinking"] == nil && sent["max_tokens"] == 100)
      #expect(
        sent["messages"]?.elements[1]["content"]
          == [["type": "tool_use", "id": "step_2", "name": "read", "input": [:]]])
    }
  }

  @Test func `marks the last two of our turns only`() {
    var long = prompt
    long.messages = (0..<4).flatMap { number -> [Prompt.Message] in
      let text = Redactor()("\(number)")
      return [.user(text), .assistant("a" + text, thinking: [], call: nil)]
    }
    long.messages.append(.assistant("", thinking: [], call: nil))
    let turns = body(makeModel(.anthropic), long)["messages"]?.elements ?? []
    let marked = turns.indices.filter { turns[$0].text.contains("cache_control") }
    #expect(turns.count == 8 && marked == [4, 6])
  }

  @Test func `never holds the key, and takes the user's own members in`() {
    for api in Model.API.allCases {
      var model = makeModel(api)
      model.options = ["temperature": 0, "stream_options": ["x": 1], "max_tokens": 7]
      let sent = body(model)
      #expect(!sent.text.contains("key-never-to-be-sent"))
      #expect(sent["temperature"] == 0 && sent["max_tokens"] == 7)
      #expect(sent["stream_options"]?["x"] == 1)
      let headers = model.api.wire.headers(key: model.key).map(\.value)
      #expect(headers.contains { $0.hasSuffix("key-never-to-be-sent") })
      #expect(!"\(model)".contains("key-never-to-be-sent"))
    }
  }

  @Test func `holds numbers that are read back as they were`() {
    for text in ["666666666666666666.666666", "2.0", "-3e2", "1e300", "0.1"] {
      let value = JSON(parsing: text)
      #expect(value != nil && JSON(parsing: value?.text ?? "") == value, "\(text)")
    }
  }

  @Test func `of equal prompts has equal bytes`() {
    for api in Model.API.allCases {
      #expect(body(makeModel(api)).bytes == body(makeModel(api)).bytes)
    }
  }
}
