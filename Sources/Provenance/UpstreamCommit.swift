package import Vocabulary

/// A commit of the branch a series was made for.
package struct UpstreamCommit: Hashable, Sendable {
  /// Its id.
  package var id: ObjectID
  /// The runs that its message names as its origin.
  package var runs: [RunID]
  /// Who wrote it and when, in one text.
  package var authorship: String
  /// What it changes; `nil` where that does not matter: for a merge, and for what touches no file of the
  /// series.
  package var fingerprint: PatchFingerprint?

  /// The commit `id`, whose message names `runs`.
  package init(id: ObjectID, runs: [RunID], authorship: String, fingerprint: PatchFingerprint?) {
    self.id = id
    self.runs = runs
    self.authorship = authorship
    self.fingerprint = fingerprint
  }
}
