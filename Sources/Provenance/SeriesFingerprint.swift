package import Vocabulary

/// A delivered series, as it has to be known to be found again.
package struct SeriesFingerprint: Hashable, Sendable {
  /// The run that it comes from.
  package var run: RunID
  /// Its patches, the first one first.
  package var patches: [Patch]
  /// What all of them together change.
  package var whole: PatchFingerprint

  /// One patch.
  package struct Patch: Hashable, Sendable {
    /// Its commit.
    package var id: ObjectID
    /// Who wrote it and when, in one text.
    package var authorship: String
    /// What it changes.
    package var fingerprint: PatchFingerprint

    /// The patch in the commit `id`.
    package init(id: ObjectID, authorship: String, fingerprint: PatchFingerprint) {
      self.id = id
      self.authorship = authorship
      self.fingerprint = fingerprint
    }
  }

  /// The series of `run`.
  package init(run: RunID, patches: [Patch], whole: PatchFingerprint) {
    self.run = run
    self.patches = patches
    self.whole = whole
  }
}
