import Git
import Records
import Series
import Text
import Vocabulary

/// Reads what changes of the project hold and looks through it; see ``PatchInspection``.
struct ChangeInspection: Sendable {
  /// The largest file that is looked through, in bytes; of a larger one its start is.
  private static let sizeLimit = 64 << 20

  private let base: ObjectID
  private var inspection: PatchInspection
  /// The files of the base whose secrets are known.
  private var known: Set<ExactText> = []

  /// An inspection of changes since the tree `base`, whose secrets may stay and move.
  init(since base: ObjectID, by redactor: Redactor) {
    self.base = base
    inspection = PatchInspection(by: redactor.scanner)
  }

  /// What is found in each of the changes from one tree to another; the secrets of the base in all files that these
  /// change are known before.
  ///
  /// - Complexity: O(*n*) in the bytes of the files that change.
  mutating func findings(
    in pairs: [(before: ObjectID, after: ObjectID)], of repository: borrowing Repository
  ) throws(GitError) -> [[PatchFinding]] {
    var changes: [[FileChange]] = []
    for (before, after) in pairs {
      changes.append(try repository.fileChanges(from: before, to: after, findsMoves: false))
    }
    for path in changes.joined().flatMap({ [$0.path, $0.oldPath].compactMap(\.self) })
    where known.insert(path) {
      if let entry = try repository.entry(at: path, inTree: base),
        let side = try side(entry, in: repository)
      {
        inspection.know(side.bytes)
      }
    }
    var findings: [[PatchFinding]] = []
    for own in changes {
      var files: [InspectedFile] = []
      for change in own { files.append(try inspected(change, in: repository)) }
      findings.append(inspection.findings(in: files))
    }
    return findings
  }

  private func inspected(
    _ change: FileChange, in repository: borrowing Repository
  ) throws(GitError) -> InspectedFile {
    let new = try change.new.flatMap { entry throws(GitError) in try side(entry, in: repository) }
    let old = try change.old.flatMap { entry throws(GitError) in try side(entry, in: repository) }
    var added = change.places.map(\.new)
    if change.old?.mode == .symlink || change.old == nil { added = [0..<Int.max] }
    return InspectedFile(
      path: change.path, old: old, new: new, isBinary: change.isBinary, added: added)
  }

  /// What stands at an entry; `nil` for a folder.
  private func side(
    _ entry: TreeEntry, in repository: borrowing Repository
  ) throws(GitError) -> InspectedFile.Side? {
    let kind: InspectedFile.Kind
    switch entry.mode {
    case .tree: return nil
    case .submodule: return InspectedFile.Side(kind: .submodule, bytes: [])
    case .file: kind = .plain
    case .executable: kind = .executable
    case .symlink: kind = .link
    }
    let bytes = try repository.readBlob(entry.id)
    return InspectedFile.Side(kind: kind, bytes: Array(bytes.prefix(Self.sizeLimit)))
  }
}
