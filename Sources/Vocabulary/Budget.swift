/// Limits on what a run may spend, and the sum of what it has spent: one shape for both.
package struct Budget: Hashable, Sendable, Codable {
  /// Steps on the trail.
  @Amount package var steps: Int
  /// Wall-clock seconds while the run is being worked on.
  @Amount package var seconds: Double
  /// Tokens to and from a model.
  @Amount package var tokens: Int
  /// Money, in millionths of the price table's currency.
  @Amount package var costMicros: Int
  /// Candidates tried in trials.
  @Amount package var candidates: Int

  /// The names in records.
  private enum CodingKeys: String, CodingKey {
    case steps, seconds, tokens, candidates
    case costMicros = "micros"
  }

  /// Nothing spent.
  package static let nothing = Budget(steps: 0, seconds: 0, tokens: 0, costMicros: 0, candidates: 0)
  /// What a run may spend when nobody says otherwise: 400 steps, two hours, five million
  /// tokens, five units of money, 1,000 candidates.
  package static let standard = Budget(
    steps: 400, seconds: 7200, tokens: 5_000_000, costMicros: 5_000_000, candidates: 1000)

  /// More than anybody can spend: the most that an ``Amount`` can be of each.
  package static let unlimited = Budget(
    steps: .max, seconds: .infinity, tokens: .max, costMicros: .max, candidates: .max)

  /// A budget of these amounts, each within the bounds of an ``Amount``.
  package init(steps: Int, seconds: Double, tokens: Int, costMicros: Int, candidates: Int) {
    self.steps = steps
    self.seconds = seconds
    self.tokens = tokens
    self.costMicros = costMicros
    self.candidates = candidates
  }

  /// The lower of the two, limit by limit.
  package func narrowed(to other: Budget) -> Budget {
    Budget(
      steps: min(steps, other.steps), seconds: min(seconds, other.seconds),
      tokens: min(tokens, other.tokens), costMicros: min(costMicros, other.costMicros),
      candidates: min(candidates, other.candidates))
  }

  /// The sum, amount by amount.
  package static func + (left: Budget, right: Budget) -> Budget {
    Budget(
      steps: left.steps + right.steps, seconds: left.seconds + right.seconds,
      tokens: left.tokens + right.tokens, costMicros: left.costMicros + right.costMicros,
      candidates: left.candidates + right.candidates)
  }

  /// What is left of this limit after `spent`; no amount goes below zero.
  package func remaining(after spent: Budget) -> Budget {
    Budget(
      steps: steps - spent.steps, seconds: seconds - spent.seconds, tokens: tokens - spent.tokens,
      costMicros: costMicros - spent.costMicros, candidates: candidates - spent.candidates)
  }

  /// An equal part of each amount, for `count` to share; whole numbers are rounded down.
  package func shared(by count: Int) -> Budget {
    Budget(
      steps: steps / count, seconds: seconds / Double(count), tokens: tokens / count,
      costMicros: costMicros / count, candidates: candidates / count)
  }

  /// Whether nothing can be done with it any more: no step, less than a second, no token or no money is left.
  /// Candidates do not count, for not every policy needs them.
  package var isUsedUp: Bool { steps < 1 || seconds < 1 || tokens < 1 || costMicros < 1 }
}
