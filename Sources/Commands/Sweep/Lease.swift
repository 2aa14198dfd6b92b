import Dispatch
import Git
import Records
import Synchronization
import Threads
import Vocabulary

/// Holds the claim on an issue, here and on the remote, and renews it as long as the work goes on.
///
/// A thread of its own renews every third of the lease's length; on a remote the run's trail goes with each
/// renewal, so that another worker can go on with it. When somebody else has taken the claim over, or it has
/// expired unrenewed, the work is asked to stop.
final class Lease: Sendable {
  /// What is leased.
  let key: String
  /// The run that is worked on.
  let run: String
  private let gitDirectory: String
  private let author: Author
  private let remote: Remote?
  private let seconds: Int
  private let wake = DispatchSemaphore(value: 0)
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
    var isEnding = false
    var isLost = false
    var thread: Threads.Thread?
  }

  /// Takes the claim on the issue `key` for the run `run`: in our own repository, then on the remote.
  ///
  /// - Parameters:
  ///   - seconds: How long a claim holds unless it is renewed.
  ///   - known: What stands on the remote. Where the queue's entry there is another than ours, ours is pushed
  ///     together with the claim.
  /// - Returns: `nil` when somebody else holds it, or was first; nothing is held then.
  /// - Throws: ``Failure``; nothing is held then.
  init?(
    on key: String, for run: String, seconds: Int, in opened: borrowing OpenRepository,
    remote: Remote?, known: RemoteState = RemoteState()
  ) throws {
    (self.key, self.run, self.seconds) = (key, run, seconds)
    var patient = remote
    patient?.patience = Publication.patience
    // For the renewals, which what is published needs.
    self.remote = patient
    gitDirectory = opened.repository.gitDirectory
    author = try opened.author
    let claims = try opened.claims()
    let now = SystemClock().now
    func isFree(_ claim: Claim?) -> Bool { claim?.isFree(at: now) ?? true }
    let present = try claims.claim(on: key)
    guard isFree(present), isFree(known.claim),
      let claim = try claims.take(key, over: present, for: run, until: now + seconds, at: now)
    else { return nil }
    state = Mutex(State(claim: claim, there: claim.id, expires: now + seconds))
    guard let remote else { return }
    var isTaken = false
    // What we hold here and could not get there is let go of, whatever came in between.
    defer { if !isTaken { try? claims.release(claim) } }
    var moves = [
      Remote.Move(
        ref: RefNames.claim(key), to: .value(claim.id), expected: known.claim?.id ?? .zero)
    ]
    if let entry = try opened.repository.reference(RefNames.queued(key)), entry != known.entry {
      moves.append(
        Remote.Move(ref: RefNames.queued(key), to: .value(entry), expected: known.entry ?? .zero))
    }
    switch try remote.push(moves) {
    case .taken: isTaken = true
    case .refused(let words):
      let there = try remote.values(of: [RefNames.claim(key), RefNames.queued(key)])
      // Where nothing has changed, nobody was first: the remote does not want it.
      guard
        there[RefNames.claim(key)] != known.claim?.id
          || there[RefNames.queued(key)] != known.entry
      else {
        throw Failure(
          "the remote '\(remote.name)' takes no claims: \(words)",
          hint: "its rules have to allow pushes to refs/colleague/", status: .refused)
      }
      return nil
    }
  }

  /// Begins to renew the claim; returns at once.
  func keepUp() {
    let thread = Threads.Thread { [self] in
      // A first renewal soon makes the run visible on the remote.
      var pause = remote == nil ? Double(seconds) / 3 : min(5, Double(seconds) / 3)
      while wake.wait(timeout: .now() + pause) == .timedOut {
        let isRenewed = renew()
        if state.withLock({ $0.isEnding || $0.isLost }) { return }
        pause = isRenewed ? Double(seconds) / 3 : min(10, Double(seconds) / 10)
      }
    }
    state.withLock { $0.thread = thread }
    guard thread == nil else { return }
    Console.standard.warn(
      Failure(
        "the system gives no thread that could renew the claim on \(key.prefix(12)), which runs out",
        hint: "fewer --jobs, or a longer colleague.lease"))
  }

  /// Whether nobody else has taken the claim over, as far as is known here.
  var isHeld: Bool { state.withLock { !$0.isLost } }

  /// Ends the renewing and waits for one under way.
  ///
  /// - Returns: The claim here, and its commit on the remote; `nil` for that when it was lost.
  func end() -> (claim: Claim, there: ObjectID?) {
    let thread = state.withLock { state in
      state.isEnding = true
      return state.thread.take()
    }
    wake.signal()
    thread?.join()
    return state.withLock { ($0.claim, $0.isLost ? nil : $0.there) }
  }

  /// Renews the claim now, so that what is published next is not put over another worker's.
  ///
  /// - Returns: Whether it is ours, for as long as a claim holds.
  func confirm() -> Bool { renew(withTrail: false) && isHeld }

  /// Renews the claim once; `false` when that has to be tried again.
  private func renew(withTrail: Bool = true) -> Bool {
    renewal.withLock { _ in renewed(withTrail: withTrail) }
  }

  private func renewed(withTrail: Bool) -> Bool {
    let now = SystemClock().now
    let (claim, there, expires) = state.withLock { ($0.claim, $0.there, $0.expires) }
    do {
      let repository = try Repository(discovering: gitDirectory, environment: [:])
      let trail = withTrail ? try repository.reference(RefNames.run(run)) : nil
      let claims = Claims(in: repository, author: author, worker: ThisWorker.worker)
      guard
        let next = try claims.take(key, over: claim, for: run, until: now + seconds, at: now)
      else {
        lose("another worker has taken over the issue")
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
      if now >= expires {
        lose("the claim on the issue could not be renewed: \(Failure(error).sentence)")
      }
      return false
    }
  }

  /// Pushes the renewed claim and the trail; `false` when that has to be tried again, or the claim is lost.
  private func push(
    _ next: Claim, over there: ObjectID, with trail: ObjectID?, to remote: Remote
  ) throws -> Bool {
    state.withLock { _ = $0.attempted.insert(next.id) }
    var moves = [Remote.Move(ref: RefNames.claim(key), to: .value(next.id), expected: there)]
    if let trail {
      moves.append(Remote.Move(ref: RefNames.run(run), to: .value(trail), expected: nil))
    }
    guard case .refused(let words) = try remote.push(moves) else {
      state.withLock { $0.attempted = [] }
      return true
    }
    let present = try remote.values(of: [RefNames.claim(key)])[RefNames.claim(key)]
    if let present, state.withLock({ $0.attempted.contains(present) }) {
      state.withLock { $0.there = present }
      return false
    }
    if present == there {
      throw Failure("'\(remote.name)' does not take the run: \(words)")
    }
    lose("another worker has taken over the issue on '\(remote.name)'")
    return false
  }

  private func lose(_ reason: String) {
    state.withLock { $0.isLost = true }
    Interruption.standard.ask(because: reason)
  }
}

/// What a remote says about one issue.
struct RemoteState {
  /// Who has claimed it.
  var claim: Claim?
  /// The commit of its entry in the queue.
  var entry: ObjectID?
}
