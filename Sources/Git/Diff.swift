import CLibgit2
import Glibc
package import Vocabulary

/// One file that differs between two trees.
package struct TreeChange: Hashable, Sendable {
  /// The path.
  @ExactText package var path: String
  /// What stood there before; `nil` for a file that is new.
  package var old: TreeEntry?
  /// What stands there now; `nil` for a file that is gone.
  package var new: TreeEntry?

  /// The change at `path` from `old` to `new`.
  package init(path: String, old: TreeEntry?, new: TreeEntry?) {
    self.path = path
    self.old = old
    self.new = new
  }
}

/// How one file differs between two trees.
package struct FilePatch: Hashable, Sendable {
  /// The path.
  @ExactText package var path: String
  /// The difference as `git diff` would print it, header included.
  package var text: String
  /// Lines that are new.
  package var added: Int
  /// Lines that are gone.
  package var removed: Int
}

/// What a difference does with a path where a file has become a link, or anything else of another type.
enum TypeChanges {
  /// One difference.
  case joined
  /// Two: one file went, another came.
  case split
  /// None.
  case leftOut
}

extension Repository {
  /// The files that differ between two trees, by path; no tree counts as an empty one.
  ///
  /// - Complexity: O(*c*) in the directories that differ; equal ones are skipped by their ids.
  package func changes(
    from old: ObjectID?, to new: ObjectID?
  ) throws(GitError) -> [TreeChange] {
    if old == new { return [] }
    let diff = try makeDiff(from: old, to: new)
    return (0..<git_diff_num_deltas(diff.raw)).compactMap { index in
      guard let delta = git_diff_get_delta(diff.raw, index)?.pointee else { return nil }
      let before = TreeEntry(delta.old_file)
      let after = TreeEntry(delta.new_file)
      guard let path = delta.new_file.path ?? delta.old_file.path else { return nil }
      return TreeChange(path: String(cString: path), old: before, new: after)
    }
  }

  /// The difference of two trees as `git diff` would print it.
  package func patch(from old: ObjectID?, to new: ObjectID?) throws(GitError) -> String {
    let diff = try makeDiff(from: old, to: new)
    var buffer = git_buf()
    try check(git_diff_to_buf(&buffer, diff.raw, GIT_DIFF_FORMAT_PATCH), "diff")
    defer { git_buf_dispose(&buffer) }
    return text(of: buffer)
  }

  /// The difference of two trees file by file, by path; put together, what ``patch(from:to:)`` gives.
  package func filePatches(
    from old: ObjectID?, to new: ObjectID?
  ) throws(GitError) -> [FilePatch] {
    let diff = try makeDiff(from: old, to: new)
    var patches: [FilePatch] = []
    for index in 0..<git_diff_num_deltas(diff.raw) {
      guard let delta = git_diff_get_delta(diff.raw, index)?.pointee,
        let name = delta.new_file.path ?? delta.old_file.path
      else { continue }
      let path = String(cString: name)
      let patch = Handle(
        try make(path) { git_patch_from_diff(&$0, diff.raw, index) }, freedBy: git_patch_free)
      var (added, removed) = (0, 0)
      try check(git_patch_line_stats(nil, &added, &removed, patch.raw), path)
      var buffer = git_buf()
      try check(git_patch_to_buf(&buffer, patch.raw), path)
      defer { git_buf_dispose(&buffer) }
      patches.append(
        FilePatch(path: path, text: text(of: buffer), added: added, removed: removed))
    }
    return patches
  }

  func text(of buffer: git_buf) -> String {
    guard let start = buffer.ptr else { return "" }
    return String(
      decoding: UnsafeRawBufferPointer(start: start, count: buffer.size), as: UTF8.self)
  }

  /// The difference of two trees.
  ///
  /// - Parameters:
  ///   - paths: The files and folders looked at; all where none is given.
  ///   - context: How many lines stand around each place.
  ///   - flags: What libgit2 is to do beside putting hunks where git puts them.
  ///   - types: What happens to paths that have become another type of file.
  func makeDiff(
    from old: ObjectID?, to new: ObjectID?, at paths: [String] = [], context: UInt32 = 3,
    alsoBy flags: UInt32 = 0, types: TypeChanges = .joined
  ) throws(GitError) -> Handle {
    var options = git_diff_options()
    try check(git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION)), "diff")
    options.flags =
      GIT_DIFF_INDENT_HEURISTIC.rawValue | GIT_DIFF_DISABLE_PATHSPEC_MATCH.rawValue | flags
    options.context_lines = context
    if types != .split { options.flags |= GIT_DIFF_INCLUDE_TYPECHANGE.rawValue }
    if types == .leftOut {
      options.notify_cb = { _, delta, _, _ in delta?.pointee.status == GIT_DELTA_TYPECHANGE ? 1 : 0
      }
    }
    let names = paths.map { strdup($0) }
    defer { names.forEach { free($0) } }
    var list: [UnsafeMutablePointer<CChar>?] = names
    let before = try borrowedTree(old)
    defer { git_tree_free(before) }
    let after = try borrowedTree(new)
    defer { git_tree_free(after) }
    let raw = try make("diff") { made in
      list.withUnsafeMutableBufferPointer { list in
        options.pathspec = git_strarray(strings: list.baseAddress, count: list.count)
        return git_diff_tree_to_tree(&made, self.raw, before, after, &options)
      }
    }
    return Handle(raw, freedBy: git_diff_free)
  }
}

extension TreeEntry {
  /// The side of a difference; `nil` where nothing stands.
  init?(_ file: git_diff_file) {
    guard file.mode != 0, file.flags & GIT_DIFF_FLAG_EXISTS.rawValue != 0 else { return nil }
    self.init(id: ObjectID(file.id), mode: FileMode(rawValue: UInt32(file.mode)) ?? .file)
  }
}
