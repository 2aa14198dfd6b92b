import CLibgit2
package import Vocabulary

extension Repository {
  /// How many commits `one` has that `other` has not, and the other way round.
  ///
  /// A commit that is missing, as in a shallow clone, counts as no parent.
  ///
  /// - Complexity: O(*n*) in the commits since the two parted.
  package func distance(
    from one: ObjectID, to other: ObjectID
  ) throws(GitError) -> (onlyFirst: Int, onlySecond: Int) {
    var (ahead, behind) = (0, 0)
    var (oneID, otherID) = (one.raw, other.raw)
    // The library's walk breaks off where a shallow clone's history ends, and says so in several ways.
    if git_graph_ahead_behind(&ahead, &behind, raw, &oneID, &otherID) < 0 {
      ahead = try newCommits(at: one, since: [other], limit: .max).commits.count
      behind = try newCommits(at: other, since: [one], limit: .max).commits.count
    }
    return (ahead, behind)
  }

  /// The paths at which what leads from the tree `base` to the tree `changed` does not fit onto the tree
  /// `target`; empty when all of it does. Nothing is written.
  ///
  /// - Complexity: O(*n*) in the files of the trees.
  package func conflicts(
    applying changed: ObjectID, from base: ObjectID, onto target: ObjectID
  ) throws(GitError) -> [String] {
    let index = try mergedIndex(of: changed, from: base, onto: target)
    return Set(names: try conflictingSides(in: index).flatMap(\.paths)).names
  }

  /// The tree `target` with what leads from the tree `base` to the tree `changed`; it is written.
  ///
  /// Where the two do not fit, the file has both, between marks with these names; where no text can have both (one
  /// side is gone, no text, or of another kind), it is as in `changed`, or as in `target` where `changed` lacks it.
  ///
  /// - Returns: The tree, the paths at which they did not fit, and those among them where no file has both; sorted.
  /// - Complexity: O(*n*) in the files of the trees.
  package func merged(
    _ changed: ObjectID, from base: ObjectID, onto target: ObjectID,
    names: (target: String, changed: String)
  ) throws(GitError) -> (tree: ObjectID, conflicts: [String], unmarked: [String]) {
    let index = try mergedIndex(of: changed, from: base, onto: target)
    let sides = try conflictingSides(in: index)
    var unmarked: Set<ExactText> = []
    for side in sides {
      if try !settle(side, in: index, names) { unmarked.formUnion(side.paths) }
    }
    var id = git_oid()
    let handle = index.raw
    try check(git_index_write_tree_to(&id, handle, raw), "a tree")
    return (ObjectID(id), Set(names: sides.flatMap(\.paths)).names, unmarked.names)
  }

  /// Whether a merge of two commits has nothing but what merging them gives, without conflicts. Nothing is
  /// written.
  ///
  /// - Complexity: O(*n*) in the files, and the commits since the two parted.
  package func isPlain(merge id: ObjectID) throws(GitError) -> Bool {
    let commit = try readCommit(id)
    guard commit.parents.count == 2 else { return false }
    let one = try lookUpCommit(commit.parents[0])
    let other = try lookUpCommit(commit.parents[1])
    let index = Handle(
      try make("merge") { git_merge_commits(&$0, raw, one.raw, other.raw, nil) },
      freedBy: git_index_free)
    guard git_index_has_conflicts(index.raw) == 0 else { return false }
    let tree = try lookUpTree(commit.tree)
    let difference = Handle(
      try make("diff") { git_diff_tree_to_index(&$0, raw, tree.raw, index.raw, nil) },
      freedBy: git_diff_free)
    return git_diff_num_deltas(difference.raw) == 0
  }

  private func mergedIndex(
    of changed: ObjectID, from base: ObjectID, onto target: ObjectID
  ) throws(GitError) -> Handle {
    let ancestor = try lookUpTree(base)
    let ours = try lookUpTree(target)
    let theirs = try lookUpTree(changed)
    return Handle(
      try make("merge") { git_merge_trees(&$0, raw, ancestor.raw, ours.raw, theirs.raw, nil) },
      freedBy: git_index_free)
  }

  /// A path at which two trees did not fit, with what stands there.
  private struct ConflictingSides {
    var path: String
    /// The path on each side; others than ``path`` where one has moved the file.
    var paths: [String]
    var base: TreeEntry?
    var target: TreeEntry?
    var changed: TreeEntry?
  }

  private func conflictingSides(
    in index: borrowing Handle
  ) throws(GitError) -> [ConflictingSides] {
    guard git_index_has_conflicts(index.raw) != 0 else { return [] }
    let iterator = Handle(
      try make("merge") { git_index_conflict_iterator_new(&$0, index.raw) },
      freedBy: git_index_conflict_iterator_free)
    var found: [ConflictingSides] = []
    var before: UnsafePointer<git_index_entry>?
    var one: UnsafePointer<git_index_entry>?
    var other: UnsafePointer<git_index_entry>?
    while git_index_conflict_next(&before, &one, &other, iterator.raw) == 0 {
      guard let any = before ?? one ?? other else { continue }
      func entry(_ side: UnsafePointer<git_index_entry>?) -> TreeEntry? {
        side.map {
          TreeEntry(
            id: ObjectID($0.pointee.id), mode: FileMode(rawValue: $0.pointee.mode) ?? .file)
        }
      }
      let paths = [before, one, other].compactMap { $0.map { String(cString: $0.pointee.path) } }
      found.append(
        ConflictingSides(
          path: String(cString: any.pointee.path), paths: paths, base: entry(before),
          target: entry(one), changed: entry(other)))
    }
    return found
  }

  /// Puts one file where several stood; `false` where it does not have both sides.
  private func settle(
    _ side: ConflictingSides, in index: borrowing Handle,
    _ names: (target: String, changed: String)
  ) throws(GitError) -> Bool {
    var kept = side.changed ?? side.target
    var hasBoth = false
    let modes: Set<FileMode> = [.file, .executable]
    if let one = side.target, let other = side.changed, modes.contains(one.mode),
      modes.contains(other.mode), let text = try marked(side, names)
    {
      kept = TreeEntry(id: try writeBlob(text), mode: other.mode)
      hasBoth = true
    }
    try check(git_index_conflict_remove(index.raw, side.path), side.path)
    guard let kept else { return false }
    let handle = index.raw
    let code = side.path.withCString { path in
      var entry = git_index_entry()
      entry.path = path
      entry.mode = kept.mode.rawValue
      entry.id = kept.id.raw
      return git_index_add(handle, &entry)
    }
    try check(code, side.path)
    return hasBoth
  }

  /// Both texts between marks; `nil` where one is no text.
  private func marked(
    _ side: ConflictingSides, _ names: (target: String, changed: String)
  ) throws(GitError) -> [UInt8]? {
    guard let target = side.target, let changed = side.changed else { return nil }
    let base = try side.base.map { entry throws(GitError) in try readBlob(entry.id) } ?? []
    let (one, other) = (try readBlob(target.id), try readBlob(changed.id))
    guard ![base, one, other].contains(where: { $0.prefix(8000).contains(0) }) else { return nil }
    var options = git_merge_file_options()
    try check(
      git_merge_file_options_init(&options, UInt32(GIT_MERGE_FILE_OPTIONS_VERSION)), side.path)
    var result = git_merge_file_result()
    defer { git_merge_file_result_free(&result) }
    let code = names.target.withCString { ours in
      names.changed.withCString { theirs in
        side.path.withCString { path in
          options.our_label = ours
          options.their_label = theirs
          return merge(base, one, other, at: path, &options, &result)
        }
      }
    }
    try check(code, side.path)
    return Array(UnsafeRawBufferPointer(start: result.ptr, count: result.len))
  }

  private func merge(
    _ base: [UInt8], _ one: [UInt8], _ other: [UInt8], at path: UnsafePointer<CChar>,
    _ options: inout git_merge_file_options, _ result: inout git_merge_file_result
  ) -> Int32 {
    base.withUnsafeBytes { base in
      one.withUnsafeBytes { one in
        other.withUnsafeBytes { other in
          func input(_ bytes: UnsafeRawBufferPointer) -> git_merge_file_input {
            var input = git_merge_file_input()
            git_merge_file_input_init(&input, UInt32(GIT_MERGE_FILE_INPUT_VERSION))
            input.ptr = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            input.size = bytes.count
            input.path = path
            input.mode = FileMode.file.rawValue
            return input
          }
          var (ancestor, ours, theirs) = (input(base), input(one), input(other))
          return git_merge_file(&result, &ancestor, &ours, &theirs, &options)
        }
      }
    }
  }
}
