import Sandboxes
import Vocabulary
import Workspaces

extension RunEnvironment {
  /// What commands see of an imported run: the project also where the agent had it, if that can be.
  ///
  /// - Returns: The environment, and whether commands find the project at `root`; `true` where there is none to show.
  func showing(_ root: String?, to run: Run) -> (environment: RunEnvironment, isShown: Bool) {
    guard let root else { return (self, true) }
    guard run.mandate.sandbox == .required, let shown = surroundings.showing(workspaceAt: root)
    else { return (self, root == surroundings.place) }
    var environment = self
    environment.surroundings = shown
    return (environment, true)
  }
}
