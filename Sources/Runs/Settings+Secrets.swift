package import Models
import Processes

extension Settings {
  /// Literal texts that must reach no record: the key of `model`, and those of model services in the environment; texts
  /// of less than eight characters aside.
  package static func secrets(with model: Model?) -> [String] {
    let names = ["COLLEAGUE_API_KEY", "OPENAI_API_KEY", "ANTHROPIC_API_KEY"]
    return (names.compactMap(Environment.value) + [model?.key?.text].compactMap(\.self))
      .filter { $0.count >= 8 }
  }
}
