extension ServiceFamily {
  /// OpenAI's models at Azure: the key in a header of its own, the version of the interface in the address's query, which
  /// every path keeps.
  static let azure = ServiceFamily(
    name: "azure",
    hosts: [
      "openai.azure.com", "cognitiveservices.azure.com", "services.ai.azure.com",
    ], limitMember: "max_completion_tokens", keyHeader: "api-key", fillsReasoning: false,
    partsCalls: true)
}
