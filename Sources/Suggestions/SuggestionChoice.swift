package import Vocabulary

/// What is kept of what sources have found: few, none twice, and none that a person did not want. Pure.
package struct SuggestionChoice: Sendable {
  /// Suggestions whose records change, the new ones among them.
  package private(set) var changed: [Suggestion] = []
  /// Those that are new, or are there again.
  package private(set) var new: [Suggestion] = []
  /// Those whose evidence does not hold any more.
  package private(set) var gone: [Suggestion] = []
  /// How many more were found than there is room for.
  package private(set) var left = 0

  /// The most open suggestions of one source.
  package static let perSource = 2

  /// What a choice stands on, beside what was found.
  package struct Ground: Sendable {
    /// All that is known already.
    package var known: [Suggestion]
    /// What suggestions of each source are worth here.
    package var credit: SourceCredit
    /// The most open suggestions.
    package var limit: Int
    /// Files that a series of ours changes that nobody has merged yet.
    package var inHand: Set<ExactText>
    /// Titles of issues that wait or were worked on.
    package var titles: Set<String>

    /// A ground to choose on.
    package init(
      known: [Suggestion] = [], credit: SourceCredit = SourceCredit(), limit: Int = 5,
      inHand: Set<ExactText> = [], titles: Set<String> = []
    ) {
      (self.known, self.credit, self.limit) = (known, credit, limit)
      (self.inHand, self.titles) = (inHand, Set(titles.map { SuggestionDraft.normal($0) }))
    }
  }

  /// Chooses among `results` at `time`, in seconds since 1970.
  ///
  /// What is open stays open as long as it is found; what was accepted is left alone; what was dismissed comes again only
  /// where its evidence says something else now, and says that. The rest is filled up by expected value, equal ones by id.
  ///
  /// - Complexity: O(*d* · log *d* + *d* · *k*) in the drafts and what is known.
  package init(_ results: [(Suggestion.Source, SourceResult)], on ground: Ground, at time: Int) {
    let known = Dictionary(
      ground.known.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var drafts: [String: SuggestionDraft] = [:]
    for draft in results.flatMap(\.1.drafts) where drafts[draft.id] == nil {
      drafts[draft.id] = draft
    }
    var open: [Suggestion] = []
    let complete = Set(results.filter { $0.1.isComplete }.map(\.0))
    for suggestion in ground.known where suggestion.state == .open {
      if let draft = drafts[suggestion.id] {
        let next = SuggestionChoice.refreshed(suggestion, by: draft)
        if next != suggestion { changed.append(next) }
        open.append(next)
      } else if complete.contains(suggestion.source) {
        let next = suggestion.now(.gone, at: time)
        changed.append(next)
        gone.append(next)
      } else {
        open.append(suggestion)
      }
    }
    var said = ground.known.filter { $0.state != .gone }
      .map { Likeness.Saying($0.source, title: $0.title) }
    var perSource: [Suggestion.Source: Int] = [:]
    for suggestion in open { perSource[suggestion.source, default: 0] += 1 }
    let ranked = drafts.values
      .filter { known[$0.id].map { $0.state != .open } ?? true }
      .map { (draft: $0, value: ground.credit.value(of: $0.source, strength: $0.strength)) }
      .sorted { ($1.value, $0.draft.id) < ($0.value, $1.draft.id) }
    for (draft, _) in ranked {
      guard draft.paths.isDisjoint(with: ground.inHand) else { continue }
      guard var next = SuggestionChoice.suggestion(draft, over: known[draft.id], at: time) else {
        continue
      }
      let saying = Likeness.Saying(next.source, title: next.title)
      let isSaid = known[draft.id] == nil && said.contains { Likeness.areAlike($0, saying) }
      guard !isSaid, !ground.titles.contains(SuggestionDraft.normal(next.title)) else { continue }
      guard perSource[draft.source, default: 0] < SuggestionChoice.perSource,
        open.count < ground.limit
      else {
        left += 1
        continue
      }
      if let before = known[draft.id] { next.found = before.found }
      perSource[draft.source, default: 0] += 1
      said.append(saying)
      open.append(next)
      changed.append(next)
      new.append(next)
    }
  }

  /// An open suggestion as its draft has it now: lines may have moved.
  private static func refreshed(_ old: Suggestion, by draft: SuggestionDraft) -> Suggestion {
    var next = draft.suggestion(at: old.found)
    (next.changed, next.dismissedBefore) = (old.changed, old.dismissedBefore)
    return next
  }

  /// The suggestion that a draft becomes over what is known of it; `nil` where it is not to come again.
  private static func suggestion(
    _ draft: SuggestionDraft, over known: Suggestion?, at time: Int
  ) -> Suggestion? {
    var next = draft.suggestion(at: time)
    guard let known else { return next }
    switch known.state {
    case .open, .accepted: return nil
    case .gone:
      // A word against it counts as long as its evidence is the same.
      if known.dismissedBefore != nil { next.dismissedBefore = known.dismissedBefore }
      return next
    case .dismissed(let why):
      guard known.digest != draft.digest else { return nil }
      next.dismissedBefore = why
      return next
    }
  }
}
