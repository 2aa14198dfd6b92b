import Git
package import Records
package import Vocabulary

/// A line of a file in the commit that brought it in.
package struct PlacedCommitLine: Hashable, Sendable {
  /// The commit.
  package var commit: ObjectID
  /// The file's path there.
  package var path: String
  /// The line's number there, from 1.
  package var number: Int
  /// The line, without its line feed.
  package var text: String

  /// The line `number` of `path` in `commit`.
  package init(commit: ObjectID, path: String, number: Int, text: String) {
    self.commit = commit
    self.path = path
    self.number = number
    self.text = text
  }
}

/// Where a line of ours comes from.
package struct LineOrigin: Hashable, Sendable {
  /// The run's id.
  package var run: RunID
  /// The run's record; `nil` where the repository does not have the run.
  package var record: RunRecord?
  /// The patch that the line's commit is, or is a copy of; `nil` where the run is not known.
  package var patch: ObjectID?
  /// By what the commit was known for ours.
  package var clue: Clue
  /// The line as it was delivered; `nil` where a person has changed it in this very commit, and nothing of
  /// ours was in its place.
  package var delivered: String?
  /// Whether the line is as it was delivered.
  package var isAsDelivered: Bool
  /// The rationale; `nil` where there is none, and no run to tell it from.
  package var rationale: String?
  /// The step that wrote the line; `nil` where that cannot be told.
  package var step: WritingStep?

  /// By what a commit is known for one of ours or a copy.
  package enum Clue: String, Hashable, Sendable, Codable {
    /// It is one of the run's patches, or names the run.
    case trailer = "its trailer"
    /// The merge status of the run's series names it.
    case mergeStatus = "the merge status of the series"
    /// It changes what a patch of the run does.
    case change = "what it changes"
    /// A patch of the run has added this very line to this very file.
    case text = "the text of the line"
  }

  /// A step that wrote a line.
  package struct WritingStep: Hashable, Sendable, Codable {
    /// The run it is a step of; an earlier one where the line stood in a version before.
    package var run: RunID
    /// Its number.
    package var number: Int
    /// What it did, in a line.
    package var subject: String
    /// Why, in the policy's words; `nil` where it gave none.
    package var why: String?
  }
}
