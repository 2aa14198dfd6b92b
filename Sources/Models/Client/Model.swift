/// A model, its service, and how it is addressed: all from the user's own settings.
package struct Model: Hashable, Sendable {
  /// Its name, as the service knows it.
  package var name: String
  /// The wire format of its service.
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
  /// Tokens of thinking to ask for, where the wire format has a member for it; none when zero.
  package var thinking: Int
  /// Members put into every request as they are.
  package var options: JSON
  /// Samples of an edit that are tried side by side; with one the edit is made at once.
  package var samples: Int

  /// The wire formats of services; ``wire`` is the registry of their files.
  package enum API: String, Hashable, Sendable, CaseIterable {
    /// OpenAI's chat completions, and services compatible with them.
    case openai
    /// Anthropic's messages.
    case anthropic
  }

  /// The form in which a model replies.
  package enum Speech: String, Hashable, Sendable, CaseIterable {
    /// By calls of functions.
    case tools
    /// By blocks in its text.
    case text
  }

  /// A model; `address` has no slash at the end.
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
}

extension Model {
  /// Whether its service is asked for on this machine.
  var isOnThisMachine: Bool {
    let host = address.split(separator: "/").dropFirst().first ?? ""
    return ["127.0.0.1", "localhost", "[::1]"].contains { host == $0 || host.hasPrefix($0 + ":") }
  }
}
