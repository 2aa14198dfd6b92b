import Models
import Text
import Vocabulary

extension Action {
  /// The action as a call of a function: that which a model makes, or for what no model can call one of the action's word.
  var told: (name: String, arguments: JSON) {
    if let call { return call }
    switch self {
    case .trial(let candidates):
      return (
        kind.rawValue,
        [
          "candidates": .array(
            candidates.map {
              [
                "id": .string($0.id), "about": .string($0.about),
                "edits": Action.edit($0.edits, why: "").told.arguments,
              ]
            })
        ]
      )
    case .backtrack(let step, let reason):
      return (kind.rawValue, ["to_step": .int(step), "reason": .string(reason)])
    case .test(let scope): return (kind.rawValue, ["scope": .string(scope.rawValue)])
    case .split(let patches):
      return (kind.rawValue, ["subjects": .array(patches.map { .string($0.subject) })])
    default: return (kind.rawValue, [:])
    }
  }
}

extension Step {
  /// The step as a call of a function: what another agent called where that was kept and not carried out again.
  var told: (name: String, arguments: JSON) {
    guard isKeptCall, let recorded = reply?.recorded else { return action.told }
    let arguments = JSON(parsing: recorded.arguments)
    if case .object? = arguments { return (recorded.tool, arguments ?? [:]) }
    return (recorded.tool, ["arguments": .string(recorded.arguments)])
  }
}
