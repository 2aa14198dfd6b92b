/// What is told while something is set up, and of what stands in a workspace when it is first used.
package enum SetupEvent: Hashable, Sendable {
  /// Submodules and files that Git LFS keeps stand in the workspace, or are lacking there.
  case stands(StandingPieces)
  /// Another process makes the same layer.
  case waiting
  /// It could not be made from an earlier one, and is made from nothing.
  case fromNothing
  /// A command begins.
  case began(String, number: Int, of: Int)
  /// A command has printed this line.
  case printed(String)
  /// All is set up.
  case ended
}
