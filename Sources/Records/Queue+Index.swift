import Git
import Text
import Vocabulary

extension Queue {
  /// Whether the author's key vouches for the index of entries that are over; `nil` where there is none.
  package func isIndexOwn() throws(RecordsError) -> Bool? {
    try IndexChain(at: RefNames.settled, author: author).isOwn(in: repository)
  }

  /// Makes the index of entries that are over the user's own, with all that is in it.
  ///
  /// - Throws: ``RecordsError``; it is as it was then.
  package func takeIndexOver(at time: Int) throws(RecordsError) {
    try IndexChain(at: RefNames.settled, author: author).takeOver(at: time, in: repository)
  }

  /// What is believed of an entry in an index for which the author's key does not vouch: that a run has come to its
  /// end with the issue of this key, where that run is the user's own and says so; `nil` for all else.
  func proven(_ entry: QueueEntry, of key: String) throws(RecordsError) -> QueueEntry? {
    guard let id = entry.run, let run = try? StoredRun(id, in: repository),
      run.record.isFinished, try run.isOwn(by: author.key, in: repository)
    else { return nil }
    let (issue, began) = (run.record.run.issue, run.record.run.began)
    guard try self.key(of: issue) == key else { return nil }
    var proven = QueueEntry(key: key, issue: issue, trigger: run.record.run.trigger, added: began)
    (proven.state, proven.run) = (.settled, id)
    return proven
  }

  /// The tree of an index that holds what is believed of the one with the tree `tree`.
  ///
  /// - Complexity: O(*n*) in its entries and their runs.
  func provenIndex(of tree: ObjectID) throws(RecordsError) -> ObjectID {
    var files: [(path: String, blob: ObjectID)] = []
    try git { () throws(GitError) in
      try repository.forEachFile(inTree: tree) { path, entry in files.append((path, entry.id)) }
    }
    var edits: [TreeEdit] = []
    for (path, blob) in files {
      // What cannot be read says nothing.
      guard let bytes = try? repository.readBlob(blob),
        let entry: QueueEntry = try? StepCodec.decode(bytes, path: path),
        QueueEntry.settledPath(of: entry.key) == path,
        let proven = try proven(entry, of: entry.key)
      else { continue }
      let own = try StepCodec.encode(redactor(proven.withoutBody))
      edits.append(
        try git { () throws(GitError) in
          TreeEdit(path, .put(try repository.writeBlob(own.value), .file))
        })
    }
    return try git { () throws(GitError) in try repository.editTree(nil, edits) }
  }
}
