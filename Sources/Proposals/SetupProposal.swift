/// Commands that would set up what a project needs beside its tree.
package struct SetupProposal: Hashable, Sendable {
  /// The commands, in order, for a shell at the top of the project.
  package var commands: [String]
  /// Whose tests need it.
  package let family: Family
  /// The folder whose packages these are, from the top of the project; empty for that itself.
  package let directory: String
  /// Hosts that the commands reach, the most usual ones where the project does not say; empty where they need no network.
  package var hosts: [String]
  /// What it was proposed for.
  package var reasons: [Reason]
  /// How much speaks for it, from 0 to 100.
  package var rank: Int

  /// Proposes `commands`.
  package init(
    _ commands: [String], of family: Family, in directory: String = "", from hosts: [String] = [],
    because reasons: [Reason], rank: Int
  ) {
    self.commands = commands
    self.family = family
    self.directory = directory
    self.hosts = Set(hosts).sorted()
    self.reasons = reasons
    self.rank = rank
  }
}
