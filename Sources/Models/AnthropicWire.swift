import HTTP
import Vocabulary

/// Anthropic's messages.
struct AnthropicWire: Wire {
  /// Members that can be left out where a service does not know them.
  static let optionalMembers = ["disable_parallel_tool_use"]

  var path: String { "/v1/messages" }

  func headers(key: Secret?) -> [(name: String, value: String)] {
    [("anthropic-version", "2023-06-01")] + (key.map { [("x-api-key", $0.text)] } ?? [])
  }

  func body(for prompt: Prompt, model: Model, omitting omitted: Set<String>) -> JSON {
    // With thinking asked for, the last of our own turns has to begin with a thought.
    let thinks = model.thinking > 0 && AnthropicWire.keepsThinking(prompt.messages)
    var members: [String: JSON] = [
      "model": .string(model.name), "stream": true,
      "max_tokens": .int(prompt.outputLimit + (thinks ? model.thinking : 0)),
      "system": [
        [
          "type": "text", "text": .string(prompt.system), "cache_control": ["type": "ephemeral"],
        ]
      ],
      "messages": .array(messages(prompt.messages, thinks: thinks)),
    ]
    if thinks {
      members["thinking"] = ["type": "enabled", "budget_tokens": .int(model.thinking)]
    }
    if !prompt.tools.isEmpty {
      members["tools"] = .array(prompt.tools.map(tool))
      members["tool_choice"] =
        omitted.contains("disable_parallel_tool_use")
        ? ["type": "auto"] : ["type": "auto", "disable_parallel_tool_use": true]
    }
    return JSON.object(members).merging(model.options)
  }

  func makeAssembler() -> any Assembler { AnthropicAssembler() }

  private static func keepsThinking(_ messages: [Prompt.Message]) -> Bool {
    let last = messages.last { message in
      if case .assistant = message { return true }
      return false
    }
    guard case .assistant(_, let thinking, .some)? = last else { return true }
    return !thinking.isEmpty
  }

  /// The turns; what one side says in a row is one turn. The end of the last turn and of the one two
  /// before it are marked for the cache: what this request reads, and what the one before has written.
  private func messages(_ messages: [Prompt.Message], thinks: Bool) -> [JSON] {
    var turns: [(role: String, content: [JSON])] = []
    for message in messages {
      let (role, content) = blocks(of: message, thinks: thinks)
      if turns.last?.role == role {
        turns[turns.count - 1].content += content
      } else {
        turns.append((role, content))
      }
    }
    let users = turns.indices.filter { turns[$0].role == "user" }
    for index in users.suffix(2) {
      guard let last = turns[index].content.last else { continue }
      let place = turns[index].content.count - 1
      turns[index].content[place] = last.merging(["cache_control": ["type": "ephemeral"]])
    }
    return turns.map { ["role": .string($0.role), "content": .array($0.content)] }
  }

  private func blocks(
    of message: Prompt.Message, thinks: Bool
  ) -> (role: String, content: [JSON]) {
    switch message {
    case .user(let text): return ("user", [["type": "text", "text": .string(text)]])
    case .result(let text, let id):
      return (
        "user",
        [["type": "tool_result", "tool_use_id": .string(id), "content": .string(text)]]
      )
    case .assistant(let text, let thinking, let call):
      var blocks: [JSON] = thinks ? thinking.map(block) : []
      if !text.trimmed.isEmpty { blocks.append(["type": "text", "text": .string(text)]) }
      if let call {
        blocks.append([
          "type": "tool_use", "id": .string(call.id), "name": .string(call.name),
          "input": call.arguments,
        ])
      }
      return ("assistant", blocks)
    }
  }

  private func block(_ thinking: Reply.Thinking) -> JSON {
    thinking.isClosed
      ? ["type": "redacted_thinking", "data": .string(thinking.signature)]
      : [
        "type": "thinking", "thinking": .string(thinking.text),
        "signature": .string(thinking.signature),
      ]
  }

  private func tool(_ tool: Prompt.Tool) -> JSON {
    [
      "name": .string(tool.name), "description": .string(tool.about),
      "input_schema": tool.parameters,
    ]
  }
}

/// Puts the events of a message together. A block counts when its end has come, the answer when the
/// message's has.
struct AnthropicAssembler: Assembler {
  private struct Block {
    var kind: String
    var text = ""
    var signature = ""
    var call = Answer.RawCall(id: "", name: "", arguments: "")
  }

  private var result = Answer()
  private var open: [Int: Block] = [:]
  private var usage = Usage(requests: 1)
  private var isEnded = false

  mutating func take(_ event: Event) throws(APIFault) {
    guard !event.text.trimmed.isEmpty else { return }
    guard let data = JSON(parsing: event.data) else {
      throw .broken(reason: "an event that is no JSON")
    }
    let index = data["index"]?.integer ?? 0
    switch data["type"]?.string ?? event.name {
    case "message_start": take(usage: data["message"]?["usage"])
    case "content_block_start": begin(index, data["content_block"])
    case "content_block_delta": extend(index, data["delta"])
    case "content_block_stop": end(index)
    case "message_delta":
      take(usage: data["usage"])
      take(reason: data["delta"]?["stop_reason"]?.string)
    case "message_stop": isEnded = true
    case "error": throw APIFault(event: data)
    default: break
    }
  }

  mutating func take(whole body: JSON) throws(APIFault) {
    if body["error"] != nil { throw APIFault(event: body) }
    for (index, block) in (body["content"]?.elements ?? []).enumerated() {
      begin(index, block)
      if let input = block["input"] { open[index]?.call.arguments = input.text }
      open[index]?.signature = block["signature"]?.string ?? block["data"]?.string ?? ""
      end(index)
    }
    take(usage: body["usage"])
    take(reason: body["stop_reason"]?.string)
    isEnded = true
  }

  consuming func answer() throws(APIFault) -> Answer {
    guard isEnded else { throw .broken(reason: "the stream ended before the answer did") }
    if usage.sent + usage.received > 0 { result.usage = usage }
    return result
  }

  private mutating func begin(_ index: Int, _ start: JSON?) {
    var block = Block(kind: start?["type"]?.string ?? "")
    block.text = start?["text"]?.string ?? start?["thinking"]?.string ?? ""
    block.signature = start?["data"]?.string ?? ""
    block.call.id = start?["id"]?.string ?? ""
    block.call.name = start?["name"]?.string ?? ""
    open[index] = block
  }

  private mutating func extend(_ index: Int, _ delta: JSON?) {
    guard let delta, open[index] != nil else { return }
    open[index]?.text += delta["text"]?.string ?? delta["thinking"]?.string ?? ""
    open[index]?.signature += delta["signature"]?.string ?? ""
    open[index]?.call.arguments += delta["partial_json"]?.string ?? ""
  }

  private mutating func end(_ index: Int) {
    guard let block = open.removeValue(forKey: index) else { return }
    switch block.kind {
    case "text": result.text += block.text
    case "thinking":
      result.thinking.append(Reply.Thinking(text: block.text, signature: block.signature))
    case "redacted_thinking":
      result.thinking.append(
        Reply.Thinking(text: "", signature: block.signature, isClosed: true))
    case "tool_use":
      var call = block.call
      if call.arguments.isEmpty { call.arguments = "{}" }
      let isKnown = result.calls.contains {
        $0.name == call.name && $0.arguments == call.arguments
      }
      if !isKnown { result.calls.append(call) }
    default: break
    }
  }

  private mutating func take(reason: String?) {
    switch reason {
    case nil: break
    case "max_tokens", "model_context_window_exceeded": result.stop = .length
    case "refusal": result.stop = .refusal
    default: result.stop = .done
    }
  }

  /// Counts come at the start and are told again, in whole, at the end.
  private mutating func take(usage told: JSON?) {
    guard let told else { return }
    if let plain = told["input_tokens"]?.integer {
      let read = told["cache_read_input_tokens"]?.integer ?? 0
      let written = told["cache_creation_input_tokens"]?.integer ?? 0
      usage.sent = max(usage.sent, plain + read + written)
      usage.cached = max(usage.cached, read)
    }
    if let received = told["output_tokens"]?.integer { usage.received = received }
  }
}
