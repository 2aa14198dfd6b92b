package import Models
import Processes
import Workspaces
import Records

extension Settings {
  /// Literal texts that must reach no record: the key of `model`, those of model services in the environment, and the
  /// key of the user's workers; texts of less than eight characters aside.
  package func secrets(with model: Model? = nil) -> [String] {
    let known = Model.API.keyVariables.compactMap(Environment.value)
    let given = environment.setupVariables.compactMap(Environment.value)
    return (known + given + [model?.key?.text, key?.digits].compactMap(\.self))
      .filter { $0.count >= 8 }
  }
}
