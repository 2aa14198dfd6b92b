import ArgumentParser
import Git
import Records
import Runs
import Sweeps
import Vocabulary

/// `git colleague sweep`: carries out what waits in the queue.
struct SweepCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep", abstract: "Carry out what waits in the queue.",
    discussion: """
      First the queue is filled from where the settings say that issues come from: colleague.issues, \
      colleague.issueCommand, and refs/issues/. Then each issue that waits is claimed and carried out by a \
      process of its own. Sweeps that overlap become one.

      Exit status: 0 every issue has come to an outcome, 1 some broke off, or a source of issues failed, 3 \
      nothing waits, 4 the budget is spent, 7 another sweep is at work, 130 interrupted.
      """)

  @Option(help: "Runs at the same time, within the machine's memory.")
  var jobs = 1

  @Option(help: "Issues carried out at most.")
  var limit: Int?

  @Option(help: "What all runs together may spend, such as time=2h,tokens=1M,money=3.")
  var budget: String?

  @Option(help: "The remote whose queue is shared with other workers, and where results go.")
  var remote: String?

  @Flag(help: "Sweep every repository that 'install --timer' has registered.")
  var registered = false

  @Flag(help: "One JSON object a line for each issue.")
  var json = false

  @Flag(name: .shortAndLong, help: "Only the line of each issue, and what goes wrong.")
  var quiet = false

  @Option(help: .hidden)
  var trigger: Trigger?

  @OptionGroup(visibility: .hidden) var choice: PolicyOptions

  func validate() throws {
    guard (1...256).contains(jobs) else {
      throw ValidationError("--jobs takes a number from 1 to 256")
    }
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1 on") }
    // Those hold for one sweep, and have settings for each repository's.
    let isBounded =
      remote != nil || limit != nil || budget != nil || !choice.request.options.isEmpty
    if registered && isBounded {
      throw ValidationError("--registered goes with --jobs, --json and --quiet alone")
    }
  }

  func run() async throws {
    if registered { return try await RegisteredSweep(options: passedOn).run() }
    let opened = try OpenRepository.here()
    let cause = trigger ?? (Console.standard.isLive ? .manual : .cron)
    let reporter = TerminalReporter(isJSON: json, isQuiet: quiet)
    let stop = Interruption.stop
    let place = try remote(opened)
    let launcher = ProcessLauncher(
      trigger: cause, policy: choice.request, remote: place?.name,
      directory: opened.repository.gitDirectory, given: opened.given, stop: stop)
    let sweep = Sweep(
      jobs: jobs, limit: limit ?? .max, budget: try total(opened.settings), trigger: cause,
      policy: choice.request, launcher: launcher,
      WorkerContext(remote: place, reporter: reporter, stop: stop))
    let status = ExitStatus(try await sweep.run(in: opened))
    if status != .resolved { throw status }
  }

  /// The remote that the option or the setting names; `nil` where neither does.
  private func remote(_ opened: borrowing OpenRepository) throws(Failure) -> GitRemote? {
    guard let name = remote ?? opened.settings.remote else { return nil }
    return try GitRemote(
      checked: name, from: remote == nil ? "colleague.remote" : nil, in: opened)
  }

  /// What all runs together may spend: the option's limits, else the setting's, else any.
  private func total(_ settings: Settings) throws -> Budget {
    let place = budget == nil ? "colleague.sweepBudget" : "--budget"
    return try (budget ?? settings.sweepBudget).map { text throws(Failure) in
      try Budget(text, from: place, others: .unlimited, kind: .usage)
    } ?? .unlimited
  }

  /// Options for the sweep of one of many repositories.
  private var passedOn: [String] {
    var options = ["--jobs", String(jobs)]
    if json { options.append("--json") }
    if quiet { options.append("--quiet") }
    return options + ["--trigger", "\(trigger ?? .cron)"]
  }
}
