import Engine
import Git
import Processes
import Runners
import Runs
import Text
import Vocabulary

/// Runs the tests outside of the sandbox, in the user's own checkout, and says what differs from a run of them in it.
struct TestComparison {
  /// The test command.
  let command: String
  /// Where it was run in the sandbox.
  let base: Base
  /// What the tests said there.
  let inside: Observation

  /// The most names that a finding lists.
  private static let most = 10

  /// Runs the tests in the checkout, as the user would by hand.
  ///
  /// - Throws: ``Failure`` when somebody wants it to stop.
  func findings(in opened: borrowing OpenRepository) throws(Failure) -> [Finding] {
    guard let checkout = opened.repository.workingDirectory else {
      return [finding("there is no checkout to run the tests in outside of the sandbox")]
    }
    // Both outputs in the order printed, as in the sandbox.
    var program = Program(arguments: ["/bin/sh", "-c", "exec 2>&1\n" + command])
    program.directory = checkout
    program.seconds = opened.settings.testSeconds
    program.outputLimit = 16 << 20
    program.onStop = .kill(after: 0)
    program.stop = Interruption.stop
    let ended: Program.Ended
    do { ended = try program.run() } catch { return [Finding("test comparison", Failure(error))] }
    switch ended.limit {
    case .stop: throw Failure(RunError.interrupted)
    case .time: return [finding("outside of the sandbox the tests ran over their time")]
    case .output: return [finding("outside of the sandbox the tests printed too much to be read")]
    case nil: break
    }
    let outside = TestReading.read(
      ended.output, ending: .exited(Int(ended.status)), command: command)
    return TestComparison.findings(
      inside: inside, outside: outside, isCheckoutChanged: isChanged(checkout))
  }

  /// Whether git says of the checkout that it is another state than the base; where it says nothing, it is none.
  private func isChanged(_ checkout: String) -> Bool {
    var program = Program(
      arguments: ["git", "--no-optional-locks", "diff", "--quiet", base.commit.description, "--"])
    program.directory = checkout
    return (try? program.run())?.status == 1
  }

  /// What is to be said of both runs. Pure.
  ///
  /// - Parameter isCheckoutChanged: Whether the checkout is known to be another state than the base.
  static func findings(
    inside: Observation, outside: TestReport, isCheckoutChanged: Bool
  ) -> [Finding] {
    guard let within = inside.tests else { return [] }
    let here = Set(within.passed)
    let there = Set(outside.passed)
    let lost = there.subtracting(here).sorted()
    let gained = here.subtracting(there).sorted()
    let isAlike = within.counts == outside.counts && within.allPass == outside.allPass
    guard !lost.isEmpty || !gained.isEmpty || !isAlike else {
      return [finding("the same in the sandbox as outside: \(outside.summary)", works: true)]
    }
    let reasons = reasons(of: inside, isCheckoutChanged: isCheckoutChanged)
    var findings: [Finding] = []
    if !lost.isEmpty {
      findings.append(
        finding(
          "pass outside of the sandbox alone: \(list(lost)); likely because \(reasons.inside.why)",
          mend: reasons.inside.mend))
    }
    if !gained.isEmpty {
      findings.append(
        finding(
          "pass in the sandbox alone: \(list(gained)); likely because \(reasons.outside)",
          works: true))
    }
    if findings.isEmpty {
      findings.append(
        finding(
          "in the sandbox: \(within.summary); outside: \(outside.summary); likely because \(reasons.inside.why)",
          mend: reasons.inside.mend))
    }
    return findings
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(most).map { clipped(oneLine($0), to: 120) }.joined(separator: ", ")
    return names.count > most ? "\(shown) and \(names.count - most) more" : shown
  }

  /// Why the runs most likely differ, and what would help.
  private static func reasons(
    of inside: Observation, isCheckoutChanged: Bool
  ) -> (inside: (why: String, mend: String?), outside: String) {
    let root = inside.environment?.root
    let outside =
      root != nil
      ? "the root has what the machine has not"
      : isCheckoutChanged
        ? "the checkout holds changes that the base does not"
        : "something in your surroundings that the sandbox hides gets in their way"
    if let lack = inside.lack {
      return ((lack.pieces.prefix(3).map(\.words).joined(separator: "; "), lack.mend), outside)
    }
    let text = inside.output.text
    for (sign, why, mend) in signs where text.contains(sign) {
      return ((why, mend), outside)
    }
    if isCheckoutChanged {
      return (("the checkout holds changes that the base does not", nil), outside)
    }
    if let root {
      return (
        ("they run on another system there, \(root)", "install in it what they need"), outside
      )
    }
    return (
      (
        "they need files that git ignores, which are not in a run's copy",
        "git config --add colleague.carry FOLDER, or colleague.setup COMMAND, one that makes them"
      ), outside
    )
  }

  /// What tests print where the sandbox is in their way.
  private static let signs: [(sign: String, why: String, mend: String?)] = [
    ("ptrace", "they look into processes", "git config --global colleague.sandboxAllow ptrace"),
    (
      "Read-only file system", "they write outside of their tree",
      "git config colleague.test COMMAND, one that writes below its own folder or TMPDIR"
    ),
    (
      "Permission denied", "they need what the sandbox does not let them read",
      "git config --global --add colleague.readable FOLDER"
    ),
    (
      "Network is unreachable", "commands of a run have no network",
      "git config colleague.test COMMAND, one that leaves such tests out"
    ),
  ]

  private func finding(_ found: String) -> Finding {
    TestComparison.finding(found)
  }

  private static func finding(
    _ found: String, works: Bool = false, mend: String? = nil
  ) -> Finding {
    Finding(name: "test comparison", works: works, found: found, mend: mend)
  }
}
