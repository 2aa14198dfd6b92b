import FoundationEssentials
import Git
import Records
import Text
import Threads
import Vocabulary

/// One issue given to a process of its own.
private struct Assignment: Sendable {
  /// The entry as it was then.
  var entry: QueueEntry
  /// What may be spent on it.
  var allotment: Budget
  /// What its run had cost before.
  var before: Budget
}

extension Sweep {
  /// Carries out `due`, the oldest first, some at a time, as long as there is something left to spend.
  ///
  /// What is left of the budget is divided among the runs that may go on at the same time, before they spend
  /// it; what a run leaves goes back.
  func carryOut(
    _ due: ArraySlice<QueueEntry>, _ queue: borrowing Queue, _ opened: borrowing OpenRepository,
    _ tally: inout Tally
  ) async throws {
    var waiting = Array(due)
    var earlier = try EarlierWork(in: opened)
    let most = MachineMemory.jobs(wanted: min(jobs, max(1, due.count)))
    if most < min(jobs, due.count) { shows.tell("\(most) at a time, for want of memory") }
    var given = Budget.nothing
    await withTaskGroup(of: (Assignment, Result<OutsideProgram.Ended, Failure>).self) { crew in
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
          let program = program(for: assignment, opened)
          crew.addTask { (assignment, await Sweep.run(program)) }
        }
        shows.show(done: tally.swept.count, atWork: inHand.count, waiting: waiting.count)
        guard let (assignment, result) = await crew.next() else { break }
        inHand[assignment.entry.key] = nil
        given = given.remaining(after: assignment.allotment)
        switch result {
        case .success(let ended): take(assignment, ended, queue, opened, &tally)
        case .failure(let failure): tally.obstacle = failure
        }
      }
    }
  }

  /// Where in `waiting` the next issue is that may be begun; `nil` where there is none for now.
  ///
  /// One that another run has resolved is settled and taken out, one that another run is at work on is taken out for
  /// this time, and one of the same text as one in hand waits for what comes of that.
  private func next(
    in waiting: inout [QueueEntry], beside inHand: [String: IssueText],
    _ earlier: inout EarlierWork, _ queue: borrowing Queue, _ opened: borrowing OpenRepository,
    _ tally: inout Tally
  ) -> Int? {
    var place = 0
    while place < waiting.count {
      let entry = waiting[place]
      // A person has asked for it in spite of all that.
      guard entry.anew != .asked else { return place }
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
        tally.obstacle = Failure(error)
        return nil
      }
      tally.tried.insert(entry.key)
      waiting.remove(at: place)
    }
    return nil
  }

  /// Says why an issue is not begun, and settles it where it is done with.
  private func pass(
    over entry: QueueEntry, for found: EarlierWork.Found, _ queue: borrowing Queue
  ) throws {
    let words = "\(entry.key.prefix(12))  \(visible(entry.issue.title)): \(found.sentence)"
    guard found.isDone else { return shows.tell("passed over: \(words)") }
    let run = found.record.run.id
    try queue.update(entry.key, subject: "known: \(run)", at: SystemClock().now) {
      $0.ended(as: .settled, run: run)
    }
    shows.tell("settled: \(words)")
  }

  private func mayGoOn(_ tally: Tally, _ atWork: Int) -> Bool {
    tally.obstacle == nil && !tally.isSpent && !Interruption.standard.isAsked
      && tally.swept.count + atWork < limit
  }

  /// The process that carries out one issue; it is asked to stop when we are.
  private func program(
    for assignment: Assignment, _ opened: borrowing OpenRepository
  ) -> OutsideProgram {
    var program = OutsideProgram(
      arguments: [
        ThisProgram.path, "carry", assignment.entry.key, "--quiet", "--trigger", "\(trigger)",
        "--allotment", BudgetText.text(of: assignment.allotment),
      ] + (remote.map { ["--remote", $0.name] } ?? []) + choice.options)
    program.directory = opened.repository.gitDirectory
    for (name, value) in opened.given { program.environment[name] = value }
    program.seconds = .infinity
    program.outputLimit = 1 << 16
    program.atWish = .tell
    return program
  }

  /// Runs it to its end on a thread of its own: when that thread ended, the kernel would kill the process.
  private static func run(_ program: OutsideProgram) async -> Result<OutsideProgram.Ended, Failure>
  {
    await withCheckedContinuation { continuation in
      let thread = Threads.Thread {
        continuation.resume(
          returning: Result { () throws(Failure) in try program.run() })
      }
      guard let thread else {
        return continuation.resume(
          returning: .failure(Failure("the system gives no more threads", hint: "fewer --jobs")))
      }
      thread.detach()
    }
  }

  /// What a run has cost so far; nothing for none.
  private func spent(by run: String?, _ opened: borrowing OpenRepository) -> Budget {
    guard let run, let stored = try? StoredRun(run, in: opened.repository) else { return .nothing }
    return stored.record.spent
  }

  /// Takes note of how one issue went.
  private func take(
    _ assignment: Assignment, _ ended: OutsideProgram.Ended, _ queue: borrowing Queue,
    _ opened: borrowing OpenRepository, _ tally: inout Tally
  ) {
    let key = assignment.entry.key
    relay(ended.errors, of: key, &tally)
    // One that cannot be read any more is told of by whoever reads it next.
    let entry = (try? queue.entry(key)) ?? assignment.entry
    let status = ExitStatus(rawValue: ended.status)
    let state = status == .interrupted ? Outcome.interrupted : .failed
    var issue = SweptIssue(
      key: key, title: entry.issue.title, state: state.rawValue, run: entry.begunRun)
    if let run = entry.begunRun, let record = readableRun(run, in: opened.repository)?.record {
      issue.state = record.state
      issue.branch = record.branch
      issue.steps = record.steps
      issue.spent = record.spent.remaining(after: assignment.before)
      tally.spent = tally.spent + issue.spent
    }
    switch status {
    case .busy, .nothingToDo:
      // Somebody else has it, or had it: theirs to report.
      return
    case .interrupted where entry.state == .waiting && !Interruption.standard.isAsked:
      // What it was allotted is used up.
      tally.isCutShort = true
    case .resolved, .unresolved, .waiting, .spent, .stuck, .interrupted: break
    default:
      let failure = failure(in: ended)
      issue.state = "failed"
      issue.reason = entry.reason ?? failure.sentence
      // What comes before any run ails all issues.
      if failure.status.isGeneral && entry.begunRun == nil { tally.obstacle = failure }
    }
    shows.show(issue)
    tally.swept.append(issue)
  }

  /// Says on stderr what a process that carried out an issue has said there: what went wrong beside the work.
  private func relay(_ errors: String, of key: String, _ tally: inout Tally) {
    for line in errors.lines() where !line.isEmpty {
      Console.standard.note("\(key.prefix(12))  \(visible(String(line)))")
      if line.hasPrefix("warning: ") { tally.warnings.append(String(line.dropFirst(9))) }
    }
  }

  /// What a process has said went wrong: the last line it has printed.
  private func failure(in ended: OutsideProgram.Ended) -> Failure {
    let line = ended.output.split(separator: 0x0a).last
    let told = line.flatMap { try? JSONDecoder().decode(Failure.self, from: Data($0)) }
    return told ?? Failure("the process that carried it out ended with \(ended.status)")
  }
}
