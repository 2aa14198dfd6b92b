package import Imports
package import Models
package import Vocabulary

/// Who decides in a run, with what that needs.
package enum RunPolicy: Sendable {
  /// The built-in policy.
  case repair
  /// A language model, the settings it was made from, and whether the built-in policy is asked first.
  case model(Model, ModelSettings, afterRepair: Bool)
  /// The actions of a recorded run.
  case replay([Step])
  /// The calls of another agent's trajectory, without secrets.
  case imported(Trajectory)

  /// Which policy it is.
  package var kind: PolicyKind {
    switch self {
    case .repair: .repair
    case .model: .model
    case .replay: .replay
    case .imported: .imported
    }
  }

  /// The policy that asks the model of these settings, with its key.
  ///
  /// - Parameter afterRepair: Whether the built-in policy is asked first.
  /// - Throws: ``RunError/noModel`` where none is set, ``RunError/keyCommand(isStarted:)``.
  static func asking(
    _ settings: ModelSettings?, in cache: RunCache, afterRepair: Bool = false
  ) throws(RunError) -> RunPolicy {
    guard let settings else { throw .noModel }
    return .model(try settings.model(in: cache), settings, afterRepair: afterRepair)
  }

  /// The policy that goes on after `steps`: where the built-in policy has worked beside the model, it does so again.
  func resumed(after steps: [Step]) -> RunPolicy {
    guard case .model(let model, let settings, afterRepair: false) = self,
      steps.contains(where: { $0.decidedBy == .policy(.repair) })
    else { return self }
    return .model(model, settings, afterRepair: true)
  }

  /// Whether it decides anew, so that what is known of earlier work is of use to it.
  var looksUp: Bool {
    switch self {
    case .repair, .model: true
    case .replay, .imported: false
    }
  }

  /// Whether the built-in policy decides, at first at least.
  var repairs: Bool {
    switch self {
    case .repair, .model(_, _, afterRepair: true): true
    default: false
    }
  }

  /// The model asked; `nil` where none is.
  package var model: Model? {
    if case .model(let model, _, _) = self { model } else { nil }
  }
}
