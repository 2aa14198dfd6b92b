package import Git
package import Vocabulary

/// Finds the runs on an issue, wherever the texts of both came from.
///
/// The runs with a ref of their own are read once each, those in the archive found by the issue's text: their number
/// costs nothing.
package struct IssueRuns: ~Copyable {
  private let repository: Repository
  private let key: RecordKey?
  private var texts: [RunID: IssueText] = [:]

  /// The runs in `repository` for which `key` vouches.
  package init(in repository: consuming Repository, vouchedForBy key: RecordKey?) {
    self.repository = repository
    self.key = key
  }

  /// The runs on the same issue, the newest first; those that cannot be read, and those that are not the user's own, are left out.
  ///
  /// - Parameter text: The issue's text, redacted.
  /// - Throws: ``RecordsError`` where the refs or the index cannot be read.
  /// - Complexity: O(*n*) in the runs that are not archived; each is read the first time it is met.
  package mutating func records(on text: IssueText) throws(RecordsError) -> [RunRecord] {
    let own = try RunIndex.ids(in: repository)
    var found: [RunRecord] = []
    for id in try own + Archive.ids(on: text, in: repository) {
      if let known = texts[id], !known.isSame(as: text) { continue }
      guard let stored = try? StoredRun(id, in: repository) else { continue }
      let record = stored.record
      let theirs = IssueText(of: record.run.issue)
      texts[id] = theirs
      // One that is just moving to the archive is in both places.
      let isNew = !found.contains { $0.run.id == id }
      guard isNew, theirs.isSame(as: text), try stored.isOwn(by: key, in: repository) else {
        continue
      }
      found.append(record)
    }
    return found.sorted { ($0.run.began, $0.run.id) > ($1.run.began, $1.run.id) }
  }
}
