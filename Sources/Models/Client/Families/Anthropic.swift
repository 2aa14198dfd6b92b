extension ServiceFamily {
  /// Anthropic's messages, and its chat completions, which give no thinking and take none back.
  ///
  /// Models after the fifth half-generation refuse thinking by a number of tokens; those before take nothing else.
  static let anthropic = ServiceFamily(
    name: "anthropic", hosts: ["api.anthropic.com"], fillsReasoning: false,
    budgetedThinkers: [
      "claude-3", "claude-opus-4-0", "claude-opus-4-1", "claude-opus-4-2", "claude-opus-4-5",
      "claude-sonnet-4-0", "claude-sonnet-4-2", "claude-sonnet-4-5", "claude-haiku-4-5",
    ])
}
