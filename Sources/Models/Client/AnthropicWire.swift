import HTTP
import Text
import Vocabulary

/// The wire format of Anthropic's messages.
struct AnthropicWire: Wire {
  static let facts = ServiceFacts(
    keyVariable: "ANTHROPIC_API_KEY", addressVariable: "ANTHROPIC_BASE_URL",
    standardAddress: "https://api.anthropic.com", modelPrefixes: ["claude"], speech: .tools,
    optionalMembers: ["thinking.type.enabled", "thinking.type.adaptive", "cache_control"])

  var path: String { "/v1/messages" }
  var listPath: String { "/v1/models" }

  func headers(key: Secret?) -> [(name: String, value: String)] {
    [("anthropic-version", "2023-06-01")] + (key.map { [("x-api-key", $0.text)] } ?? [])
  }

  func body(for prompt: Prompt, model: Model, omitting omitted: Set<String>) -> JSON {
    // With thinking enabled, the service wants the last assistant turn to begin with a thinking block.
    let keeps = AnthropicWire.keepsThinking(prompt.messages)
    let thinks = model.thinking > 0 && keeps
    // Thinking that was not asked for goes back as well.
    let turns = messages(
      prompt.messages, thinks: keeps || model.thinking == 0,
      marks: !omitted.contains("cache_control"))
    let system: JSON = ["type": "text", "text": .string(prompt.system)]
    var members: [String: JSON] = [
      "model": .string(model.name), "stream": true,
      "max_tokens": .int(prompt.outputLimit + (thinks ? model.thinking : 0)),
      "system": [omitted.contains("cache_control") ? system : system.merging(AnthropicWire.mark)],
      "messages": .array(turns),
    ]
    if thinks { members["thinking"] = thinking(of: model, omitted) }
    if !prompt.tools.isEmpty {
      members["tools"] = .array(prompt.tools.map(tool))
      members["tool_choice"] = ["type": "auto"]
    }
    let limit = prompt.outputLimit + (thinks ? model.thinking : 0)
    return JSON.object(members).merging(model.options).limited(["max_tokens"], to: limit)
  }

  /// The mark at the end of what the service is to keep in its cache.
  private static let mark: JSON = ["cache_control": ["type": "ephemeral"]]

  /// The member that asks for thinking: by tokens where the model takes that, else as much as it finds right.
  private func thinking(of model: Model, _ omitted: Set<String>) -> JSON {
    let budgeted: JSON = ["type": "enabled", "budget_tokens": .int(model.thinking)]
    if omitted.contains("thinking.type.adaptive") { return budgeted }
    let takesTokens =
      !model.name.hasPrefix("claude")
      || ServiceFamily.anthropic.budgetedThinkers.contains(where: model.name.hasPrefix)
    let isAdaptive = omitted.contains("thinking.type.enabled") || !takesTokens
    return isAdaptive ? ["type": "adaptive"] : budgeted
  }

  func makeAccumulator() -> any ChunkAccumulator { AnthropicChunkAccumulator() }

  private static func keepsThinking(_ messages: [Prompt.Message]) -> Bool {
    func isTheirs(_ message: Prompt.Message) -> Bool {
      if case .assistant = message { return true }
      return false
    }
    guard var start = messages.lastIndex(where: isTheirs) else { return true }
    // Of the calls of one turn the first has its thinking.
    while start > 0, isTheirs(messages[start - 1]) { start -= 1 }
    guard case .assistant(_, let thinking, .some) = messages[start] else { return true }
    return thinking.contains(where: \.goesBack)
  }

  /// The turns; neighbouring messages of one role are one turn. The ends of the last two turns of ours are marked for
  /// the cache: the earlier is what this request reads, the later what it writes.
  private func messages(_ messages: [Prompt.Message], thinks: Bool, marks: Bool) -> [JSON] {
    var turns: [(role: String, content: [JSON])] = []
    for message in messages {
      let (role, content) = blocks(of: message, thinks: thinks)
      guard !content.isEmpty else { continue }
      if turns.last?.role == role {
        turns[turns.count - 1].content += content
      } else {
        turns.append((role, content))
      }
    }
    let users = turns.indices.filter { turns[$0].role == "user" }
    for index in users.suffix(marks ? 2 : 0) {
      guard let last = turns[index].content.last else { continue }
      let place = turns[index].content.count - 1
      turns[index].content[place] = last.merging(AnthropicWire.mark)
    }
    return turns.map { ["role": .string($0.role), "content": .array($0.content)] }
  }

  private func blocks(
    of message: Prompt.Message, thinks: Bool
  ) -> (role: String, content: [JSON]) {
    switch message {
    case .user(let text): return ("user", [["type": "text", "text": .string(text.value)]])
    case .result(let text, let id):
      return (
        "user",
        [["type": "tool_result", "tool_use_id": .string(id), "content": .string(text.value)]]
      )
    case .assistant(let text, let thinking, let call):
      var blocks: [JSON] = thinks ? thinking.filter(\.goesBack).map(block) : []
      if !text.value.trimmed.isEmpty {
        blocks.append(["type": "text", "text": .string(text.value)])
      }
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

extension Reply.Thinking {
  /// Whether the service accepts it back: it wants its own signature; services that sign nothing want it as it came.
  fileprivate var goesBack: Bool { !signature.isEmpty || member == "thinking" }
}
