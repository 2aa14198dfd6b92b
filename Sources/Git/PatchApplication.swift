import CLibgit2
package import Vocabulary

extension Repository {
  /// The tree that `tree` becomes by a patch as `git diff` prints it, and the paths that the patch leads to or from.
  ///
  /// Each hunk has to fit at its own lines: libgit2 1.5 looks for it nowhere else, where `git apply` does. Text around the
  /// differences is passed over. Only objects are written, and none of them is synced.
  ///
  /// - Returns: `nil` where the patch does not fit, or is none; no paths where there is no difference in it.
  /// - Throws: ``GitError`` where objects cannot be read or written.
  /// - Complexity: O(*n*) in the entries of the tree.
  package func applied(
    _ patch: [UInt8], to tree: ObjectID
  ) throws(GitError) -> (tree: ObjectID, paths: Set<ExactText>)? {
    guard let diff = Repository.difference(in: patch) else { return nil }
    var paths: Set<ExactText> = []
    for place in 0..<git_diff_num_deltas(diff.raw) {
      guard let delta = git_diff_get_delta(diff.raw, place)?.pointee else { continue }
      for name in [delta.old_file.path, delta.new_file.path].compactMap(\.self) {
        paths.insert(String(cString: name))
      }
    }
    // What git refuses as a path of a tree has no business in the index either.
    guard paths.allSatisfy({ Repository.isPath($0.wrappedValue) }) else { return nil }
    let before = try borrowedTree(tree)
    defer { git_tree_free(before) }
    var made: OpaquePointer?
    guard git_apply_to_tree(&made, raw, before, diff.raw, nil) == 0, let made else { return nil }
    let index = Handle(made, freedBy: git_index_free)
    var id = git_oid()
    try check(git_index_write_tree_to(&id, index.raw, raw), "a tree")
    return (ObjectID(id), paths)
  }

  /// The differences in `patch`; `nil` where they cannot be read.
  private static func difference(in patch: [UInt8]) -> Handle? {
    _ = Libgit2.start
    // A last line without its end is one that somebody has cut.
    let text = patch.last == .lineFeed || patch.isEmpty ? patch : patch + [.lineFeed]
    var diff: OpaquePointer?
    let code = text.withUnsafeBytes { bytes in
      git_diff_from_buffer(
        &diff, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    guard code == 0, let diff else { return nil }
    return Handle(diff, freedBy: git_diff_free)
  }

  /// Whether each part of a path may stand in a tree.
  private static func isPath(_ path: String) -> Bool {
    path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty && part != "." && part != ".." && part.lowercased() != ".git"
    }
  }
}
