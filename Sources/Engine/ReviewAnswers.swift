package import Vocabulary

extension Action.Report {
  /// Whether it says of every comment of the review that it is heeded or answered, and how.
  func answersAll(of reroll: Reroll) -> Bool {
    criteria.allSatisfy(\.isMet)
      && reroll.comments.indices.allSatisfy { place in
        answer(to: place, of: reroll, in: criteria)?.evidence.contains { !$0.isWhitespace }
          == true
      }
  }
}

/// What a report says of the comment at `place`; `nil` where it says nothing.
package func answer(
  to place: Int, of reroll: Reroll, in criteria: [Action.Report.Criterion]
) -> Action.Report.Criterion? {
  criteria.first { $0.text.hasPrefix("Comment \(place + 1):") }
    ?? (criteria.count >= reroll.comments.count ? criteria[place] : nil)
}
