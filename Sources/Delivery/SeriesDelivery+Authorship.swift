import Git
import Records
import Series
import Text
import Vocabulary

extension SeriesDelivery {
  /// Writes on each patch by whom its lines were written; see ``AuthorshipNote``.
  ///
  /// A note that is there stays, whoever wrote it. The same patches get the same notes, so that this can be
  /// repeated. Where notes cannot be kept at that ref at all, none is: it is not ours alone.
  func writeAuthorship(
    on patches: [ObjectID], in repository: borrowing Repository
  ) throws(RecordsError) {
    guard try hasRoom(in: repository) else { return }
    let signature = author.signature(at: steps.last?.time ?? run.began)
    for (patch, plan) in zip(patches, plans) {
      let note = try authorship(of: patch, by: authors(of: plan), in: repository)
      let text = redactor(Outgoing(format: try note.text()))
      _ = try git { () throws(GitError) in
        let isNew = try repository.addFirstNote(
          on: patch, text: text, ref: AuthorshipNote.ref, signature: signature)
        if !isNew { repository.removeDeadLock(on: AuthorshipNote.ref) }
      }
    }
  }

  /// Whether the ref of the notes is there with a commit, or can be made.
  private func hasRoom(in repository: borrowing Repository) throws(RecordsError) -> Bool {
    try git { () throws(GitError) in
      guard try repository.references(withPrefix: AuthorshipNote.ref + "/").isEmpty else {
        return false
      }
      guard let tip = try repository.reference(AuthorshipNote.ref) else { return true }
      return (try? repository.readCommit(tip)) != nil
    }
  }

  /// The note on one patch: the lines it adds, all of them the run's.
  private func authorship(
    of patch: ObjectID, by authors: [String], in repository: borrowing Repository
  ) throws(RecordsError) -> AuthorshipNote {
    let tool = "colleague"
    let name = "s_" + SHA256.digits(of: "\(tool):\(run.id)").prefix(14)
    let trace = "t_" + SHA256.digits(of: "\(tool):\(run.id):\(patch)").prefix(14)
    let added = try addedLines(of: patch, in: repository)
    let origin = AuthorshipNote.Origin(
      agent: .init(tool: tool, id: "\(run.id)", model: authors.joined(separator: ", ")),
      human: "\(author.name) <\(author.email)>")
    return AuthorshipNote(
      files: added.map { file in
        .init(path: file.path, entries: [.init(key: "\(name)::\(trace)", lines: file.lines)])
      }, metadata: .init(of: patch.description, sessions: [name: origin]))
  }

  /// The lines of text files that a commit adds, by path and ascending; those of a file that it moves are there.
  private func addedLines(
    of id: ObjectID, in repository: borrowing Repository
  ) throws(RecordsError) -> [(path: String, lines: [ClosedRange<Int>])] {
    try git { () throws(GitError) in
      let commit = try repository.readCommit(id)
      var before: ObjectID?
      if let parent = commit.parents.first { before = try repository.readCommit(parent).tree }
      var added: [(path: String, lines: [ClosedRange<Int>])] = []
      for change in try repository.fileChanges(from: before, to: commit.tree, findsMoves: true) {
        guard let new = change.new, isText(new), !change.isBinary else { continue }
        var places = change.places.map(\.new)
        if change.old.map({ !isText($0) }) ?? true {
          places = [0..<ChangedFile.lines(of: try repository.readBlob(new.id)).count]
        }
        let lines = places.filter { !$0.isEmpty }.map { ($0.lowerBound + 1)...$0.upperBound }
        if !lines.isEmpty { added.append((change.path, lines)) }
      }
      return added
    }
  }

  /// Whether a file is one that may have lines.
  private func isText(_ entry: TreeEntry) -> Bool {
    entry.mode == .file || entry.mode == .executable
  }
}
