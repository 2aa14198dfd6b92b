import Engine
import Text
import Vocabulary

/// Why the policy gives an issue back without having tried anything. Pure.
enum Declining {
  /// What to do where this policy cannot work.
  private static func advice(for run: Run) -> String {
    guard run.reroll != nil else {
      return
        "The built-in policy repairs faults of one place that a failing test shows. For this issue, add "
        + "a test that fails because of it, or configure a model: \(model)"
    }
    return
      "The built-in policy follows failing tests only and reads no comment. For this review, put a test "
      + "that fails into the base, or configure a model: \(model)"
  }

  /// What to do where a test fails and this policy is still not the one to mend it.
  static let otherPolicy =
    "The built-in policy repairs faults of one place that a failing test shows. For more, configure a "
    + "model: \(model)"

  private static let model =
    "`git config --global colleague.model NAME`, with its key in OPENAI_API_KEY or ANTHROPIC_API_KEY, or printed "
    + "by the command in `colleague.apiKeyCommand`."

  /// The most bytes of a test run that may be left out unread where the rest is not believed.
  private static let floodLimit = 16 << 20

  /// Why an issue is given back: in words, and what was in the way where the issue is not to blame.
  private struct Reason {
    let why: String
    let hindrance: Hindrance?

    init(_ hindrance: Hindrance?, _ why: String) { (self.hindrance, self.why) = (hindrance, why) }

    var report: Action.Report {
      Action.Report(claim: .declined, why: why, hindrance: hindrance)
    }
  }

  /// The report that declines the issue; `nil` when there is a failing test to work on.
  static func report(_ run: Run, _ steps: [Step]) -> Action.Report? { reason(run, steps)?.report }

  /// The report that declines the issue because no file can be edited; `nil` when one can.
  static func report(_ run: Run, _ space: SearchSpace) -> Action.Report? {
    guard !space.hasEditable else { return nil }
    let paths = run.mandate.paths.map { "`\($0)`" }.joined(separator: ", ")
    if !paths.isEmpty {
      return Reason(nil, "The issue's paths (\(paths)) leave no source file to edit.").report
    }
    let why =
      space.hasSources
      ? "Each source file that the built-in policy could edit is a test, or judges what the tests say: the test "
        + "command runs it, or it configures a runner."
      : "The project has no source file in a language that the built-in policy edits: Python, C, C++, "
        + "JavaScript, TypeScript, Swift, shell, Java, Kotlin, C#, Go, Rust, PHP, Scala, Dart, D and Zig."
    return Reason(.noModel, "\(why) \(otherPolicy)").report
  }

  private static func reason(_ run: Run, _ steps: [Step]) -> Reason? {
    guard run.mandate.testCommand != nil else {
      return Reason(
        .noTestCommand,
        "No test command is known, so nothing could be checked: `git colleague setup` proposes one, and "
          + "`git config colleague.test COMMAND` names one. \(advice(for: run))")
    }
    guard let base = steps.first?.observation, let report = base.tests, steps.baseline != nil else {
      return Reason(.noResults, "The tests could not be run \(run.startWords). \(advice(for: run))")
    }
    switch base.ending {
    case .exceeded(.time): return hang(run, steps, report)
    case .exceeded(let limit):
      return Reason(
        .overLimit,
        "The tests ran over the limit on \(limit.rawValue) \(run.startWords). \(advice(for: run))")
    default:
      return unreadable(run, base, report) ?? unproved(run, report)
        ?? nothingFails(run, report, base.lack) ?? flaky(run, steps)
    }
  }

  /// A hang may be the fault itself: it is worked on where something shows in which code it is.
  private static func hang(_ run: Run, _ steps: [Step], _ report: TestReport) -> Reason? {
    guard !report.hasNames, report.counts.passed + report.counts.failed == 0 else { return nil }
    let progress = RepairProgress(steps, of: run.issue)
    guard progress.coverage == nil, progress.missingTrace(for: run) == nil else { return nil }
    let limit = counted(Int(run.mandate.testSeconds.rounded(.up)), "second")
    return Reason(
      .overLimit,
      "The tests ran over their limit of \(limit) \(run.startWords), and nothing shows in which code: "
        + "raise the limit with `git config colleague.testTime TIME`, or name fewer tests with "
        + "`git config colleague.test COMMAND`.")
  }

  /// A command that is not there, or prints so much that its results cannot be read whole, tells nothing about any edit.
  private static func unreadable(
    _ run: Run, _ base: Observation, _ report: TestReport
  ) -> Reason? {
    guard report.isByExitStatus || report.doubt != nil else { return nil }
    if base.couldNotStart {
      let words = clipped((base.output.complaint ?? "").replacing("`", with: "'"), to: 160)
      return Reason(
        .noTool,
        "The test command could not be run\(words.isEmpty ? "" : " (`\(words)`)"): name one that "
          + "can with `git config colleague.test COMMAND`, or with `--test`.")
    }
    guard base.output.omitted > floodLimit else { return nil }
    return Reason(
      .noResults,
      "The test command printed \(base.output.omitted >> 20) MiB \(run.startWords) and no results that "
        + "can be believed: name one that prints less with `git config colleague.test COMMAND`.")
  }

  /// What failed has also passed on the unchanged project.
  private static func flaky(_ run: Run, _ steps: [Step]) -> Reason? {
    let names = steps.flakyFailures
    guard !names.isEmpty || steps.hasPassedAtBase else { return nil }
    let tests = names.prefix(5).map { "`\($0)`" }.joined(separator: ", ")
    let subject =
      names.isEmpty ? "The test command" : "\(names.count == 1 ? "The test" : "Tests") \(tests)"
    return Reason(
      .noModel,
      "\(subject) failed and then passed on the unchanged project: that is flaky, and no edit can "
        + "be judged by it. \(advice(for: run))")
  }

  /// A run that ended well and is not believed shows no fault that an edit could mend.
  private static func unproved(_ run: Run, _ report: TestReport) -> Reason? {
    guard let doubt = report.doubt, report.succeeded, report.counts.failed == 0 else { return nil }
    return Reason(
      .noResults,
      "The tests end well \(run.startWords), and their report cannot be believed: \(doubt). Name a command "
        + "whose results can be read with `git config colleague.test COMMAND`. \(advice(for: run))")
  }

  private static func nothingFails(
    _ run: Run, _ report: TestReport, _ lack: EnvironmentFailure?
  ) -> Reason? {
    if report.allPass {
      let asked = run.reroll == nil ? "what the issue reports" : "what the review asks for"
      let aside = lack.map { lack in
        let count = counted(lack.tests.count, "test")
        return " \(count) could not run for want of the environment: "
          + lack.pieces.prefix(3).map(\.words).joined(separator: "; ") + "."
      }
      return Reason(
        .noModel,
        "All tests pass \(run.startWords) (\(report.summary)): no test shows \(asked)."
          + "\(aside ?? "") \(advice(for: run))")
    }
    guard report.counts.passed + report.counts.failed == 0, !report.isByExitStatus else {
      return nil
    }
    return Reason(.noResults, "The test command ran no test \(run.startWords). \(advice(for: run))")
  }
}

extension Run {
  /// Where its first run of the tests was: `at the base`, or of a reroll `with version 1 on main`.
  var startWords: String {
    reroll.map { "with version \($0.version - 1) on \(baseName)" } ?? "at the base"
  }
}
