import Engine
import Git
import Runs
import Text
import Vocabulary
import Workspaces

/// Runs the tests once at a base, in the sandbox, to see what they say there.
struct TestTrial {
  /// The test command.
  let command: String
  /// Where it is run.
  let base: Base

  /// Runs the tests as a run would begin, for the time one run of them may take; nothing of it is kept.
  ///
  /// - Returns: What is to be said of it, and what was seen where they could be run.
  /// - Throws: ``Failure`` when somebody wants it to stop; any other is a finding.
  func finding(
    in opened: borrowing OpenRepository
  ) async throws(Failure) -> (finding: Finding, seen: Observation?) {
    do {
      let (seen, seconds) = try await observation(in: opened)
      let finding = TestTrial.finding(
        of: seen, after: seconds, of: opened.settings.testSeconds)
      return (finding, seen)
    } catch {
      let failure = Failure(error)
      if failure.status == .interrupted { throw failure }
      return (Finding("test run", failure), nil)
    }
  }

  /// What the tests say, and the seconds they take, without those of the setup before them.
  func observation(
    in opened: borrowing OpenRepository
  ) async throws -> (seen: Observation, seconds: Double) {
    let most = opened.settings.testSeconds
    return try await opened.tests(
      of: run(within: most), reporter: TerminalReporter(), stop: Interruption.stop)
  }

  /// A run that does nothing but what doctor asks of it; its tests may take so many seconds.
  func run(within seconds: Double) -> Run {
    Run(trying: command, at: base, for: "doctor", within: seconds)
  }

  /// What is to be said of a run of the tests.
  ///
  /// Tests that fail are no fault of the place: an issue may be about them.
  static func finding(of seen: Observation, after seconds: Double, of most: Double) -> Finding {
    if let lack = seen.lack, lack.preventsAll {
      return Finding(name: "test run", works: false, found: lack.sentence, mend: lack.mend)
    }
    var words = seen.tests?.summary ?? "no test ran"
    if let ending = seen.ending { words += " (\(ending), \(Int(seconds.rounded(.up))) s)" }
    // Where tests are known to have failed, their errors are no more than that.
    let isUnclear = seen.tests.map { $0.counts.failed == 0 } ?? true
    if seen.tests?.allPass != true,
      let line = isUnclear ? seen.output.complaint : seen.output.lastLine
    {
      words += ": \(clipped(line, to: 200))"
    }
    let needs =
      seen.environment?.root != nil
      ? "install in the root that colleague.root names what they need"
      : "git config --global --add colleague.readable FOLDER, for what they need from elsewhere"
    var finding = Finding(name: "test run", works: true, found: words, mend: nil)
    switch seen.ending {
    case .exceeded(.time):
      finding.works = false
      finding.mend = "give them more than \(Int(most)) s: git config colleague.testTime 30m"
    case .exceeded(.processes):
      finding.works = false
      finding.mend = "git config colleague.test COMMAND, one that needs fewer processes"
    case .exceeded(.disk):
      finding.works = false
      finding.mend =
        "make room on the disk, or git config colleague.test COMMAND, one that needs less"
    case .exceeded(.memory), .signalled:
      finding.works = false
      finding.mend = "git config colleague.test COMMAND, one that needs less memory"
    case .exited(126), .exited(127):
      finding.works = false
      finding.mend = needs
    default:
      if let lack = seen.lack {
        let count = counted(lack.tests.count, "test")
        finding.found +=
          "; \(count) only for want of the environment: \(lack.pieces.prefix(3).map(\.words).joined(separator: "; "))"
        finding.mend = lack.mend
        break
      }
      guard let tests = seen.tests, !tests.allPass else { break }
      if seen.output.text.lowercased().contains("ptrace") {
        finding.mend =
          "if they pass outside the sandbox, let them look into their processes: "
          + "git config --global colleague.sandboxAllow ptrace"
        break
      }
      if tests.isByExitStatus { finding.mend = "if they pass outside the sandbox: \(needs)" }
      if !tests.isByExitStatus, tests.counts.passed + tests.counts.failed == 0 {
        finding.works = false
        finding.mend = "git config colleague.test COMMAND, one that runs tests"
      }
    }
    return finding
  }
}
