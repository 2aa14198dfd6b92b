import Git
import Series
import Vocabulary

/// What a run has changed, taken apart: files that got other names, names in the code that became others, and
/// on top of these everything else, hunk by hunk.
struct ChangeLayers {
  /// Files whose lines are looked at, at most, and bytes of one.
  private static let limits = (files: 5000, bytes: 1 << 20)

  /// The mechanical changes, in order, each with the project's tree after it.
  private(set) var mechanical: [(draft: PatchDraft, tree: ObjectID)] = []
  /// The tree on which the hunks stand: the base's with the mechanical changes.
  private(set) var hunkBase: ObjectID
  /// The files that differ between ``hunkBase`` and the tip.
  private(set) var files: [ChangedFile] = []
  /// Their hunks.
  private(set) var hunks: [Hunk] = []
  /// Paths before, by paths now, of the files that were moved.
  private(set) var formerPaths: [ExactText: String] = [:]
  /// What stands on the two sides of each file, by its path.
  private var sides: [ExactText: (old: TreeEntry?, new: TreeEntry?)] = [:]

  /// Takes the change from the tree `base` to the tree `tip` apart; the trees in between are written.
  ///
  /// - Complexity: O(*n*) in the bytes of the files that differ.
  init(
    from base: ObjectID, to tip: ObjectID, in repository: borrowing Repository
  ) throws(GitError) {
    hunkBase = base
    try move(to: tip, repository)
    var changes = try repository.fileChanges(from: hunkBase, to: tip, findsMoves: false)
    var found = try ChangeLayers.files(changes, in: repository)
    for group in renamings(in: found) {
      guard try rename(group, in: found, repository) else { continue }
      changes = try repository.fileChanges(from: hunkBase, to: tip, findsMoves: false)
      found = try ChangeLayers.files(changes, in: repository)
    }
    files = found
    hunks = Series.hunks(of: found)
    for change in changes { sides[change.path] = (change.old, change.new) }
  }

  /// ``hunkBase`` with exactly the hunks in `chosen`; the tree is written.
  ///
  /// - Complexity: O(*n*) in the bytes of the files of the hunks that are chosen.
  func tree(
    with chosen: [Hunk], in repository: borrowing Repository
  ) throws(GitError) -> ObjectID {
    let chosen = Set(chosen)
    let byPath = Dictionary(grouping: hunks.filter(chosen.contains), by: \.$path)
    var removals: [TreeEdit] = []
    var puts: [TreeEdit] = []
    for file in files {
      guard let hunks = byPath[file.path], let side = sides[file.path] else { continue }
      let state = file.state(applying: hunks)
      guard state.path != nil else {
        removals.append(TreeEdit(file.path, .remove))
        continue
      }
      guard let whole = state.isNew ? side.new : side.old ?? side.new,
        let mode = (state.hasNewMode || side.old == nil ? side.new : side.old)?.mode
      else { continue }
      var id = whole.id
      if let bytes = state.bytes { id = try repository.writeBlob(bytes) }
      puts.append(TreeEdit(file.path, .put(id, file.fate == .replaced ? whole.mode : mode)))
    }
    return try repository.editTree(hunkBase, removals + puts)
  }

  /// Gives files their new names, their contents as they were.
  private mutating func move(
    to tip: ObjectID, _ repository: borrowing Repository
  ) throws(GitError) {
    var hunks: [Hunk] = []
    var edits: [TreeEdit] = []
    for change in try repository.fileChanges(from: hunkBase, to: tip, findsMoves: true) {
      guard let old = change.old, let former = change.oldPath, !former.isExactly(change.path) else {
        continue
      }
      hunks.append(
        Hunk(id: "m\(hunks.count + 1)", path: change.path, change: .move(from: former)))
      edits.append(TreeEdit(former, .remove))
      edits.append(TreeEdit(change.path, .put(old.id, old.mode)))
      formerPaths[change.path] = former
    }
    guard !hunks.isEmpty else { return }
    let removals = edits.filter { $0.change == .remove }
    hunkBase = try repository.editTree(hunkBase, removals + edits.filter { $0.change != .remove })
    mechanical.append((moveDraft(of: hunks), hunkBase))
  }

  /// Replaces names in the files that have changed; `false` where that changes nothing.
  private mutating func rename(
    _ renamings: [Renaming], in files: [ChangedFile], _ repository: borrowing Repository
  ) throws(GitError) -> Bool {
    var edits: [TreeEdit] = []
    for file in files where file.takesRenamings {
      guard let bytes = file.text(replacing: renamings),
        let entry = try repository.entry(at: file.path, inTree: hunkBase)
      else { continue }
      edits.append(TreeEdit(file.path, .put(try repository.writeBlob(bytes), entry.mode)))
    }
    guard !edits.isEmpty else { return false }
    let next = try repository.editTree(hunkBase, edits)
    let changes = try repository.fileChanges(from: hunkBase, to: next, findsMoves: false)
    let letter = "r\(mechanical.count)."
    let hunks = Series.hunks(of: try ChangeLayers.files(changes, in: repository), named: letter)
    mechanical.append((renameDraft(of: renamings, hunks), next))
    hunkBase = next
    return true
  }

  /// The files of `changes` with their lines; very large ones, and all where there are very many, are taken as
  /// wholes.
  private static func files(
    _ changes: [FileChange], in repository: borrowing Repository
  ) throws(GitError) -> [ChangedFile] {
    var files: [ChangedFile] = []
    for change in changes {
      let isText = !change.isBinary && changes.count <= ChangeLayers.limits.files
      var file = ChangedFile(path: change.path, oldPath: change.oldPath, fate: fate(of: change))
      let old = isText ? try lines(of: change.old, in: repository) : nil
      let new = isText ? try lines(of: change.new, in: repository) : nil
      (file.oldLines, file.newLines) = (old ?? [], new ?? [])
      if file.fate == .changed {
        file.changesMode = change.old?.mode != change.new?.mode
        file.places = change.places.map { ChangedFile.Place(old: $0.old, new: $0.new) }
        if old == nil || new == nil, !file.places.isEmpty {
          file.fate = .replaced
          (file.changesMode, file.places) = (false, [])
        }
      }
      files.append(file)
    }
    return files
  }

  private static func fate(of change: FileChange) -> ChangedFile.Fate {
    guard let old = change.old else { return .added }
    guard let new = change.new else { return .removed }
    let modes: Set<FileMode> = [.file, .executable]
    let areFiles = modes.contains(old.mode) && modes.contains(new.mode)
    if areFiles, old.id == new.id { return .changed }
    return areFiles && !change.isBinary && !change.places.isEmpty ? .changed : .replaced
  }

  /// The lines of a file; `nil` where there is none, or it is too large to be looked at.
  private static func lines(
    of entry: TreeEntry?, in repository: borrowing Repository
  ) throws(GitError) -> [[UInt8]]? {
    guard let entry, entry.mode == .file || entry.mode == .executable else { return nil }
    return try repository.readBlob(entry.id, limit: ChangeLayers.limits.bytes)
      .map(ChangedFile.lines)
  }
}
