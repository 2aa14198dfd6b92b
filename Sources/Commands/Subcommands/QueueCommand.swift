import ArgumentParser

/// `git colleague queue`: the issues that wait for a run.
struct QueueCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queue", abstract: "Issues waiting for a run.",
    subcommands: [QueueList.self, QueueAdd.self, QueueDrop.self],
    defaultSubcommand: QueueList.self)
}
