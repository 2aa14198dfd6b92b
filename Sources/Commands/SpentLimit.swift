import Engine
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
    let left = limit.remaining(after: spent)
    if left.seconds <= 0 { return "the time of \(duration(limit.seconds)) is used up" }
    let steps = "the budget of \(counted(limit.steps, "step")) is used up"
    if left.steps == 0 { return steps }
    if left.steps <= verdictReserve {
      let verb = spent.steps == 1 ? "was" : "were"
      return steps + ": \(spent.steps) \(verb) taken, and one is kept for the verdict"
    }
    if run.policy == "repair", left.candidates == 0 {
      return "the budget of \(counted(limit.candidates, "candidate")) is used up"
    }
    return nil
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
    if run.policy == "model" {
      let tokens = Double(spent.tokens)
      shares.append(
        (share(tokens, of: Double(limit.tokens)), "the budget of \(limit.tokens) tokens"))
      let micros = Double(spent.micros)
      shares.append(
        (share(micros, of: Double(limit.micros)), "the budget of \(money(limit.micros))"))
    }
    let most = shares.max { $0.0 < $1.0 }?.1 ?? "the budget"
    return "what is left of \(most) does not pay for what comes next"
  }
}
