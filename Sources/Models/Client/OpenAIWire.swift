import HTTP
import Text
import Vocabulary

/// The wire format of OpenAI's chat completions, which llama.cpp, vLLM, Ollama, OpenRouter and many others serve too.
struct OpenAIWire: Wire {
  static let facts = ServiceFacts(
    keyVariable: "OPENAI_API_KEY", addressVariable: "OPENAI_BASE_URL",
    standardAddress: "https://api.openai.com/v1", modelPrefixes: [], speech: nil,
    optionalMembers: ["max_tokens", "stream_options", "tool_choice"])

  var path: String { "/chat/completions" }
  var listPath: String { "/models" }

  func headers(key: Secret?) -> [(name: String, value: String)] {
    key.map { [("Authorization", "Bearer \($0.text)")] } ?? []
  }

  func body(for prompt: Prompt, model: Model, omitting omitted: Set<String>) -> JSON {
    var members: [String: JSON] = [
      "model": .string(model.name), "stream": true,
      "messages": .array(
        [["role": "system", "content": .string(prompt.system)]] + messages(prompt.messages)),
      "stream_options": ["include_usage": true], "max_tokens": .int(prompt.outputLimit),
    ]
    if !prompt.tools.isEmpty {
      members["tools"] = .array(prompt.tools.map(tool))
      members["tool_choice"] = "auto"
    }
    if omitted.contains("max_tokens") {
      members["max_completion_tokens"] = .int(prompt.outputLimit)
    }
    for name in omitted { members[name] = nil }
    return JSON.object(members).merging(model.options)
  }

  func makeAccumulator() -> any ChunkAccumulator { OpenAIChunkAccumulator() }

  /// The turns; neighbouring calls of the model are one turn.
  private func messages(_ messages: [Prompt.Message]) -> [JSON] {
    var turns: [JSON] = []
    var hasCalls = false
    for message in messages {
      let turn = self.message(message)
      let calls = turn["tool_calls"]?.elements ?? []
      if hasCalls, !calls.isEmpty, let last = turns.last {
        let all = (last["tool_calls"]?.elements ?? []) + calls
        turns[turns.count - 1] = last.merging(["tool_calls": .array(all)])
      } else {
        turns.append(turn)
      }
      hasCalls = !calls.isEmpty
    }
    return turns
  }

  private func message(_ message: Prompt.Message) -> JSON {
    switch message {
    case .user(let text): return ["role": "user", "content": .string(text.value)]
    case .result(let text, let id):
      return ["role": "tool", "tool_call_id": .string(id), "content": .string(text.value)]
    case .assistant(let text, _, nil): return ["role": "assistant", "content": .string(text.value)]
    case .assistant(let text, _, let call?):
      // Some servers take no null beside calls.
      return [
        "role": "assistant", "content": .string(text.value),
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
