import Engine
import Git
import Processes
import Records
package import Runs
package import Vocabulary

/// One look for suggestions, from the search to the records.
package struct SuggestionLook: Sendable {
  /// The commit that was looked at.
  package var base: Base
  /// Suggestions that are new, or there again.
  package var new: [Suggestion] = []
  /// Those whose evidence does not hold any more.
  package var gone: [Suggestion] = []
  /// Those of the new ones that the user's config has put into the queue.
  package var accepted: [Suggestion] = []
  /// How many more were found than there is room for.
  package var left = 0
  /// What was not looked at, in a clause for each source.
  package var notes: [(source: Suggestion.Source, words: String)] = []
  /// How long it took.
  package var seconds = 0.0

  /// Looks for suggestions at the base of the settings and keeps what is worth it.
  ///
  /// Order: the search; the records of suggestions, in one move of their ref; the queue, for sources that the user's
  /// config works on unasked; the file that says which commit was looked at.
  ///
  /// - Parameters:
  ///   - limit: The most open suggestions.
  ///   - unasked: Sources whose suggestions are put into the queue.
  ///   - trigger: What began it.
  /// - Throws: ``RunError``.
  package static func look(
    by search: SuggestionSearch, limit: Int, accepting unasked: Set<Suggestion.Source>,
    trigger: Trigger, in opened: borrowing OpenRepository, reporter: any Reporter
  ) async throws(RunError) -> SuggestionLook {
    let start = ContinuousClock.now
    let base = try Base.choice(
      option: nil, wish: nil, setting: opened.settings.base, in: opened.repository)
    let found = try await search.find(in: opened, at: base, reporter: reporter)
    var look = SuggestionLook(base: base)
    look.notes = found.notes
    if search.stop.isRequested { throw .interrupted }
    let now = SystemClock().now
    do {
      let records = try opened.suggestions()
      let known = try records.all()
      let ground = SuggestionChoice.Ground(
        known: known, credit: opened.credit(of: known), limit: limit, inHand: opened.pathsInHand(),
        titles: opened.titlesOfIssues())
      let choice = SuggestionChoice(found.results, on: ground, at: now)
      try records.put(choice.changed, at: now)
      (look.new, look.gone, look.left) = (choice.new, choice.gone, choice.left)
    } catch { throw RunError(error) }
    for suggestion in look.new where unasked.contains(suggestion.source) {
      try opened.accept(suggestion, trigger: trigger, at: now)
      look.accepted.append(suggestion)
    }
    if search.sources == nil {
      LastLook(commit: base.commit, time: now, ranTests: search.startsCommands)
        .write(to: opened.repository.commonDirectory)
    }
    look.seconds = (ContinuousClock.now - start) / .seconds(1)
    return look
  }
}

extension OpenRepository {
  /// Titles of the issues in the queue, and of those that runs with a ref of their own are on.
  fileprivate func titlesOfIssues() -> Set<String> {
    var titles: Set<String> = []
    if let repository = try? another() {
      let queue = Queue(in: repository, author: reader, secrets: [])
      titles.formUnion(((try? queue.entries()) ?? []).map(\.issue.title))
    }
    for id in (try? RunIndex.ids(in: repository)) ?? [] {
      if let run = try? StoredRun(id, in: repository) { titles.insert(run.record.run.issue.title) }
    }
    return titles
  }
}
