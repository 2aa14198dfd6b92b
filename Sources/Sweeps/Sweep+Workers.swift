import Engine
import Git
import Processes
import Records
import Runs
import Text
import Vocabulary

extension Sweep {
  /// Carries out `due`, the oldest first, some at a time, as long as there is something left to spend.
  ///
  /// What is left of the budget is divided among the runs that may go on at the same time, before they spend
  /// it; what a run leaves goes back.
  func carryOut(
    _ due: [QueueEntry], _ queue: borrowing Queue, _ opened: borrowing OpenRepository,
    _ tally: inout Tally
  ) async throws {
    var waiting = due
    var earlier = try EarlierWork(in: opened, reporter: context.reporter)
    let most = MachineMemory.jobs(wanted: min(jobs, max(1, due.count)))
    if most < min(jobs, due.count) { context.reporter.report(.fewerJobs(most)) }
    var given = Budget.nothing
    await withTaskGroup(of: (Assignment, Result<LaunchedWork, SweepError>).self) { workers in
      var inHand: [String: IssueText] = [:]
      while true {
        while inHand.count < most, mayGoOn(tally, inHand.count),
          let place = next(in: &waiting, beside: inHand, &earlier, queue, opened, &tally)
        {
          let (entry, atWork) = (waiting[place], inHand.count)
          let left = budget.remaining(after: tally.spent + given)
          let assignment = Assignment(
            entry: entry, allotment: left.shared(by: min(most - atWork, waiting.count)),
            before: spent(by: entry.begunRun, opened))
          guard !assignment.allotment.isUsedUp else {
            // What those at work leave may do for it.
            tally.isSpent = atWork == 0
            break
          }
          waiting.remove(at: place)
          tally.tried.insert(entry.key)
          given = given + assignment.allotment
          inHand[entry.key] = IssueText(of: entry.issue)
          let launcher = launcher
          workers.addTask {
            do { return (assignment, .success(try await launcher.carryOut(assignment))) } catch {
              return (assignment, .failure(SweepError(error)))
            }
          }
        }
        context.reporter.report(
          .progress(done: tally.swept.count, atWork: inHand.count, waiting: waiting.count))
        guard let (assignment, result) = await workers.next() else { break }
        inHand[assignment.entry.key] = nil
        given = given.remaining(after: assignment.allotment)
        switch result {
        case .success(let work): take(assignment, work, queue, opened, &tally)
        // Where one worker cannot be started, none can.
        case .failure(let error): tally.obstacle = error
        }
      }
    }
  }

  /// Where in `waiting` the next issue is that may be begun; `nil` where there is none for now.
  ///
  /// One that another run has resolved is settled and taken out, one that another run is at work on is taken out for
  /// this time, and one of the same text as one in hand waits for the result of that.
  private func next(
    in waiting: inout [QueueEntry], beside inHand: [String: IssueText],
    _ earlier: inout EarlierWork, _ queue: borrowing Queue,
    _ opened: borrowing OpenRepository, _ tally: inout Tally
  ) -> Int? {
    var place = 0
    while place < waiting.count {
      let entry = waiting[place]
      // A person has asked for it in spite of all that, be its run begun or not.
      guard entry.anew != .asked, !entry.isAsked else { return place }
      let text = IssueText(of: entry.issue)
      if inHand.values.contains(where: text.isSame) {
        place += 1
        continue
      }
      do {
        guard let found = try earlier.find(on: entry.issue, but: entry.begunRun, in: opened),
          found.isDone || found.isAtWork
        else { return place }
        try pass(over: entry, for: found, queue)
      } catch {
        tally.obstacle = SweepError(error)
        return nil
      }
      tally.tried.insert(entry.key)
      waiting.remove(at: place)
    }
    return nil
  }

  /// Reports why an issue is not begun, and settles it where it is done with.
  private func pass(over entry: QueueEntry, for found: EarlierRun, _ queue: borrowing Queue) throws
  {
    guard found.isDone else { return context.reporter.report(.passedOver(entry, found)) }
    let run = found.record.run.id
    try queue.update(entry.key, subject: "known: \(run)", at: context.clock.now) {
      $0.ended(as: .settled, run: run)
    }
    context.reporter.report(.settled(entry, found))
  }

  private func mayGoOn(_ tally: Tally, _ atWork: Int) -> Bool {
    tally.obstacle == nil && !tally.isSpent && !context.stop.isRequested
      && tally.swept.count + atWork < limit
  }

  /// What a run has cost so far; nothing for none.
  private func spent(by run: RunID?, _ opened: borrowing OpenRepository) -> Budget {
    guard let run, let stored = try? StoredRun(run, in: opened.repository) else { return .nothing }
    return stored.record.spent
  }

  /// Takes note of how one issue went.
  private func take(
    _ assignment: Assignment, _ work: LaunchedWork, _ queue: borrowing Queue,
    _ opened: borrowing OpenRepository, _ tally: inout Tally
  ) {
    let key = assignment.entry.key
    for line in work.printed { context.reporter.report(.printed(key: key, line: line)) }
    tally.warnings += work.report.warnings
    // Whoever reads the queue next reports one that cannot be read any more.
    let entry = (try? queue.entry(key)) ?? assignment.entry
    var issue = swept(entry, assignment, opened)
    tally.spent = tally.spent + issue.spent
    switch work.report.ending {
    case .problem(let problem) where [.busy, .nothingToDo].contains(problem.kind):
      // Somebody else has it, or had it: theirs to report.
      return
    case .outcome(.interrupted): noteInterruption(of: entry, &issue, &tally)
    case .problem(let problem) where problem.kind == .interrupted:
      noteInterruption(of: entry, &issue, &tally)
    case .outcome: break
    // The run's record says what it has come to, such as a question that is not answered yet.
    case .problem(let problem) where [.waiting, .unresolved, .spent].contains(problem.kind): break
    case .problem(let problem):
      issue.state = Outcome.failed.rawValue
      issue.reason = entry.reason ?? problem.sentence
      // What comes before any run keeps all issues from being carried out.
      if problem.kind.concernsAllIssues && entry.begunRun == nil {
        tally.obstacle = .reported(problem)
      }
    }
    context.reporter.report(.swept(issue))
    tally.swept.append(issue)
  }

  /// Takes note of a run that was interrupted: unless a stop was requested, it has used up what it was allotted.
  private func noteInterruption(
    of entry: QueueEntry, _ issue: inout SweptIssue, _ tally: inout Tally
  ) {
    // Where no record says what the run has come to.
    if issue.state == Outcome.failed.rawValue { issue.state = Outcome.interrupted.rawValue }
    if entry.state == .waiting && !context.stop.isRequested { tally.isCutShort = true }
  }

  /// What the records say of an issue that was carried out; `failed` where there is no run.
  private func swept(
    _ entry: QueueEntry, _ assignment: Assignment, _ opened: borrowing OpenRepository
  ) -> SweptIssue {
    var issue = SweptIssue(
      key: entry.key, title: entry.issue.title, state: Outcome.failed.rawValue,
      run: entry.begunRun)
    guard let run = entry.begunRun, let record = record(of: run, opened) else { return issue }
    issue.state = record.state
    issue.branch = record.branch
    issue.steps = record.steps
    issue.spent = record.spent.remaining(after: assignment.before)
    return issue
  }
}
