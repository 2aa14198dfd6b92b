package import Sandboxes
import Vocabulary

/// What a run's commands see beside the project's tree: where the tree stands, folders carried from the checkout, and
/// what was set up.
package struct RunEnvironment: Hashable, Sendable {
  /// Where commands see their workspace, and which programs.
  package var surroundings: Surroundings
  /// Further paths of the machine that commands may read, absolute.
  package var readable: [String]
  /// Folders of the checkout that stand in the workspace.
  package var carried: [CarriedFolder]
  /// The file system that commands see in the place of the machine's; `nil` for the machine's.
  package var root: RunRoot?
  /// What was set up for the base; `nil` where nothing is.
  package var setup: SetupLayer?
  /// How a setup for another tree is made; `nil` where nothing is set up.
  package var setupPlan: SetupPlan?

  /// Surroundings with nothing beside the tree.
  package init(_ surroundings: Surroundings = Surroundings()) {
    self.surroundings = surroundings
    (readable, carried) = ([], [])
  }
}

/// A folder of the user's checkout that commands see in the workspace as it is, without writing to it.
package struct CarriedFolder: Hashable, Sendable {
  /// Where commands see it, relative to the workspace.
  package let path: String
  /// Where it is, absolute.
  package let source: String
}
