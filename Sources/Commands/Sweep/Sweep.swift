import Dispatch
import Git
import Glibc
import Provenance
import Records
import Sandboxes
import Text
import Vocabulary

/// Fills the queue and carries out what waits in it, each issue by a process of its own.
struct Sweep {
  /// Runs at the same time, as far as there is memory.
  let jobs: Int
  /// Issues carried out at most.
  let limit: Int
  /// What all runs together may spend.
  let budget: Budget
  /// What began it.
  let trigger: Trigger
  /// Where other workers sweep the same queue; `nil` for nowhere.
  let remote: Remote?
  /// Who decides, as far as the command line says.
  let choice: PolicyChoice
  /// What is shown.
  let shows: SweepDisplay

  /// What has come of it so far.
  struct Tally {
    var swept: [SweptIssue] = []
    var tried: Set<String> = []
    var spent = Budget.nothing
    var isSpent = false
    /// Whether the budget has ended a run that goes on another time.
    var isCutShort = false
    /// What went wrong beside the work, such as a command that was to be told of a series.
    var warnings: [String] = []
    /// What sources of issues have failed with.
    var faults: [String] = []
    /// What keeps every issue from being carried out.
    var obstacle: Failure?
  }

  /// Sweeps.
  ///
  /// - Throws: ``ExitStatus`` as `git colleague sweep -h` lists them; ``Failure`` for what keeps all issues from
  ///   being carried out.
  func run(in opened: consuming OpenRepository) async throws {
    let folder = opened.repository.commonDirectory
    guard let lock = try SweepLock.take(in: folder) else {
      shows.tell(
        "another sweep is at work here, and will look once more before it ends, in its own way")
      throw ExitStatus.busy
    }
    var tally = Tally()
    var ending: (any Error)?
    do {
      // Found out before anything is claimed.
      _ = try opened.author
      try RunFolder.make()
      try checkBase(opened)
      _ = try Sandbox(
        directory: RunFolder.cache, readable: [], isConfined: opened.settings.sandbox != .none)
      Interruption.standard.listen()
      Console.standard.putWorkFirst()
      repeat {
        // Once more when somebody came meanwhile, and has left it to us.
        while try lock.takeMark() { try await pass(in: opened, &tally) }
        tidy(opened)
      } while !lock.release() && !Interruption.standard.isAsked
      if let obstacle = tally.obstacle { throw obstacle }
      if let status = status(of: tally) { throw status }
    } catch { ending = Interruption.standard.isAsked ? ExitStatus.interrupted : error }
    LastSweep(trigger: trigger, of: tally, ending: ending).write(to: folder)
    if let ending { throw ending }
  }

  /// Refuses to start from a series of our own, which may be checked out for review.
  private func checkBase(_ opened: borrowing OpenRepository) throws {
    guard opened.settings.base == nil, remote == nil,
      case .branch(let branch) = try opened.repository.headState(),
      branch.hasPrefix(RefNames.branches)
    else { return }
    throw Failure(
      "HEAD is on \(RefNames.branchName(branch)), a series of ours, and nothing says where runs start from",
      hint: "git config colleague.base main", status: .unsupported)
  }

  /// The status it ends with; `nil` for 0.
  private func status(of tally: Tally) -> ExitStatus? {
    if Interruption.standard.isAsked { return .interrupted }
    if tally.isSpent || tally.isCutShort { return .spent }
    if tally.swept.isEmpty { shows.tell("nothing waits") }
    let isBroken = tally.swept.contains { $0.state == Outcome.failed.rawValue }
    if isBroken || !tally.faults.isEmpty { return .unresolved }
    return tally.swept.isEmpty ? .nothingToDo : nil
  }

  /// Collects issues and carries out those that wait and were not tried yet.
  private func pass(in opened: borrowing OpenRepository, _ tally: inout Tally) async throws {
    let queue = try opened.queue(sharedWith: remote)
    if let remote {
      let hasHead = try remote.fetch()
      guard hasHead || opened.settings.base != nil else {
        throw Failure(
          "the HEAD of '\(visible(remote.name))' names no commit, and nothing says where runs start from",
          hint: "git config colleague.base BRANCH", status: .unsupported)
      }
      try adopt(from: remote, into: queue, opened)
    }
    lookAtSeries(opened)
    // Before the collection, which takes out again what its source does not say any more.
    try tryAgain(queue, opened)
    let shows = shows
    let collection = IssueCollection(
      in: try opened.again(), remote: remote, trigger: trigger, tell: { shows.tell($0) })
    for fault in try collection.collect(into: queue) where !tally.faults.contains(fault) {
      tally.faults.append(fault)
    }
    try reconcile(queue, opened)
    let claims = try opened.claims()
    let now = SystemClock().now
    let due = try queue.readableEntries().filter { entry in
      entry.isDue(at: now) && !tally.tried.contains(entry.key)
    }
    let free = try due.filter { try isFree($0.key, claims, opened) }
    try await carryOut(free[...], queue, opened, &tally)
  }

  /// Whether nobody else holds the issue, here or on the remote; said and `false` where that cannot be read.
  private func isFree(
    _ key: String, _ claims: borrowing Claims, _ opened: borrowing OpenRepository
  ) throws -> Bool {
    let now = SystemClock().now
    do {
      if let ours = try claims.claim(on: key), !ours.isFree(at: now) { return false }
      guard let remote else { return true }
      let ref = remote.claim(on: key)
      guard let id = try opened.repository.reference(ref) else { return true }
      return try claims.claim(on: key, saidBy: id, at: ref).isFree(at: now)
    } catch let error as RecordsError where error.isOfOneRecord {
      Console.standard.warn(Failure(error))
      return false
    }
  }

  /// Looks what people did with the series of the runs that are not archived, and says what is new.
  private func lookAtSeries(_ opened: borrowing OpenRepository) {
    let ids = (try? RunIndex.ids(in: opened.repository)) ?? []
    // One that cannot be read is the doctor's to report.
    var records: [RunRecord] = []
    for id in ids {
      if let run = try? StoredRun(id, in: opened.repository) { records.append(run.record) }
    }
    let found = VerdictKeeping.look(at: records, in: opened)
    for record in records {
      guard let new = found[record.run.id], new.isNews else { continue }
      shows.tell(
        "verdict: \(sentence(of: new.verdict))  \(record.run.id)  \(visible(record.run.issue.title))"
      )
    }
  }

  /// Makes our queue what the remote's is, and gives the remote what ours has beyond it: what a person has taken
  /// out, what was answered here, and what could not be pushed before.
  private func adopt(
    from remote: Remote, into queue: borrowing Queue, _ opened: borrowing OpenRepository
  ) throws {
    let prefix = remote.refs.kept(RefNames.queue)
    let now = SystemClock().now
    let claims = try opened.claims()
    for ref in try opened.repository.references(withPrefix: prefix) {
      let key = String(ref.name.dropFirst(prefix.count))
      do {
        var moves: [Remote.Move] = []
        if try queue.adopt(key, at: ref.id, of: ref.name),
          let ours = try opened.repository.reference(RefNames.queued(key))
        {
          moves.append(.init(ref: RefNames.queued(key), to: .value(ours), expected: ref.id))
        }
        // A claim that its worker could not give up any more.
        if try queue.entry(key)?.isOver ?? false,
          let id = try opened.repository.reference(remote.claim(on: key)),
          try claims.claim(on: key, saidBy: id, at: remote.claim(on: key)).isFree(at: now)
        {
          moves.append(.init(ref: RefNames.claim(key), to: .nothing, expected: id))
        }
        _ = try remote.push(moves)
      } catch let error as RecordsError {
        Console.standard.warn(Failure(error))
      }
    }
  }

  /// Makes entries say what has become of their runs by hand in the meantime.
  private func reconcile(_ queue: borrowing Queue, _ opened: borrowing OpenRepository) throws {
    let now = SystemClock().now
    for entry in try queue.entries() where entry.state == .asking {
      guard let run = entry.run, let record = readableRun(run, in: opened.repository)?.record,
        record.outcome != .waiting, RunLock.holder(of: RunFolder.lockFile(of: run)) == nil
      else { continue }
      let ending = RunEnding(of: record, in: opened)
      try queue.update(entry.key, subject: "answered", at: now) { ending.entry($0, at: now) }
    }
  }

  /// Makes entries wait anew whose runs something was in the way of that may be gone by now.
  private func tryAgain(_ queue: borrowing Queue, _ opened: borrowing OpenRepository) throws {
    let settled = try queue.entries().filter { $0.state == .settled && $0.settling != nil }
    guard !settled.isEmpty,
      var present = PresentCircumstances(choice, remote: remote?.name, in: opened)
    else { return }
    let now = SystemClock().now
    for entry in settled {
      guard let settling = entry.settling, let circumstances = present.of(entry.issue, in: opened),
        settling.isTriedAgain(given: circumstances)
      else { continue }
      let next = try queue.update(entry.key, subject: "again: \(settling.cause.words)", at: now) {
        $0.again(given: circumstances)
      }
      guard next.state == .waiting else { continue }
      shows.tell(
        "again: \(entry.key.prefix(12))  \(visible(entry.issue.title)): \(settling.cause.words), "
          + "and settings have changed since, or this program has")
    }
  }

  /// Moves what is over out of the way; where that fails the next sweep does it.
  private func tidy(_ opened: borrowing OpenRepository) {
    let now = SystemClock().now
    do {
      let author = try opened.author
      try opened.queue().tidy(slack: 10, at: now)
      try Archive(author: author).tidy(opened.repository, slack: 10, at: now) {
        RunLock.holder(of: RunFolder.lockFile(of: $0)) == nil
      }
    } catch { Console.standard.warn(Failure(error)) }
  }
}
