import FoundationEssentials

/// How the instances of a folder are worked on: the file `evaluation.json`. Results of two ways are not mixed.
package struct EvaluationWay: Hashable, Sendable, Codable {
  /// The version of the format.
  package var version = 1
  /// Who decides, as asked for; `gold`, or the file of predictions.
  package var policy: String
  /// What a run may spend, as asked for; `nil` for what the settings say.
  package var budget: String?

  /// A way, in the words of its caller.
  package init(policy: String, budget: String?) { (self.policy, self.budget) = (policy, budget) }

  /// The way in words.
  package var words: String { policy + (budget.map { ", \($0)" } ?? "") }
}

extension EvaluationFolder {
  /// Notes how its instances are worked on, or compares that with what is noted.
  ///
  /// - Throws: ``EvaluationError/otherWay(folder:before:)`` where it differs, ``EvaluationError/folder(_:)``.
  package func keep(_ way: EvaluationWay) throws(EvaluationError) {
    if let before = read(EvaluationWay.self, "\(path)/evaluation.json") {
      guard before == way else { throw .otherWay(folder: path, before: before.words) }
      return
    }
    try write(way, to: "evaluation.json")
  }
}
