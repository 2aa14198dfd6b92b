import ArgumentParser
import Git
import Records
import Triggers
import Vocabulary

/// What the command line says about how a run is to be done.
struct RunTerms: ParsableArguments {
  @Option(help: "The revision to start from.")
  var base: String?

  @Option(help: "Who decides: auto, model, repair or replay.")
  var policy: PolicyName?

  @Option(help: "The command that runs the tests.")
  var test: String?

  @Option(help: "Limits, such as steps=50,time=10m,candidates=500; lower than the settings' only.")
  var budget: String?

  @Option(name: .customLong("name"), help: "The middle of the branch's name.")
  var slug: String?

  @Option(help: "The run whose actions are replayed, with --policy replay.")
  var replay: String?

  /// The policies that can be named.
  enum PolicyName: String, ExpressibleByArgument, CaseIterable {
    case auto, model, repair, replay
  }

  /// Fixes issue, base and mandate: the run that will be worked on.
  ///
  /// - Parameters:
  ///   - issue: The issue, redacted.
  ///   - policy: The word of ``chosenPolicy(_:tell:)``.
  ///   - remote: The remote whose branches count before our own; `nil` for our own alone.
  ///   - secrets: Literal texts that must not get into the run's name.
  ///   - tell: Is told what was found out by itself.
  func run(
    for issue: Issue, by policy: String, in opened: borrowing OpenRepository, trigger: Trigger,
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
      do { budget = budget.narrowed(to: try BudgetText.parse(text)) } catch {
        throw Failure(badBudget: text, from: "--budget", error, status: .usage)
      }
    }
    if let wish = issue.wishes.budget { budget = budget.narrowed(to: wish) }
    let mandate = Mandate(
      paths: issue.wishes.paths, budget: budget, sandbox: opened.settings.sandbox,
      testCommand: choice.command, testSeconds: opened.settings.testSeconds)
    let clock = SystemClock()
    var generator = SystemRandomNumberGenerator()
    let name = slug.map { redact($0, alsoHiding: secrets).text } ?? issue.title
    let id = RunID.make(slug: Slug.make(from: name), time: clock.now, using: &generator)
    return Run(
      id: id, issue: issue, base: base.commit, baseTree: base.tree, baseName: base.name,
      mandate: mandate, trigger: trigger, policy: policy, began: clock.now)
  }

  /// The steps to replay; `nil` when nothing is replayed.
  func recording(in repository: borrowing Repository) throws -> [Step]? {
    guard let replay else { return nil }
    let id = try RunIndex.id(matching: replay, in: repository)
    return try StoredRun(id, in: repository).steps(in: repository)
  }

  /// The word of the policy that decides: the option's, the setting's, or what `auto` comes to.
  ///
  /// - Parameter tell: Is told what `auto` came to.
  func chosenPolicy(_ settings: Settings, tell: (String) -> Void) throws -> String {
    let named =
      try policy
      ?? settings.policy.map { word in
        guard let name = PolicyName(rawValue: word) else {
          throw Failure(
            "colleague.policy is '\(word)', which is no policy",
            hint: "one of auto, model, repair, replay: git config colleague.policy auto")
        }
        return name
      }
    if (named == .replay) != (replay != nil) {
      throw Failure(
        "--policy replay and --replay RUN go together", hint: "git colleague runs",
        status: .usage)
    }
    switch named ?? .auto {
    case .model where settings.model == nil: throw Failure.noModel
    case .auto:
      if settings.model != nil { return "model" }
      tell("no model is set: working with the built-in policy 'repair'")
      return "repair"
    case let name: return name.rawValue
    }
  }
}
