import Vocabulary

/// What came of a whole suite: the file `results.json`.
package struct EvaluationResults: Hashable, Sendable, Codable {
  /// The version of the format.
  package var version = 1
  /// The file of the suite.
  package var suite: String
  /// What it comes to.
  package var total: EvaluationTotal
  /// What came of each instance, in the suite's order; those without a result are left out.
  package var instances: [InstanceResult]

  /// Puts results together.
  package init(suite: String, total: EvaluationTotal, instances: [InstanceResult]) {
    (self.suite, self.total, self.instances) = (suite, total, instances)
  }
}

/// The numbers of a suite. Pure.
package struct EvaluationTotal: Hashable, Sendable, Codable {
  /// Instances of the suite.
  package var instances: Int
  /// Those that were graded.
  package var graded: Int
  /// Those that are resolved.
  package var resolved: Int
  /// Those on which the work broke off.
  package var brokenOff: Int
  /// Steps of all runs.
  package var steps: Int
  /// Seconds of all runs, one after the other; without the grading.
  package var seconds: Double
  /// Tokens of all runs.
  package var tokens: Int
  /// Millionths of a unit of money that all runs cost.
  package var costMicros: Int
  /// Graded runs whose tests were worse at some step than at their best checkpoint before.
  package var regressed: Int
  /// Those of them that are resolved in the end.
  package var recovered: Int

  /// The share of runs that made their tests worse on the way and are resolved in the end; `nil` where none has.
  package var recoveryShare: Double?

  /// The share of the suite's instances that are resolved; `nil` for an empty one.
  package var resolvedShare: Double? {
    instances == 0 ? nil : Double(resolved) / Double(instances)
  }

  private enum CodingKeys: String, CodingKey {
    case instances, graded, resolved, steps, seconds, tokens, regressed, recovered
    case brokenOff = "broken_off"
    case costMicros = "cost_micros"
    case recoveryShare = "recovery_share"
  }

  /// Adds results up.
  package init(of results: [InstanceResult], among instances: Int) {
    self.instances = instances
    let graded = results.filter { $0.grade != nil }
    let runs = results.compactMap(\.run)
    let regressed = graded.filter { $0.run?.hasRegressed == true }
    self.graded = graded.count
    resolved = graded.count(where: \.isResolved)
    brokenOff = results.count - graded.count
    steps = runs.reduce(0) { $0 + $1.steps }
    seconds = runs.reduce(0) { $0 + $1.spent.seconds }
    tokens = runs.reduce(0) { $0 + $1.spent.tokens }
    costMicros = runs.reduce(0) { $0 + $1.spent.costMicros }
    self.regressed = regressed.count
    recovered = regressed.count(where: \.isResolved)
    recoveryShare = regressed.isEmpty ? nil : Double(recovered) / Double(regressed.count)
  }
}
