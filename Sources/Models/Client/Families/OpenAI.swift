extension ServiceFamily {
  /// OpenAI's own service. Models that reason refuse `max_tokens`; messages take no reasoning as text, and give none in
  /// chat completions: it goes back only as items of responses.
  static let openAI = ServiceFamily(
    name: "openai", hosts: ["api.openai.com"], limitMember: "max_completion_tokens",
    fillsReasoning: false, partsCalls: true)
}
