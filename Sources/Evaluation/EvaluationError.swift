package import Files
package import Git
package import Processes
package import Runs

/// Why an instance, or a whole suite, cannot be worked on.
package enum EvaluationError: Error {
  /// The suite cannot be read.
  case suite(FileError)
  /// The suite has more instances than are worked on.
  case tooManyInstances(limit: Int)
  /// No line of the suite is an instance.
  case noInstance(path: String)
  /// A line is no instance.
  case instance(InstanceFault)
  /// No repository of this name is known; where it was looked for, if anywhere.
  case noRepository(name: String, folder: String?)
  /// What stands at this path is neither a repository nor a bundle.
  case notARepository(path: String)
  /// The bundle cannot be unpacked.
  case bundle(path: String, ProgramFailure)
  /// The repository has no commit of this name.
  case noSuchCommit(name: String, repository: String)
  /// The patch of the tests does not fit the base.
  case testsDoNotApply(base: String)
  /// There is no patch that is known to solve the instance.
  case noGold(id: String)
  /// The file of predictions cannot be read.
  case predictions(FileError)
  /// There is no prediction for the instance.
  case noPrediction(id: String)
  /// Nothing says how the tests are run.
  case noTestCommand(id: String)
  /// Another process works on the instance.
  case busy(id: String)
  /// The folder holds what came of another way to work.
  case otherWay(folder: String, before: String)
  /// The folder cannot be used.
  case folder(FileError)
  /// The process that worked on it has ended without a result.
  case workerDied(status: Int32)
  /// The process that worked on it has reported this.
  case reported(kind: ProblemKind, sentence: String, hint: String?)
  /// The system gives no thread.
  case noThread
  /// The tests name none of themselves, so that no suite can be made of them.
  case namelessTests(command: String)
  /// The tests cannot run at the newest commit.
  case testsCannotRun(command: String, why: String)
  /// Somebody wants it to stop.
  case interrupted
  /// An error of git.
  case git(GitError)
  /// An error of a run.
  case run(RunError)

  /// Sorts any error into the cases.
  package init(_ error: any Error) {
    self =
      switch error {
      case let error as EvaluationError: error
      case let error as InstanceFault: .instance(error)
      case let error as GitError: .git(error)
      case is CancellationError: .interrupted
      default: .run(RunError(error))
      }
  }
}

extension EvaluationError: Problem {
  package var kind: ProblemKind {
    switch self {
    case .suite, .tooManyInstances, .otherWay, .predictions: .usage
    case .noInstance: .nothingToDo
    case .instance, .noRepository, .notARepository, .bundle, .noSuchCommit, .testsDoNotApply,
      .noGold,
      .noPrediction, .workerDied, .noThread, .folder:
      .fatal
    case .noTestCommand, .namelessTests, .testsCannotRun: .unsupported
    case .busy: .busy
    case .reported(let kind, _, _): kind
    case .interrupted: .interrupted
    case .git(let error): ProblemKind(error)
    case .run(let error): ProblemKind(error)
    }
  }
}
