package import Git
package import Records
package import Vocabulary

/// What people left of a file of a series when they merged it: the lines that the series adds, and those that their commits do.
package struct EditedFile: Hashable, Sendable {
  /// The path.
  @ExactText package var path: String
  /// The lines that were delivered, in their order; none where the series does not touch the file.
  package var delivered: [String]
  /// The lines that were merged, in their order; none where they took the file out.
  package var merged: [String]

  /// Files of a series, and lines of one on either side, beyond which it is not compared.
  private static let most = (files: 100, lines: 2000)

  /// The file `path` with the lines of both sides.
  package init(path: String, delivered: [String], merged: [String]) {
    self.path = path
    self.delivered = delivered
    self.merged = merged
  }

  /// The files in which what was merged of a series differs from what was delivered, by path.
  ///
  /// Only of a series that is on its branch whole and otherwise than delivered, see ``MergeStatus/Manner/reworked``; none for
  /// any other, and none where it is too large to be compared.
  ///
  /// - Throws: ``RecordsError/git(_:)`` where commits are missing.
  /// - Complexity: O(*n*) in the files that the series and those commits change.
  package static func all(
    of record: RunRecord, by status: MergeStatus, in repository: borrowing Repository
  ) throws(RecordsError) -> [EditedFile] {
    guard status.word == .edited, status.how == .reworked, let last = record.patches.last else {
      return []
    }
    return try git { () throws(GitError) in
      let tip = try repository.readCommit(last).tree
      var delivered: [ExactText: [String]] = [:]
      for file in try repository.lineDifference(from: record.run.baseTree, to: tip).files {
        delivered[ExactText(file.path)] = file.blocks.flatMap(\.added)
      }
      var merged: [ExactText: [String]] = [:]
      for found in status.mergedCommits {
        let commit = try repository.readCommit(found.commit)
        guard commit.parents.count < 2 else { continue }
        let before = try repository.firstParent(of: commit)?.tree
        for file in try repository.lineDifference(from: before, to: commit.tree).files {
          var lines = merged[ExactText(file.path)] ?? []
          for line in file.blocks.flatMap(\.removed) {
            if let place = lines.firstIndex(of: line) { lines.remove(at: place) }
          }
          merged[ExactText(file.path)] = lines + file.blocks.flatMap(\.added)
        }
      }
      return EditedFile.differing(delivered, merged)
    }
  }

  private static func differing(
    _ delivered: [ExactText: [String]], _ merged: [ExactText: [String]]
  ) -> [EditedFile] {
    let paths = Set(delivered.keys).union(merged.keys)
    guard paths.count <= most.files else { return [] }
    return paths.sorted().compactMap { path in
      let (ours, theirs) = (delivered[path] ?? [], merged[path] ?? [])
      guard ours != theirs, ours.count <= most.lines, theirs.count <= most.lines else { return nil }
      return EditedFile(path: path.wrappedValue, delivered: ours, merged: theirs)
    }
  }
}
