extension ServiceFamily {
  /// Ollama: thinking comes as `reasoning`; the window is the server's, and longer prompts are cut without a word.
  static let ollama = ServiceFamily(
    name: "ollama", hosts: ["ollama.com"], localPort: 11434, partsCalls: true)
}
