extension ServiceFamily {
  /// Mistral: ids of calls have nine letters or digits, nothing of ours follows a result, unknown members are refused, and
  /// the usage comes without being asked for. Thinking is a part of the content.
  static let mistral = ServiceFamily(
    name: "mistral", hosts: ["api.mistral.ai", "codestral.mistral.ai"],
    refusedMembers: ["stream_options"], fillsReasoning: false, partsCalls: true)
}
