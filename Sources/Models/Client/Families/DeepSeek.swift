extension ServiceFamily {
  /// DeepSeek: with thinking, which is on unless asked otherwise, each turn of the model has its `reasoning_content`; an
  /// empty one is refused.
  static let deepSeek = ServiceFamily(
    name: "deepseek", hosts: ["api.deepseek.com"])
}
