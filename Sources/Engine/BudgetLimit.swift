package import Vocabulary

/// One of the amounts that a budget limits.
package enum BudgetLimit: Hashable, Sendable {
  /// Wall-clock seconds.
  case seconds
  /// Steps.
  case steps
  /// Candidates tried.
  case candidates
  /// Tokens to and from a model.
  case tokens
  /// Money.
  case money
}

/// The amount of `limit` that is used up after `spent`, so that `policy` cannot go on; `nil` when none is.
///
/// Of the steps one is kept for the verdict. Pure.
package func limitReached(
  of limit: Budget, after spent: Budget, by policy: PolicyKind
) -> BudgetLimit? {
  let left = limit.remaining(after: spent)
  if left.seconds <= 0 { return .seconds }
  if left.steps <= verdictReserve { return .steps }
  if policy.isLimitedByCandidates, left.candidates == 0 { return .candidates }
  guard policy.isLimitedByTokens else { return nil }
  return left.tokens == 0 ? .tokens : left.costMicros == 0 ? .money : nil
}
