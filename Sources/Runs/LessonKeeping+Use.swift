import Git
import Records
import Vocabulary

extension LessonKeeping {
  /// The lines that a delivered series adds, of the files up to the bounds of ``compared``.
  ///
  /// - Complexity: O(*n*) in the files that it changes.
  func addedLines(
    of record: RunRecord, in repository: borrowing Repository
  ) throws(RecordsError) -> String {
    guard let last = record.patches.last else { return "" }
    return try git { () throws(GitError) in
      let tree = try repository.readCommit(last).tree
      var added: [Substring] = []
      for change in try repository.changes(from: record.run.baseTree, to: tree)
        .prefix(LessonKeeping.compared.files)
      {
        let old = Set(try lines(of: change.path, in: record.run.baseTree, repository))
        added += try lines(of: change.path, in: tree, repository).filter { !old.contains($0) }
      }
      return added.joined(separator: "\n")
    }
  }

  private func lines(
    of path: String, in tree: ObjectID, _ repository: borrowing Repository
  ) throws(GitError) -> [Substring] {
    guard let entry = try repository.entry(at: path, inTree: tree),
      entry.mode == .file || entry.mode == .executable
    else { return [] }
    let bytes = try repository.readBlob(entry.id, limit: LessonKeeping.compared.bytes)
    guard let text = bytes.flatMap({ String(validating: $0, as: UTF8.self) }) else { return [] }
    return text.split(separator: "\n")
  }
}
