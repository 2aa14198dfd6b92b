extension ServiceFamily {
  /// LM Studio.
  static let lmStudio = ServiceFamily(name: "lmstudio", localPort: 1234, partsCalls: true)
}
