import ArgumentParser
import Git
import Records
import Triggers
import Vocabulary

/// `git colleague carry`: carries out one issue of the queue; what a sweep starts, hidden from the list of
/// commands.
struct CarryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "carry", abstract: "Carry out one issue of the queue.", shouldDisplay: false)

  @Argument(help: "The issue's key, in full.")
  var key: String

  @Option(help: "What began it: manual, cron or hook(NAME).")
  var trigger = "manual"

  @Option(help: "What may be spent for now.")
  var allotment: String?

  @Option(help: "The remote on which the issue is claimed and published.")
  var remote: String?

  @OptionGroup var terms: RunTerms
  @OptionGroup var display: RunDisplay

  func run() async throws {
    let opened = try OpenRepository.here()
    guard let trigger = Trigger(trigger) else {
      throw Failure("'\(visible(trigger))' is no trigger", status: .usage)
    }
    let allotment = try allotment.map { text in
      do { return try BudgetText.parse(text, others: .unlimited) } catch {
        throw Failure(badBudget: text, from: "--allotment", error, status: .usage)
      }
    }
    let remote = try remote.map { name throws(Failure) in
      try Remote(name, gitDirectory: opened.repository.gitDirectory)
    }
    let issue = QueuedIssue(
      key: key, terms: terms, display: display, trigger: trigger, allotment: allotment,
      remote: remote)
    try await issue.carryOut(in: opened)
  }
}
