package import Engine
package import Files
package import Git
package import Imports
import Models
package import Processes
package import Records
import Sandboxes
package import Vocabulary
package import Workspaces

/// Why a run cannot begin, go on, or come to its end.
package enum RunError: Error {
  /// Another process works on the run; `nil` where its number is not known.
  case busy(run: RunID, holder: Int32?)
  /// Another process has begun this run on the same issue; `nil` where it has not named one yet.
  case begun(run: RunID?)
  /// The run has come to its end with this outcome.
  case ended(run: RunID, outcome: Outcome?)
  /// The run waits for an answer to this question.
  case asking(run: RunID, question: String)
  /// There is an answer, and the run has asked nothing.
  case askedNothing(run: RunID)
  /// The policy of the run cannot go on from its steps.
  case notResumable(run: RunID, policy: PolicyKind)
  /// The run does a trajectory again, and no other policy can go on with it.
  case notResumableBy(run: RunID, policy: PolicyKind)
  /// The run does a trajectory again, and does not have it in its records.
  case noTrajectory(run: RunID)
  /// A file is no trajectory that can be imported here.
  case imports(ImportError)
  /// A model is to decide, and none is set.
  case noModel
  /// The command that prints the model's key could not be started, or has printed none.
  case keyCommand(isStarted: Bool)
  /// The setting names a policy that there is not.
  case unknownPolicy(String)
  /// Of the policy `replay` and the run to replay only one is named.
  case replayIsIncomplete
  /// Settings of the repository's own config do not count, since the user does not trust it.
  case passedOver(PassedOver)
  /// Nobody is named as the author of commits.
  case noAuthor
  /// HEAD is on a branch without a commit, and nothing else says where to start.
  case unbornBranch(String)
  /// There is no such commit; `source` says who named it.
  case noSuchRevision(String, source: BaseSource)
  /// The command line names an empty test command.
  case emptyTestCommand
  /// The cache cannot be made.
  case cache(FileError)
  /// The cache that all users share belongs to somebody else, or others can write to it.
  case foreignCache(String)
  /// The user's own state cannot be read or made.
  case state(FileError)
  /// The user's own state belongs to somebody else, others can see or change it, or it is broken.
  case foreignState(String)
  /// Nothing vouches for the run's records: they are not of this user's.
  case foreign(run: RunID)
  /// The run has no series that was kept back because of what is in it.
  case notWithheld(run: RunID)
  /// The series is part of the base already.
  case isInBase(base: String)
  /// The series does not fit onto the base at these paths, and the policy settles no conflicts.
  case unsettledConflicts(paths: [String], base: String, policy: PolicyKind)
  /// The user's command that receives a delivered series failed.
  case deliverCommand(ProgramFailure)
  /// The user's command that receives a delivered series was not run.
  case deliverCommandNotRun(any Error)
  /// What the project needs could not be set up.
  case setup(SetupError)
  /// Commands cannot have the root that the settings name.
  case root(RootError)
  /// The work was interrupted before there was a run to say so.
  case interrupted
  /// An error of git.
  case git(GitError)
  /// An error of the records.
  case records(RecordsError)
  /// An error of the loop: of its policy, workspace or trail.
  case loop(ContributorFailure)
  /// An error of the workspace.
  case workspace(any Error)
  /// An error of a file.
  case file(FileError)
  /// A program could not be started.
  case program(ProcessError)
  /// Any other error.
  case other(any Error)

  /// Sorts any error into the cases.
  package init(_ error: any Error) {
    self =
      switch error {
      case let error as RunError: error
      case let error as ImportError: .imports(error)
      case let error as GitError: .git(error)
      case let error as RecordsError: .records(error)
      case let error as ContributorFailure: .loop(error)
      case let error as WorkspaceFailure:
        (error.cause as? SetupError).map { .setup($0) } ?? .workspace(error.cause)
      case let error as FileError: .file(error)
      case let error as ProcessError: .program(error)
      case let error as SetupError: .setup(error)
      case let error as RootError: .root(error)
      case is SandboxError, is LayerError: .workspace(error)
      case is CancellationError: .interrupted
      default: .other(error)
      }
  }
}

/// Who has named the revision that a run is to start from.
package enum BaseSource: Hashable, Sendable {
  /// The command line.
  case option
  /// The issue's front matter.
  case issue
  /// The settings, or nobody.
  case setting
  /// A ref of a remote.
  case remote
}
