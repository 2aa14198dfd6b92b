import CLibgit2
package import Vocabulary

/// One change to a tree.
package struct TreeEdit: Hashable, Sendable {
  /// The path, from the tree's root, with `/` between parts.
  @ExactText package var path: String
  /// What happens there.
  package var change: Change

  /// What happens at a path.
  package enum Change: Hashable, Sendable {
    /// This object stands there afterwards, whatever stood there before.
    case put(ObjectID, FileMode)
    /// Nothing stands there afterwards; a directory goes with all it holds.
    case remove
  }

  /// The change `change` at `path`.
  package init(_ path: String, _ change: Change) {
    self.path = path
    self.change = change
  }
}

/// The edits below one directory, by the next part of their paths.
private struct EditNode {
  var change: TreeEdit.Change?
  var children: [ExactText: EditNode] = [:]

  mutating func insert(_ parts: ArraySlice<Substring>, _ change: TreeEdit.Change) {
    guard let first = parts.first else {
      self.change = change
      children = [:]
      return
    }
    children[ExactText(first), default: EditNode()].insert(parts.dropFirst(), change)
  }
}

extension Repository {
  /// Writes the tree that `base` becomes by `edits`, without an index.
  ///
  /// A later edit of the same path wins; an edit below a path that was put first makes a directory of
  /// it. Directories that become empty vanish, a file gives way to a directory and the other way
  /// round. An empty result is git's empty tree.
  ///
  /// - Throws: ``GitError/invalid(_:)`` for a path git does not allow in a tree.
  /// - Complexity: O(*e · d*) in the edits and the sizes of the directories on their paths; the rest
  ///   of the tree is not read.
  package func editTree(
    _ base: ObjectID?, _ edits: [TreeEdit]
  ) throws(GitError) -> ObjectID {
    var root = EditNode()
    for edit in edits {
      let parts = edit.path.pathParts(omittingEmpty: false)
      guard !parts.isEmpty, parts.allSatisfy({ !$0.isEmpty }) else { throw .invalid(edit.path) }
      root.insert(parts[...], edit.change)
    }
    if let tree = try write(root, over: base) { return tree }
    let empty = Handle(
      try make("empty tree") { git_treebuilder_new(&$0, raw, nil) }, freedBy: git_treebuilder_free)
    return try writeTree(empty)
  }

  /// Writes one directory; `nil` when nothing is left in it.
  private func write(_ node: EditNode, over base: ObjectID?) throws(GitError) -> ObjectID? {
    let source = try borrowedTree(base)
    defer { git_tree_free(source) }
    let builder = Handle(
      try make("tree") { git_treebuilder_new(&$0, raw, source) }, freedBy: git_treebuilder_free)
    for (name, child) in node.children.sorted(by: { $0.key < $1.key }) {
      try apply(child, named: name.wrappedValue, to: builder)
    }
    return git_treebuilder_entrycount(builder.raw) == 0 ? nil : try writeTree(builder)
  }

  private func apply(
    _ node: EditNode, named name: String, to builder: borrowing Handle
  ) throws(GitError) {
    if case .put(let id, let mode) = node.change, node.children.isEmpty {
      return try insert(id, mode, named: name, into: builder)
    }
    var below: ObjectID?
    if node.change == nil, let present = git_treebuilder_get(builder.raw, name),
      FileMode(git_tree_entry_filemode(present)) == .tree
    {
      below = ObjectID(git_tree_entry_id(present))
    }
    if !node.children.isEmpty, let tree = try write(node, over: below) {
      return try insert(tree, .tree, named: name, into: builder)
    }
    let stays = node.change == nil && below == nil
    guard !stays, git_treebuilder_get(builder.raw, name) != nil else { return }
    try check(git_treebuilder_remove(builder.raw, name), name)
  }

  private func insert(
    _ id: ObjectID, _ mode: FileMode, named name: String, into builder: borrowing Handle
  ) throws(GitError) {
    var oid = id.raw
    let code = git_treebuilder_insert(
      nil, builder.raw, name, &oid, git_filemode_t(rawValue: mode.rawValue))
    guard code >= 0 else {
      let failure = error(of: code, name)
      if case .libgit2(_, let category, _) = failure, category == GIT_ERROR_TREE.rawValue {
        throw .invalid(name)
      }
      throw failure
    }
  }

  private func writeTree(_ builder: borrowing Handle) throws(GitError) -> ObjectID {
    let raw = builder.raw
    var id = git_oid()
    try retrying { () throws(GitError) in _ = try check(git_treebuilder_write(&id, raw), "a tree") }
    return ObjectID(id)
  }
}
