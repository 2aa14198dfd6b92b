import Engine
import Git
import Records
import Vocabulary

extension SeriesDelivery {
  /// How many names are tried beside the series' own.
  private static let limit = 100

  /// Lets a branch end in the last patch and returns its full name; the same name when this is repeated.
  ///
  /// That is the series' own branch where it is as the run found it, or gone. Where people or another version have
  /// moved it, it stays theirs, and a name that is free is taken.
  ///
  /// - Throws: ``RecordsError/checkedOut(_:run:)`` where the branch is as the run found it, and checked out;
  ///   ``RecordsError/branchTaken(_:)`` where too many names are taken.
  func moveBranch(
    to patches: [ObjectID], in repository: borrowing Repository
  ) throws(RecordsError) -> String {
    let branch = run.seriesBranch
    guard let tip = patches.last else { return branch }
    // First, so that a branch which is there is never unknown; it is nobody's loss when it stays alone.
    DeliveredHere.add(run.id, in: repository)
    if let done = try branchDelivered(at: tip, in: repository) {
      repository.removeDeadLock(on: done)
      return done
    }
    for name in [branch] + otherNames {
      let (present, isCheckedOut): (ObjectID?, Bool) = try git { () throws(GitError) in
        (try repository.reference(name), try repository.isCheckedOut(name))
      }
      let isOurs = name == branch && present == run.reroll?.tip
      // One that is checked out and has no commit is about to be somebody's.
      guard isOurs || present == nil, present != nil || !isCheckedOut else { continue }
      guard !isCheckedOut else { throw .checkedOut(name, run: run.id) }
      if try move(name, from: present, to: tip, in: repository) { return name }
    }
    throw .branchTaken(branch)
  }

  /// The names for a series whose own is taken, in the order in which they are tried: first the run's, in which
  /// nobody else has an interest.
  private var otherNames: [String] {
    let own = RefNames.branch(of: run.id)
    return (own == run.seriesBranch ? [] : [own])
      + (2..<SeriesDelivery.limit).map { "\(own)-\($0)" }
  }

  /// The branch at which a delivery that was broken off has left the series.
  private func branchDelivered(
    at tip: ObjectID, in repository: borrowing Repository
  ) throws(RecordsError) -> String? {
    let branch = run.seriesBranch
    return try git { () throws(GitError) in
      if try repository.reference(branch) == tip { return branch }
      let others = Set(otherNames)
      return try repository.references(withPrefix: RefNames.branch(of: run.id))
        .first { $0.id == tip && others.contains($0.name) }?.name
    }
  }

  /// Moves the branch and says whether it was still at `present`.
  private func move(
    _ name: String, from present: ObjectID?, to tip: ObjectID, in repository: borrowing Repository
  ) throws(RecordsError) -> Bool {
    do {
      try repository.sync()
      try repository.apply(
        .move(name, from: present, to: tip, reason: "colleague: \(run.id)"),
        durable: true)
    } catch {
      if case .moved = error { return false }
      throw .git(error)
    }
    return true
  }
}
