package import Git
import Text
package import Vocabulary

extension StoredRun {
  /// Keeps what people did with the run's series, in the run's newest state, or in the archive's index for a run
  /// that is there.
  ///
  /// Order: objects, sync, and the run's ref by compare-and-swap. The caller holds the run against other processes.
  ///
  /// - Throws: ``RecordsError/moved(run:expected:actual:)`` when the run's ref was moved since this was read;
  ///   the merge status is not kept then.
  package func keepMergeStatus(
    _ status: MergeStatus, at time: Int, by author: Author, in repository: borrowing Repository
  ) throws(RecordsError) {
    let ref = RefNames.run(record.run.id)
    if try git({ () throws(GitError) in try repository.reference(ref) }) == nil {
      return try Archive(author: author).keep(status, on: record.run.id, at: time, in: repository)
    }
    var next = record
    next.mergeStatus = status
    let redactor = Redactor()
    let json = try StepCodec.encode(redactor(next.withoutBody))
    let subject = redactor("merge status: \(status.word.rawValue)")
    let edit: RefEdit = try git { () throws(GitError) in
      // The state's date is never before that of the state it follows.
      let time = max(time, try repository.readCommit(tip).committer.time)
      let blob = try repository.writeBlob(json.value)
      let commit = try repository.commitRecord(
        at: ref, tree: try repository.editTree(tree, [TreeEdit("run.json", .put(blob, .file))]),
        parents: [tip], by: author, at: time, message: subject.asMessage)
      try repository.sync()
      return RefEdit.move(ref, from: tip, to: commit, reason: subject.value)
    }
    do { try repository.apply(edit, durable: true) } catch GitError.moved(_, let old, let actual) {
      throw .moved(run: "\(record.run.id)", expected: old, actual: actual)
    } catch { throw .git(error) }
  }
}
