import Engine
import Git
import Vocabulary

/// A tree after some edits, and the paths they changed.
struct EditedTree: Hashable {
  var tree: ObjectID
  var changed: [String]
}

extension RunWorkspace {
  /// The tree that `start` becomes by `edits`, all of them or none.
  ///
  /// - Returns: A refusal when one of them may not be, or does not apply.
  func edited(
    _ start: ObjectID, by edits: [FileEdit]
  ) throws(WorkspaceFailure) -> Result<EditedTree, Refusal> {
    var tree = start
    var changed: Set<String> = []
    for edit in edits {
      switch try edited(tree, by: edit) {
      case .success(let next):
        tree = next.tree
        changed.formUnion(next.changed)
      case .failure(let refusal): return .failure(refusal)
      }
    }
    guard tree != start else { return .failure(Refusal(sentence: "the edit changes nothing")) }
    return .success(EditedTree(tree: tree, changed: changed.sorted()))
  }

  private func edited(
    _ tree: ObjectID, by edit: FileEdit
  ) throws(WorkspaceFailure) -> Result<EditedTree, Refusal> {
    var paths = [edit.path]
    if case .rename(let target) = edit.change { paths.append(target) }
    for path in paths {
      if let refusal = try refusal(of: path, in: tree) { return .failure(refusal) }
    }
    let entry = try wrapped { () throws(GitError) in try repository.entry(at: edit.path, inTree: tree) }
    let treeEdits: [TreeEdit]
    switch edit.change {
    case .delete, .rename:
      guard let entry else { return .failure(refusal(.missing, edit.path)) }
      var moves = [TreeEdit(edit.path, .remove)]
      if case .rename(let target) = edit.change {
        moves.append(TreeEdit(target, .put(entry.id, entry.mode)))
      }
      treeEdits = moves
    case .write, .splice, .substitute:
      let present = try presentBytes(entry)
      let bytes: [UInt8]
      do { bytes = try edit.change.applied(to: present) } catch {
        return .failure(refusal(error, edit.path))
      }
      let id = try wrapped { () throws(GitError) in
        try repository.writeBlob(
          try repository.filtered(
            bytes, at: edit.path, .intoRepository, attributesFrom: run.base))
      }
      treeEdits = [TreeEdit(edit.path, .put(id, entry?.mode ?? .file))]
    }
    let next = try wrapped { () throws(GitError) in try repository.editTree(tree, treeEdits) }
    return .success(EditedTree(tree: next, changed: paths))
  }

  /// Why `path` may not be written; `nil` when it may.
  private func refusal(
    of path: String, in tree: ObjectID
  ) throws(WorkspaceFailure) -> Refusal? {
    do { try pathGuard.check(path) } catch { return Refusal(sentence: error.sentence(about: path)) }
    return try wrapped { () throws(GitError) in
      if let filter = try repository.externalFilter(at: path, attributesFrom: run.base) {
        return Refusal(
          sentence: "'\(path)' goes through the filter '\(filter)', which is never run")
      }
      if try repository.workingTreeEncoding(at: path, attributesFrom: run.base) != nil {
        return Refusal(sentence: "'\(path)' has a working-tree encoding, which is not supported")
      }
      let entry = try repository.entry(at: path, inTree: tree)
      guard let mode = entry?.mode, mode != .file, mode != .executable else { return nil }
      return Refusal(sentence: "'\(path)' is no regular file")
    }
  }

  private func presentBytes(_ entry: TreeEntry?) throws(WorkspaceFailure) -> [UInt8]? {
    guard let entry else { return nil }
    return try wrapped { () throws(GitError) in
      try repository.readBlob(entry.id, limit: RunWorkspace.fileLimit)
    }
  }

  private func refusal(_ cause: EditRefusal, _ path: String) -> Refusal {
    Refusal(sentence: cause.sentence(about: path))
  }
}
