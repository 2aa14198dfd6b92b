package import Models
package import Vocabulary

/// Who decides in a run, with what that needs.
package enum RunPolicy: Sendable {
  /// The built-in policy.
  case repair
  /// A language model, and the settings it was made from.
  case model(Model, ModelSettings)
  /// The actions of a recorded run.
  case replay([Step])

  /// Which policy it is.
  package var kind: PolicyKind {
    switch self {
    case .repair: .repair
    case .model: .model
    case .replay: .replay
    }
  }

  /// The model asked; `nil` where none is.
  package var model: Model? { if case .model(let model, _) = self { model } else { nil } }
}
