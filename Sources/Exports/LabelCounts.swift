import Models
import Text
import Vocabulary

/// How often each label was given, for the datasheet.
struct LabelCounts: Sendable {
  /// Prompts by how they stand to what was sent.
  var prompts: [PromptRendering.Fidelity: Int] = [:]
  /// Episodes by what got the run back; `nil` for those without an end.
  var episodes: [RecoveryEpisode.Means?: Int] = [:]
  /// Steps given up.
  var givenUp = 0
  /// Steps that repeat another.
  var repeated = 0
  /// Steps that were refused or failed.
  var failed = 0
  /// Good steps.
  var good = 0
  /// Steps by which tests pass that did not.
  var passing = 0
  /// Steps by which tests fail that did not.
  var failing = 0

  /// Counts the labels of one run.
  mutating func add(_ run: ExportedRun) {
    for episode in run.episodes { episodes[episode.means, default: 0] += 1 }
    for labels in run.labels {
      if labels.givenUpBy != nil { givenUp += 1 }
      if labels.repeats != nil { repeated += 1 }
      if labels.isFailure { failed += 1 }
      if labels.isGood { good += 1 }
      if labels.passing?.isEmpty == false { passing += 1 }
      if labels.failing?.isEmpty == false { failing += 1 }
    }
  }

  /// The sums.
  static func + (left: LabelCounts, right: LabelCounts) -> LabelCounts {
    var sum = left
    sum.prompts.merge(right.prompts, uniquingKeysWith: +)
    sum.episodes.merge(right.episodes, uniquingKeysWith: +)
    for count in [
      \LabelCounts.givenUp, \.repeated, \.failed, \.good, \.passing, \.failing,
    ] {
      sum[keyPath: count] += right[keyPath: count]
    }
    return sum
  }

  /// The counts as an object.
  var json: JSON {
    [
      "prompts": .object(
        Dictionary(uniqueKeysWithValues: prompts.map { ($0.key.rawValue, .int($0.value)) })),
      "episodes": .object(
        Dictionary(
          uniqueKeysWithValues: episodes.map { ($0.key?.rawValue ?? "none", .int($0.value)) })),
      "given_up": .int(givenUp), "repeated": .int(repeated), "failed": .int(failed),
      "good": .int(good), "passing": .int(passing), "failing": .int(failing),
    ]
  }
}
