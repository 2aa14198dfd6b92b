/// One of several edits tried side by side in a trial.
package struct Candidate: Hashable, Sendable, Codable {
  /// Names the candidate within its run; the same tree and policy give the same names.
  package var id: String
  /// The changes, applied to the tree the trial starts from.
  package var edits: [FileEdit]
  /// What it changes, in words a reviewer reads: "replace `<` by `<=` at src/sum.py:12".
  package var about: String

  /// Proposes edits that are tried together.
  package init(id: String, edits: [FileEdit], about: String) {
    self.id = id
    self.edits = edits
    self.about = about
  }
}

/// What became of one candidate of a trial.
package struct CandidateResult: Hashable, Sendable, Codable {
  /// The candidate's name.
  package var id: String
  /// How it fared against the tests.
  package var mark: Mark
  /// Tests that failed before it and pass with it, where the runner names tests.
  package var turned: [String]

  /// How a candidate fared; the raw value is the letter kept in the records.
  package enum Mark: String, Hashable, Sendable, Codable, CaseIterable {
    /// All tests pass.
    case passes = "p"
    /// Some failing tests pass now, and none broke.
    case improves = "i"
    /// The same tests fail as before.
    case unchanged = "u"
    /// A test that passed fails now.
    case breaks = "x"
    /// It did not build, load or parse: no test ran.
    case unbuilt = "b"
    /// It outlived its limit on time, memory or processes.
    case exceeded = "t"
    /// The edit could not be applied.
    case refused = "r"
  }

  /// The result `mark` of the candidate `id`.
  package init(id: String, mark: Mark, turned: [String] = []) {
    self.id = id
    self.mark = mark
    self.turned = turned
  }
}
