extension ServiceFamily {
  /// GLM: thinking comes as `reasoning_content`, and goes back as that.
  static let glm = ServiceFamily(
    name: "glm", hosts: ["api.z.ai", "open.bigmodel.cn"], partsCalls: true)
}
