import Delivery
import Git
import Glibc
import Records
import Vocabulary

/// Puts what came of a claimed issue on the remote: branch, notes, run, then the queue's entry together with
/// the claim's removal. Each part can be repeated, and none is forced over what somebody else has put there.
struct Publication {
  private let lease: Lease
  private var remote: Remote?
  /// How long each call of git may go on after somebody wants us to stop, in seconds: what there is, is
  /// published all the same.
  static let patience = 20.0

  /// The publication of what `lease` is held for; without a remote there is only the claim to give up.
  init(_ lease: Lease, to remote: Remote?) {
    self.lease = lease
    self.remote = remote
    self.remote?.patience = Publication.patience
  }

  /// Publishes branch, notes and run; tried again for some minutes where the remote does not answer.
  ///
  /// - Throws: ``Failure``; the run is safe here, and the next sweep publishes it.
  func publishRun(in opened: borrowing OpenRepository) throws {
    guard let remote, lease.isHeld else { return }
    guard lease.confirm() || !lease.isHeld else {
      throw Failure(
        "the claim could not be renewed on '\(remote.name)'", hint: "see that it answers")
    }
    guard lease.isHeld else { return }
    var pause: UInt32 = 1
    while true {
      do { return try publish(to: remote, in: opened) } catch let failure as Failure {
        guard failure.status == .fatal, pause <= 64, !Interruption.standard.isAsked else {
          throw failure
        }
        Console.standard.warn(failure)
        sleep(pause)
        pause *= 2
      }
    }
  }

  private func publish(to remote: Remote, in opened: borrowing OpenRepository) throws {
    let stored = try StoredRun(lease.run, in: opened.repository)
    if let branch = stored.record.branch, let tip = stored.record.patches.last {
      try publish(branch, at: tip, to: remote, in: opened)
      try publishNotes(at: RefNames.notes, to: remote, in: opened)
      // Half of each of two such notes would be none; whoever came first has published his.
      try publishNotes(at: AuthorshipNote.ref, joining: .theirs, to: remote, in: opened)
    }
    try publishRun(at: stored.tip, to: remote)
  }

  /// Pushes the run; again when the claim's renewal, which pushes it as well, is just at it.
  private func publishRun(at tip: ObjectID, to remote: Remote) throws {
    let ref = RefNames.run(lease.run)
    var refusal = ""
    for round in 0..<5 {
      if round > 0 { usleep(.random(in: 50_000...300_000)) }
      guard
        case .refused(let words) = try remote.push([.init(ref: ref, to: .value(tip), expected: nil)]
        ),
        try remote.values(of: [ref])[ref] != tip
      else { return }
      refusal = words
    }
    throw Failure("'\(remote.name)' does not take the run: \(refusal)", status: .refused)
  }

  /// Pushes the series' branch; one that an earlier worker on the same run has left there is replaced.
  private func publish(
    _ branch: String, at tip: ObjectID, to remote: Remote, in opened: borrowing OpenRepository
  ) throws {
    let there = try remote.values(of: [branch])[branch]
    guard there != tip else { return }
    if let there {
      let place = remote.refs.prefix + "series/" + lease.run
      try remote.fetch(["+\(branch):\(place)"])
      guard try opened.repository.readCommit(there).run == lease.run else {
        throw Failure(
          "the branch \(RefNames.branchName(branch)) on '\(remote.name)' has been changed",
          hint: "rename it there, then: git colleague sweep --remote \(remote.name)",
          status: .refused)
      }
    }
    let move = Remote.Move(ref: branch, to: .value(tip), expected: there ?? .zero)
    if case .refused(let words) = try remote.push([move]) {
      throw Failure("'\(remote.name)' does not take the branch: \(words)", status: .refused)
    }
  }

  /// Joins the remote's notes to ours and pushes them; again when somebody else was faster. Does nothing where
  /// there are no notes here.
  private func publishNotes(
    at ref: String, joining: Repository.NoteJoining = .both, to remote: Remote,
    in opened: borrowing OpenRepository
  ) throws {
    let signature = try opened.author.signature(at: SystemClock().now)
    var refusal = ""
    for round in 0..<20 {
      if round > 0 { usleep(.random(in: 10_000...(UInt32(round) * 50_000))) }
      guard try opened.repository.reference(ref) != nil else { return }
      if let theirs = try remote.values(of: [ref])[ref] {
        try remote.fetch(["+\(ref):\(remote.refs.kept(ref))"])
        try opened.repository.mergeNotes(
          of: theirs, into: ref, signature: signature, joining: joining)
      }
      guard let ours = try opened.repository.reference(ref) else { return }
      let move = Remote.Move(ref: ref, to: .value(ours), expected: nil)
      guard case .refused(let words) = try remote.push([move]) else { return }
      refusal = words
    }
    throw Failure("'\(remote.name)' does not take the notes: \(refusal)", status: .refused)
  }

  /// Gives the claim up, on the remote together with the push of the queue's entry, then here. One that was
  /// lost stays whose it is.
  func release(in opened: borrowing OpenRepository) throws {
    let (claim, there) = lease.end()
    if let remote, let there {
      let ref = RefNames.queued(lease.key)
      let theirs = try remote.values(of: [ref])[ref]
      var moves = [Remote.Move(ref: RefNames.claim(lease.key), to: .nothing, expected: there)]
      if let ours = try opened.repository.reference(ref), ours != theirs {
        moves.insert(Remote.Move(ref: ref, to: .value(ours), expected: theirs ?? .zero), at: 0)
      }
      if case .refused(let words) = try remote.push(moves) {
        Console.standard.note("'\(remote.name)' does not take the issue's state: \(words)")
      }
    }
    try opened.claims().release(claim)
  }
}
