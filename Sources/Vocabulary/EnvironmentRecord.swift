/// What a run of the tests had beside the project's tree.
package struct EnvironmentRecord: Hashable, Sendable, Codable {
  /// The beginning of the setup layer's name; `nil` where nothing was set up.
  package var setup: String?
  /// Paths of the workspace that were the user's own folders, sorted.
  package var carried: [String]
  /// The file system that commands saw in the place of the machine's; `nil` for the machine's.
  package var root: String?
  /// Submodules; `nil` where there is none, and in records from before they were looked at.
  package var submodules: Pieces?
  /// Files whose content Git LFS keeps; `nil` as of ``submodules``.
  package var largeFiles: Pieces?

  /// Pieces of a project whose content is not among its base's own objects.
  package struct Pieces: Hashable, Sendable, Codable {
    /// How many stood there.
    package var there: Int
    /// The first paths of those, where they are named.
    package var names: [String]
    /// How many were lacking.
    package var lacking: Int
    /// The first paths of those.
    package var lackingNames: [String]

    /// Paths of each that are kept.
    private static let most = 20

    /// Records so many pieces and the first of their paths; `nil` where there is none.
    package init?(there: Int, naming names: [String], lacking: [String]) {
      guard there > 0 || !lacking.isEmpty else { return nil }
      (self.there, self.lacking) = (there, lacking.count)
      self.names = Array(names.prefix(Pieces.most))
      lackingNames = Array(lacking.prefix(Pieces.most))
    }
  }

  /// Records what there was; `nil` where that is nothing.
  package init?(
    setup: String? = nil, carried: [String] = [], root: String? = nil, submodules: Pieces? = nil,
    largeFiles: Pieces? = nil
  ) {
    let isNothing =
      setup == nil && carried.isEmpty && root == nil && submodules == nil && largeFiles == nil
    guard !isNothing else { return nil }
    (self.setup, self.carried, self.root) = (setup, carried, root)
    (self.submodules, self.largeFiles) = (submodules, largeFiles)
  }
}
