import Git
import Provenance
import Records
import Runs
import Sweeps
import Vocabulary

/// Removes what killed processes of ours have left in a repository; nothing that is not ours is touched.
struct DoctorFixes: ~Copyable {
  private let opened: OpenRepository

  /// The fixes for `opened`.
  init(of opened: borrowing OpenRepository) throws { self.opened = try opened.again() }

  /// Removes locks and claims that were left, clears the cache of dead runs, and archives finished ones.
  ///
  /// - Parameter tell: Receives what was mended.
  func mend(_ tell: (String) -> Void) throws {
    for lock in opened.repository.staleLocks() { opened.repository.removeStaleLock(on: lock.ref) }
    let claims = try opened.claims()
    let queue = try opened.queue()
    let now = SystemClock().now
    for claim in try claims.readable()
    where try claim.isAbandoned || claim.isObsolete(in: queue, at: now) {
      // The claim alone may know the run; the next try goes on with it.
      if let entry = try? queue.entry(claim.key), !entry.isClosed, let run = claim.run {
        try queue.update(claim.key, subject: "given up", at: now) { $0.with(run: run) }
      }
      try claims.release(claim)
      tell("gave up the claim on \(claim.key.prefix(12))")
    }
    opened.cache.clearLeftovers(in: opened.repository)
    let settled = try queue.tidy(slack: 0, at: now)
    let archived = try Archive(author: try opened.author).tidy(opened.repository, slack: 0, at: now)
    {
      opened.cache.holder(of: $0) == nil
    }
    if settled + archived > 0 { tell("archived \(archived) runs and \(settled) issues") }
  }
}
