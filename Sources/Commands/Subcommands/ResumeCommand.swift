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
      """)

  @Argument(help: "The run: its id, the start of it, or its branch.")
  var run: String

  @Option(help: "Who decides from here on: model or repair; the run's own unless told.")
  var policy: PolicyRequest.Name?

  @OptionGroup var display: DisplayOptions

  func run() async throws {
    let opened = try OpenRepository.here()
    let id = try RunIndex.id(matching: run, in: opened.repository)
    try await display.resume(id, by: policy.map { PolicyKind($0.rawValue) }, in: opened)
  }
}
