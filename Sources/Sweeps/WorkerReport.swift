package import Runs
package import Vocabulary

/// What a worker says to the sweep that started it: one line of JSON, the last of its output.
package struct WorkerReport: Hashable, Sendable, Codable {
  /// How the work ended.
  package var ending: Ending
  /// What went wrong beside the work, a sentence for each.
  package var warnings: [String]

  /// How the work on one issue ended.
  package enum Ending: Hashable, Sendable, Codable {
    /// The run has this outcome.
    case outcome(Outcome)
    /// The work broke off, or was not begun.
    case problem(ProblemReport)
  }

  /// Reports how the work ended, and the warnings on the way.
  package init(_ ending: Ending, warnings: [String] = []) {
    self.ending = ending
    self.warnings = warnings
  }
}

/// A problem as one process tells another of it, or a file keeps it.
package struct ProblemReport: Hashable, Sendable, Codable {
  /// What it means for the work; fatal where an older version has kept it without.
  package var kind: ProblemKind
  /// What is wrong, without a full stop at the end.
  package var sentence: String
  /// What to do about it.
  package var hint: String?

  /// Reports a problem in words.
  package init(kind: ProblemKind, sentence: String, hint: String? = nil) {
    self.kind = kind
    self.sentence = sentence
    self.hint = hint
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    kind = try values.decodeIfPresent(ProblemKind.self, forKey: .kind) ?? .fatal
    sentence = try values.decode(String.self, forKey: .sentence)
    hint = try values.decodeIfPresent(String.self, forKey: .hint)
  }
}
