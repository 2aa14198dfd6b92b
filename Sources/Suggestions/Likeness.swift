package import Vocabulary

/// Whether two suggestions are one in other words. Pure.
package enum Likeness {
  private static let common: Set<String> = [
    "a", "an", "the", "is", "are", "in", "of", "for", "to", "and", "or", "at", "it", "which",
    "what",
    "that", "this", "not", "be", "can", "has", "by", "with", "on", "no", "was",
  ]

  /// Whether `left` and `right` say the same: of one source, with the same names between backquotes and half of their
  /// words in common; or with nine tenths of all words in common where there are no names.
  package static func areAlike(_ left: Saying, _ right: Saying) -> Bool {
    guard left.source == right.source else { return false }
    if !left.names.isEmpty || !right.names.isEmpty {
      return left.names == right.names && share(left.words, right.words) >= 0.5
    }
    return share(left.words, right.words) >= 0.7
  }

  /// What a suggestion says, for being compared.
  package struct Saying: Hashable, Sendable {
    let source: Suggestion.Source
    let names: Set<String>
    let words: Set<String>

    /// What the title of a suggestion of `source` says.
    package init(_ source: Suggestion.Source, title: String) {
      self.source = source
      var names: Set<String> = []
      var words: Set<String> = []
      for (place, part) in title.split(separator: "`", omittingEmptySubsequences: false)
        .enumerated()
      {
        let normal = SuggestionDraft.normal(String(part))
        if place % 2 == 1 {
          if !normal.isEmpty { names.insert(normal) }
        } else {
          words.formUnion(
            normal.split(separator: " ").map(Likeness.root).filter { !common.contains($0) })
        }
      }
      (self.names, self.words) = (names, words)
    }
  }

  /// A word without the usual endings.
  fileprivate static func root(_ word: Substring) -> String {
    for end in ["ing", "ed", "es", "s"] where word.hasSuffix(end) && word.count > end.count + 2 {
      return String(word.dropLast(end.count))
    }
    return String(word)
  }

  private static func share(_ left: Set<String>, _ right: Set<String>) -> Double {
    let all = left.union(right).count
    return all == 0 ? 1 : Double(left.intersection(right).count) / Double(all)
  }
}
