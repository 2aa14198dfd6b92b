import Digests
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
    guard try AuthorshipNote.hasRoom(in: repository) else { return }
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

  /// The note on one patch: the lines it adds, all of them the run's.
  private func authorship(
    of patch: ObjectID, by authors: [String], in repository: borrowing Repository
  ) throws(RecordsError) -> AuthorshipNote {
    let tool = "colleague"
    let name = "s_" + SHA256.digits(of: "\(tool):\(run.id)").prefix(14)
    let trace = "t_" + SHA256.digits(of: "\(tool):\(run.id):\(patch)").prefix(14)
    let added = try git { () throws(GitError) in try AddedLines(of: patch, in: repository) }
    let origin = AuthorshipNote.Origin(
      agent: .init(tool: tool, id: "\(run.id)", model: authors.joined(separator: ", ")),
      human: "\(author.name) <\(author.email)>")
    return AuthorshipNote(
      files: added.files.map { file in
        .init(path: file.path, entries: [.init(key: "\(name)::\(trace)", lines: file.lines)])
      }, metadata: .init(of: patch.description, sessions: [name: origin]))
  }
}
