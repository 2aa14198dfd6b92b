import Engine
import Git
import Models
import Proposals
import Records
import Runs
import Sweeps
import Text
import Vocabulary
import Workspaces

/// Tells of runs and sweeps on the standard streams: lines for people on stderr, JSON events on stdout.
struct TerminalReporter: SweepReporter {
  let console = Console.standard
  let isJSON: Bool
  let isQuiet: Bool
  private let progress: ProgressLine

  /// Tells in this way.
  ///
  /// - Parameters:
  ///   - isJSON: Whether a run's events, and a sweep's issues, are JSON lines on stdout.
  ///   - isQuiet: Whether only results and what goes wrong are told.
  init(isJSON: Bool = false, isQuiet: Bool = false) {
    self.isJSON = isJSON
    self.isQuiet = isQuiet
    progress = ProgressLine(console: .standard, isQuiet: isQuiet)
  }

  func sentence(for error: any Error) -> String { Failure(error).sentence }

  func problem(_ error: any Error) -> ProblemReport { ProblemReport(error) }

  /// Says something about the work on stderr, unless quiet.
  func tell(_ line: String) {
    if !isQuiet { console.note(line) }
  }

  func report(_ event: RunEvent) {
    switch event {
    case .noModel: tell("no model is set: working with the built-in policy 'repair'")
    case .testsRecognised(let tests):
      tell("tests: \(visible(tests.command)) (\(visible(tests.reason)))")
    case .prepared(let run, let model):
      tell("run \(run.id), base \(run.base.abbreviated()) (\(run.baseName))")
      tell(
        model.map { "policy: model \(visible($0.name)) at \(visible($0.address))" }
          ?? "policy: \(run.policy)")
    case .recalled(let known): tell("known from earlier work: \(known.summary)")
    case .revising(let branch, let version, let comments):
      tell(
        "version \(version) of \(RefNames.branchName(branch)): \(counted(comments, "comment"))")
    case .unreadComments(let count):
      let subject = count == 1 ? "the comment is" : "the \(count) comments are"
      console.note(
        "\(subject) not read: the built-in policy follows failing tests only; a model is needed for comments in words"
      )
    case .question(let text): console.note(visible(text))
    case .environment(let environment, let omitted): tell(environment, omitted)
    case .setup(let event): tell(event)
    case .root(let event): tell(event)
    case .started(let run): if isJSON { EventStream(console: console, run: run).started() }
    case .progress(let run, let step):
      if isJSON { EventStream(console: console, run: run).send(step) }
      progress.show(step)
    case .trial(let tried, let total, let passing):
      progress.show(tried: tried, of: total, passing: passing)
    case .secrets(let texts): console.hide(texts)
    case .model(let model): progress.show(model)
    case .warning(let error): console.warn(Failure(error))
    case .scanCut(let branch, let limit):
      console.note(
        "only \(limit) of the new commits of \(visible(RefNames.branchName(branch))) were looked at"
      )
    case .printed(let line): console.note(line)
    case .ended(let record):
      if isJSON { EventStream(console: console, run: record.run.id).ended(record) }
    }
  }
}
