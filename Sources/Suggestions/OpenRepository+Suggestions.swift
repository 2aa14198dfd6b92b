import Engine
import Git
import Issues

package import Records
package import Runs
package import Vocabulary

extension OpenRepository {
  /// The suggestions, for changes by the user's name.
  ///
  /// - Throws: ``RunError/noAuthor`` when nobody is named as the author of commits.
  package func suggestions() throws(RunError) -> SuggestionRecords {
    SuggestionRecords(in: try another(), author: try author, secrets: settings.secrets())
  }

  /// The suggestions, to be read alone.
  package func suggestionsToRead() throws(RunError) -> SuggestionRecords {
    SuggestionRecords(in: try another(), author: reader, secrets: [])
  }

  private func queueOfSuggestions() throws(RunError) -> Queue {
    Queue(in: try another(), author: (try? author) ?? reader, secrets: settings.secrets())
  }

  /// What suggestions of each source are worth here, by what became of those that are known.
  ///
  /// - Complexity: O(*n*) in the suggestions that were accepted, each with its entry in the queue and its run.
  package func credit(of known: [Suggestion]) -> SourceCredit {
    guard let queue = try? queueOfSuggestions() else { return SourceCredit() }
    var events: [(Suggestion.Source, SourceCredit.Event)] = []
    for suggestion in known {
      if suggestion.dismissedBefore != nil { events.append((suggestion.source, .dismissed)) }
      switch suggestion.state {
      case .open, .gone: break
      case .dismissed: events.append((suggestion.source, .dismissed))
      case .accepted(let key):
        events.append((suggestion.source, .accepted))
        if let event = outcome(of: key, in: queue) { events.append((suggestion.source, event)) }
      }
    }
    return SourceCredit(after: events)
  }

  /// What became of an accepted suggestion, by the key of its entry; `nil` where nobody knows yet.
  private func outcome(of key: String, in queue: borrowing Queue) -> SourceCredit.Event? {
    guard let entry = try? queue.entry(key) else { return nil }
    if entry.state == .dropped { return .rejected }
    guard let id = entry.run, let run = try? StoredRun(id, in: repository),
      (try? isOwn(run)) == true
    else { return nil }
    switch run.record.mergeStatus?.word {
    case .merged, .edited: return .merged
    case .rejected: return .rejected
    case .open, nil: return nil
    }
  }

  /// Puts the issue of a suggestion into the queue, then says so in its record: after a crash between the two it can be
  /// accepted once more.
  ///
  /// - Returns: The entry, and whether it is new there.
  /// - Throws: ``RunError``.
  @discardableResult
  package func accept(
    _ suggestion: Suggestion, trigger: Trigger, at time: Int
  ) throws(RunError) -> (entry: QueueEntry, isNew: Bool) {
    do {
      let issue = try IssueReader.read(Array(suggestion.issueText.utf8), origin: .standardInput)
      let queue = Queue(in: try another(), author: try author, secrets: settings.secrets())
      let (entry, isNew) = try queue.add(issue, trigger: trigger, at: time)
      try suggestions().put([suggestion.now(.accepted(key: entry.key), at: time)], at: time)
      return (entry, isNew)
    } catch { throw RunError(error) }
  }

  /// The files that open series of the user's own change, as far as their runs have a ref of their own.
  package func pathsInHand() -> Set<ExactText> {
    var paths: Set<ExactText> = []
    for id in (try? RunIndex.ids(in: repository)) ?? [] {
      guard let run = try? StoredRun(id, in: repository), (try? isOwn(run)) == true,
        let last = run.record.patches.last, [nil, .open].contains(run.record.mergeStatus?.word),
        let tree = try? repository.readCommit(last).tree,
        let changes = try? repository.changes(from: run.record.run.baseTree, to: tree)
      else { continue }
      paths.formUnion(changes.map(\.$path))
    }
    return paths
  }
}
