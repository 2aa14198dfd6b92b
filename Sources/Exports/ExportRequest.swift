import Models
package import Records
package import Text
package import Vocabulary

/// What is exported, how, and where to.
package struct ExportRequest: Sendable {
  /// The format.
  package var format: ExportFormat
  /// The folder that is made; `nil` for lines on standard output.
  package var folder: String?
  /// The runs by name; all where it is empty.
  package var runs: [RunID] = []
  /// Which of them.
  package var selection = Selection()
  /// How they are divided into parts; `nil` for one part without a name.
  package var split: DataSplit?
  /// The weight of good turns in episodes of recovery, in the format `chat`.
  package var recoveryWeight = 1.0
  /// Whether all other turns have the weight 0, and conversations without a turn of recovery are left out.
  package var onlyRecovery = false
  /// This program's version.
  package var product: String
  /// Takes secrets out.
  package var redactor: Redactor
  /// Whose records are the user's own; `nil` where there is no key.
  package var key: RecordKey?

  /// Asks for all runs that are over.
  package init(format: ExportFormat, product: String, redactor: Redactor, key: RecordKey?) {
    self.format = format
    self.product = product
    self.redactor = redactor
    self.key = key
  }

  /// What the datasheet says was asked for.
  var words: [String: JSON] {
    var words: [String: JSON] = [:]
    func list(_ name: String, _ values: [String]) {
      if !values.isEmpty { words[name] = .string(values.sorted().joined(separator: ",")) }
    }
    list("outcome", selection.outcomes.map(\.rawValue))
    list("merge_status", selection.mergeStatuses.map(\.rawValue))
    list("policy", selection.policies.map(\.description))
    list("runs", runs.map(\.description))
    if let since = selection.since { words["since"] = .string(Moment.text(since)) }
    if selection.leastSteps > 0 { words["min_steps"] = .int(selection.leastSteps) }
    if let split {
      words["split"] = .string(
        split.parts.map { "\($0.name)=\($0.share)" }.joined(separator: ","))
      words["by"] = .string(split.key.rawValue)
    }
    if format == .chat {
      if recoveryWeight != 1 { words["recovery_weight"] = .double(recoveryWeight) }
      if onlyRecovery { words["recovery_only"] = true }
    }
    return words
  }
}
