extension ServiceFamily {
  /// Gemini's chat completions: from the third generation on each call in the prompt needs the thought signature that came
  /// with it in `extra_content`. Unknown members are refused by the parser of its requests, `additionalProperties` within
  /// schemas too.
  static let gemini = ServiceFamily(
    name: "gemini",
    hosts: ["generativelanguage.googleapis.com", "aiplatform.googleapis.com"], signsCalls: true,
    fillsReasoning: false)
}
