import CLibgit2
package import Vocabulary

extension Repository {
  /// How many commits `one` has that `other` has not, and the other way round.
  ///
  /// - Complexity: O(*n*) in the commits since the two parted.
  package func distance(
    from one: ObjectID, to other: ObjectID
  ) throws(GitError) -> (onlyFirst: Int, onlySecond: Int) {
    var (ahead, behind) = (0, 0)
    var (oneID, otherID) = (one.raw, other.raw)
    try check(
      git_graph_ahead_behind(&ahead, &behind, raw, &oneID, &otherID), "commits \(one), \(other)")
    return (ahead, behind)
  }

  /// The paths at which what leads from the tree `base` to the tree `changed` does not fit onto the tree
  /// `target`; empty when all of it does. Nothing is written.
  ///
  /// - Complexity: O(*n*) in the files of the trees.
  package func conflicts(
    applying changed: ObjectID, from base: ObjectID, onto target: ObjectID
  ) throws(GitError) -> [String] {
    let ancestor = try lookUpTree(base)
    let ours = try lookUpTree(target)
    let theirs = try lookUpTree(changed)
    let index = Handle(
      try make("merge") { git_merge_trees(&$0, raw, ancestor.raw, ours.raw, theirs.raw, nil) },
      freedBy: git_index_free)
    guard git_index_has_conflicts(index.raw) != 0 else { return [] }
    let iterator = Handle(
      try make("merge") { git_index_conflict_iterator_new(&$0, index.raw) },
      freedBy: git_index_conflict_iterator_free)
    var paths: Set<String> = []
    var before: UnsafePointer<git_index_entry>?
    var one: UnsafePointer<git_index_entry>?
    var other: UnsafePointer<git_index_entry>?
    while git_index_conflict_next(&before, &one, &other, iterator.raw) == 0 {
      for case let side? in [before, one, other] {
        paths.insert(String(cString: side.pointee.path))
      }
    }
    return paths.sorted()
  }
}
