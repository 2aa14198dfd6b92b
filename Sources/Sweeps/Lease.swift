import Delivery
import Engine
import Git
import Processes
package import Records
package import Runs
import Synchronization
import Text
package import Vocabulary

/// Holds the claim on an issue, here and on the remote.
///
/// It has to be renewed before it expires, which ``LeaseRenewal`` does; on a remote the run's trail goes with each
/// renewal, so that another worker can go on with it, as long as nothing is in its steps that would withhold the
/// series. When somebody else has taken the claim over, or it has expired unrenewed, the work is asked to stop.
package final class Lease: Sendable {
  /// The key.
  package let key: String
  /// The run that is worked on.
  package let run: RunID
  /// How long a claim holds unless it is renewed, in seconds.
  package let seconds: Int
  /// Whether other workers see the claim on a remote.
  package var isShared: Bool { remote != nil }
  private let gitDirectory: String
  private let author: Author
  private let remote: (any RemoteRepository)?
  private let context: WorkerContext
  private let redactor: Redactor
  /// Held while the claim is renewed, by whichever thread.
  private let renewal = Mutex(())
  private let state: Mutex<State>

  private struct State {
    /// The claim in our own repository.
    var claim: Claim
    /// The claim's commit on the remote.
    var there: ObjectID
    var expires: Int
    /// Commits pushed without an answer: one of them may stand there by now.
    var attempted: Set<ObjectID> = []
    var isLost = false
    /// What was looked through of the trail, from its first look on.
    var inspection: TrailInspection?
  }

  /// Takes the claim on the issue `key` for the run `run`: in our own repository, then on the remote.
  ///
  /// - Parameters:
  ///   - known: What stands on the remote. Where the queue's entry there is another than ours, ours is pushed together
  ///     with the claim.
  ///   - secrets: Literal texts that may not leave in the run's trail.
  /// - Returns: `nil` when somebody else holds it, or was first; nothing is held then.
  /// - Throws: ``SweepError``; nothing is held then.
  package init?(
    on key: String, for run: RunID, in opened: borrowing OpenRepository,
    known: RemoteState = RemoteState(), hiding secrets: [String] = [], _ context: WorkerContext
  ) throws(SweepError) {
    redactor = Redactor(hiding: secrets)
    (self.key, self.run, seconds) = (key, run, opened.settings.leaseSeconds)
    self.context = context
    // For the renewals, which what is published needs.
    remote = context.remote?.patient(Publication.patience)
    gitDirectory = opened.repository.gitDirectory
    do {
      author = try opened.author
      let claims = try opened.claims(as: context.worker)
      let now = context.clock.now
      let present = try claims.claim(on: key)
      let isFree = [present, known.claim].compactMap(\.self).allSatisfy(context.isFree)
      guard isFree,
        let claim = try claims.take(key, over: present, for: run, until: now + seconds, at: now)
      else { return nil }
      state = Mutex(State(claim: claim, there: claim.id, expires: now + seconds))
      guard let remote = context.remote else { return }
      let isTaken: Bool
      do {
        let entry = try opened.repository.reference(RefNames.queued(key))
        isTaken = try Lease.put(claim, entry, over: known, to: remote)
      } catch {
        // What we hold here and could not get there is released, whatever came in between.
        try? claims.release(claim)
        throw error
      }
      guard isTaken else {
        try? claims.release(claim)
        return nil
      }
    } catch { throw SweepError(error) }
  }

  /// Pushes a claim just taken; `false` when somebody else was first.
  private static func put(
    _ claim: Claim, _ entry: ObjectID?, over known: RemoteState, to remote: any RemoteRepository
  ) throws(SweepError) -> Bool {
    let (claimRef, queueRef) = (RefNames.claim(claim.key), RefNames.queued(claim.key))
    var updates: [RefUpdate] = [.set(claimRef, to: claim.id, at: known.claim?.id)]
    if let entry, entry != known.entry {
      updates.append(.set(queueRef, to: entry, at: known.entry))
    }
    guard case .refused(let words) = try remote.push(updates) else { return true }
    let there = try remote.values(of: [claimRef, queueRef])
    // Where nothing has changed, nobody was first: the remote does not want it.
    guard there[claimRef] != known.claim?.id || there[queueRef] != known.entry else {
      throw .refused(remote.name, .claim, words: words)
    }
    return false
  }

  /// Whether nobody else has taken the claim over, as far as is known here.
  package var isHeld: Bool { state.withLock { !$0.isLost } }

  /// The claim here, and its commit on the remote; `nil` for that when it was lost.
  package var standing: (claim: Claim, there: ObjectID?) {
    renewal.withLock { _ in state.withLock { ($0.claim, $0.isLost ? nil : $0.there) } }
  }

  /// Renews the claim now, so that what is published next is not put over another worker's.
  ///
  /// - Returns: Whether it is ours, for as long as a claim holds.
  package func confirm() -> Bool { renew(withTrail: false) && isHeld }

  /// Renews the claim once, here and on the remote, where the run's trail goes with it.
  ///
  /// - Returns: `false` when that has to be tried again, or the claim is lost.
  @discardableResult
  package func renew(withTrail: Bool = true) -> Bool {
    renewal.withLock { _ in renewed(withTrail: withTrail) }
  }

  private func renewed(withTrail: Bool) -> Bool {
    let now = context.clock.now
    let (claim, there, expires) = state.withLock { ($0.claim, $0.there, $0.expires) }
    do {
      let repository = try Repository(gitDirectory: gitDirectory)
      let trail = withTrail && remote != nil ? inspectedTrail(in: repository) : nil
      let claims = Claims(in: repository, author: author, worker: context.worker.worker)
      guard
        let next = try claims.take(key, over: claim, for: run, until: now + seconds, at: now)
      else {
        lose(.takenHere)
        return false
      }
      state.withLock { $0.claim = next }
      if let remote, try !push(next, over: there, with: trail, to: remote) { return false }
      state.withLock { state in
        state.there = next.id
        state.expires = now + seconds
      }
      return true
    } catch {
      if now >= expires { lose(.expired(error)) }
      return false
    }
  }

  /// Pushes the renewed claim and the trail; `false` when that has to be tried again, or the claim is lost.
  private func push(
    _ next: Claim, over there: ObjectID, with trail: ObjectID?, to remote: any RemoteRepository
  ) throws(SweepError) -> Bool {
    state.withLock { _ = $0.attempted.insert(next.id) }
    var updates: [RefUpdate] = [.set(RefNames.claim(key), to: next.id, at: there)]
    if let trail { updates.append(.set(RefNames.run(run), to: trail, from: .fastForward)) }
    guard case .refused(let words) = try remote.push(updates) else {
      state.withLock { $0.attempted = [] }
      return true
    }
    let present = try remote.values(of: [RefNames.claim(key)])[RefNames.claim(key)]
    if let present, state.withLock({ $0.attempted.contains(present) }) {
      state.withLock { $0.there = present }
      return false
    }
    if present == there { throw .refused(remote.name, .run, words: words) }
    lose(.takenThere(remote: remote.name))
    return false
  }

  /// The state of the run that may be pushed now; `nil` where there is none, it cannot be looked through, or something
  /// in its steps may not leave, which is said once.
  private func inspectedTrail(in repository: borrowing Repository) -> ObjectID? {
    guard let remote, (try? repository.reference(RefNames.run(run))) ?? nil != nil,
      let stored = try? StoredRun(run, in: repository)
    else { return nil }
    let before = state.withLock { $0.inspection }
    if before?.blocking.isEmpty == false { return nil }
    var inspection = before ?? self.inspection(of: stored)
    guard (try? inspection.look(at: stored.tip, in: repository)) != nil else { return nil }
    state.withLock { $0.inspection = inspection }
    guard !inspection.blocking.isEmpty else { return stored.tip }
    hold(inspection, from: remote)
    return nil
  }

  private func inspection(of stored: StoredRun) -> TrailInspection {
    TrailInspection(of: stored.record.run, by: redactor)
  }

  /// Looks through all of a run that has ended; where something in its steps may not leave, that is said, unless it
  /// was said before.
  ///
  /// - Returns: Whether the run may be pushed.
  /// - Complexity: O(*n*) in its steps and the bytes of the files that they change.
  func mayPush(_ stored: StoredRun, in repository: borrowing Repository) throws(RecordsError)
    -> Bool
  {
    var inspection = inspection(of: stored)
    try inspection.look(at: stored.tip, in: repository)
    if inspection.blocking.isEmpty { return true }
    let isSaid = state.withLock { $0.inspection?.blocking.isEmpty == false }
    if let remote, !isSaid { hold(inspection, from: remote) }
    return false
  }

  private func hold(_ inspection: TrailInspection, from remote: any RemoteRepository) {
    context.reporter.report(
      .trailHeld(run: run, remote: remote.name, inspection.blocking))
  }

  private func lose(_ loss: SweepEvent.ClaimLoss) {
    state.withLock { $0.isLost = true }
    context.reporter.report(.claimLost(loss))
    context.stop.request()
  }
}

/// What a remote says about one issue.
package struct RemoteState: Hashable, Sendable {
  /// Who has claimed it.
  package var claim: Claim?
  /// The commit of its entry in the queue.
  package var entry: ObjectID?

  /// Holds what was looked up; nothing where there is no remote.
  package init(claim: Claim? = nil, entry: ObjectID? = nil) {
    self.claim = claim
    self.entry = entry
  }
}
