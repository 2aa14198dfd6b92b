import ArgumentParser
import Engine
import Git
import Glibc
import Records
import Triggers
import Vocabulary
import Workspaces

/// `git colleague work`: carries out an issue now.
struct WorkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "work", abstract: "Carry out an issue now.",
    discussion: """
      Exit status: 0 resolved and verified, 1 not resolved, 2 waiting for a person, 4 budget spent, \
      6 stuck, 8 repository unsupported, 128 fatal, 129 usage, 130 interrupted.
      """)

  @Argument(help: "A file with the issue, Markdown or plain text or JSON of a forge; '-' is stdin.")
  var issue: String

  @Flag(help: "Print the run's id and go on in the background.")
  var detach = false

  @OptionGroup var terms: RunTerms
  @OptionGroup var display: RunDisplay

  func run() async throws {
    let issue = try readIssue(issue)
    let opened = try OpenRepository.here()
    let recording = try terms.recording(in: opened.repository)
    if detach && recording != nil {
      throw Failure("a replay cannot be detached", hint: "leave --detach out", status: .usage)
    }
    let policy = try terms.chosenPolicy(opened.settings, tell: display.tell)
    let model = policy == "model" ? try opened.settings.model?.model() : nil
    // Nothing secret may get into the run's name either, which is made from the title.
    let secrets = Settings.secrets(with: model)
    let run = try terms.run(
      for: redacted(issue, alsoHiding: secrets), by: policy, in: opened, trigger: .manual,
      hiding: secrets, tell: display.tell)
    display.announce(run, opened.settings)
    let lock = try RunLock.take(of: run.id)
    let trail = try GitTrail.begin(
      run, in: try opened.another(), author: try opened.author, secrets: secrets)
    if detach { return try leave(run, holding: lock, in: opened) }
    try await Undertaking(opened: opened, display: display).carryOn(
      trail, holding: lock, asking: model, replaying: recording)
  }
}

extension WorkCommand {
  /// Hands the run over to a process of its own and prints its id, once that process has taken it up.
  private func leave(
    _ run: Run, holding lock: consuming RunLock, in opened: borrowing OpenRepository
  ) throws {
    lock.release()
    try ThisProgram.detach(["resume", "--quiet", run.id], in: opened.repository.gitDirectory)
    for _ in 0..<300 where RunLock.holder(of: RunFolder.lockFile(of: run.id)) == nil {
      let record = try StoredRun(run.id, in: opened.repository).record
      if record.outcome != nil { break }
      usleep(10_000)
    }
    Console.standard.write(run.id + "\n")
  }
}

/// The issue in the file `path`, or on stdin for `-`.
///
/// - Throws: ``Failure`` for a file that cannot be read, or an issue that says nothing.
func readIssue(_ path: String) throws -> Issue {
  let bytes = try InputFile.read(path, limit: IssueReader.byteLimit)
  let origin: Issue.Origin = path == "-" ? .standardInput : .file(path)
  return try IssueReader.read(bytes, origin: origin)
}

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
  ///   - secrets: Literal texts that must not get into the run's name.
  ///   - tell: Is told what was found out by itself.
  func run(
    for issue: Issue, by policy: String, in opened: borrowing OpenRepository, trigger: Trigger,
    hiding secrets: [String], tell: (String) -> Void
  ) throws -> Run {
    _ = try opened.author
    let base = try BaseChoice(
      option: base, wish: issue.wishes.base, setting: opened.settings.base, in: opened.repository)
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

/// What the command line says about what is shown.
struct RunDisplay: ParsableArguments {
  @Flag(help: "One JSON event a line on stdout.")
  var json = false

  @Flag(name: .shortAndLong, help: "No progress on stderr.")
  var quiet = false

  /// Says something about the work on stderr, unless quiet.
  func tell(_ line: String) {
    if !quiet { Console.standard.note(line) }
  }

  /// Says before anything is done what is going to be done.
  func announce(_ run: Run, _ settings: Settings) {
    guard !quiet else { return }
    let console = Console.standard
    console.note("run \(run.id), base \(run.base.abbreviated()) (\(run.baseName))")
    if run.policy == "model", let model = settings.model {
      console.note("policy: model \(visible(model.name)) at \(visible(model.address))")
    } else {
      console.note("policy: \(run.policy)")
    }
  }

  /// Says how the run ended, on stdout, and throws its exit status.
  func report(_ record: RunRecord, steps: [Step]) throws {
    guard let outcome = record.outcome else { return }
    if !json {
      Console.standard.write(
        RunReport(record: record, steps: steps, isColoured: Console.standard.isColoured).text)
    }
    guard outcome == .resolved else { throw ExitStatus(outcome) }
  }
}
