extension ServiceFamily {
  /// Kimi: with thinking each call needs its `reasoning_content`; ids of calls are `functions.NAME:NUMBER`, from which its
  /// template makes the names.
  static let kimi = ServiceFamily(
    name: "kimi", hosts: ["api.moonshot.ai", "api.moonshot.cn", "api.kimi.com"], keepsCallIDs: true)
}
