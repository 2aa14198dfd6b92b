import HTTP
import Text
import Vocabulary

/// The wire format of OpenAI's chat completions, which llama.cpp, vLLM, Ollama, OpenRouter and many others serve too.
struct OpenAIWire: Wire {
  static let facts = ServiceFacts(
    keyVariable: "OPENAI_API_KEY", addressVariable: "OPENAI_BASE_URL",
    standardAddress: "https://api.openai.com/v1", modelPrefixes: [], speech: nil,
    optionalMembers: [
      "max_tokens", "max_completion_tokens", "stream_options", "tool_choice",
      "reasoning_split", "temperature", "response_format",
    ] + ServiceFamily.returnedMembers)

  var path: String { "/chat/completions" }
  var listPath: String { "/models" }

  func headers(key: Secret?) -> [(name: String, value: String)] {
    key.map { [("Authorization", "Bearer \($0.text)")] } ?? []
  }

  func body(for prompt: Prompt, model: Model, omitting omitted: Set<String>) -> JSON {
    let family = model.family
    let omitted = omitted.union(family.refusedMembers)
    let messages = ChatMessages(
      ids: prompt.callIDs(keepingOwn: family.keepsCallIDs), omitted: omitted)
    var members: [String: JSON] = [
      "model": .string(model.name), "stream": true,
      "messages": .array(
        [["role": "system", "content": .string(prompt.system)]]
          + messages.turns(prompt.messages)),
      "stream_options": ["include_usage": true],
    ]
    if !prompt.tools.isEmpty {
      members["tools"] = .array(prompt.tools.map(tool))
      members["tool_choice"] = "auto"
    }
    members.merge(prompt.members) { own, _ in own }
    if case .object(let more) = family.members { members.merge(more) { $1 } }
    // What a service refuses of the two has the other's name there.
    let limits = ["max_tokens", "max_completion_tokens"]
    let limit = ([family.limitMember] + limits).first { !omitted.contains($0) }
    if let limit { members[limit] = .int(prompt.outputLimit) }
    for name in omitted { members[name] = nil }
    return JSON.object(members).merging(model.options).limited(limits, to: prompt.outputLimit)
  }

  func makeAccumulator() -> any ChunkAccumulator { OpenAIChunkAccumulator() }

  private func tool(_ tool: Prompt.Tool) -> JSON {
    [
      "type": "function",
      "function": [
        "name": .string(tool.name), "description": .string(tool.about),
        "parameters": tool.parameters,
      ],
    ]
  }
}

/// The messages of a chat completion.
private struct ChatMessages {
  /// The id of each call, by its id in the prompt.
  let ids: [String: String]
  let omitted: Set<String>

  /// The turns; neighbouring calls of the model are one turn, with the members of the first.
  func turns(_ messages: [Prompt.Message]) -> [JSON] {
    var turns: [JSON] = []
    var calls: [JSON] = []
    for message in messages {
      var turn = self.message(message)
      let more = turn["tool_calls"]?.elements ?? []
      if !calls.isEmpty, !more.isEmpty { turn = turns.removeLast() }
      calls = more.isEmpty ? [] : calls + more
      turns.append(calls.isEmpty ? turn : turn.merging(["tool_calls": .array(calls)]))
    }
    return turns
  }

  private func message(_ message: Prompt.Message) -> JSON {
    switch message {
    case .user(let text): return ["role": "user", "content": .string(text.value)]
    case .result(let text, let id):
      return [
        "role": "tool", "tool_call_id": .string(ids[id] ?? id), "content": .string(text.value),
      ]
    case .assistant(let text, let thinking, let call):
      var members = own(call?.carried?.turn)
      for (name, value) in reasoning(thinking) { members[name] = value }
      members["role"] = "assistant"
      // Some servers take no null beside calls.
      members["content"] = content(text.value, thinking)
      if let call { members["tool_calls"] = [self.call(call)] }
      return .object(members)
    }
  }

  private func call(_ call: Prompt.Call) -> JSON {
    var members = own(call.carried?.call)
    members["id"] = .string(ids[call.id] ?? call.id)
    members["type"] = "function"
    members["function"] = [
      "name": .string(call.name), "arguments": .string(call.arguments.text),
    ]
    return .object(members)
  }

  /// The members that the service gave.
  private func own(_ text: String?) -> [String: JSON] {
    guard let text, case .object(let members)? = JSON(parsing: text) else { return [:] }
    return members.filter { !omitted.contains($0.key) }
  }

  /// The thinking by the member that it came in.
  private func reasoning(_ thinking: [Reply.Thinking]) -> [String: JSON] {
    var texts: [String: String] = [:]
    for piece in thinking {
      guard let member = piece.member, ServiceFamily.reasoningMembers.contains(member),
        !omitted.contains(member)
      else { continue }
      texts[member, default: ""] += piece.text
    }
    return texts.mapValues(JSON.string)
  }

  /// The words; with thinking that is a part of the content, the parts.
  private func content(_ text: String, _ thinking: [Reply.Thinking]) -> JSON {
    let parts = thinking.filter { $0.member == "content" }.map { piece -> JSON in
      let part: JSON = [
        "type": "thinking", "thinking": [["type": "text", "text": .string(piece.text)]],
      ]
      return piece.signature.isEmpty
        ? part : part.merging(["signature": .string(piece.signature)])
    }
    guard !parts.isEmpty else { return .string(text) }
    return .array(parts + (text.isEmpty ? [] : [["type": "text", "text": .string(text)]]))
  }
}

extension Prompt {
  /// The id that each call is sent under, by its id in the prompt.
  ///
  /// - Parameter keepsOwn: Whether a call has the id that the service gave it, where no other call has the same.
  func callIDs(keepingOwn keepsOwn: Bool) -> [String: String] {
    guard keepsOwn else { return [:] }
    var ids: [String: String] = [:]
    var taken: Set<String> = []
    for case .assistant(_, _, let call?) in messages {
      guard let own = call.carried?.callID, !own.isEmpty, taken.insert(own).inserted else {
        continue
      }
      ids[call.id] = own
    }
    return ids
  }
}

extension JSON {
  /// The object with its members `names`, which limit the tokens of an answer, at most `limit`.
  func limited(_ names: [String], to limit: Int) -> JSON {
    guard case .object(var members) = self else { return self }
    for name in names {
      if let wish = members[name]?.integer { members[name] = .int(min(wish, limit)) }
    }
    return .object(members)
  }
}
