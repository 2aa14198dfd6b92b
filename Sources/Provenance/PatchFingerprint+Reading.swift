package import Git
package import Records
import Series
import Vocabulary

extension PatchFingerprint {
  /// Reads what a difference of two trees is known by.
  init(_ difference: LineDifference, in repository: borrowing Repository) throws(GitError) {
    self.init(
      patchID: difference.patchID,
      exact: try PatchFingerprint.name(of: difference.files.map(\.change), in: repository),
      files: difference.files.map { file in
        Lines(
          path: file.path, added: file.blocks.flatMap(\.added),
          removed: file.blocks.flatMap(\.removed))
      })
  }

  /// A name that equal changes have, and others have not; nothing is written.
  private static func name(
    of changes: [TreeChange], in repository: borrowing Repository
  ) throws(GitError) -> ObjectID {
    var text = ""
    for change in changes {
      for side in [change.old, change.new] {
        text += side.map { "\(String($0.mode.rawValue, radix: 8)) \($0.id) " } ?? "- "
      }
      text += change.path + "\0"
    }
    return try repository.blobID(of: Array(text.utf8))
  }
}

extension SeriesFingerprint {
  /// Reads the series of a run that has delivered one.
  ///
  /// - Throws: ``RecordsError``, also when one of its commits is missing.
  /// - Complexity: O(*n*) in the files it changes, and their sizes, once for each patch.
  package init(_ record: RunRecord, in repository: borrowing Repository) throws(RecordsError) {
    do {
      var patches: [Patch] = []
      var tree = record.run.baseTree
      for id in record.patches {
        let commit = try repository.readCommit(id)
        let difference = try repository.lineDifference(from: tree, to: commit.tree)
        patches.append(
          Patch(
            id: id, authorship: commit.authorship,
            fingerprint: try PatchFingerprint(difference, in: repository)))
        tree = commit.tree
      }
      var whole = patches.first?.fingerprint
      if patches.count != 1 {
        whole = try PatchFingerprint(
          repository.lineDifference(from: record.run.baseTree, to: tree), in: repository)
      }
      self.init(
        run: record.run.id, patches: patches,
        whole: whole ?? PatchFingerprint(patchID: nil, exact: nil, files: []))
    } catch { throw .git(error) }
  }
}

extension Commit {
  /// Who wrote it and when: what every copy of it keeps.
  var authorship: String { "\(author.name) <\(author.email)> \(author.time)" }
}
