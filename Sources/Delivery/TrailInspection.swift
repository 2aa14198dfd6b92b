package import Git
package import Records
import Series
package import Text
package import Vocabulary

/// Looks through what the steps of a run have made of the project for what may not leave, by the rules that withhold
/// a series; see ``PatchInspection``.
///
/// Each look takes the steps that are new since the last one. A secret of the base that a step moves to another file
/// passes where the first file has been changed by then, or by a later step of the same look.
package struct TrailInspection: Sendable {
  private var changes: ChangeInspection
  private var seen: ObjectID?

  /// What was found in all looks; what has to be known first, but blocks nothing, is left out.
  package private(set) var blocking: [PatchFinding] = []

  /// An inspection of the trail of `run`, of which nothing is known yet.
  package init(of run: Run, by redactor: Redactor) {
    changes = ChangeInspection(since: run.baseTree, by: redactor)
  }

  /// Looks through the steps up to the state `tip`.
  ///
  /// - Throws: ``RecordsError/git(_:)``; the next look takes the same steps.
  /// - Complexity: O(*n*) in the steps since the last look and the bytes of the files that they change.
  package mutating func look(
    at tip: ObjectID, in repository: borrowing Repository
  ) throws(RecordsError) {
    let (seen, changes) = (seen, changes)
    let (found, next) = try git { () throws(GitError) in
      var changes = changes
      var steps: [(before: ObjectID, after: ObjectID)] = []
      var state: ObjectID? = tip
      while let id = state, id != seen {
        let parents = try repository.readCommit(id).parents
        if parents.count > 1 {
          let code = try repository.readCommit(parents[1])
          if let before = code.parents.first {
            steps.append((try repository.readCommit(before).tree, code.tree))
          }
        }
        state = parents.first
      }
      return (try changes.findings(in: steps.reversed(), of: repository), changes)
    }
    (self.seen, self.changes) = (tip, next)
    blocking += found.joined().filter(\.kind.blocks)
  }
}
