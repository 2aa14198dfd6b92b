package import Git
import Records
import Series
package import Vocabulary

/// The lines that one commit adds to the text files of its first parent.
package struct AddedLines {
  /// The lines by path, counted from 1 and ascending; of files that have none of them, nothing.
  package private(set) var files: [(path: String, lines: [ClosedRange<Int>], file: ObjectID)] = []

  /// The lines that `id` adds; those of a file that it moves were there.
  ///
  /// - Complexity: O(*n*) in the bytes of the files that differ.
  package init(of id: ObjectID, in repository: borrowing Repository) throws(GitError) {
    let commit = try repository.readCommit(id)
    let before = try repository.firstParent(of: commit)?.tree
    for change in try repository.fileChanges(from: before, to: commit.tree, findsMoves: true) {
      guard let new = change.new, Self.isText(new), !change.isBinary else { continue }
      var places = change.places.map(\.new)
      if change.old.map({ !Self.isText($0) }) ?? true {
        places = [0..<ChangedFile.lines(of: try repository.readBlob(new.id)).count]
      }
      let lines = places.filter { !$0.isEmpty }.map { ($0.lowerBound + 1)...$0.upperBound }
      if !lines.isEmpty { files.append((change.path, lines, new.id)) }
    }
  }

  /// Whether a file is one that may have lines.
  private static func isText(_ entry: TreeEntry) -> Bool {
    entry.mode == .file || entry.mode == .executable
  }
}
