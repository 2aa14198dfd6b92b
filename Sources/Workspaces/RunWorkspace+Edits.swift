import Engine
import Git
import Vocabulary

/// A tree after some edits, and the paths they changed.
struct EditedTree: Hashable {
  var tree: ObjectID
  var changed: [String]
}

/// Files as some edits leave them: new bytes and mode, or gone; in no tree yet.
struct EditedFiles {
  /// What a path holds afterwards; `nil` where nothing stands any more.
  var files: [ExactText: File?] = [:]

  /// What a file holds afterwards.
  struct File {
    /// Its bytes, as they are stored.
    var bytes: [UInt8]
    /// Its mode.
    var mode: FileMode
    /// What it held before all edits; `nil` for a new one.
    var entry: TreeEntry?
  }

  /// The files, in the order of their paths.
  var sorted: [(path: String, file: File?)] {
    files.sorted { $0.key < $1.key }.map { ($0.key.wrappedValue, $0.value) }
  }
}

extension RunWorkspace {
  /// The tree that `start` becomes by `edits`, all of them or none; its objects are written.
  ///
  /// - Returns: A refusal when one of them may not be, or does not apply.
  func edited(
    _ start: ObjectID, by edits: [FileEdit]
  ) throws(WorkspaceFailure) -> Result<EditedTree, Refusal> {
    switch try files(of: start, editedBy: edits) {
    case .failure(let refusal): return .failure(refusal)
    case .success(let edited):
      let tree = try wrapped { () throws(GitError) in
        var treeEdits: [TreeEdit] = []
        for (path, file) in edited.sorted {
          guard let file else {
            treeEdits.insert(TreeEdit(path, .remove), at: 0)
            continue
          }
          treeEdits.append(TreeEdit(path, .put(try repository.writeBlob(file.bytes), file.mode)))
        }
        return try repository.editTree(start, treeEdits)
      }
      guard tree != start else { return .failure(Refusal(sentence: "the edit changes nothing")) }
      return .success(EditedTree(tree: tree, changed: edited.sorted.map(\.path)))
    }
  }

  /// The files that `edits` change, as git would store them; nothing is written.
  func files(
    of tree: ObjectID, editedBy edits: [FileEdit]
  ) throws(WorkspaceFailure) -> Result<EditedFiles, Refusal> {
    var edited = EditedFiles()
    for edit in edits {
      if let refusal = try apply(edit, to: &edited, of: tree) { return .failure(refusal) }
    }
    return .success(edited)
  }

  private func apply(
    _ edit: FileEdit, to edited: inout EditedFiles, of tree: ObjectID
  ) throws(WorkspaceFailure) -> Refusal? {
    if let refusal = try hindrance(to: edit, in: edited, of: tree) { return refusal }
    let present: EditedFiles.File?
    if let known = edited.files[edit.path] {
      present = known
    } else {
      present = try storedFile(at: edit.path, in: tree)
    }
    switch edit.change {
    case .delete, .rename:
      guard let present else { return try refusal(.missing, edit.path) }
      if case .rename(let target) = edit.change {
        guard try !exists(target, in: edited, of: tree) else {
          return Refusal(sentence: "there is a file '\(target)' already; delete it first")
        }
        edited.files[target] = present
      }
      edited.files[edit.path] = .some(nil)
    case .write, .splice, .substitute:
      do {
        let bytes = try edit.change.applied(to: present?.bytes)
        let stored = try wrapped { () throws(GitError) in
          let before = try idOfFile(present?.entry, at: edit.path)
          return try repository.stored(
            bytes, at: edit.path, over: before, attributesFrom: run.base)
        }
        edited.files[edit.path] = EditedFiles.File(
          bytes: stored, mode: present?.mode ?? .file, entry: present?.entry)
      } catch let refused as EditRefusal {
        return try refusal(refused, edit.path)
      } catch let failure as WorkspaceFailure {
        throw failure
      } catch {
        throw WorkspaceFailure(cause: error)
      }
    }
    return nil
  }

  /// Why a path of the edit may not be written; `nil` when all may.
  private func hindrance(
    to edit: FileEdit, in edited: EditedFiles, of tree: ObjectID
  ) throws(WorkspaceFailure) -> Refusal? {
    var paths = [edit.path]
    if case .rename(let target) = edit.change { paths.append(target) }
    for path in paths {
      if let refusal = try refusal(of: path, in: tree) { return refusal }
      if let file = try file(above: path, in: edited, of: tree) {
        return Refusal(sentence: "'\(file)' is no directory, so there can be no '\(path)'")
      }
    }
    return nil
  }

  /// Whether anything stands at `path` after the edits so far.
  private func exists(
    _ path: String, in edited: EditedFiles, of tree: ObjectID
  ) throws(WorkspaceFailure) -> Bool {
    if let known = edited.files[path] { return known != nil }
    return try wrapped { () throws(GitError) in try repository.entry(at: path, inTree: tree) != nil
    }
  }

  private func storedFile(
    at path: String, in tree: ObjectID
  ) throws(WorkspaceFailure) -> EditedFiles.File? {
    try wrapped { () throws(GitError) in
      guard let entry = try repository.entry(at: path, inTree: tree),
        let bytes = try repository.readBlob(entry.id, limit: RunWorkspace.fileLimit)
      else { return nil }
      return EditedFiles.File(bytes: bytes, mode: entry.mode, entry: entry)
    }
  }

  /// The content of the file `entry` at `path`, or that of the base's where there is none; `nil` where that is none
  /// either. Git would have it in its index, and goes by it how lines end.
  func idOfFile(_ entry: TreeEntry?, at path: String) throws(GitError) -> ObjectID? {
    let kinds: [FileMode] = [.file, .executable]
    if let entry, kinds.contains(entry.mode) { return entry.id }
    let former = try repository.entry(at: path, inTree: run.baseTree)
    return former.flatMap { kinds.contains($0.mode) ? $0.id : nil }
  }

  /// Why `path` may not be written; `nil` when it may.
  private func refusal(
    of path: String, in tree: ObjectID
  ) throws(WorkspaceFailure) -> Refusal? {
    do { try pathGuard.check(path) } catch { return Refusal(sentence: error.sentence(about: path)) }
    return try wrapped { () throws(GitError) in
      if let filter = try repository.externalFilter(at: path, attributesFrom: run.base) {
        guard filter != "lfs" else { return Refusal(sentence: Refusal.keptByLFS(path)) }
        return Refusal(
          sentence: "'\(path)' goes through the filter '\(filter)', which is never run")
      }
      if try repository.workingTreeEncoding(at: path, attributesFrom: run.base) != nil {
        return Refusal(sentence: "'\(path)' has a working-tree encoding, which is not supported")
      }
      let entry = try repository.entry(at: path, inTree: tree)
      guard let entry, entry.mode != .file, entry.mode != .executable else { return nil }
      guard entry.mode == .symlink else {
        return Refusal(sentence: "'\(path)' is no regular file")
      }
      let target = String(try repository.readBlob(entry.id)[...], clippedTo: 400)
      let file = try repository.file(at: path, inTree: tree)
      let meant = file.map { ", through which '\($0.path)' is read; change that file" } ?? ""
      return Refusal(sentence: "'\(path)' is a symbolic link to '\(target)'\(meant)")
    }
  }

  private func refusal(
    _ cause: EditRefusal, _ path: String
  ) throws(WorkspaceFailure) -> Refusal {
    guard cause == .missing, let place = TreePath(path) else {
      return Refusal(sentence: cause.sentence(about: path))
    }
    return Refusal(sentence: try missingSentence(place))
  }

  /// What stands on the way to `path` and is no directory, after the edits so far; `nil` as a rule.
  private func file(
    above path: String, in edited: EditedFiles, of tree: ObjectID
  ) throws(WorkspaceFailure) -> String? {
    for parent in (TreePath(path)?.parents ?? []).dropFirst() {
      if let known = edited.files[parent] {
        if known != nil { return parent }
      } else if let entry = try entry(at: parent, in: tree), entry.mode != .tree {
        return parent
      }
    }
    return nil
  }
}
