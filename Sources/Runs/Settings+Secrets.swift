package import Models
import Processes

extension Settings {
  /// Literal texts that must reach no record: the key of `model`, and those of model services in the environment; texts
  /// of less than eight characters aside.
  package static func secrets(with model: Model?) -> [String] {
    let known = Model.API.keyVariables.compactMap(Environment.value)
    return (known + [model?.key?.text].compactMap(\.self))
      .filter { $0.count >= 8 }
  }
}
