import Engine
package import Git
package import Records
import Series
import Text
package import Vocabulary

extension Reroll {
  /// The reroll of the delivered series of `stored` on the tree `base`.
  ///
  /// Where the base has moved on, the patches are put onto it in memory; their trees are written, no ref is
  /// moved.
  ///
  /// - Parameters:
  ///   - base: The tree of the commit that the new version stands on.
  ///   - name: What that commit is called, for the marks of conflicts.
  /// - Throws: ``RecordsError/branchTaken(_:)`` when the branch is not where the series ends,
  ///   ``RecordsError/doesNotFit(paths:)`` where no file could hold both sides.
  package init(
    of stored: StoredRun, comments: [ReviewComment], onto base: ObjectID, named name: String,
    in repository: borrowing Repository
  ) throws(RecordsError) {
    let run = stored.record.run
    let steps = try stored.steps(in: repository)
    guard let branch = stored.record.branch, let tip = stored.record.patches.last else {
      throw .noSuchRun("\(run.id)")
    }
    let present: ObjectID?
    do { present = try repository.reference(branch) } catch { throw .git(error) }
    guard present == tip else { throw .branchTaken(branch) }
    var patches = try Reroll.patches(of: stored, steps, in: repository)
    var (conflicts, unmarked): ([String], [String]) = ([], [])
    if base != run.baseTree {
      let names = (target: name, changed: "version \((run.reroll?.version ?? 1))")
      for place in patches.indices {
        let tree = patches[place].tree
        let put = try git {
          () throws(GitError) in
          try repository.merged(tree, from: run.baseTree, onto: base, names: names)
        }
        patches[place].tree = put.tree
        patches[place].tests = nil
        conflicts = put.conflicts
        unmarked = put.unmarked
      }
    }
    guard unmarked.isEmpty else { throw .doesNotFit(paths: unmarked) }
    self.init(
      of: run.id, changeID: run.reroll?.changeID ?? run.id,
      version: (run.reroll?.version ?? 1) + 1, branch: branch, tip: tip,
      commits: stored.record.patches, patches: patches, start: patches.last?.tree ?? base,
      conflicts: conflicts, comments: comments,
      baseline: base == run.baseTree ? run.reroll?.baseline ?? steps.baseline : nil)
  }

  /// The patches as they were delivered: their plans, with the trees of the commits.
  private static func patches(
    of stored: StoredRun, _ steps: [Step], in repository: borrowing Repository
  ) throws(RecordsError) -> [SplitPatch] {
    let plans = seriesPlan(for: stored.record.run, steps: steps)
    var patches: [SplitPatch] = []
    for (place, id) in stored.record.patches.enumerated() {
      let commit: Commit
      do { commit = try repository.readCommit(id) } catch { throw .git(error) }
      var patch = SplitPatch(kind: .behaviour, subject: "", tree: commit.tree)
      if plans.count == stored.record.patches.count {
        patch = plans[place]
      } else {
        patch.subject = String(commit.message.lines().first { !$0.isEmpty } ?? "")
      }
      patch.tree = commit.tree
      patches.append(patch)
    }
    return patches
  }
}
