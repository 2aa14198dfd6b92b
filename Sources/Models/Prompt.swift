package import Vocabulary

/// What a model is asked, in no service's format yet.
package struct Prompt: Hashable, Sendable {
  /// What it is and how it works; the same for every request of a run.
  package var system: String
  /// What was said so far, in order; the first is the user's.
  package var messages: [Message]
  /// The functions it may call; empty where it answers in text.
  package var tools: [Tool]
  /// The most tokens of the answer.
  package var outputLimit: Int

  /// A prompt of these parts.
  package init(system: String, messages: [Message], tools: [Tool] = [], outputLimit: Int) {
    self.system = system
    self.messages = messages
    self.tools = tools
    self.outputLimit = outputLimit
  }

  /// One thing that was said.
  package enum Message: Hashable, Sendable {
    /// By us.
    case user(String)
    /// By the model: its thinking, its words, its call.
    case assistant(String, thinking: [Reply.Thinking], call: Call?)
    /// By us, as what came of the call with this id.
    case result(String, of: String)
  }

  /// A call of a function.
  package struct Call: Hashable, Sendable {
    /// Names the call within the prompt.
    package var id: String
    /// The function.
    package var name: String
    /// Its arguments, an object.
    package var arguments: JSON

    /// A call of these parts.
    package init(id: String, name: String, arguments: JSON) {
      self.id = id
      self.name = name
      self.arguments = arguments
    }
  }

  /// A function that can be called.
  package struct Tool: Hashable, Sendable {
    /// Its name.
    package var name: String
    /// What it does, for the model.
    package var about: String
    /// Its parameters as a JSON schema.
    package var parameters: JSON
  }

  /// The tokens it takes, as we estimate: a token for every three bytes.
  package var tokens: Int {
    let texts = messages.reduce(estimatedTokens(system)) { $0 + $1.tokens }
    return texts + Tools.tokens(of: tools)
  }
}

extension Prompt.Message {
  /// The tokens it takes, as we estimate.
  package var tokens: Int {
    switch self {
    case .user(let text): estimatedTokens(text)
    case .result(let text, _): estimatedTokens(text)
    case .assistant(let text, let thinking, let call):
      estimatedTokens(text) + thinking.reduce(0) { $0 + estimatedTokens($1.text) }
        + (call.map { $0.arguments.bytes.count / 3 + 12 } ?? 0)
    }
  }
}

/// Tokens that `text` takes: a token for every three bytes, and four for what surrounds it. Code takes
/// fewer with every tokenizer in use, so that a prompt held to an estimate stays inside the window.
package func estimatedTokens(_ text: String) -> Int { text.utf8.count / 3 + 4 }

/// What a model answered.
package struct Answer: Hashable, Sendable {
  /// Its words.
  package var text = ""
  /// Its thinking.
  package var thinking: [Reply.Thinking] = []
  /// The calls it made, whole ones only, in order; no two with the same id and content.
  package var calls: [RawCall] = []
  /// Why it ended.
  package var stop = Stop.unknown
  /// What it took; `nil` where the service did not say.
  package var usage: Usage?

  /// A call as the model wrote it.
  package struct RawCall: Hashable, Sendable {
    /// The service's id; empty where it gave none.
    package var id: String
    /// The function.
    package var name: String
    /// Its arguments, as text that should be JSON.
    package var arguments: String
  }

  /// Why an answer ended.
  package enum Stop: Hashable, Sendable {
    /// The model was through, or made a call.
    case done
    /// The limit on the answer's tokens.
    case length
    /// The service or the model declined.
    case refusal
    /// The service did not say.
    case unknown
  }

  /// An empty answer.
  package init() {}
}
