import Records
import Runs
import Sweeps
import Text
import Vocabulary

extension TerminalReporter {
  func report(_ event: SweepEvent) {
    switch event {
    case .swept(let issue): show(issue)
    case .progress(let done, let atWork, let waiting):
      if !isQuiet { console.live("\(done) done, \(atWork) at work, \(waiting) wait …") }
    case .printed(let key, let line):
      console.note("\(key.prefix(12))  \(visible(line))")
    case .stateRefused(let remote, let words):
      console.note("'\(remote)' does not take the issue's state: \(words)")
    case .trailHeld(let run, let remote, let findings):
      console.note(
        "the steps of run \(run) are not put on '\(visible(remote))': \(Failure.words(of: findings))"
      )
    case .claimLost(let loss): console.note(words(for: loss))
    case .unreadableRun(let run, let error):
      console.warn(Failure(unreadableRun: run, error))
    default: if let line = line(for: event) { tell(line) }
    }
  }

  /// The line for an event that is told unless quiet.
  private func line(for event: SweepEvent) -> String? {
    switch event {
    case .anotherAtWork:
      "another sweep is at work here, and will look once more before it ends, in its own way"
    case .fewerJobs(let count): "\(count) at a time, for want of memory"
    case .nothingWaits: "nothing waits"
    case .mergeStatus(let status, let record):
      "merge status: \(Commands.sentence(of: status))  \(record.run.id)  \(visible(record.run.issue.title))"
    case .triedAgain(let entry, let cause):
      "again: \(name(entry)): \(cause.words), and settings have changed since, or this program has"
    case .new(let entry): "new: \(name(entry))"
    case .known(let run): "  it has the run \(run)"
    case .replaced(let entry): "replaced: \(name(entry))"
    case .passedOver(let entry, let run): "passed over: \(name(entry)): \(run.sentence)"
    case .settled(let entry, let run): "settled: \(name(entry)): \(run.sentence)"
    case .noFileMatches(let glob, let base):
      "no file at \(visible(base)) matches colleague.issues '\(visible(glob))'"
    case .issuesLeft(let taken, let left):
      "\(taken) new issues are enough at a time; \(left) more wait for the next sweep"
    case .fileSuperseded(let path):
      "\(visible(path)) is passed over: another text of it was put into the queue by hand"
    case .unreadable(let place, let error):
      "\(words(for: place)) is passed over: \(Failure(error).sentence)"
    case .suggested(let new, let accepted):
      "\(counted(new, "new suggestion")): git colleague suggest list"
        + (accepted > 0 ? "; \(accepted) put into the queue, as colleague.suggestAccept says" : "")
    case .swept, .progress, .printed, .stateRefused, .trailHeld, .claimLost, .unreadableRun: nil
    }
  }

  private func name(_ entry: QueueEntry) -> String {
    "\(entry.key.prefix(12))  \(visible(entry.issue.title))"
  }

  private func words(for place: SweepEvent.IssuePlace) -> String {
    switch place {
    case .file(let path): visible(path)
    case .native(let name): "refs/issues/\(visible(name))"
    case .listing(let place): "\(place) of colleague.issueCommand"
    }
  }

  private func words(for loss: SweepEvent.ClaimLoss) -> String {
    switch loss {
    case .takenHere: "another worker has taken over the issue"
    case .takenThere(let remote): "another worker has taken over the issue on '\(remote)'"
    case .expired(let error):
      "the claim on the issue could not be renewed: \(Failure(error).sentence)"
    }
  }

  /// Shows what became of an issue: a line on stdout.
  private func show(_ issue: SweptIssue) {
    if isJSON { return console.write(json: issue) }
    let paint = Paint(isOn: console.isColoured)
    var line = "\(paint.dim(String(issue.key.prefix(12))))  \(paint.outcome(issue.state))  "
    line += visible(issue.title)
    if let run = issue.run {
      line += paint.dim(
        "  (\(counted(issue.steps, "step")), \(duration(issue.spent.seconds)); "
          + "\(issue.branch.map(RefNames.branchName) ?? "\(run)"))")
    }
    if let reason = issue.reason { line += ": \(visible(reason))" }
    console.write(line + "\n")
  }
}
