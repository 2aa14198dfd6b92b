extension ServiceFamily {
  /// Qwen at its maker's: thinking comes as `reasoning_content`; the usage has to be asked for.
  static let qwen = ServiceFamily(
    name: "qwen",
    hosts: [
      "dashscope.aliyuncs.com", "dashscope-intl.aliyuncs.com", "dashscope-us.aliyuncs.com",
    ], partsCalls: true)
}
