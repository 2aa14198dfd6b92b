import Git
import Glibc
import Processes
import Runs
import Text

/// Sweeps every repository that the user has registered under `colleague.repo`, one after the other.
struct RegisteredSweep {
  /// Options for each sweep.
  let options: [String]

  /// Sweeps them; what each prints is printed.
  ///
  /// - Throws: ``ExitStatus``: the status of the first sweep that went wrong, `nothingToDo` when nothing waited
  ///   anywhere; ``Failure`` when no repository is registered.
  func run() async throws {
    let places = try UserConfig.values("colleague.repo")
    guard !places.isEmpty else {
      throw Failure(
        "no repository is registered", hint: "in a repository: git colleague install --timer cron",
        kind: .nothingToDo)
    }
    let stop = Interruption.stop
    stop.arm()
    var statuses: [ExitStatus] = []
    for place in places where !stop.isRequested {
      statuses.append(sweep(place))
    }
    if stop.isRequested { throw ExitStatus.interrupted }
    if let wrong = statuses.first(where: { !$0.isQuiet }) { throw wrong }
    if !statuses.contains(.resolved) { throw ExitStatus.nothingToDo }
  }

  private func sweep(_ place: String) -> ExitStatus {
    var program = Program(arguments: [ThisProgram.path, "sweep"] + options)
    program.directory = place
    program.seconds = .infinity
    program.outputLimit = 16 << 20
    for name in Repository.localEnvironmentNames { program.environment[name] = .some(nil) }
    // A git directory that the user has named is not to be found by searching.
    if access(place + "/.git", F_OK) != 0 { program.environment["GIT_DIR"] = place }
    program.onStop = .terminate
    program.stop = Interruption.stop
    let console = Console.standard
    do {
      let ended = try program.run()
      let status = ExitStatus(rawValue: ended.status) ?? .fatal
      if !ended.output.isEmpty { console.write(ended.output) }
      if !ended.errors.isEmpty {
        if !status.isQuiet { console.note("in \(visible(place)):") }
        for line in ended.errors.split(separator: "\n") { console.note(String(line)) }
      }
      return status
    } catch {
      console.note("in \(visible(place)):")
      return console.report(Failure(error))
    }
  }
}
