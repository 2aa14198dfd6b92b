import Engine
import Git
import Glibc
import Processes
import Runners
import Runs
import Sandboxes
import Text
import Vocabulary
import Workspaces

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
      let words = "there is no checkout to run the tests in outside of the sandbox"
      return [TestComparison.finding(words, works: true)]
    }
    var run: (limit: Program.Limit?, report: TestReport?)
    do {
      let programs = try programs(in: opened)
      let seconds = opened.settings.testSeconds
      run = try outside(in: checkout, for: seconds, programs, askingForReports: true)
      if run.limit == nil, run.report == nil {
        run = try outside(in: checkout, for: seconds, programs, askingForReports: false)
      }
    } catch { return [Finding("test comparison", Failure(error))] }
    switch run.limit {
    case .stop: throw Failure(RunError.interrupted)
    case .time: return [finding("outside of the sandbox the tests ran over their time")]
    case .output: return [finding("outside of the sandbox the tests printed too much to be read")]
    case nil: break
    }
    guard let outside = run.report else { return [] }
    return TestComparison.findings(
      inside: inside, outside: outside, isCheckoutChanged: isChanged(checkout),
      isRoot: geteuid() == 0)
  }

  /// Folders of programs that come first in the sandbox, so that the same interpreter runs in both.
  private func programs(in opened: borrowing OpenRepository) throws -> [String] {
    try RunEnvironment.found(
      for: base.tree, by: opened.settings.environment, variables: Environment.all,
      in: opened.repository
    ).environment.surroundings.programs
  }

  /// One run in the checkout: its report, or which limit ended it; neither where the runner refused what it was asked for.
  private func outside(
    in checkout: String, for seconds: Double, _ programs: [String], askingForReports: Bool
  ) throws -> (limit: Program.Limit?, report: TestReport?) {
    let run = try OutsideTestRun(of: command, in: checkout, askingForReports: askingForReports)
    // Both outputs in the order printed, as in the sandbox.
    var program = Program(arguments: ["/bin/sh", "-c", "exec 2>&1\n" + run.command])
    program.directory = checkout
    program.environment = run.environment.mapValues { $0 }
    if let path = Environment.value("PATH") {
      program.environment["PATH"] = (programs + [path]).joined(separator: ":")
    }
    program.seconds = seconds
    program.outputLimit = 16 << 20
    program.onStop = .kill(after: 0)
    program.stop = Interruption.stop
    let ended = try program.run()
    if let limit = ended.limit { return (limit, nil) }
    let status = Int(ended.status)
    if run.isRefused(by: ended.output, status: status) { return (nil, nil) }
    return (nil, run.report(after: ended.output, status: status))
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
  /// - Parameters:
  ///   - isCheckoutChanged: Whether the checkout is known to be another state than the base.
  ///   - isRoot: Whether the caller is root.
  static func findings(
    inside: Observation, outside: TestReport, isCheckoutChanged: Bool, isRoot: Bool = false
  ) -> [Finding] {
    guard let within = inside.tests else { return [] }
    // What failed in the sandbox for want of the environment alone was set aside there.
    let outside = outside.settingAside(inside.lack?.aside ?? [])
    let here = Set(within.passed)
    let there = Set(outside.passed)
    let lost = there.subtracting(here).sorted()
    let gained = here.subtracting(there).sorted()
    let isAlike = within.counts == outside.counts && within.allPass == outside.allPass
    guard !lost.isEmpty || !gained.isEmpty || !isAlike else {
      return [finding("the same in the sandbox as outside: \(outside.summary)", works: true)]
    }
    let reasons = reasons(of: inside, isCheckoutChanged: isCheckoutChanged, isRoot: isRoot)
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
    of inside: Observation, isCheckoutChanged: Bool, isRoot: Bool
  ) -> (inside: (why: String, mend: String?), outside: String) {
    let root = inside.environment?.root
    let outside =
      root != nil
      ? "the root has what the machine has not"
      : isCheckoutChanged
        ? "the checkout holds changes that the base does not"
        : "something in your surroundings that the sandbox hides gets in their way"
          + (isRoot ? ", or that you are root, to whom nothing is refused" : "")
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
