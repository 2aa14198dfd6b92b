import HTTP
import Vocabulary

/// OpenAI's chat completions, as OpenAI, llama.cpp, vLLM, Ollama, OpenRouter and many others serve them.
struct OpenAIWire: Wire {
  /// Members that some services do not know, and that can be left out.
  static let optionalMembers = [
    "max_tokens", "stream_options", "parallel_tool_calls", "tool_choice",
  ]

  var path: String { "/chat/completions" }

  func headers(key: Secret?) -> [(name: String, value: String)] {
    key.map { [("Authorization", "Bearer \($0.text)")] } ?? []
  }

  func body(for prompt: Prompt, model: Model, omitting omitted: Set<String>) -> JSON {
    var members: [String: JSON] = [
      "model": .string(model.name), "stream": true,
      "messages": .array(
        [["role": "system", "content": .string(prompt.system)]] + prompt.messages.map(message)),
      "stream_options": ["include_usage": true], "max_tokens": .int(prompt.outputLimit),
    ]
    if !prompt.tools.isEmpty {
      members["tools"] = .array(prompt.tools.map(tool))
      members["tool_choice"] = "auto"
      members["parallel_tool_calls"] = false
    }
    if omitted.contains("max_tokens") {
      members["max_completion_tokens"] = .int(prompt.outputLimit)
    }
    for name in omitted { members[name] = nil }
    return JSON.object(members).merging(model.options)
  }

  func makeAssembler() -> any Assembler { OpenAIAssembler() }

  private func message(_ message: Prompt.Message) -> JSON {
    switch message {
    case .user(let text): return ["role": "user", "content": .string(text)]
    case .result(let text, let id):
      return ["role": "tool", "tool_call_id": .string(id), "content": .string(text)]
    case .assistant(let text, _, nil): return ["role": "assistant", "content": .string(text)]
    case .assistant(let text, _, let call?):
      // Some servers take no null beside calls.
      return [
        "role": "assistant", "content": .string(text),
        "tool_calls": [
          [
            "id": .string(call.id), "type": "function",
            "function": [
              "name": .string(call.name), "arguments": .string(call.arguments.text),
            ],
          ]
        ],
      ]
    }
  }

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

/// Puts the chunks of a chat completion together.
///
/// Calls are told apart by their index; servers that give every call the index 0 by a new id. Names and
/// ids may come in every chunk, arguments in pieces; chunks of several calls may alternate.
struct OpenAIAssembler: Assembler {
  private struct Piece {
    var index: Int
    var call: Answer.RawCall
  }

  private var result = Answer()
  private var pieces: [Piece] = []
  private var thought = ""
  private var isEnded = false
  private var hasEvents = false

  mutating func take(_ event: Event) throws(APIFault) {
    let data = event.text.trimmed
    guard data != "[DONE]" else {
      isEnded = true
      return
    }
    guard !data.isEmpty else { return }
    guard let chunk = JSON(parsing: data) else {
      throw .broken(reason: "a chunk that is no JSON")
    }
    if event.name == "error" || chunk["error"] != nil { throw APIFault(event: chunk) }
    hasEvents = true
    take(usage: chunk["usage"])
    for choice in chunk["choices"]?.elements ?? [] where (choice["index"]?.integer ?? 0) == 0 {
      take(message: choice["delta"] ?? choice["message"])
      take(reason: choice["finish_reason"]?.string)
    }
  }

  mutating func take(whole body: JSON) throws(APIFault) {
    if body["error"] != nil { throw APIFault(event: body) }
    guard let choice = body["choices"]?.elements.first else {
      throw .broken(reason: "an answer without choices")
    }
    hasEvents = true
    take(usage: body["usage"])
    take(message: choice["message"])
    take(reason: choice["finish_reason"]?.string ?? "stop")
  }

  consuming func answer() throws(APIFault) -> Answer {
    guard hasEvents else { throw .broken(reason: "an empty stream") }
    guard isEnded else { throw .broken(reason: "the stream ended before the answer did") }
    if !thought.isEmpty {
      result.thinking = [Reply.Thinking(text: thought, signature: "")]
    }
    // A limit may have cut the last call; content decides whether it is whole.
    for piece in pieces where !piece.call.name.isEmpty {
      let isCut = result.stop == .length && JSON(parsing: piece.call.arguments) == nil
      let isKnown = result.calls.contains {
        $0.name == piece.call.name && $0.arguments == piece.call.arguments
      }
      if !isCut && !isKnown { result.calls.append(piece.call) }
    }
    return result
  }

  private mutating func take(message: JSON?) {
    guard let message else { return }
    if let text = message["content"]?.string { result.text += text }
    for part in message["content"]?.elements ?? [] { result.text += part["text"]?.string ?? "" }
    thought += message["reasoning_content"]?.string ?? message["reasoning"]?.string ?? ""
    if let refusal = message["refusal"]?.string {
      result.text += refusal
      result.stop = .refusal
    }
    for delta in message["tool_calls"]?.elements ?? [] { take(call: delta) }
  }

  private mutating func take(call delta: JSON) {
    let id = delta["id"]?.string ?? ""
    let name = delta["function"]?["name"]?.string ?? ""
    let index = delta["index"]?.integer
    var place = pieces.lastIndex { piece in
      if let index { return piece.index == index }
      return id.isEmpty || piece.call.id == id
    }
    if let found = place, !id.isEmpty, !pieces[found].call.id.isEmpty, pieces[found].call.id != id {
      place = pieces.lastIndex { $0.call.id == id }
    }
    if place == nil {
      pieces.append(
        Piece(
          index: index ?? pieces.count, call: Answer.RawCall(id: id, name: name, arguments: "")))
      place = pieces.count - 1
    }
    guard let place else { return }
    if pieces[place].call.id.isEmpty { pieces[place].call.id = id }
    if pieces[place].call.name.isEmpty { pieces[place].call.name = name }
    let arguments = delta["function"]?["arguments"]
    if let text = arguments?.string {
      pieces[place].call.arguments += text
    } else if let object = arguments {
      pieces[place].call.arguments = object.text
    }
  }

  private mutating func take(reason: String?) {
    guard let reason else { return }
    isEnded = true
    guard result.stop != .refusal else { return }
    switch reason {
    case "length", "max_tokens": result.stop = .length
    case "content_filter", "refusal": result.stop = .refusal
    default: result.stop = .done
    }
  }

  private mutating func take(usage: JSON?) {
    guard let usage, let sent = usage["prompt_tokens"]?.integer,
      let received = usage["completion_tokens"]?.integer, sent + received > 0
    else { return }
    let cached =
      usage["prompt_tokens_details"]?["cached_tokens"]?.integer
      ?? usage["prompt_cache_hit_tokens"]?.integer ?? 0
    result.usage = Usage(requests: 1, sent: sent, cached: min(cached, sent), received: received)
  }
}
