import Models
import Records
import Text
import Vocabulary

/// What the datasheet counts of one run.
struct RunTally: Sendable {
  /// Its steps.
  var steps: Int
  /// What its models took.
  var usage: Usage
  /// Words that are counted, by the name of their table.
  var words: [String: [String: Int]]
  /// The labels given.
  var labels = LabelCounts()
  /// Lines or files written.
  var records = 0
  /// The part that it belongs to.
  var part: String?
  /// Whether the user's key vouches for it.
  var isVouched = false
  /// The licences at its base.
  var licences: [Licence] = []

  /// The tally of `run`, as far as the run tells by itself.
  init(of run: ExportedRun) {
    steps = run.steps.count
    usage = run.record.usage ?? Usage()
    words = [
      "outcomes": [run.record.outcome?.rawValue ?? "none": 1],
      "merge_statuses": [run.record.mergeStatus?.word.rawValue ?? "none": 1],
      "policies": ["\(run.run.policy)": 1],
      "models": Dictionary(run.models.map { ($0, 1) }) { one, _ in one },
      "actions": run.steps.reduce(into: [:]) { $0[$1.action.kind.rawValue, default: 0] += 1 },
    ]
    labels.add(run)
  }
}
