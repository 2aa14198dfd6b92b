import HTTP
import Text
import Vocabulary

/// The wire format of OpenAI's responses: items in, items out, nothing stored at the service.
///
/// Reasoning comes encrypted with the turn and goes back with it, in its place before the call.
struct ResponsesWire: Wire {
  static let facts = ServiceFacts(
    keyVariable: "OPENAI_API_KEY", addressVariable: "OPENAI_BASE_URL",
    standardAddress: "https://api.openai.com/v1", modelPrefixes: [], speech: nil,
    optionalMembers: [
      "max_output_tokens", "include", "tool_choice", "store",
    ]
  )

  /// Stands for the ids of items among the members to leave out: some servers look for what has one in their store.
  static let itemIDs = "ids of items"
  /// The member of ``Answer/members`` that has the items before the call.
  static let itemsMember = "items"

  var path: String { "/responses" }
  var listPath: String { "/models" }

  func headers(key: Secret?) -> [(name: String, value: String)] {
    key.map { [("Authorization", "Bearer \($0.text)")] } ?? []
  }

  func body(for prompt: Prompt, model: Model, omitting omitted: Set<String>) -> JSON {
    let ids = prompt.callIDs(keepingOwn: true)
    let items = prompt.messages.flatMap { self.items(of: $0, ids, omitted) }
    var members: [String: JSON] = [
      "model": .string(model.name), "stream": true, "store": false,
      "include": ["reasoning.encrypted_content"], "instructions": .string(prompt.system),
      "input": .array(items), "max_output_tokens": .int(prompt.outputLimit),
    ]
    if !prompt.tools.isEmpty {
      members["tools"] = .array(prompt.tools.map(tool))
      members["tool_choice"] = "auto"
    }
    for name in omitted { members[name] = nil }
    return JSON.object(members).merging(model.options)
      .limited(["max_output_tokens"], to: prompt.outputLimit)
  }

  func makeAccumulator() -> any ChunkAccumulator { ResponsesEventAccumulator() }

  private func items(
    of message: Prompt.Message, _ ids: [String: String], _ omitted: Set<String>
  ) -> [JSON] {
    switch message {
    case .user(let text): return [["role": "user", "content": .string(text.value)]]
    case .result(let text, let id):
      return [
        [
          "type": "function_call_output", "call_id": .string(ids[id] ?? id),
          "output": .string(text.value),
        ]
      ]
    case .assistant(let text, _, let call):
      let carried = call?.carried.flatMap { JSON(parsing: $0.turn) }
      var items = (carried?[ResponsesWire.itemsMember]?.elements ?? []).map {
        omitted.contains(ResponsesWire.itemIDs) ? $0.withoutID : $0
      }
      if !text.value.isEmpty {
        items.append(["role": "assistant", "content": .string(text.value)])
      }
      if let call { items.append(item(of: call, ids, omitted)) }
      return items
    }
  }

  private func item(
    of call: Prompt.Call, _ ids: [String: String], _ omitted: Set<String>
  ) -> JSON {
    let own = call.carried.flatMap { JSON(parsing: $0.call) } ?? [:]
    let item = (omitted.contains(ResponsesWire.itemIDs) ? own.withoutID : own)
    return item.merging([
      "type": "function_call", "call_id": .string(ids[call.id] ?? call.id),
      "name": .string(call.name), "arguments": .string(call.arguments.text),
    ])
  }

  private func tool(_ tool: Prompt.Tool) -> JSON {
    [
      "type": "function", "name": .string(tool.name), "description": .string(tool.about),
      "parameters": tool.parameters, "strict": false,
    ]
  }
}

extension JSON {
  /// The item without the id under which a service would look for it.
  fileprivate var withoutID: JSON {
    guard case .object(let members) = self else { return self }
    return .object(members.filter { $0.key != "id" })
  }
}
