import Git
import Records
import Series
import Vocabulary

extension SeriesDelivery {
  /// What is in each patch that blocks it or that a reader has to know first; see ``PatchInspection``.
  ///
  /// - Complexity: O(*n*) in the bytes of the files that the patches change.
  func inspect(
    _ patches: [ObjectID], in repository: borrowing Repository
  ) throws(RecordsError) -> [[PatchFinding]] {
    try git { () throws(GitError) in
      var inspection = ChangeInspection(since: run.baseTree, by: redactor)
      var before = run.baseTree
      var pairs: [(before: ObjectID, after: ObjectID)] = []
      for patch in patches {
        let tree = try repository.readCommit(patch).tree
        pairs.append((before, tree))
        before = tree
      }
      return try inspection.findings(in: pairs, of: repository)
    }
  }

  /// Refuses patches in which there is what blocks them.
  ///
  /// - Throws: ``RecordsError/withheld(run:_:)`` with the places.
  func check(_ findings: [[PatchFinding]]) throws(RecordsError) {
    let blocking = findings.flatMap(\.self).filter(\.kind.blocks)
    guard blocking.isEmpty else { throw .withheld(run: run.id, blocking) }
  }
}
