import HTTP
import Vocabulary

/// The format of one kind of service: how a prompt is sent, and how the answer is put together.
protocol Wire: Sendable {
  /// The path below the base address.
  var path: String { get }

  /// The path of the list of models.
  var listPath: String { get }

  /// The body of the request.
  ///
  /// - Parameter omitted: Optional members that the service has said it does not know.
  func body(for prompt: Prompt, model: Model, omitting omitted: Set<String>) -> JSON

  /// The headers, the key's among them.
  func headers(key: Secret?) -> [(name: String, value: String)]

  /// Puts the answer's events together.
  func makeAssembler() -> any Assembler
}

/// Puts a streamed answer together; the result is the same wherever the stream was cut.
protocol Assembler: Sendable {
  /// Takes one event.
  mutating func take(_ event: Event) throws(APIFault)

  /// Takes a body that is no stream.
  mutating func take(whole body: JSON) throws(APIFault)

  /// The answer, when the stream has ended.
  ///
  /// - Throws: ``APIFault/broken(reason:)`` when it had not come to its end.
  consuming func answer() throws(APIFault) -> Answer
}

/// A text that is shown to nobody.
package struct Secret: Hashable, Sendable, CustomStringConvertible {
  /// The text itself.
  package let text: String

  /// Keeps `text`.
  package init(_ text: String) { self.text = text }

  /// `[secret]`.
  package var description: String { "[secret]" }
}

/// A model, where it is served, and how it is spoken to: all from the user's own settings.
package struct Model: Hashable, Sendable {
  /// Its name, as the service knows it.
  package var name: String
  /// The kind of service.
  package var api: API
  /// The service's address, without a slash at the end.
  package var address: String
  /// Its key; `nil` where it needs none.
  package var key: Secret?
  /// How actions are asked for; `nil` until it is probed.
  package var speech: Speech?
  /// Tokens that prompt and answer may have together.
  package var window: Int
  /// The most tokens of one answer.
  package var outputLimit: Int
  /// Tokens of thinking asked for; none when zero. For services that want to be told.
  package var thinking: Int
  /// Members put into every request as they are.
  package var options: JSON
  /// How many samples of an edit are tried side by side; one means the edit is made at once.
  package var samples: Int

  /// The kinds of service.
  package enum API: String, Hashable, Sendable, CaseIterable {
    /// OpenAI's chat completions, and what follows them.
    case openai
    /// Anthropic's messages.
    case anthropic
  }

  /// How a model says what it wants done.
  package enum Speech: String, Hashable, Sendable, CaseIterable {
    /// By calls of functions.
    case tools
    /// By blocks in its text.
    case text
  }

  /// A model of these parts.
  package init(
    name: String, api: API, address: String, key: Secret? = nil, speech: Speech? = nil,
    window: Int, outputLimit: Int, thinking: Int = 0, options: JSON = [:], samples: Int = 1
  ) {
    self.name = name
    self.api = api
    self.address = address
    self.key = key
    self.speech = speech
    self.window = window
    self.outputLimit = outputLimit
    self.thinking = thinking
    self.options = options
    self.samples = samples
  }

  /// The format its service speaks.
  var wire: any Wire {
    switch api {
    case .openai: OpenAIWire()
    case .anthropic: AnthropicWire()
    }
  }
}
