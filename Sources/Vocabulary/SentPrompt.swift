/// A digest of a prompt that a model was sent, and what it takes, beside the run and its steps, to render it again.
package struct SentPrompt: Hashable, Sendable, Codable {
  /// The SHA-256 of its messages and functions as JSON, in 64 hexadecimal digits; the wire format plays no part.
  package var digest: String
  /// How many steps it tells of: those before the choice, or fewer where the last ones were to be replaced.
  @Amount package var shown: Int
  /// Tokens that prompt and answer could have together.
  @Amount package var window: Int
  /// The most tokens that were wanted of the answer.
  @Amount package var outputLimit: Int
  /// How the model replied: `tools` or `text`.
  package var speech: String
  /// The family of its service by name.
  package var family: String
  /// What stood behind the steps: replies that could not be carried out, and what the model was told of them.
  package var turns: [Turn]

  /// One message behind the steps.
  package struct Turn: Hashable, Sendable, Codable {
    /// Whether the model said it.
    package var isModels: Bool
    /// Its text.
    package var text: String

    /// A message with this text.
    package init(isModels: Bool, text: String) {
      self.isModels = isModels
      self.text = text
    }
  }

  /// States what was sent.
  package init(
    digest: String, shown: Int, window: Int, outputLimit: Int, speech: String, family: String,
    turns: [Turn]
  ) {
    self.digest = digest
    self.shown = shown
    self.window = window
    self.outputLimit = outputLimit
    self.speech = speech
    self.family = family
    self.turns = turns
  }
}
