import ArgumentParser
import Git
import Records
import Text
import Vocabulary

/// What the command line says about how a run is to be done.
struct RunTerms: ParsableArguments {
  @Option(help: "The revision to start from.")
  var base: String?

  @OptionGroup var choice: PolicyChoice

  @Option(help: "The command that runs the tests.")
  var test: String?

  @Option(help: "Limits, such as steps=50,time=10m,candidates=500; lower than the settings' only.")
  var budget: String?

  @Option(
    name: .customLong("may-change-tests"),
    help: ArgumentHelp(
      "Tests, and other files that judge, that the change may alter; may be given several times.",
      valueName: "glob"))
  var mayChangeTests: [String] = []

  @Option(name: .customLong("name"), help: "The middle of the branch's name.")
  var slug: String?

  /// Fixes issue, base and mandate: the run that will be worked on.
  ///
  /// - Parameters:
  ///   - issue: The issue, redacted.
  ///   - policy: What ``PolicyChoice/chosen(_:tell:)`` says.
  ///   - remote: The remote whose branches count before our own; `nil` for our own alone.
  ///   - secrets: Literal texts that must not get into the run's name.
  ///   - tell: Is told what was found out by itself.
  func run(
    for issue: Issue, by policy: PolicyKind, in opened: borrowing OpenRepository, trigger: Trigger,
    remote: String?, hiding secrets: [String], tell: (String) -> Void
  ) throws -> Run {
    _ = try opened.author
    let base = try BaseChoice(
      option: base, wish: issue.wishes.base, setting: opened.settings.base, remote: remote,
      in: opened.repository)
    let choice = try TestChoice(
      option: test, setting: opened.settings.test, tree: base.tree, in: opened.repository)
    if let words = choice.words { tell(words) }
    var budget = opened.settings.budget
    if let text = self.budget {
      budget = budget.narrowed(to: try Budget(text, from: "--budget", status: .usage))
    }
    if let wish = issue.wishes.budget { budget = budget.narrowed(to: wish) }
    let leave = try mayChangeTests.map { text throws(Failure) in
      guard let glob = Mandate.glob(text) else {
        throw Failure(
          "--may-change-tests is '\(visible(text))', which is no path below the project's root",
          hint: "give globs such as 'tests/**' or '*.golden'", status: .usage)
      }
      return glob
    }
    let mandate = Mandate(
      paths: issue.wishes.paths, budget: budget, sandbox: opened.settings.sandbox,
      testCommand: choice.command, testSeconds: opened.settings.testSeconds,
      mayChangeTests: opened.settings.mayChangeTests + leave
        + (trigger == .manual ? issue.wishes.mayChangeTests ?? [] : []))
    let clock = SystemClock()
    var generator = SystemRandomNumberGenerator()
    let name = slug.map { redact($0, alsoHiding: secrets).text } ?? issue.title
    let id = RunID.make(slug: Slug.make(from: name), time: clock.now, using: &generator)
    return Run(
      id: id, issue: issue, base: base.commit, baseTree: base.tree, baseName: base.name,
      baseRef: base.ref,
      mandate: mandate, trigger: trigger, policy: policy, began: clock.now)
  }
}
