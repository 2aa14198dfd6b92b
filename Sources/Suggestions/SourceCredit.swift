package import Vocabulary

/// What suggestions of each source are worth to a person here, learned from what became of them. Pure.
///
/// Each source has counts of a Beta distribution: what was worth it, and what was not. The expected value of a suggestion is
/// the mean of its source's counts times the strength of its own evidence.
package struct SourceCredit: Hashable, Sendable {
  /// Counts of what was worth it and of what was not.
  package struct Counts: Hashable, Sendable {
    /// What was worth it.
    package var good: Double
    /// What was not.
    package var bad: Double

    /// The share of what was worth it.
    package var mean: Double { good / (good + bad) }
  }

  /// What became of one suggestion.
  package enum Event: Hashable, Sendable {
    /// A person has accepted it.
    case accepted
    /// A person has dismissed it.
    case dismissed
    /// It was accepted, and its series was merged, changed or not.
    case merged
    /// It was accepted, and its series was rejected, or it was taken out of the queue.
    case rejected
  }

  /// The counts of each source before anything was learned here.
  ///
  /// Each is worth four suggestions, divided by the share that ``Priors`` tells.
  package private(set) var counts: [Suggestion.Source: Counts]

  /// Credit by what became of suggestions here.
  package init(after events: [(Suggestion.Source, Event)] = []) {
    counts = Dictionary(
      uniqueKeysWithValues: Suggestion.Source.allCases.map { source in
        let share = Priors.standard.precision(of: source)
        let weight = Priors.standard.weight
        return (source, Counts(good: weight * share, bad: weight * (1 - share)))
      })
    for (source, event) in events {
      switch event {
      case .accepted: counts[source]?.good += 1
      case .dismissed: counts[source]?.bad += 1
      case .merged: counts[source]?.good += 2
      case .rejected: counts[source]?.bad += 1.5
      }
    }
  }

  /// The expected value of a suggestion of `source` whose evidence has this strength, from 0 to 1.
  package func value(of source: Suggestion.Source, strength: Double) -> Double {
    (counts[source]?.mean ?? 0) * min(1, max(0, strength))
  }
}

/// What is believed of each source before a project has taught anything, in one value.
package struct Priors: Hashable, Sendable {
  /// What is believed.
  package static let standard = Priors()

  /// How many suggestions the belief is worth.
  package var weight = 4.0

  /// The share of a source's first five suggestions that a project has borne out in the year after.
  package func precision(of source: Suggestion.Source) -> Double {
    switch source {
    // Measured over public projects, by the page on suggestions: 1 of 39, 4 of 55, 0 of 4 and 2 of 7; none of
    // nothing is counted as one of six.
    case .twin: 0.03
    case .todo: 0.07
    case .untested: 0.17
    case .readme: 0.29
    // By judgement: they need runs of the tests of old projects, or were found in none.
    case .unnoticed: 0.4
    case .flaky: 0.6
    case .warnings: 0.4
    case .pins: 0.5
    case .leftover: 0.4
    }
  }

  /// Sources of which fewer than one in five were borne out where that was measured: they are asked only by name.
  package var asked: Set<Suggestion.Source> { [.twin, .todo, .untested] }
}
