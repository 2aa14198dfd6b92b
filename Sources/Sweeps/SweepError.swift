package import Files
package import Issues
package import Processes
package import Records
package import Runs
import Vocabulary

/// Why an issue of the queue, or a whole sweep, could not be carried out.
package enum SweepError: Error {
  /// Another worker has claimed the issue.
  case claimed
  /// The issue's entry changed between its look-up and its claim.
  case changed
  /// The issue does not wait for a worker.
  case notWaiting(key: String, QueueEntry.State)
  /// The claim has run out unrenewed, or another worker has taken it over; the run is kept.
  case claimLost
  /// The work broke off before there was a run.
  case notBegun
  /// HEAD is on a series of ours, and nothing else says where runs start.
  case onOwnSeries(branch: String)
  /// The remote's HEAD names no commit, and nothing else says where runs start.
  case remoteWithoutHead(String)
  /// The remote could not be reached, or did not do it; what has become of a push is unknown.
  case unreachable(String, RemoteOperation, ProgramFailure)
  /// The remote refuses a push, in its own words.
  case refused(String, Pushed, words: String)
  /// A ref of this name is none that we push.
  case notOurs(ref: String)
  /// The branch on the remote holds what this run has not put there.
  case foreignBranch(String, remote: String)
  /// The claim could not be renewed on the remote before its run was to be published.
  case notRenewed(remote: String)
  /// The refs of the issue move on the remote at every look.
  case restless(remote: String)
  /// The command that lists issues failed.
  case issueCommand(ProgramFailure)
  /// The command that lists issues printed more than is read, in bytes.
  case issueCommandFloods(limit: Int)
  /// The command that lists issues printed something that is none.
  case notAnIssue(place: String, IssueError)
  /// A worker's process ended without a report, with this status.
  case workerDied(status: Int32)
  /// The system gives no thread to wait for a worker.
  case noThread
  /// The system gives no thread that could renew the claim on an issue.
  case noRenewal(key: String)
  /// Something stands where a file or folder of ours has to be.
  case inTheWay(String)
  /// A file of the sweep's lock cannot be made or removed.
  case lock(FileError)
  /// Somebody wanted it to stop.
  case interrupted
  /// What a worker's process said went wrong.
  case reported(ProblemReport)
  /// An error of a run.
  case run(RunError)

  /// What is asked of a remote.
  package enum RemoteOperation: Hashable, Sendable { case fetch, list, push }

  /// What is put on a remote.
  package enum Pushed: Hashable, Sendable { case claim, run, branch, notes, lessons }

  /// Sorts any error into the cases.
  package init(_ error: any Error) {
    self =
      switch error {
      case let error as SweepError: error
      case is CancellationError: .interrupted
      default: .run(RunError(error))
      }
  }
}

extension SweepError: Problem {
  package var kind: ProblemKind {
    switch self {
    case .claimed, .changed, .restless: .busy
    case .notWaiting: .nothingToDo
    case .onOwnSeries, .remoteWithoutHead: .unsupported
    case .refused, .foreignBranch, .notOurs: .refused
    case .interrupted: .interrupted
    case .claimLost, .notBegun, .unreachable, .notRenewed, .issueCommand, .issueCommandFloods,
      .notAnIssue, .workerDied, .noThread, .noRenewal, .inTheWay, .lock:
      .fatal
    case .reported(let report): report.kind
    case .run(let error): error.kind
    }
  }
}
