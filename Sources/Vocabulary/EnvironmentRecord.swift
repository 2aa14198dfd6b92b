/// What a run of the tests had beside the project's tree.
package struct EnvironmentRecord: Hashable, Sendable, Codable {
  /// The beginning of the setup layer's name; `nil` where nothing was set up.
  package var setup: String?
  /// Paths of the workspace that were the user's own folders, sorted.
  package var carried: [String]
  /// The file system that commands saw in the place of the machine's; `nil` for the machine's.
  package var root: String?

  /// Records what there was; `nil` where that is nothing.
  package init?(setup: String? = nil, carried: [String] = [], root: String? = nil) {
    guard setup != nil || !carried.isEmpty || root != nil else { return nil }
    (self.setup, self.carried, self.root) = (setup, carried, root)
  }
}
