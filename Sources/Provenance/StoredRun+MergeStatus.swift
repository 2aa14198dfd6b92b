package import Git
package import Records
import Series
import Text
package import Vocabulary

extension StoredRun {
  /// Keeps what people did with the run's series: the rationale on commits that are copies of its patches,
  /// then the merge status in the run's newest state, or in the archive's index for a run that is there.
  ///
  /// A note that is there stays as it is. Order: notes, then objects, sync, and the run's ref by
  /// compare-and-swap; after a crash between them the next scan does the same again. The caller holds the
  /// run against other processes.
  ///
  /// - Parameter secrets: Literal texts that must not reach any note.
  /// - Throws: ``RecordsError/moved(run:expected:actual:)`` when the run's ref was moved since this was read;
  ///   the merge status is not kept then.
  package func keep(
    _ status: MergeStatus, at time: Int, by author: Author, hiding secrets: [String],
    in repository: borrowing Repository
  ) throws(RecordsError) {
    try passOnRationale(by: status, at: time, author, secrets, in: repository)
    try keepMergeStatus(status, at: time, by: author, in: repository)
  }

  /// Puts the rationale on each copy of a patch that has no note yet.
  private func passOnRationale(
    by status: MergeStatus, at time: Int, _ author: Author, _ secrets: [String],
    in repository: borrowing Repository
  ) throws(RecordsError) {
    for mergedCommit in status.mergedCommits where !record.patches.contains(mergedCommit.commit) {
      let present = try git { () throws(GitError) in
        try repository.note(on: mergedCommit.commit, ref: RefNames.notes)
      }
      guard present == nil else { continue }
      var text = mergedCommit.isExact ? "" : StoredRun.differs(from: mergedCommit.patches)
      var parts: [String] = []
      for patch in mergedCommit.patches {
        let part = try rationale(of: patch, hiding: secrets, in: repository)
        if !parts.contains(part) { parts.append(part) }
      }
      text += parts.joined(separator: "\n")
      let note = Redactor(hiding: secrets)(Outgoing(kept: text))
      _ = try git { () throws(GitError) in
        try repository.addFirstNote(
          on: mergedCommit.commit, text: note, ref: RefNames.notes,
          signature: author.signature(at: time))
      }
    }
  }

  private static func differs(from patches: [ObjectID]) -> String {
    let names = patches.map { $0.abbreviated() }.joined(separator: ", ")
    return
      "This commit is not quite as it was delivered; what follows was written for \(names).\n\n"
  }

  /// The rationale of one of the run's patches: its note, or where that was lost, what it would say.
  ///
  /// - Parameter secrets: Literal texts that must not be in it.
  package func rationale(
    of patch: ObjectID, hiding secrets: [String], in repository: borrowing Repository
  ) throws(RecordsError) -> String {
    let note = try git { () throws(GitError) in
      try repository.note(on: patch, ref: RefNames.notes)
    }
    if let note { return Redactor(hiding: secrets)(note).value }
    let steps = try steps(in: repository)
    let outcome = record.outcome ?? .unresolved
    let plans = seriesPlan(for: record.run, steps: steps)
    guard let place = record.patches.firstIndex(of: patch), place < plans.count else {
      throw .noSuchRun("\(record.run.id)")
    }
    return Redactor(hiding: secrets)(
      Series.rationale(
        for: record.run, steps: steps, outcome: outcome, patch: place, of: plans)
    ).value.text
  }
}
