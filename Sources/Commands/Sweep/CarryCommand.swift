import ArgumentParser
import Git
import Records
import Vocabulary

/// `git colleague carry`: carries out one issue of the queue; what a sweep starts, hidden from the list of
/// commands.
struct CarryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "carry", abstract: "Carry out one issue of the queue.", shouldDisplay: false)

  @Argument(help: "The issue's key, in full.")
  var key: String

  @Option(help: "What began it: manual, cron or hook(NAME).")
  var trigger = Trigger.manual

  @Option(help: "What may be spent for now.")
  var allotment: String?

  @Option(help: "The remote on which the issue is claimed and published.")
  var remote: String?

  @OptionGroup var terms: RunTerms
  @OptionGroup var display: RunDisplay

  func run() async throws {
    // From now on a wish to stop comes at a safe point, before the claim as well as after it.
    Interruption.standard.listen()
    do { try await carryOut() } catch let status as ExitStatus {
      throw status
    } catch {
      // The last line, by which the sweep knows what went wrong.
      let failure = Failure(error)
      Console.standard.write(jsonLine(failure))
      throw failure.status
    }
  }

  private func carryOut() async throws {
    let opened = try OpenRepository.here()
    let allotment = try allotment.map { text throws(Failure) in
      try Budget(text, from: "--allotment", others: .unlimited, status: .usage)
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
