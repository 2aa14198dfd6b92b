import FoundationEssentials
import Processes
import Records
import Runs
import Sweeps
import Text
import Threads
import Vocabulary

/// Starts each worker as a process: this program, with the command `carry`.
struct ProcessLauncher: WorkerLauncher {
  /// What began the sweep.
  let trigger: Trigger
  /// Who decides, as far as the command line says.
  let policy: PolicyRequest
  /// The remote on which issues are claimed; `nil` for none.
  let remote: String?
  /// The git directory of the repository.
  let directory: String
  /// Variables that the process gets beside our own.
  let given: [String: String]
  /// Is handed on to the processes as SIGTERM.
  let stop: StopRequest

  func carryOut(_ assignment: Assignment) async throws(SweepError) -> LaunchedWork {
    let ended = try await program(for: assignment).end(
      noThread: SweepError.noThread, failed: { .run(.program($0)) }
    ).get()
    return LaunchedWork(
      report(of: ended), printed: ended.errors.lines().filter { !$0.isEmpty }.map(String.init))
  }

  private func program(for assignment: Assignment) -> Program {
    var program = Program(
      arguments: [
        ThisProgram.path, "carry", assignment.entry.key, "--quiet", "--trigger", "\(trigger)",
        "--allotment", BudgetText.text(of: assignment.allotment),
      ] + (remote.map { ["--remote", $0] } ?? []) + policy.options)
    program.directory = directory
    for (name, value) in given { program.environment[name] = value }
    program.environment["GIT_DIR"] = directory
    program.seconds = .infinity
    program.outputLimit = 1 << 16
    program.onStop = .terminate
    program.stop = stop
    return program
  }

  /// What the process says in its last line; that it died where it says nothing.
  private func report(of ended: Program.Ended) -> WorkerReport {
    let line = ended.output.split(separator: 0x0a).last
    if let report = line.flatMap({ try? JSONDecoder().decode(WorkerReport.self, from: Data($0)) }) {
      return report
    }
    if ExitStatus(rawValue: ended.status) == .interrupted {
      return WorkerReport(.outcome(.interrupted))
    }
    return WorkerReport(.problem(ProblemReport(SweepError.workerDied(status: ended.status))))
  }
}
