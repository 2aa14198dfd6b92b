import Text

extension ServiceFamily {
  /// MiniMax: thinking stands in the content unless it is asked for apart, as `reasoning_details`, which go back whole.
  /// Errors come with status 200, in `base_resp`.
  static let miniMax = ServiceFamily(
    name: "minimax", hosts: ["api.minimax.io", "api.minimaxi.com", "api.minimax.chat"],
    members: ["reasoning_split": true])
}
