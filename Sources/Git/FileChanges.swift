import CLibgit2
package import Vocabulary

/// How one file differs between two trees, line by line.
package struct FileChange: Hashable, Sendable {
  /// The path afterwards; of a file that is gone, the path before.
  @ExactText package var path: String
  /// The path before; `nil` for a file that is new.
  package var oldPath: String?
  /// What stood there before; `nil` for a file that is new.
  package var old: TreeEntry?
  /// What stands there now; `nil` for a file that is gone.
  package var new: TreeEntry?
  /// Whether git takes either side for no text.
  package var isBinary: Bool
  /// The places that differ, in order; empty where one side is missing or no text.
  package var places: [Place]

  /// One place: lines counted from 0, before and afterwards.
  package struct Place: Hashable, Sendable {
    /// Lines that are gone; empty at where lines were put in.
    package var old: Range<Int>
    /// Lines that are new.
    package var new: Range<Int>
  }
}

extension Repository {
  /// The files that differ between two trees, with the places that differ and no lines around them; no tree counts
  /// as an empty one.
  ///
  /// - Parameter findsMoves: Whether a file that is new and like one that is gone counts as that one under
  ///   another name, by libgit2's measure, which differs a little from git's; else it is new, and the other one gone.
  /// - Complexity: O(*n*) in the bytes of the files that differ, and O(*a · r*) in the files that are new and
  ///   gone with no equal, up to git's own limit of a thousand of each.
  package func fileChanges(
    from old: ObjectID?, to new: ObjectID, findsMoves: Bool
  ) throws(GitError) -> [FileChange] {
    if old == new { return [] }
    let diff = try makeDiff(from: old, to: new, context: 0)
    let renames = findsMoves ? try renames(in: diff) : []
    let byNew = Dictionary(renames.map { ($0.new, $0) }, uniquingKeysWith: { $1 })
    let former = Set(renames.map(\.old))
    var found: [FileChange] = []
    for index in 0..<git_diff_num_deltas(diff.raw) where !former.contains(index) {
      let change =
        if let rename = byNew[index] { try fileChange(rename, of: diff) } else {
          try fileChange(index, of: diff)
        }
      if let change { found.append(change) }
    }
    return found
  }

  /// The places at which two files differ, in order; none where git takes either for no text.
  ///
  /// - Complexity: O(*n · d*) in their lines and those that differ.
  package func places(
    from old: ObjectID, to new: ObjectID
  ) throws(GitError) -> [FileChange.Place] {
    if old == new { return [] }
    let (one, other) = (try readBlob(old), try readBlob(new))
    var options = git_diff_options()
    try check(git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION)), "diff")
    options.flags = GIT_DIFF_INDENT_HEURISTIC.rawValue
    options.context_lines = 0
    let patch = Handle(
      try make("diff") {
        git_patch_from_buffers(
          &$0, one, one.count, nil, other, other.count, nil, &options)
      }, freedBy: git_patch_free)
    return try places(of: patch, "diff")
  }

  /// How one text differs from another, as a difference without a head; empty where it does not.
  package func difference(of new: String, from old: String) throws(GitError) -> String {
    if old == new { return "" }
    let (one, other) = (Array(old.utf8), Array(new.utf8))
    var options = git_diff_options()
    try check(git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION)), "diff")
    options.flags = GIT_DIFF_FORCE_TEXT.rawValue
    let patch = Handle(
      try make("diff") {
        git_patch_from_buffers(&$0, one, one.count, nil, other, other.count, nil, &options)
      }, freedBy: git_patch_free)
    var buffer = git_buf()
    try check(git_patch_to_buf(&buffer, patch.raw), "diff")
    defer { git_buf_dispose(&buffer) }
    let text = text(of: buffer)
    return text.firstRange(of: "@@").map { String(text[$0.lowerBound...]) } ?? ""
  }

  private func fileChange(
    _ rename: Rename, of diff: borrowing Handle
  ) throws(GitError) -> FileChange? {
    guard let old = git_diff_get_delta(diff.raw, rename.old)?.pointee.old_file,
      let new = git_diff_get_delta(diff.raw, rename.new)?.pointee.new_file,
      let oldName = old.path, let newName = new.path
    else { return nil }
    var change = FileChange(
      path: String(cString: newName), oldPath: String(cString: oldName), old: TreeEntry(old),
      new: TreeEntry(new), isBinary: false, places: [])
    guard let patch = try patch(of: rename, in: diff, context: 0) else { return change }
    let flags = git_patch_get_delta(patch.raw)?.pointee.flags ?? 0
    change.isBinary = flags & GIT_DIFF_FLAG_BINARY.rawValue != 0
    if !change.isBinary { change.places = try places(of: patch, change.path) }
    return change
  }

  private func fileChange(
    _ index: Int, of diff: borrowing Handle
  ) throws(GitError) -> FileChange? {
    guard let delta = git_diff_get_delta(diff.raw, index)?.pointee else { return nil }
    let old = TreeEntry(delta.old_file)
    let new = TreeEntry(delta.new_file)
    guard let oldName = delta.old_file.path, let newName = delta.new_file.path else { return nil }
    let path = String(cString: new == nil ? oldName : newName)
    var change = FileChange(
      path: path, oldPath: old == nil ? nil : String(cString: oldName), old: old, new: new,
      isBinary: false, places: [])
    // A patch is made first: only then is it known whether git takes the files for text.
    guard let raw = try find(path, { git_patch_from_diff(&$0, diff.raw, index) }) else {
      change.isBinary = true
      return change
    }
    let patch = Handle(raw, freedBy: git_patch_free)
    let flags = git_patch_get_delta(patch.raw)?.pointee.flags ?? 0
    change.isBinary = flags & GIT_DIFF_FLAG_BINARY.rawValue != 0
    guard old != nil, new != nil, !change.isBinary else { return change }
    change.places = try places(of: patch, path)
    return change
  }

  private func places(
    of patch: borrowing Handle, _ path: String
  ) throws(GitError) -> [FileChange.Place] {
    var places: [FileChange.Place] = []
    for number in 0..<git_patch_num_hunks(patch.raw) {
      var hunk: UnsafePointer<git_diff_hunk>?
      try check(git_patch_get_hunk(&hunk, nil, patch.raw, number), path)
      guard let place = hunk?.pointee else { continue }
      places.append(
        FileChange.Place(
          old: lines(place.old_start, place.old_lines), new: lines(place.new_start, place.new_lines)
        ))
    }
    return places
  }

  /// git counts from 1, and names the line before where there is none.
  private func lines(_ start: Int32, _ count: Int32) -> Range<Int> {
    let first = count == 0 ? Int(start) : Int(start) - 1
    return first..<(first + Int(count))
  }
}
