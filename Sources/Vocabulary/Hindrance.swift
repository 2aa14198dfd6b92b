/// What kept a run from working on its issue where the issue is not to blame: how things were set up, or what
/// this program can do.
package enum Hindrance: String, Hashable, Sendable, Codable, CaseIterable {
  /// No test command was known.
  case noTestCommand
  /// The test command, or a program that it needs, could not be started.
  case noTool
  /// No reader got any result out of what the tests printed.
  case noResults
  /// The tests ran over their limit of time or memory at the base.
  case overLimit
  /// The built-in policy has no way to work on such an issue, and no model was set.
  case noModel
}
