extension ServiceFamily {
  /// vLLM: what its messages do not know is passed over.
  static let vllm = ServiceFamily(name: "vllm", partsCalls: true)
}
