import Text

extension ServiceFamily {
  /// OpenRouter: `reasoning_details` go back whole, in their order; `usage.cost` is what is charged.
  static let openRouter = ServiceFamily(
    name: "openrouter", hosts: ["openrouter.ai"], members: ["usage": ["include": true]])
}
