/// An instance made of a commit, as it is written into a suite: SWE-bench's members, and ours beside them.
package struct MinedInstance: Hashable, Sendable, Codable {
  /// Its name: the repository's folder and the commit's first digits.
  package var id: String
  /// The repository, absolute.
  package var repository: String
  /// The parent of the commit.
  package var base: String
  /// The message of the commit, without trailers.
  package var problem: String
  /// The change of the tests.
  package var testPatch: String
  /// The rest of the change, which solves it.
  package var gold: String
  /// Tests that fail with the tests on the parent, and pass at the commit.
  package var failToPass: [String]
  /// Tests that pass in both.
  package var passToPass: [String]
  /// The command that runs the tests.
  package var testCommand: String
  /// The commands that set up what they need; left out where there are none.
  package var setupCommands: [String]?
  /// Whether the work starts with the tests in place.
  package var givesTests: Bool

  private enum CodingKeys: String, CodingKey {
    case id = "instance_id"
    case repository = "repo"
    case base = "base_commit"
    case problem = "problem_statement"
    case testPatch = "test_patch"
    case gold = "patch"
    case failToPass = "FAIL_TO_PASS"
    case passToPass = "PASS_TO_PASS"
    case testCommand = "test_command"
    case setupCommands = "setup_command"
    case givesTests = "tests_at_base"
  }
}

/// What was found of one commit, kept so that it is not tried twice: the file `mined/COMMIT.json`.
struct MinedFinding: Hashable, Sendable, Codable {
  /// The instance; `nil` where the commit makes none.
  var instance: MinedInstance?
  /// The commands that it was tried by, and who says so: another set tries it anew.
  var conditions: String
}
