/// A new version of a series, as git's `--reroll-count` has it: what the run that makes it starts from.
package struct Reroll: Hashable, Sendable, Codable {
  /// The run that delivered the version before.
  package var of: RunID
  /// What names the series through all its versions: the first version's run.
  package var changeID: RunID
  /// The version this run makes, from 2.
  @Amount package var version: Int
  /// The branch of the series, as a full ref name.
  package var branch: String
  /// The last commit of the version before, where the branch stood.
  package var tip: ObjectID
  /// The commits of the version before.
  package var commits: [ObjectID]
  /// The patches of the version before, with their trees on the base of this run.
  package var patches: [SplitPatch]
  /// The project's tree that this run starts from: the version before, on the base of this run.
  package var start: ObjectID
  /// Paths at which the version before does not fit onto the base of this run; they have the marks of conflicts.
  package var conflicts: [String]
  /// What the reviewers said.
  package var comments: [ReviewComment]
  /// What the tests said at the version before's base; `nil` where they were not run.
  package var baseline: TestReport?

  /// The reroll of the series that the run `of` delivered.
  package init(
    of run: RunID, changeID: RunID, version: Int, branch: String, tip: ObjectID,
    commits: [ObjectID], patches: [SplitPatch], start: ObjectID, conflicts: [String],
    comments: [ReviewComment], baseline: TestReport?
  ) {
    of = run
    self.changeID = changeID
    self.version = version
    self.branch = branch
    self.tip = tip
    self.commits = commits
    self.patches = patches
    self.start = start
    self.conflicts = conflicts
    self.comments = comments
    self.baseline = baseline
  }
}

/// One thing a reviewer said of a series.
package struct ReviewComment: Hashable, Sendable, Codable {
  /// What was said, in Markdown or plain text.
  package var text: String
  /// Who said it, where that is known.
  package var author: String?
  /// The address that a mail says it is from; `nil` where it came in no mail. Anybody can write one.
  package var address: String?
  /// How it came; `nil` for a text that a person gave, and in records from before this was kept.
  package var channel: Channel?
  /// The file it is about; `nil` where it names none.
  package var path: String?
  /// The line of the file's new version that it is about, from 1.
  package var line: Int?
  /// The line of the file before the series that it is about, from 1; `nil` where it is about one of the new
  /// version, or none.
  package var oldLine: Int?
  /// The patch it is about, from 1; 0 for the cover letter.
  package var patch: Int?
  /// The lines it answers to, without the marks of a quotation.
  package var quoted: String?

  /// How a comment comes that no person has typed here.
  package enum Channel: String, Hashable, Sendable, Codable {
    /// In a mail.
    case mail
    /// From a forge.
    case forge
  }

  /// The comment `text`.
  package init(
    text: String, author: String? = nil, path: String? = nil, line: Int? = nil, patch: Int? = nil,
    quoted: String? = nil
  ) {
    self.text = text
    self.author = author
    self.path = path
    self.line = line
    self.patch = patch
    self.quoted = quoted
  }
}
