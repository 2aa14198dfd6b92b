import Digests
package import Text
import Vocabulary

extension Prompt {
  /// The messages and functions in the form of OpenAI's chat completions, whatever service they were sent to:
  /// `messages`, the instructions first, and `tools`, left out where there are none.
  package var chat: JSON {
    var members: [String: JSON] = ["messages": .array(chatMessages)]
    if !tools.isEmpty { members["tools"] = chatTools }
    return .object(members)
  }

  /// The messages in that form. Calls of one turn are one message; reasoning is a member `reasoning_content`.
  package var chatMessages: [JSON] {
    [["role": "system", "content": .string(system)]] + Prompt.chat(messages)
  }

  /// The functions in that form.
  package var chatTools: JSON {
    .array(
      tools.map { tool in
        [
          "type": "function",
          "function": [
            "name": .string(tool.name), "description": .string(tool.about),
            "parameters": tool.parameters,
          ],
        ]
      })
  }

  /// The digest of the prompt: the SHA-256 of ``chat`` with its keys sorted and no white space.
  package var digest: String { SHA256.digits(of: chat.bytes) }

  /// What a record keeps of the prompt as it was sent.
  func sent(
    to model: Model, _ speech: Model.Speech, showing shown: Int, behind turns: [Message]
  ) -> SentPrompt {
    SentPrompt(
      digest: digest, shown: shown, window: model.window, outputLimit: model.outputLimit,
      speech: speech.rawValue, family: model.family.name,
      turns: turns.map { turn in
        switch turn {
        case .user(let text), .result(let text, _): .init(isModels: false, text: text.value)
        case .assistant(let text, _, _): .init(isModels: true, text: text.value)
        }
      })
  }

  /// Messages in the form of chat completions.
  static func chat(_ messages: [Message]) -> [JSON] {
    var turns: [JSON] = []
    var calls: [JSON] = []
    for message in messages {
      switch message {
      case .user(let text):
        calls = []
        turns.append(["role": "user", "content": .string(text.value)])
      case .result(let text, let id):
        calls = []
        turns.append(["role": "tool", "tool_call_id": .string(id), "content": .string(text.value)])
      case .assistant(let text, let thinking, let call):
        let isSameTurn = !calls.isEmpty && call != nil
        if let call { calls.append(call.chat) } else { calls = [] }
        var turn =
          isSameTurn ? turns.removeLast() : chat(saying: text.value, thinking: thinking)
        if !calls.isEmpty { turn = turn.merging(["tool_calls": .array(calls)]) }
        turns.append(turn)
      }
    }
    return turns
  }

  private static func chat(saying text: String, thinking: [Reply.Thinking]) -> JSON {
    var members: [String: JSON] = ["role": "assistant", "content": .string(text)]
    let reasoning = thinking.filter { !$0.isClosed }.map(\.text).joined()
    if !reasoning.isEmpty { members["reasoning_content"] = .string(reasoning) }
    return .object(members)
  }
}

extension Prompt.Call {
  /// The call in the form of chat completions: its arguments are JSON as text.
  fileprivate var chat: JSON {
    [
      "id": .string(id), "type": "function",
      "function": ["name": .string(name), "arguments": .string(arguments.text)],
    ]
  }
}
