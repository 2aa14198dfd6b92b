import Git
import Records
import Series
import Text
import Vocabulary

extension SeriesDelivery {
  /// The largest file that is looked through, in bytes; of a larger one its start is.
  private static let sizeLimit = 64 << 20

  /// What is in each patch that blocks it or that a reader has to know first; see ``PatchInspection``.
  ///
  /// - Complexity: O(*n*) in the bytes of the files that the patches change.
  func inspect(
    _ patches: [ObjectID], in repository: borrowing Repository
  ) throws(RecordsError) -> [[PatchFinding]] {
    try git { () throws(GitError) in
      var inspection = PatchInspection(by: redactor.scanner)
      var changes: [[FileChange]] = []
      var before = run.baseTree
      var paths: Set<String> = []
      for patch in patches {
        let tree = try repository.readCommit(patch).tree
        let own = try repository.fileChanges(from: before, to: tree, findsMoves: false)
        changes.append(own)
        paths.formUnion(own.flatMap { [$0.path, $0.oldPath].compactMap(\.self) })
        before = tree
      }
      for path in paths {
        if let entry = try repository.entry(at: path, inTree: run.baseTree),
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
    return InspectedFile.Side(kind: kind, bytes: Array(bytes.prefix(SeriesDelivery.sizeLimit)))
  }

  /// Refuses patches in which there is what blocks them.
  ///
  /// - Throws: ``RecordsError/withheld(run:_:)`` with the places.
  func check(_ findings: [[PatchFinding]]) throws(RecordsError) {
    let blocking = findings.flatMap(\.self).filter(\.kind.blocks)
    guard blocking.isEmpty else { throw .withheld(run: run.id, blocking) }
  }
}
