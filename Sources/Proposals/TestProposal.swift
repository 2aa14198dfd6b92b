/// A command that would run a project's tests, or those of one of its folders.
package struct TestProposal: Hashable, Sendable {
  /// The command, for a shell in ``directory``.
  package var command: String
  /// The tools it uses.
  package let family: Family
  /// The folder, from the top of the project; empty for that itself.
  package let directory: String
  /// What it was proposed for.
  package var reasons: [Reason]
  /// How much speaks for it, from 0 to 100.
  package var rank: Int

  /// Proposes `command`.
  package init(
    _ command: String, of family: Family, in directory: String = "", because reasons: [Reason],
    rank: Int
  ) {
    self.command = command
    self.family = family
    self.directory = directory
    self.reasons = reasons
    self.rank = rank
  }

  /// The command without what changes its words alone, by which two proposals are seen to be one.
  var key: String {
    var words = command.split(separator: " ").map(String.init)
    words.removeAll { ["--silent", "-s", "-q", "--quiet", "-v"].contains($0) }
    if words.count > 2, words[1] == "run", words[2] == "test" { words.remove(at: 1) }
    return ([directory] + words).joined(separator: " ")
  }
}
