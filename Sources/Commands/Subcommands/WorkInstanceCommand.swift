import ArgumentParser
import Evaluation
import Git
import Processes
import Records
import Runs
import Vocabulary

/// `git colleague work-instance`: works on one instance; what an evaluation starts, hidden from the list of commands.
struct WorkInstanceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "work-instance", abstract: "Work on the instance on standard input.",
    shouldDisplay: false)

  @Option(help: "The folder of the suite, from which paths count.")
  var suiteFolder: String

  @Option(help: "The folder of results.")
  var output: String

  @Option(help: "A folder of repositories or bundles.")
  var repositories: String?

  @Option(help: "Who decides.")
  var policy: PolicyRequest.Name?

  @Option(help: "What the run may spend.")
  var budget: String?

  @Option(help: "The command that runs the tests, where the instance names none.")
  var test: String?

  @Option(help: "Where predictions come from: a file, or 'gold'.")
  var predictions: String?

  func run() async throws {
    // From now on a request to stop is heeded at a safe point.
    Interruption.stop.arm()
    let given = EvaluationSettings.given()
    let line = try InputFile.read("-", limit: Instance.byteLimit)
    let work = try InstanceWork(
      on: line, suiteFolder: suiteFolder, repositories: repositories,
      in: EvaluationFolder(at: output), try way, testCommand: test,
      reporter: TerminalReporter(isJSON: false, isQuiet: true), stop: Interruption.stop,
      given: given
    ) { try EvaluationSettings.settings(of: $0) }
    _ = try await work.carryOut()
  }

  private var way: InstanceWork.Way {
    get throws(Failure) {
      if let predictions { return predictions == "gold" ? .gold : .predictions(predictions) }
      let limits = try budget.map { text throws(Failure) in
        try Budget(text, from: "--budget", kind: .usage)
      }
      return .run(PolicyRequest(name: policy), budget: limits)
    }
  }
}
