import Git
import Glibc
import Records
import Vocabulary

/// Carries out one issue of the queue: claims it, works on its run, keeps what came of it.
///
/// Order: claim here, claim on the remote; the run to its end; on the remote branch, notes and run; the entry
/// here; the entry on the remote together with the claim's removal; the claim here. Whoever comes after a
/// crash between any two of these finds the run by the claim or by the entry, and goes on from there.
struct QueuedIssue {
  /// The issue's key.
  let key: String
  /// How a run of it is to be done.
  let terms: RunTerms
  /// What is shown.
  let display: RunDisplay
  /// What began it.
  let trigger: Trigger
  /// What may be spent; the run's own budget unless told.
  let allotment: Budget?
  /// Where other workers claim the same issues; `nil` for nowhere.
  let remote: Remote?

  /// Carries it out.
  ///
  /// - Throws: ``ExitStatus`` for every outcome but `resolved`; ``Failure`` with `nothingToDo` when it does
  ///   not wait any more, `busy` when somebody else has it, and otherwise when the work broke off, which the
  ///   entry says then.
  func carryOut(in opened: consuming OpenRepository) async throws {
    try RunFolder.make()
    let queue = try opened.queue(sharedWith: remote)
    if Interruption.standard.isAsked { throw Failure(CancellationError()) }
    let known = try stateOnRemote(queue, opened)
    let entry = try dueEntry(in: queue)
    let earlier = try earlierRun(of: entry, known, opened)
    var beginning: Beginning?
    if earlier == nil { beginning = try begin(entry, queue, opened) }
    let run = earlier ?? beginning?.run.id ?? ""
    guard
      let lease = try Lease(
        on: key, for: run, seconds: opened.settings.leaseSeconds, in: opened, remote: remote,
        known: known)
    else { throw Failure("somebody else works on the issue", status: .busy) }
    do {
      guard try isUnchanged(entry, queue, opened) else {
        throw Failure("the issue has been changed just now", hint: "try again", status: .busy)
      }
    } catch {
      try Publication(lease, to: remote).release(in: opened)
      throw error
    }
    // From here on the entry knows the run, whatever becomes of this process.
    try queue.update(key, subject: "run: \(run)", at: SystemClock().now) { $0.with(run: run) }
    lease.keepUp()
    // The work uses the handle up.
    let again = try opened.again()
    let ending: (any Error)?
    do {
      try await work(on: run, beginning, in: opened)
      ending = nil
    } catch { ending = error }
    try settle(lease, ending, queue, in: again)
    guard lease.isHeld else {
      throw Failure(
        "its claim has run out unrenewed, or another worker has taken it over",
        hint: "the run is kept; colleague.lease says how long a claim lasts")
    }
    if let ending { throw ending }
  }

  /// What the remote says about the issue; our entry is then what the remote's is.
  private func stateOnRemote(
    _ queue: borrowing Queue, _ opened: borrowing OpenRepository
  ) throws -> RemoteState {
    guard let remote else { return RemoteState() }
    let (claimRef, queueRef) = (RefNames.claim(key), RefNames.queued(key))
    let values = try fetched([claimRef, queueRef], from: remote, opened)
    if let entry = values[queueRef] {
      try queue.adopt(key, at: entry, of: remote.refs.kept(queueRef))
    }
    var state = RemoteState(entry: values[queueRef])
    if let id = values[claimRef] {
      state.claim = try opened.claims().claim(on: key, saidBy: id, at: remote.claim(on: key))
    }
    return state
  }

  /// The values of refs on the remote, their commits fetched; looked up anew where a ref goes away or moves in
  /// between, as a claim does that another worker gives up or renews.
  private func fetched(
    _ names: [String], from remote: Remote, _ opened: borrowing OpenRepository
  ) throws -> [String: ObjectID] {
    var tries = 0
    while true {
      let values = try remote.values(of: names)
      guard !values.isEmpty else { return values }
      do {
        try remote.fetch(values.keys.sorted().map { "+\($0):\(remote.refs.kept($0))" })
        if try values.values.allSatisfy({ try opened.repository.exists($0) }) { return values }
        guard tries < 5 else {
          throw Failure("the issue moves on '\(remote.name)' all the time", status: .busy)
        }
      } catch {
        guard tries < 5 else { throw error }
      }
      tries += 1
      usleep(.random(in: 20_000...200_000))
    }
  }

  private func dueEntry(in queue: borrowing Queue) throws -> QueueEntry {
    guard let entry = try queue.entry(key) else { throw RecordsError.noSuchIssue(key) }
    guard entry.isDue(at: SystemClock().now) else {
      throw Failure(
        "the issue \(key.prefix(12)) does not wait: it is \(entry.state.rawValue)",
        hint: "git colleague queue list --all", status: .nothingToDo)
    }
    return entry
  }

  /// The run that was begun for the issue before, here or by a worker who lost its claim.
  private func earlierRun(
    of entry: QueueEntry, _ known: RemoteState, _ opened: borrowing OpenRepository
  ) throws -> String? {
    let claims = try opened.claims()
    let ids = [known.claim?.run, try claims.claim(on: key)?.run, entry.run].compactMap(\.self)
    // A claim that was left may name the run that is not to be gone on with.
    for id in ids where RunID.isValid(id) && (entry.anew == nil || id != entry.run) {
      if let remote, try remote.values(of: [RefNames.run(id)])[RefNames.run(id)] != nil {
        // Goes forward only: what we have beyond it stays.
        do { try remote.fetch(["\(RefNames.run(id)):\(RefNames.run(id))"]) } catch {
          Console.standard.warn(error)
        }
      }
      if try record(of: id, opened) != nil { return id }
    }
    return nil
  }

  /// The run `id` as it is, archived or not; `nil` where there is none.
  private func record(of id: String, _ opened: borrowing OpenRepository) throws -> RunRecord? {
    do { return try StoredRun(id, in: opened.repository).record } catch RecordsError.noSuchRun {
      return nil
    }
  }

  private func begin(
    _ entry: QueueEntry, _ queue: borrowing Queue, _ opened: borrowing OpenRepository
  ) throws -> Beginning {
    do {
      return try Beginning(
        of: entry.issue, by: terms, trigger: trigger, remote: remote?.name, in: opened,
        display: display)
    } catch {
      let failure = Failure(error)
      // What ails all issues is no fault of this one.
      guard !failure.status.isGeneral else { throw failure }
      let now = SystemClock().now
      try queue.update(key, subject: "broke off", at: now) {
        $0.afterFailure(failure.sentence, at: now)
      }
      throw failure
    }
  }

  /// Whether the entry is still what it was before it was claimed, here and on the remote.
  private func isUnchanged(
    _ entry: QueueEntry, _ queue: borrowing Queue, _ opened: borrowing OpenRepository
  ) throws -> Bool {
    guard try queue.entry(key) == entry else { return false }
    guard let remote else { return true }
    let ref = RefNames.queued(key)
    return try remote.values(of: [ref])[ref] == opened.repository.reference(ref)
  }

  private func work(
    on id: String, _ beginning: Beginning?, in opened: consuming OpenRepository
  ) async throws {
    if let beginning {
      return try await beginning.workOn(in: opened, display: display, allotment: allotment)
    }
    let record = try StoredRun(id, in: opened.repository).record
    if record.isFinished {
      guard let outcome = record.outcome, outcome != .resolved else { return }
      throw ExitStatus(outcome)
    }
    let recording = try terms.choice.recording(in: opened.repository)
    try await Continuation(of: id, display: display).goOn(
      in: opened, allotment: allotment, replaying: recording)
  }

  /// Publishes what came of the work, keeps it in the entry, and gives the claim up.
  ///
  /// What is not published is not settled: the entry says why, and the next try publishes the run that is there.
  private func settle(
    _ lease: Lease, _ ending: (any Error)?, _ queue: borrowing Queue,
    in opened: borrowing OpenRepository
  ) throws {
    let publication = Publication(lease, to: remote)
    let failure = ending is ExitStatus ? nil : ending.map { Failure($0) }
    // Somebody works on it by hand.
    if failure?.status == .busy { return try publication.release(in: opened) }
    let record = try record(of: lease.run, opened)
    // An interruption on record is of the try before, which this one has not come beyond.
    let isUntold =
      failure != nil && failure?.status != .interrupted
      && [nil, .interrupted].contains(record?.outcome)
    guard let record, !isUntold else {
      try breakOff(failure ?? Failure("the run was not begun"), of: lease, queue)
      return try publication.release(in: opened)
    }
    do { try publication.publishRun(in: opened) } catch {
      try breakOff(Failure(error), of: lease, queue)
      try publication.release(in: opened)
      throw error
    }
    if lease.isHeld {
      let now = SystemClock().now
      let outcome = record.outcome ?? .interrupted
      let ending = RunEnding(of: record, in: opened)
      try queue.update(key, subject: "outcome: \(outcome.rawValue)", at: now) {
        ending.entry($0, at: now)
      }
    }
    try publication.release(in: opened)
  }

  /// Makes the entry say why the try broke off, and when the next one comes.
  private func breakOff(
    _ failure: Failure, of lease: Lease, _ queue: borrowing Queue
  ) throws {
    let now = SystemClock().now
    try queue.update(key, subject: "broke off", at: now) {
      $0.afterFailure(failure.sentence, of: lease.run, at: now)
    }
  }
}
