package import Vocabulary

/// A source of suggestions that looks at the project and its past alone, and starts no command.
package protocol SuggestionFinding: Sendable {
  /// Which source it is.
  var source: Suggestion.Source { get }

  /// Looks, until the project's time is up. What cannot be read is passed over.
  func find(in project: inout Project) -> SourceResult
}

/// What a source has found.
package struct SourceResult: Sendable {
  /// The drafts, in any order.
  package var drafts: [SuggestionDraft]
  /// Whether everything was looked at: then what is not among the drafts is not there.
  package var isComplete: Bool

  /// A result; of nothing found unless drafts are given.
  package init(_ drafts: [SuggestionDraft] = [], isComplete: Bool = true) {
    self.drafts = drafts
    self.isComplete = isComplete
  }
}
