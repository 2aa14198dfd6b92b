import Engine
import Git
import Records
import Runs
import Vocabulary

/// Joins the lessons of a remote to ours, and gives it what ours have beyond.
///
/// What goes wrong is a warning: lessons are in no run's way, and the next sweep tries again.
struct LessonExchange {
  private let remote: any RemoteRepository
  private let context: WorkerContext
  /// How often it is tried where others push at the same time.
  private static let rounds = 20

  /// The exchange with `remote`.
  init(with remote: any RemoteRepository, _ context: WorkerContext) {
    (self.remote, self.context) = (remote, context)
  }

  /// Fetches, joins and pushes; again when somebody else was faster.
  ///
  /// - Parameter isFetched: Whether the remote's lessons were fetched just now; else it is asked for them where there are
  ///   some here.
  func exchange(in opened: borrowing OpenRepository, fetched isFetched: Bool = false) {
    do { try exchanged(in: opened, isFetched) } catch {
      context.reporter.report(.warning(SweepError(error)))
    }
  }

  private func exchanged(in opened: borrowing OpenRepository, _ isFetched: Bool) throws {
    // Nobody's name is on what is joined.
    guard (try? opened.author) != nil else { return }
    let index = try opened.lessons()
    let ref = RefNames.lessons
    let kept = remote.refs.kept(ref)
    guard try isFetched || opened.repository.reference(ref) != nil else { return }
    var refusal = ""
    for round in 0..<LessonExchange.rounds {
      if round > 0 { context.clock.sleep(.random(in: 0.01...(Double(round) * 0.05))) }
      let isKnown = isFetched && round == 0
      let theirs =
        isKnown ? try opened.repository.reference(kept) : try remote.values(of: [ref])[ref]
      if let theirs, try !opened.repository.exists(theirs) {
        try remote.fetch(["+\(ref):\(kept)"])
        // It has moved on in between.
        guard try opened.repository.exists(theirs) else { continue }
      }
      guard case .push(let ours, let old) = try index.join(theirs, at: context.clock.now) else {
        return
      }
      let update = RefUpdate.set(ref, to: ours, at: old)
      guard case .refused(let words) = try remote.push([update]) else { return }
      refusal = words
    }
    throw SweepError.refused(remote.name, .lessons, words: refusal)
  }
}
