package import Records
package import Runs
package import Vocabulary

/// Hears what a sweep, or a worker of it, does; the terminal and tests implement it.
package protocol SweepReporter: Reporter {
  /// Takes note of an event.
  func report(_ event: SweepEvent)

  /// An error in words, with what it means.
  func problem(_ error: any Error) -> ProblemReport
}

/// What a sweep tells while it works.
package enum SweepEvent {
  /// Another sweep is at work here, and looks once more before it ends.
  case anotherAtWork
  /// Fewer runs at a time than wanted: there is no memory for more.
  case fewerJobs(Int)
  /// The queue has no issue that waits.
  case nothingWaits
  /// So many issues are done, at work, and waiting.
  case progress(done: Int, atWork: Int, waiting: Int)
  /// An issue has come to an end for now.
  case swept(SweptIssue)
  /// A worker has printed this line.
  case printed(key: String, line: String)
  /// What people did with the series of a run is news.
  case mergeStatus(MergeStatus, RunRecord)
  /// An issue waits anew, for what was in the way of its run may be gone.
  case triedAgain(QueueEntry, Hindrance)
  /// An issue is new in the queue.
  case new(QueueEntry)
  /// A new issue has a run that was begun by hand.
  case known(run: RunID)
  /// The source of an issue does not say it any more.
  case replaced(QueueEntry)
  /// An issue is not begun, for another run is on it.
  case passedOver(QueueEntry, EarlierRun)
  /// An issue is done with, for another run has a series on it.
  case settled(QueueEntry, EarlierRun)
  /// No file at the base matches a glob of the settings.
  case noFileMatches(glob: String, base: String)
  /// So many new issues were taken from one source, and so many are left for the next sweep.
  case issuesLeft(taken: Int, left: Int)
  /// An issue's file is older than another text of it that a person has put into the queue.
  case fileSuperseded(path: String)
  /// An issue could not be read, and why.
  case unreadable(IssuePlace, any Error)
  /// The records of a run cannot be read.
  case unreadableRun(RunID, RecordsError)
  /// The remote does not take an issue's state, in its own words.
  case stateRefused(remote: String, words: String)
  /// The steps of a run are not put on the remote, for what is in them.
  case trailHeld(run: RunID, remote: String, [PatchFinding])
  /// So many suggestions are new, and so many of them were put into the queue.
  case suggested(new: Int, accepted: Int)
  /// The claim was lost while its run was worked on.
  case claimLost(ClaimLoss)

  /// Where an issue could not be read.
  package enum IssuePlace: Hashable, Sendable {
    /// A file at the base.
    case file(String)
    /// A ref below `refs/issues/`, by the rest of its name.
    case native(String)
    /// A place in what the command that lists issues has printed, such as `line 3`.
    case listing(String)
  }

  /// How a claim was lost.
  package enum ClaimLoss {
    /// Another worker has taken the issue over here.
    case takenHere
    /// Another worker has taken it over on the remote.
    case takenThere(remote: String)
    /// It has expired, for it could not be renewed.
    case expired(any Error)
  }
}

/// What became of one issue in a sweep.
package struct SweptIssue: Hashable, Sendable, Encodable {
  /// The issue's key.
  package var key: String
  /// Its title.
  package var title: String
  /// The run's outcome or phase; `failed` when the work broke off.
  package var state: String
  /// Its run; `nil` when none was begun.
  package var run: RunID?
  /// The branch of the series; `nil` when none was delivered.
  package var branch: String?
  /// Steps of the run.
  package var steps = 0
  /// What the run has cost in this sweep.
  package var spent = Budget.nothing
  /// Why the work broke off; `nil` otherwise.
  package var reason: String?
}
