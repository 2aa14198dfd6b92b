import Delivery
import Engine
import Git
import Processes
import Records
import Runs
import Vocabulary

/// Puts the result of a claimed issue on the remote: branch, notes, run, lessons, then the queue's entry together with
/// the claim's removal. Each part can be repeated, and none is forced over what somebody else has put there. A run in
/// whose steps there is what may not leave stays here, also where its series has nothing of that.
struct Publication {
  /// How long each call of git may go on after a stop is requested, in seconds: what there is, is published all the
  /// same.
  static let patience = 20.0

  private let lease: Lease
  private let remote: (any RemoteRepository)?
  private let context: WorkerContext

  /// The publication of what `lease` is held for; without a remote there is only the claim to release.
  init(_ lease: Lease, _ context: WorkerContext) {
    self.lease = lease
    self.context = context
    remote = context.remote?.patient(Publication.patience)
  }

  /// Publishes branch, notes and run; tried again for some minutes where the remote does not answer.
  ///
  /// - Throws: ``SweepError``, at once for what no later try could mend; the run is safe here, and the next sweep
  ///   publishes it.
  func publishRun(in opened: borrowing OpenRepository) throws(SweepError) {
    guard let remote, lease.isHeld else { return }
    guard lease.confirm() || !lease.isHeld else { throw .notRenewed(remote: remote.name) }
    guard lease.isHeld else { return }
    var pause = 1
    while true {
      do { return try publish(to: remote, in: opened) } catch {
        let failure = SweepError(error)
        // Only what git says of the remote may pass; records that cannot be read here stay so.
        guard error is SweepError, failure.kind == .fatal, pause <= 64, !context.stop.isRequested
        else { throw failure }
        context.reporter.report(.warning(failure))
        for _ in 0..<pause where !context.stop.isRequested { context.clock.sleep(1) }
        pause *= 2
      }
    }
  }

  private func publish(
    to remote: any RemoteRepository, in opened: borrowing OpenRepository
  ) throws {
    let stored = try StoredRun(lease.run, in: opened.repository)
    guard try opened.isOwn(stored) else { throw RunError.foreign(run: lease.run) }
    // Its steps hold what was not to be delivered.
    guard !stored.record.isWithheld else { return }
    if let branch = stored.record.branch, let tip = stored.record.patches.last {
      try publish(branch, at: tip, to: remote, in: opened)
      try publishNotes(at: RefNames.notes, to: remote, in: opened)
      // Half of each of two such notes would be none; whoever came first has published his.
      try publishNotes(at: AuthorshipNote.ref, joining: .theirs, to: remote, in: opened)
    }
    if try lease.mayPush(stored, in: opened.repository) {
      try publishRun(at: stored.tip, to: remote)
    }
    LessonExchange(with: remote, context).exchange(in: opened)
  }

  /// Pushes the run; again when the claim's renewal, which pushes it as well, is just at it.
  private func publishRun(
    at tip: ObjectID, to remote: any RemoteRepository
  ) throws(SweepError) {
    let ref = RefNames.run(lease.run)
    var refusal = ""
    for round in 0..<5 {
      if round > 0 { context.clock.sleep(.random(in: 0.05...0.3)) }
      guard
        case .refused(let words) = try remote.push([.set(ref, to: tip, from: .fastForward)]),
        try remote.values(of: [ref])[ref] != tip
      else { return }
      refusal = words
    }
    throw .refused(remote.name, .run, words: refusal)
  }

  /// Pushes the series' branch; one that an earlier worker on the same run has left there is replaced.
  private func publish(
    _ branch: String, at tip: ObjectID, to remote: any RemoteRepository,
    in opened: borrowing OpenRepository
  ) throws {
    let there = try remote.values(of: [branch])[branch]
    guard there != tip else { return }
    if let there {
      let place = remote.refs.prefix + "series/\(lease.run)"
      try remote.fetch(["+\(branch):\(place)"])
      guard try opened.repository.readCommit(there).run == lease.run else {
        throw SweepError.foreignBranch(branch, remote: remote.name)
      }
    }
    if case .refused(let words) = try remote.push([.set(branch, to: tip, at: there)]) {
      throw SweepError.refused(remote.name, .branch, words: words)
    }
  }

  /// Joins the remote's notes to ours and pushes them; again when somebody else was faster. Does nothing where
  /// there are no notes here.
  private func publishNotes(
    at ref: String, joining: Repository.NoteJoining = .both, to remote: any RemoteRepository,
    in opened: borrowing OpenRepository
  ) throws {
    let signature = try opened.author.signature(at: context.clock.now)
    var refusal = ""
    for round in 0..<20 {
      if round > 0 { context.clock.sleep(.random(in: 0.01...(Double(round) * 0.05))) }
      guard try opened.repository.reference(ref) != nil else { return }
      if let theirs = try remote.values(of: [ref])[ref] {
        try remote.fetch(["+\(ref):\(remote.refs.kept(ref))"])
        try opened.repository.mergeNotes(
          of: theirs, into: ref, signature: signature, joining: joining)
      }
      guard let ours = try opened.repository.reference(ref) else { return }
      let update = RefUpdate.set(ref, to: ours, from: .fastForward)
      guard case .refused(let words) = try remote.push([update]) else { return }
      refusal = words
    }
    throw SweepError.refused(remote.name, .notes, words: refusal)
  }

  /// Releases the claim, on the remote together with the push of the queue's entry, then here. One that was lost
  /// stays whose it is.
  ///
  /// - Parameter renewal: Is ended first, with a renewal under way.
  /// - Throws: ``SweepError``; the claim stands until it expires then.
  func release(
    in opened: borrowing OpenRepository, ending renewal: LeaseRenewal? = nil
  ) throws(SweepError) {
    renewal?.end()
    let (claim, there) = lease.standing
    do {
      if let remote, let there {
        let ref = RefNames.queued(lease.key)
        let theirs = try remote.values(of: [ref])[ref]
        var updates: [RefUpdate] = [.delete(RefNames.claim(lease.key), at: there)]
        if let ours = try opened.repository.reference(ref), ours != theirs {
          updates.insert(.set(ref, to: ours, at: theirs), at: 0)
        }
        if case .refused(let words) = try remote.push(updates) {
          context.reporter.report(.stateRefused(remote: remote.name, words: words))
        }
      }
      try opened.claims(as: context.worker).release(claim)
    } catch { throw SweepError(error) }
  }
}
