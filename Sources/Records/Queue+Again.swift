import Engine
import Git
package import Vocabulary

extension Queue {
  /// Makes an issue wait for a new run because a person asks for one, be it over or not, in the index or not.
  ///
  /// - Parameter issue: The issue where its text is at hand; else the text is what is kept of it, by the entry or
  ///   by its newest run.
  /// - Returns: The entry as it is then; as it was where it was replaced.
  /// - Throws: ``RecordsError/textGone(_:)`` where no text is kept.
  @discardableResult
  package func ask(
    again key: String, of issue: Issue? = nil, at time: Int
  ) throws(RecordsError) -> QueueEntry {
    let ref = RefNames.queued(key)
    let subject = "asked for again"
    if try git({ () throws(GitError) in try repository.reference(ref) }) != nil {
      return try update(key, subject: subject, at: time) { $0.again(at: time) }
    }
    guard let known = try entry(key) else { throw .noSuchIssue(key) }
    var next = known.again(at: time)
    guard next.state == .waiting else { return known }
    // The index keeps no texts.
    if let issue { next.issue = issue } else { next.issue = try text(of: known) }
    do {
      try write(
        next, over: nil, goingOnFrom: try newestAtRemote(key), subject: subject, at: time)
      return next
    } catch .moved {
      // Another process was first.
      return try update(key, subject: subject, at: time) { $0.again(at: time) }
    }
  }

  private func text(of entry: QueueEntry) throws(RecordsError) -> Issue {
    guard let run = entry.run else { throw .textGone(entry.key) }
    let issue: Issue
    do { issue = try StoredRun(run, in: repository).record.run.issue } catch .noSuchRun {
      throw .textGone(entry.key)
    }
    // It may be one on the same text from elsewhere, but not one on another text.
    guard issue.title == entry.issue.title else { throw .textGone(entry.key) }
    var own = entry.issue
    own.body = issue.body
    return own
  }

  /// The newest commit of an entry that a remote has, as it was last fetched; `nil` where there is none.
  private func newestAtRemote(_ key: String) throws(RecordsError) -> ObjectID? {
    let end = "/" + RefNames.queued(key).dropFirst("refs/colleague/".count)
    return try git { () throws(GitError) in
      try repository.references(withPrefix: RemoteRefs.all).first { $0.name.hasSuffix(end) }?.id
    }
  }
}
