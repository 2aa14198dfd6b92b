package import Git
import Text
package import Vocabulary

/// A run for whose records the user's key does not vouch, with what a person wants to know before they are taken over.
package struct UnvouchedRun: Sendable {
  /// The run as it is.
  package let stored: StoredRun
  /// Who has made its states, as `Name <address>`, the first one first, each once; whoever made them has written that,
  /// too.
  package let makers: [String]
  /// When the newest state was made, in seconds since 1970, by its own word.
  private let time: Int
  /// Whether this very repository has put the run's series on a branch, which no push can say.
  package let isDeliveredHere: Bool
  /// Whether it is in the archive alone.
  package let isArchived: Bool

  /// The run `id`; `nil` where `key` vouches for it.
  ///
  /// - Throws: ``RecordsError/noSuchRun(_:)``, and others where it cannot be read.
  /// - Complexity: O(*n*) in its states.
  package init?(
    _ id: RunID, in repository: borrowing Repository, vouchedForBy key: RecordKey?
  ) throws(RecordsError) {
    stored = try StoredRun(id, in: repository)
    guard try !stored.isOwn(by: key, in: repository) else { return nil }
    let tip = stored.tip
    (makers, time, isArchived) = try git { () throws(GitError) in
      var makers: [String] = []
      var state: ObjectID? = tip
      while let id = state {
        let commit = try repository.readCommit(id)
        let maker = "\(commit.committer.name) <\(commit.committer.email)>"
        makers.removeAll { $0 == maker }
        makers.append(maker)
        state = commit.parents.first
      }
      return (
        makers.reversed(), try repository.readCommit(tip).committer.time,
        try repository.reference(RefNames.run(id)) == nil
      )
    }
    isDeliveredHere = DeliveredHere.ids(in: repository).contains(id)
  }

  /// The ids of all runs for which `key` does not vouch, archived ones among them, oldest first; those that cannot be
  /// read are left out.
  ///
  /// - Complexity: O(*n*) in the runs.
  package static func ids(
    in repository: borrowing Repository, vouchedForBy key: RecordKey?
  ) throws(RecordsError) -> [RunID] {
    let all = try Set(RunIndex.ids(in: repository) + Archive.ids(in: repository))
    var found: [RunID] = []
    for id in all.sorted() {
      guard let stored = try? StoredRun(id, in: repository) else { continue }
      if try !stored.isOwn(by: key, in: repository) { found.append(id) }
    }
    return found
  }

  /// Makes the run's records the user's own: one more state, with the same files, that `author` has made.
  ///
  /// Order: the state, sync, then the run's ref by compare-and-swap, or the archive's for a run that is there. A crash
  /// in between leaves the run as it was. The caller holds the run against other processes.
  ///
  /// - Throws: ``RecordsError/moved(run:expected:actual:)`` where the run's ref was moved since this was read.
  package func takeOver(
    by author: Author, at time: Int, in repository: borrowing Repository
  ) throws(RecordsError) {
    let id = stored.record.run.id
    let (tip, tree, time) = (stored.tip, stored.tree, max(time, self.time))
    let state = try git { () throws(GitError) in
      let state = try repository.commitRecord(
        at: RefNames.run(id), tree: tree, parents: [tip], by: author, at: time,
        message: "taken over\n")
      try repository.sync()
      return state
    }
    if isArchived {
      return try Archive(author: author).move(id, to: state, at: time, in: repository)
    }
    do {
      try repository.apply(
        .move(RefNames.run(id), from: tip, to: state, reason: "taken over"), durable: true)
    } catch GitError.moved(_, let expected, let actual) {
      throw .moved(run: "\(id)", expected: expected, actual: actual)
    } catch { throw .git(error) }
  }
}
