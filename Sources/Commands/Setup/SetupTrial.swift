import Engine
import Git
import Proposals
import Runners
import Runs
import Text
import Vocabulary
import Workspaces

/// Tries proposals at a base: sets up in a layer, and runs the tests in the sandbox.
struct SetupTrial {
  /// What came of one test command.
  struct Ended {
    /// The commands that were set up before; empty where nothing was.
    var setup: [String]
    /// What was tried.
    var test: TestProposal
    /// Whether tests ran.
    var works: Bool
    /// How many tests came out which way; `nil` where none could be counted.
    var counts: TestReport.Counts?
    /// Seconds the tests took; `nil` where they were not begun.
    var seconds: Double?
    /// What was found, in words.
    var found: String
    /// What to do about it.
    var mend: String?
  }

  /// Where it is tried.
  let base: Base
  /// Hears of each test command that has been tried.
  let tell: (Ended) -> Void

  /// Setups that are tried, the best first, until one comes to its end; and test commands, until tests run.
  private static let attempts = 3

  /// The commands with which tests ran, one a folder; empty where none did.
  struct Chosen {
    var setup: [String] = []
    var tests: [TestProposal] = []
  }

  /// How far a try came.
  private enum Stage { case setup, tests, end }

  /// Tries the best of `proposals`.
  ///
  /// - Throws: ``Failure`` when somebody wants it to stop.
  func run(
    _ proposals: Proposals, in opened: borrowing OpenRepository
  ) async throws(Failure) -> Chosen {
    var chosen = Chosen()
    for best in proposals.bestTests {
      let others = proposals.tests.filter { test in
        test.directory == best.directory && test != best && test.family == best.family
      }
      let tests = Array(([best] + others).prefix(SetupTrial.attempts))
      let setups = proposals.setups(for: best).prefix(SetupTrial.attempts)
      // Where no setup comes to its end, what the machine and the checkout have may do.
      for setup in setups.map(Optional.some) + [nil] {
        if try await run(tests, setup, in: opened, &chosen) != .setup { break }
      }
    }
    return chosen
  }

  /// Tries test commands after one setup until tests run, and adds that to `chosen`.
  private func run(
    _ tests: [TestProposal], _ setup: SetupProposal?, in opened: borrowing OpenRepository,
    _ chosen: inout Chosen
  ) async throws(Failure) -> Stage {
    for test in tests {
      let (ended, stage) = try await run(test, setup, in: opened)
      tell(ended)
      if ended.works {
        chosen.setup += ended.setup.filter { !chosen.setup.contains($0) }
        chosen.tests.append(test)
      }
      if stage != .tests { return stage }
    }
    return .end
  }

  /// Tries one, and says how far that came: to a setup or to tests that another command may do better, or to the end.
  private func run(
    _ test: TestProposal, _ setup: SetupProposal?, in opened: borrowing OpenRepository
  ) async throws(Failure) -> (Ended, Stage) {
    let network = opened.settings.environment.setupNetwork
    let missing = network.missing(of: setup?.hosts ?? [])
    let commands = missing.isEmpty ? setup?.commands ?? [] : []
    var ended = Ended(setup: commands, test: test, works: false, found: "")
    let command = FolderTests([FolderTests.value(test.command, in: test.directory)])?.command
    do {
      var settings = opened.settings
      settings.environment.setup = commands
      let trial = OpenRepository(
        repository: try opened.another(), settings: settings, given: opened.given,
        cache: opened.cache)
      let (seen, seconds) = try await TestTrial(command: command ?? test.command, base: base)
        .observation(in: trial)
      let finding = TestTrial.finding(of: seen, after: seconds, of: settings.testSeconds)
      ended.works = finding.works && SetupTrial.hasRun(seen.tests)
      ended.counts = seen.tests.flatMap { $0.isByExitStatus ? nil : $0.counts }
      ended.seconds = seconds
      (ended.found, ended.mend) = (finding.found, finding.mend)
    } catch {
      let failure = Failure(error)
      if failure.status == .interrupted { throw failure }
      (ended.found, ended.mend) = (failure.sentence, failure.hint)
      if case RunError.setup(.failed(_, _, _, let refused, _)) = error {
        if refused.isEmpty { ended.mend = nil }
        return (ended, .setup)
      }
      return (ended, .end)
    }
    if !ended.works, !missing.isEmpty {
      ended.mend =
        "the setup was not tried, for it needs the network: \(network.line(allowing: missing))"
    }
    return (ended, ended.works || !missing.isEmpty ? .end : .tests)
  }

  /// Whether tests ran, as far as is known.
  private static func hasRun(_ report: TestReport?) -> Bool {
    guard let report else { return false }
    if report.isByExitStatus { return report.succeeded }
    // What could not be loaded has run nothing.
    return report.counts.passed + report.counts.failed > report.unloaded.count
  }
}
