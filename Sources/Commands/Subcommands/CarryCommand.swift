import ArgumentParser
import Git
import Processes
import Records
import Runs
import Sweeps
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

  @OptionGroup var options: RunOptions
  @OptionGroup var display: DisplayOptions

  func run() async throws {
    // From now on a request to stop is heeded at a safe point, before the claim as well as after it.
    Interruption.stop.arm()
    let reporter = WarningCollector(display.reporter)
    var report: WorkerReport
    do { report = WorkerReport(.outcome(try await carryOut(telling: reporter))) } catch {
      report = WorkerReport(.problem(reporter.problem(error)))
    }
    report.warnings = reporter.warnings
    // The last line, by which the sweep knows what has come of it.
    Console.standard.write(json: report)
    switch report.ending {
    case .outcome(.resolved): return
    case .outcome(let outcome): throw ExitStatus(outcome)
    case .problem(let problem): throw ExitStatus(problem.kind)
    }
  }

  private func carryOut(telling reporter: WarningCollector) async throws -> Outcome {
    // The sweep that has started us tells of it.
    let opened = try OpenRepository.here(tellingOfTrust: false)
    let allotment = try allotment.map { text throws(Failure) in
      try Budget(text, from: "--allotment", others: .unlimited, kind: .usage)
    }
    let remote = try remote.map { name throws(Failure) in
      try GitRemote(checked: name, in: opened)
    }
    let worker = IssueWorker(
      on: key, by: try options.request(trigger: trigger), allotment: allotment,
      running: ExecutorRunner(reporter: reporter, stop: Interruption.stop),
      WorkerContext(remote: remote, reporter: reporter, stop: Interruption.stop))
    return try await worker.carryOut(in: opened).outcome ?? .interrupted
  }
}
