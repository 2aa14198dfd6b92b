import Engine
import Git
import Glibc
import Processes
import Provenance
import Records
package import Runs
import Sandboxes
package import Vocabulary

/// Fills the queue and carries out what waits in it, each issue by a worker of its own.
package struct Sweep: Sendable {
  /// Runs at the same time, as far as there is memory.
  package let jobs: Int
  /// Issues carried out at most.
  package let limit: Int
  /// What all runs together may spend.
  package let budget: Budget
  /// What began it.
  package let trigger: Trigger
  /// Who decides, as far as the caller says.
  package let policy: PolicyRequest
  /// Starts the workers.
  package let launcher: any WorkerLauncher
  let context: WorkerContext

  /// Describes a sweep without bounds unless these are given; one run at a time.
  package init(
    jobs: Int = 1, limit: Int = .max, budget: Budget = .unlimited, trigger: Trigger,
    policy: PolicyRequest = PolicyRequest(), launcher: any WorkerLauncher, _ context: WorkerContext
  ) {
    (self.jobs, self.limit, self.budget, self.trigger) = (jobs, limit, budget, trigger)
    (self.policy, self.launcher, self.context) = (policy, launcher, context)
  }

  /// Totals of one sweep: issues done, money spent, warnings, sources that failed.
  struct Tally {
    var swept: [SweptIssue] = []
    var tried: Set<String> = []
    var spent = Budget.nothing
    var isSpent = false
    /// Whether the budget has ended a run that goes on another time.
    var isCutShort = false
    /// Whether suggestions were looked for.
    var hasLooked = false
    /// What went wrong beside the work, such as a command that was to receive a series.
    var warnings: [String] = []
    /// What sources of issues have failed with.
    var faults: [String] = []
    /// What keeps every issue from being carried out.
    var obstacle: SweepError?
  }

  /// How a sweep ended.
  package enum Ending: Hashable, Sendable {
    /// Every issue has come to an outcome.
    case done
    /// Some issues broke off, or a source of issues failed.
    case incomplete
    /// Nothing waited.
    case nothingToDo
    /// The budget is spent.
    case spent
    /// Another sweep is at work, and looks once more before it ends.
    case anotherAtWork
    /// Somebody wanted it to stop.
    case interrupted
  }

  /// Sweeps.
  ///
  /// Order: the sweep's lock; what no issue could be carried out without; as often as somebody comes meanwhile, the
  /// issues are collected and carried out; what is over is archived; the lock is released; the file of the last sweep
  /// is written.
  ///
  /// - Throws: ``SweepError`` for what keeps all issues from being carried out.
  package func run(in opened: consuming OpenRepository) async throws(SweepError) -> Ending {
    let folder = opened.repository.commonDirectory
    guard let lock = try SweepLock.take(in: folder) else {
      context.reporter.report(.anotherAtWork)
      return .anotherAtWork
    }
    var tally = Tally()
    // Its caller has told of that; a sweep that a hook has begun tells nobody but whoever looks later.
    tally.warnings = opened.settings.passedOver.map {
      context.reporter.sentence(for: RunError.passedOver($0))
    }
    var failure: SweepError?
    do {
      try check(opened)
      context.stop.arm()
      repeat {
        // Once more when somebody came meanwhile, and has left it to us.
        while try lock.takeMark() { try await pass(in: opened, &tally) }
        tidy(opened)
        await suggest(opened, &tally)
      } while !lock.release() && !context.stop.isRequested
      failure = tally.obstacle
    } catch { failure = SweepError(error) }
    if context.stop.isRequested { failure = nil }
    LastSweep(
      trigger: trigger, of: tally, failure: failure.map(context.reporter.problem),
      hiding: opened.settings.secrets(), at: context.clock.now
    ).write(to: folder)
    if let failure { throw failure }
    return ending(of: tally)
  }

  /// Finds out before anything is claimed what no issue could be carried out without.
  private func check(_ opened: borrowing OpenRepository) throws {
    _ = try opened.author
    try opened.cache.make()
    try checkBase(opened)
    _ = try Sandbox(
      directory: opened.cache.path, readable: [], isConfined: opened.settings.sandbox != .none)
  }

  /// Refuses to start from a series of our own, which may be checked out for review.
  private func checkBase(_ opened: borrowing OpenRepository) throws {
    guard opened.settings.base == nil, context.remote == nil,
      case .branch(let branch) = try opened.repository.headState(),
      branch.hasPrefix(RefNames.branches)
    else { return }
    throw SweepError.onOwnSeries(branch: branch)
  }

  private func ending(of tally: Tally) -> Ending {
    if context.stop.isRequested { return .interrupted }
    if tally.isSpent || tally.isCutShort { return .spent }
    if tally.swept.isEmpty { context.reporter.report(.nothingWaits) }
    let isBroken = tally.swept.contains { $0.state == Outcome.failed.rawValue }
    if isBroken || !tally.faults.isEmpty { return .incomplete }
    return tally.swept.isEmpty ? .nothingToDo : .done
  }

  /// Collects issues and carries out those that wait and were not tried yet.
  private func pass(in opened: borrowing OpenRepository, _ tally: inout Tally) async throws {
    let queue = try opened.queue(sharedWith: context.remote?.refs)
    if let remote = context.remote {
      let hasHead = try remote.fetchShared()
      guard hasHead || opened.settings.base != nil else {
        throw SweepError.remoteWithoutHead(remote.name)
      }
      try adopt(from: remote, into: queue, opened)
    }
    lookAtSeries(opened)
    // After that look, which may have taught something.
    if let remote = context.remote {
      LessonExchange(with: remote, context).exchange(in: opened, fetched: true)
    }
    // Before the collection, which takes out again what its source does not say any more.
    try tryAgain(queue, opened)
    let collection = IssueCollection(in: try opened.again(), trigger: trigger, context)
    for fault in try collection.collect(into: queue).map(context.reporter.sentence)
    where !tally.faults.contains(fault) {
      tally.faults.append(fault)
    }
    try reconcile(queue, opened)
    let claims = try opened.claims(as: context.worker)
    let now = context.clock.now
    let reporter = context.reporter
    let due = try queue.entries { reporter.report(.warning($0)) }.filter { entry in
      entry.isDue(at: now) && !tally.tried.contains(entry.key)
    }
    let free = try due.filter { try isFree($0.key, claims, opened) }
    try await carryOut(free, queue, opened, &tally)
  }

  /// Whether nobody else holds the issue, here or on the remote; reported and `false` where that cannot be read.
  private func isFree(
    _ key: String, _ claims: borrowing Claims, _ opened: borrowing OpenRepository
  ) throws -> Bool {
    do {
      if let ours = try claims.claim(on: key), !context.isFree(ours) { return false }
      guard let remote = context.remote else { return true }
      let ref = remote.claim(on: key)
      guard let id = try opened.repository.reference(ref) else { return true }
      return context.isFree(try claims.claim(on: key, saidBy: id, at: ref))
    } catch let error as RecordsError where error.isOfOneRecord {
      context.reporter.report(.warning(error))
      return false
    }
  }

  /// Looks for what people did with the series of the runs that are not archived, and reports what is new.
  private func lookAtSeries(_ opened: borrowing OpenRepository) {
    let ids = (try? RunIndex.ids(in: opened.repository)) ?? []
    // One that cannot be read is the doctor's to report.
    var records: [RunRecord] = []
    for id in ids {
      if let run = try? StoredRun(id, in: opened.repository), (try? opened.isOwn(run)) == true {
        records.append(run.record)
      }
    }
    let found = MergeStatusKeeping(reporter: context.reporter).look(at: records, in: opened)
    for record in records {
      guard let new = found[record.run.id], new.isNews else { continue }
      context.reporter.report(.mergeStatus(new.status, record))
    }
  }

  /// Makes our queue what the remote's is, and gives the remote what ours has beyond it: what a person has taken
  /// out, what was answered here, and what could not be pushed before.
  private func adopt(
    from remote: any RemoteRepository, into queue: borrowing Queue,
    _ opened: borrowing OpenRepository
  ) throws {
    let prefix = remote.refs.kept(RefNames.queue)
    let claims = try opened.claims(as: context.worker)
    for ref in try opened.repository.references(withPrefix: prefix) {
      let key = String(ref.name.dropFirst(prefix.count))
      do {
        var updates: [RefUpdate] = []
        if try queue.adopt(key, at: ref.id, of: ref.name),
          let ours = try opened.repository.reference(RefNames.queued(key))
        {
          updates.append(.set(RefNames.queued(key), to: ours, at: ref.id))
        }
        // A claim that its worker could not release any more.
        if try queue.entry(key)?.isClosed ?? false,
          let id = try opened.repository.reference(remote.claim(on: key)),
          context.isFree(try claims.claim(on: key, saidBy: id, at: remote.claim(on: key)))
        {
          updates.append(.delete(RefNames.claim(key), at: id))
        }
        _ = try remote.push(updates)
      } catch let error as RecordsError {
        context.reporter.report(.warning(error))
      }
    }
  }

  /// Makes entries say what has become of their runs by hand in the meantime.
  private func reconcile(_ queue: borrowing Queue, _ opened: borrowing OpenRepository) throws {
    let now = context.clock.now
    for entry in try queue.entries() where entry.state == .asking {
      guard let run = entry.run, let record = record(of: run, opened),
        record.outcome != .waiting, opened.cache.holder(of: run) == nil
      else { continue }
      let ending = RunEnding(of: record, in: opened)
      try queue.update(entry.key, subject: "answered", at: now) { ending.entry($0, at: now) }
    }
  }

  /// Makes entries wait anew whose runs something was in the way of that may be gone by now.
  private func tryAgain(_ queue: borrowing Queue, _ opened: borrowing OpenRepository) throws {
    let settled = try queue.entries().filter { $0.state == .settled && $0.settling != nil }
    guard !settled.isEmpty,
      var present = PresentCircumstances(policy, remote: context.remote?.name, in: opened)
    else { return }
    let now = context.clock.now
    for entry in settled {
      guard let settling = entry.settling, let circumstances = present.of(entry.issue, in: opened),
        settling.isTriedAgain(given: circumstances)
      else { continue }
      let subject = "again: \(settling.cause.words)"
      let next = try queue.update(entry.key, subject: subject, at: now) {
        $0.again(given: circumstances)
      }
      guard next.state == .waiting else { continue }
      context.reporter.report(.triedAgain(entry, settling.cause))
    }
  }

  /// Moves what is over out of the way; where that fails the next sweep does it.
  private func tidy(_ opened: borrowing OpenRepository) {
    let now = context.clock.now
    do {
      let author = try opened.author
      try opened.queue().tidy(slack: 10, at: now)
      try Archive(author: author).tidy(opened.repository, slack: 10, at: now) {
        opened.cache.holder(of: $0) == nil
      }
    } catch { context.reporter.report(.warning(error)) }
  }

  /// The record of a run of the user's own; `nil` for one that is not there or another's, or cannot be read, which is
  /// reported.
  func record(of run: RunID, _ opened: borrowing OpenRepository) -> RunRecord? {
    do {
      let stored = try StoredRun(run, in: opened.repository)
      return try stored.isOwn(by: opened.settings.key, in: opened.repository) ? stored.record : nil
    } catch {
      if case .noSuchRun = error { return nil }
      context.reporter.report(.unreadableRun(run, error))
      return nil
    }
  }
}
