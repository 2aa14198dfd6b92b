import Engine
import Git
import Processes
package import Records
package import Runs
package import Vocabulary

/// Carries out one issue of the queue: claims it, works on its run, keeps its result.
///
/// Order: claim here, claim on the remote; the run to its end; on the remote branch, notes and run; the entry
/// here; the entry on the remote together with the claim's removal; the claim here. Whoever comes after a
/// crash between any two of these finds the run by the claim or by the entry, and goes on from there.
package struct IssueWorker: Sendable {
  /// The issue's key.
  package let key: String
  /// How a run of it is to be done; the remote is the context's.
  package let request: RunRequest
  /// What may be spent; the run's own budget unless told.
  package let allotment: Budget?
  private let runner: any IssueRunner
  private let context: WorkerContext

  /// A worker on the issue `key`, whose runs `runner` works on.
  package init(
    on key: String, by request: RunRequest, allotment: Budget? = nil,
    running runner: any IssueRunner,
    _ context: WorkerContext
  ) {
    (self.key, self.request, self.allotment) = (key, request, allotment)
    (self.runner, self.context) = (runner, context)
  }

  /// Carries it out.
  ///
  /// - Returns: What the run has come to.
  /// - Throws: ``SweepError/notWaiting(key:_:)`` when it does not wait any more, ``SweepError/claimed`` and
  ///   ``SweepError/changed`` when somebody else has it, and others when the work broke off, which the entry says then.
  package func carryOut(in opened: consuming OpenRepository) async throws(SweepError) -> RunRecord {
    do { return try await carriedOut(in: opened) } catch { throw SweepError(error) }
  }

  private func carriedOut(in opened: consuming OpenRepository) async throws -> RunRecord {
    try opened.cache.make()
    let queue = try opened.queue(sharedWith: context.remote?.refs)
    if context.stop.isRequested { throw SweepError.interrupted }
    let known = try stateOnRemote(queue, opened)
    let entry = try dueEntry(in: queue)
    let run: RunID
    var new: NewRun?
    var lock: IssueLock?
    // Where the work breaks off, the issue is free once the process ends.
    defer { lock?.release() }
    if let earlier = try earlierRun(of: entry, known, opened) {
      run = earlier
    } else {
      lock = try soleLock(on: entry, opened)
      let prepared = try prepare(entry, queue, opened)
      (new, run) = (prepared, prepared.run.id)
      lock?.name(run)
    }
    guard
      let lease = try Lease(
        on: key, for: run, in: opened, known: known,
        hiding: opened.settings.secrets(with: new?.policy.model), context)
    else { throw SweepError.claimed }
    do {
      guard try isUnchanged(entry, queue, opened) else { throw SweepError.changed }
    } catch {
      try Publication(lease, context).release(in: opened)
      throw error
    }
    // From here on the entry knows the run, whatever becomes of this process.
    try queue.update(key, subject: "run: \(run)", at: context.clock.now) { $0.with(run: run) }
    let renewal = LeaseRenewal(of: lease, context)
    defer { renewal.end() }
    // The work uses the handle up.
    let again = try opened.again()
    let ending: Result<RunRecord, any Error>
    do { ending = .success(try await work(on: run, new, in: opened)) } catch {
      ending = .failure(error)
    }
    try settle(lease, renewal, ending, queue, in: again)
    guard lease.isHeld else { throw SweepError.claimLost }
    return try ending.get()
  }

  /// The lock on the issue, once nobody has begun a run on it since the sweep looked; none where a person has asked for a
  /// run whatever others do.
  private func soleLock(
    on entry: QueueEntry, _ opened: borrowing OpenRepository
  ) throws -> IssueLock? {
    guard entry.anew != .asked, !entry.isAsked else { return nil }
    let lock: IssueLock
    do { lock = try IssueLock.take(on: entry.issue, in: opened) } catch {
      if case .begun = error { throw SweepError.claimed }
      throw error
    }
    var earlier = try EarlierWork(in: opened, reporter: context.reporter)
    if let found = try earlier.find(on: entry.issue, in: opened), found.isDone || found.isAtWork {
      lock.release()
      throw SweepError.claimed
    }
    return lock
  }

  /// What the remote says about the issue; our entry is then what the remote's is.
  private func stateOnRemote(
    _ queue: borrowing Queue, _ opened: borrowing OpenRepository
  ) throws -> RemoteState {
    guard let remote = context.remote else { return RemoteState() }
    let (claimRef, queueRef) = (RefNames.claim(key), RefNames.queued(key))
    let values = try fetched([claimRef, queueRef], from: remote, opened)
    if let entry = values[queueRef] {
      try queue.adopt(key, at: entry, of: remote.refs.kept(queueRef))
    }
    var state = RemoteState(entry: values[queueRef])
    if let id = values[claimRef] {
      state.claim = try opened.claims(as: context.worker)
        .claim(on: key, saidBy: id, at: remote.claim(on: key))
    }
    return state
  }

  /// The values of refs on the remote, their commits fetched; looked up anew where a ref goes away or moves in
  /// between, as a claim does that another worker releases or renews.
  private func fetched(
    _ names: [String], from remote: any RemoteRepository, _ opened: borrowing OpenRepository
  ) throws -> [String: ObjectID] {
    var tries = 0
    while true {
      let values = try remote.values(of: names)
      guard !values.isEmpty else { return values }
      do {
        try remote.fetch(values.keys.sorted().map { "+\($0):\(remote.refs.kept($0))" })
        if try values.values.allSatisfy({ try opened.repository.exists($0) }) { return values }
        guard tries < 5 else { throw SweepError.restless(remote: remote.name) }
      } catch {
        guard tries < 5 else { throw error }
      }
      tries += 1
      context.clock.sleep(.random(in: 0.02...0.2))
    }
  }

  private func dueEntry(in queue: borrowing Queue) throws -> QueueEntry {
    guard let entry = try queue.entry(key) else { throw RecordsError.noSuchIssue(key) }
    guard entry.isDue(at: context.clock.now) else {
      throw SweepError.notWaiting(key: key, entry.state)
    }
    return entry
  }

  /// The run that was begun for the issue before, here or by a worker who lost its claim.
  private func earlierRun(
    of entry: QueueEntry, _ known: RemoteState, _ opened: borrowing OpenRepository
  ) throws -> RunID? {
    let claims = try opened.claims(as: context.worker)
    let ids = [known.claim?.run, try claims.claim(on: key)?.run, entry.run].compactMap(\.self)
    // An abandoned claim may name the run that a new one is to replace.
    for id in ids where (entry.anew == nil || id != entry.run) {
      if let remote = context.remote,
        try remote.values(of: [RefNames.run(id)])[RefNames.run(id)] != nil
      {
        // Goes forward only: what we have beyond it stays.
        do { try remote.fetch(["\(RefNames.run(id)):\(RefNames.run(id))"]) } catch {
          context.reporter.report(.warning(error))
        }
      }
      guard let stored = try stored(id, opened) else { continue }
      if try opened.isOwn(stored) { return id }
      context.reporter.report(.warning(RunError.foreign(run: id)))
    }
    return nil
  }

  /// The run `id` as it is, archived or not; `nil` where there is none.
  private func stored(_ id: RunID, _ opened: borrowing OpenRepository) throws -> StoredRun? {
    do { return try StoredRun(id, in: opened.repository) } catch RecordsError.noSuchRun {
      return nil
    }
  }

  /// Fixes a run of the issue; where that fails for this issue alone, the entry says why.
  private func prepare(
    _ entry: QueueEntry, _ queue: borrowing Queue, _ opened: borrowing OpenRepository
  ) throws -> NewRun {
    var request = request
    request.remote = context.remote?.name
    do {
      return try NewRun(
        of: entry.issue, by: request, in: opened, reporter: runner.reporter)
    } catch {
      guard !error.kind.concernsAllIssues else { throw error }
      try breakOff(error, of: nil, queue)
      throw error
    }
  }

  /// Whether the entry is still what it was before it was claimed, here and on the remote.
  private func isUnchanged(
    _ entry: QueueEntry, _ queue: borrowing Queue, _ opened: borrowing OpenRepository
  ) throws -> Bool {
    guard try queue.entry(key) == entry else { return false }
    guard let remote = context.remote else { return true }
    let ref = RefNames.queued(key)
    return try remote.values(of: [ref])[ref] == opened.repository.reference(ref)
  }

  private func work(
    on id: RunID, _ new: NewRun?, in opened: consuming OpenRepository
  ) async throws -> RunRecord {
    if let new { return try await runner.begin(new, allotment: allotment, in: opened).record }
    let record = try StoredRun(id, in: opened.repository).record
    if record.isFinished { return record }
    let recording = try request.policy.recording(in: opened.repository)
    return try await runner.resume(id, allotment: allotment, replaying: recording, in: opened)
      .record
  }

  /// Publishes the result of the work, keeps it in the entry, and releases the claim.
  ///
  /// What is not published is not settled: the entry says why, and the next try publishes the run that is there.
  private func settle(
    _ lease: Lease, _ renewal: LeaseRenewal, _ ending: Result<RunRecord, any Error>,
    _ queue: borrowing Queue, in opened: borrowing OpenRepository
  ) throws {
    let publication = Publication(lease, context)
    var failure: (any Error)?
    if case .failure(let error) = ending { failure = error }
    let kind = failure.map { ProblemKind($0) }
    // Somebody works on it by hand.
    if kind == .busy { return try publication.release(in: opened, ending: renewal) }
    let record = try stored(lease.run, opened)?.record
    // An interruption on record is of the try before, which this one has not come beyond.
    let isUnrecorded =
      failure != nil && kind != .interrupted && record?.failure == nil
      && [nil, .interrupted].contains(record?.outcome)
    guard let record, !isUnrecorded else {
      try breakOff(failure ?? SweepError.notBegun, of: lease.run, queue)
      return try publication.release(in: opened, ending: renewal)
    }
    do { try publication.publishRun(in: opened) } catch {
      try breakOff(error, of: lease.run, queue)
      try publication.release(in: opened, ending: renewal)
      throw error
    }
    if lease.isHeld {
      let now = context.clock.now
      let outcome = record.outcome ?? .interrupted
      let ending = RunEnding(of: record, in: opened)
      try queue.update(key, subject: "outcome: \(outcome.rawValue)", at: now) {
        ending.entry($0, at: now)
      }
    }
    try publication.release(in: opened, ending: renewal)
  }

  /// Makes the entry say why the try broke off, and when the next one comes.
  private func breakOff(_ error: any Error, of run: RunID?, _ queue: borrowing Queue) throws {
    let now = context.clock.now
    let sentence = context.reporter.sentence(for: error)
    try queue.update(key, subject: "broke off", at: now) {
      $0.afterFailure(sentence, of: run, at: now)
    }
  }
}
