import CLibgit2
package import Vocabulary

/// Which way a file's bytes go through git's filters.
package enum FilterDirection: Hashable, Sendable {
  /// From a working tree into the object store.
  case intoRepository
  /// From the object store into a working tree.
  case intoWorkingTree
}

extension Repository {
  /// `bytes` as git's built-in filters (`text`, `eol`, `ident`) would change them for `path`.
  ///
  /// The attributes are those of `commit`'s tree, not of any checkout. External filters are never
  /// run: see ``externalFilter(at:attributesFrom:)``.
  package func filtered(
    _ bytes: [UInt8], at path: String, _ direction: FilterDirection,
    attributesFrom commit: ObjectID
  ) throws(GitError) -> [UInt8] {
    var options = git_filter_options()
    options.version = UInt32(GIT_FILTER_OPTIONS_VERSION)
    options.flags =
      GIT_FILTER_ATTRIBUTES_FROM_COMMIT.rawValue | GIT_FILTER_NO_SYSTEM_ATTRIBUTES.rawValue
    options.attr_commit_id = commit.raw
    let mode = direction == .intoRepository ? GIT_FILTER_TO_ODB : GIT_FILTER_TO_WORKTREE
    var raw: OpaquePointer?
    try check(git_filter_list_load_ext(&raw, self.raw, nil, path, mode, &options), path)
    guard let raw else { return bytes }
    let filters = Handle(raw, freedBy: git_filter_list_free)
    var output = git_buf()
    let code = bytes.withUnsafeBytes {
      git_filter_list_apply_to_buffer(
        &output, filters.raw, $0.bindMemory(to: CChar.self).baseAddress, $0.count)
    }
    try check(code, path)
    defer { git_buf_dispose(&output) }
    return Array(UnsafeRawBufferPointer(start: output.ptr, count: output.size))
  }

  /// The value of the `filter` attribute of `path` (`lfs`, say), whose program would have to be run;
  /// `nil` when there is none.
  package func externalFilter(
    at path: String, attributesFrom commit: ObjectID
  ) throws(GitError) -> String? {
    try attribute("filter", of: path, from: commit)
  }

  /// The text encoding that `working-tree-encoding` asks for; `nil` when there is none.
  package func workingTreeEncoding(
    at path: String, attributesFrom commit: ObjectID
  ) throws(GitError) -> String? {
    try attribute("working-tree-encoding", of: path, from: commit)
  }

  private func attribute(
    _ name: String, of path: String, from commit: ObjectID
  ) throws(GitError) -> String? {
    var options = git_attr_options()
    options.version = UInt32(GIT_ATTR_OPTIONS_VERSION)
    options.flags = UInt32(GIT_ATTR_CHECK_INCLUDE_COMMIT | GIT_ATTR_CHECK_NO_SYSTEM)
    options.attr_commit_id = commit.raw
    var value: UnsafePointer<CChar>?
    try check(git_attr_get_ext(&value, raw, &options, path, name), path)
    guard git_attr_value(value) == GIT_ATTR_VALUE_STRING, let value else { return nil }
    return String(cString: value)
  }
}
