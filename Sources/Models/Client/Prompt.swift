package import Text
package import Vocabulary

/// A request to a model, independent of any wire format.
package struct Prompt: Hashable, Sendable {
  /// The instructions; the same for every request of a run.
  package var system: String
  /// The conversation in order; the first message is the user's.
  package var messages: [Message]
  /// The functions that may be called; empty where the model answers in text.
  package var tools: [Tool]
  /// The most tokens of the answer.
  package var outputLimit: Int
  /// Further members of the request, such as a temperature; left out where the service does not take them.
  package var members: [String: JSON] = [:]

  /// A prompt; `outputLimit` counts tokens.
  package init(system: String, messages: [Message], tools: [Tool] = [], outputLimit: Int) {
    self.system = system
    self.messages = messages
    self.tools = tools
    self.outputLimit = outputLimit
  }

  /// A message of the conversation.
  package enum Message: Hashable, Sendable {
    /// Ours.
    case user(Redacted<String>)
    /// The model's: its words, its thinking, its call. Neighbours with a call each are the calls of one turn, whose
    /// results follow in the same order.
    case assistant(Redacted<String>, thinking: [Reply.Thinking], call: Call?)
    /// Ours: the result of the call with this id.
    case result(Redacted<String>, of: String)
  }

  /// A call of a function.
  package struct Call: Hashable, Sendable {
    /// The call's id within the prompt.
    package var id: String
    /// The function.
    package var name: String
    /// Its arguments, an object.
    package var arguments: JSON
    /// What the service gave with it; goes back to the service unchanged.
    package var carried: Reply.Carried?

    /// A call; `arguments` is an object.
    package init(id: String, name: String, arguments: JSON, carried: Reply.Carried? = nil) {
      self.id = id
      self.name = name
      self.arguments = arguments
      self.carried = carried
    }
  }

  /// A function that can be called.
  package struct Tool: Hashable, Sendable {
    /// Its name.
    package var name: String
    /// Its description for the model.
    package var about: String
    /// Its parameters as a JSON schema.
    package var parameters: JSON

    /// A function with these parameters.
    package init(name: String, about: String, parameters: JSON) {
      (self.name, self.about, self.parameters) = (name, about, parameters)
    }
  }

  /// Estimated tokens: a token for every three bytes.
  package var tokens: Int {
    let texts = messages.reduce(estimatedTokens(system)) { $0 + $1.tokens }
    return tools.reduce(texts) { $0 + $1.tokens }
  }
}

extension Prompt.Tool {
  /// Estimated tokens of its description.
  var tokens: Int { (about.utf8.count + parameters.size) / 3 + 8 }
}

extension Prompt.Message {
  /// Estimated tokens.
  package var tokens: Int {
    switch self {
    case .user(let text): estimatedTokens(text.value)
    case .result(let text, _): estimatedTokens(text.value)
    case .assistant(let text, let thinking, let call):
      estimatedTokens(text.value) + thinking.reduce(0) { $0 + estimatedTokens($1.text) }
        + (call.map { $0.arguments.size / 3 + 12 + $0.carriedTokens } ?? 0)
    }
  }
}

extension Prompt.Call {
  /// The id of the call of the step `number` in every prompt: nine letters and digits, which all services take.
  package static func id(ofStep number: Int) -> String {
    let digits = String(number)
    return "step" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  /// The id of a call of the answer that led to step `number`, the `place`th, which was left out: as long and as plain.
  package static func id(leftAt place: Int, ofStep number: Int) -> String {
    let digits = String(number % 1000 * 100 + place % 100)
    return "left" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  /// The call as text, for prompts that cannot hold it as a call; a model that imitates it is understood.
  var asText: String {
    let call: JSON = ["name": .string(name), "arguments": arguments]
    return "```tool_call\n\(call.text)\n```"
  }

  /// Estimated tokens of what goes back with it.
  fileprivate var carriedTokens: Int {
    carried.map { ($0.turn.utf8.count + $0.call.utf8.count) / 3 } ?? 0
  }
}

/// Estimated tokens of `text`: a token for every three bytes, and four for what surrounds it. Code takes fewer with every
/// tokenizer in use, so a prompt within the window by this estimate is within it.
package func estimatedTokens(_ text: String) -> Int { text.utf8.count / 3 + 4 }
