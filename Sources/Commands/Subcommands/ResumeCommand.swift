import ArgumentParser
import Engine
import Git
import Models
import Records
import Runs
import Text
import Vocabulary

/// `git colleague resume`: takes a run up where its trail ends.
struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Take a run up where its trail ends.",
    discussion: """
      The model is the one that is set now. With --policy another policy goes on from here.

      With --despite-findings a series is delivered that was kept back because of a secret or hidden text in it. Look \
      at the places first; the note and the cover letter name them.
      """)

  @Argument(help: "The run: its id, the start of it, or its branch.")
  var run: String

  @Option(help: "Who decides from here on: model or repair; the run's own unless told.")
  var policy: PolicyRequest.Name?

  @Flag(help: "Deliver the series that was kept back: you have looked at what is in it.")
  var despiteFindings = false

  @OptionGroup var display: DisplayOptions

  func validate() throws {
    if despiteFindings && policy != nil {
      throw ValidationError("--policy and --despite-findings exclude each other")
    }
  }

  func run() async throws {
    let opened = try OpenRepository.here()
    let id = try RunIndex.id(matching: run, in: opened.repository)
    if despiteFindings { return try display.letThrough(id, in: opened) }
    try await display.resume(id, by: policy.map { PolicyKind($0.rawValue) }, in: opened)
  }
}
