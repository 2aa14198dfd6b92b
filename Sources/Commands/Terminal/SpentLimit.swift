import Engine
import Text
import Vocabulary

/// Which limit of its mandate ended a run that ended as `spent`. Pure.
enum SpentLimit {
  /// The limit, in a sentence without a full stop.
  ///
  /// A limit that is reached comes first; failing that, the one of which the largest share is used: what
  /// was left of it did not pay for what was next.
  static func sentence(of spent: Budget, by run: Run) -> String {
    reached(spent, run) ?? nearest(spent, run)
  }

  private static func reached(_ spent: Budget, _ run: Run) -> String? {
    let limit = run.mandate.budget
    switch limitReached(of: limit, after: spent, by: run.policy) {
    case nil: return nil
    case .seconds: return "the time of \(duration(limit.seconds)) is used up"
    case .candidates:
      return "the budget of \(counted(limit.candidates, "candidate")) is used up"
    case .tokens: return "the budget of \(limit.tokens) tokens is used up"
    case .money: return "the budget of \(money(limit.costMicros)) is used up"
    case .steps:
      let steps = "the budget of \(counted(limit.steps, "step")) is used up"
      guard spent.steps < limit.steps else { return steps }
      let verb = spent.steps == 1 ? "was" : "were"
      return steps + ": \(spent.steps) \(verb) taken, and one is kept for the verdict"
    }
  }

  private static func nearest(_ spent: Budget, _ run: Run) -> String {
    let limit = run.mandate.budget
    func share(_ spent: Double, of limit: Double) -> Double { limit > 0 ? spent / limit : 1 }
    var shares = [
      (share(spent.seconds, of: limit.seconds), "the time of \(duration(limit.seconds))"),
      (
        share(Double(spent.steps), of: Double(limit.steps)),
        "the budget of \(counted(limit.steps, "step"))"
      ),
    ]
    if run.policy.isLimitedByTokens {
      let tokens = Double(spent.tokens)
      shares.append(
        (share(tokens, of: Double(limit.tokens)), "the budget of \(limit.tokens) tokens"))
      let costMicros = Double(spent.costMicros)
      shares.append(
        (
          share(costMicros, of: Double(limit.costMicros)),
          "the budget of \(money(limit.costMicros))"
        ))
    }
    let most = shares.max { $0.0 < $1.0 }?.1 ?? "the budget"
    return "what is left of \(most) does not pay for what comes next"
  }
}
