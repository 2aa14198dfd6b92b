import CLibgit2
package import Vocabulary

/// What the attributes say of one of them at a path; see gitattributes(5).
enum AttributeState: Hashable {
  /// Nothing.
  case unspecified
  /// It is set.
  case set
  /// It is unset, as by `-text`.
  case unset
  /// It has this value.
  case value(String)
}

extension Repository {
  /// `bytes`, as they are stored, as git's built-in filters (`text`, `eol`, `ident`) would write them into a working
  /// tree at `path`; ``stored(_:at:over:attributesFrom:)`` is the way back.
  ///
  /// The attributes are those of `commit`'s tree, not of any checkout. External filters are never
  /// run: see ``externalFilter(at:attributesFrom:)``.
  package func filtered(
    _ bytes: [UInt8], at path: String, attributesFrom commit: ObjectID
  ) throws(GitError) -> [UInt8] {
    var options = git_filter_options()
    options.version = UInt32(GIT_FILTER_OPTIONS_VERSION)
    options.flags =
      GIT_FILTER_ATTRIBUTES_FROM_COMMIT.rawValue | GIT_FILTER_NO_SYSTEM_ATTRIBUTES.rawValue
    options.attr_commit_id = commit.raw
    var raw: OpaquePointer?
    try check(
      git_filter_list_load_ext(&raw, self.raw, nil, path, GIT_FILTER_TO_WORKTREE, &options), path)
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
    guard case .value(let name) = try attribute("filter", of: path, from: commit) else {
      return nil
    }
    return name
  }

  /// The text encoding that `working-tree-encoding` asks for; `nil` when there is none.
  package func workingTreeEncoding(
    at path: String, attributesFrom commit: ObjectID
  ) throws(GitError) -> String? {
    guard case .value(let name) = try attribute("working-tree-encoding", of: path, from: commit)
    else { return nil }
    return name
  }

  /// What the attributes of `commit`'s tree, of `info/attributes` and of the user say of `name` at `path`.
  func attribute(
    _ name: String, of path: String, from commit: ObjectID
  ) throws(GitError) -> AttributeState {
    var options = git_attr_options()
    options.version = UInt32(GIT_ATTR_OPTIONS_VERSION)
    options.flags = UInt32(GIT_ATTR_CHECK_INCLUDE_COMMIT | GIT_ATTR_CHECK_NO_SYSTEM)
    options.attr_commit_id = commit.raw
    var value: UnsafePointer<CChar>?
    try check(git_attr_get_ext(&value, raw, &options, path, name), path)
    switch git_attr_value(value) {
    case GIT_ATTR_VALUE_TRUE: return .set
    case GIT_ATTR_VALUE_FALSE: return .unset
    case GIT_ATTR_VALUE_STRING:
      return value.map { AttributeState.value(String(cString: $0)) } ?? .unspecified
    default: return .unspecified
    }
  }
}
