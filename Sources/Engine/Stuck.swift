package import Vocabulary

/// How a run goes in circles.
package enum StuckPattern: Hashable, Sendable {
  /// The same action met the same observation this many times in a row.
  case repetition(Int)
  /// The same action was refused or failed this many times in a row.
  case repeatedFailure(Int)
  /// Two actions took turns, each with the same observation every time.
  case alternation
  /// The tree came back to one it had been before, this many times.
  case returningTree(Int)
  /// This many steps changed neither the files nor what the tests say.
  case noProgress(Int)

  /// What is said of it, as a sentence.
  package var sentence: String {
    switch self {
    case .repetition(let count): "The same action had the same effect \(count) times."
    case .repeatedFailure(let count): "The same action failed \(count) times."
    case .alternation: "Two actions took turns without effect."
    case .returningTree(let count): "The files came back to the same state \(count) times."
    case .noProgress(let count): "\(count) steps changed neither the files nor the tests."
    }
  }
}

/// How much of the same is too much.
package struct StuckLimits: Hashable, Sendable {
  /// Equal actions with equal observations in a row.
  var repetitions: Int
  /// Failures in a row of the same action, or with the same reason.
  var failures: Int
  /// Steps in which two actions take turns.
  var alternation: Int
  /// Returns to a tree that was there before.
  var returns: Int
  /// Steps in a row after which neither the tree nor the tests are others.
  var idle: Int

  /// When the run goes back.
  package static let stop = StuckLimits(
    repetitions: 4, failures: 3, alternation: 6, returns: 3, idle: 25)
  /// When a policy that can be talked to is told.
  package static let nudge = StuckLimits(
    repetitions: 3, failures: 2, alternation: 4, returns: 2, idle: 15)
}

/// Finds out whether the steps since the last backtrack go in circles. Pure.
///
/// The first three rules and their thresholds are those of OpenHands' stuck detector: four equal
/// observations, three equal failures, six alternating steps; equality is that of action and
/// observation, not of numbers or times. The others are ours: a tree seen before is a loop whatever was
/// said meanwhile, and so is looking around without end.
///
/// - Complexity: O(*n*) in the steps of the attempt.
package func stuckPattern(in attempt: [Step], limits: StuckLimits = .stop) -> StuckPattern? {
  func same(_ left: Step, _ right: Step) -> Bool {
    left.action == right.action && left.observation == right.observation
  }
  guard let last = attempt.last else { return nil }
  let equalEnding = attempt.reversed().prefix { same($0, last) }.count
  if equalEnding >= limits.repetitions { return .repetition(equalEnding) }
  let failures = attempt.reversed().prefix { $0.isFailure && $0.failsLike(last) }.count
  if failures >= limits.failures { return .repeatedFailure(failures) }
  let turns = Array(attempt.suffix(limits.alternation))
  if turns.count == limits.alternation {
    let alternates = (2..<turns.count).allSatisfy { same(turns[$0], turns[$0 - 2]) }
    if alternates && !same(turns[0], turns[1]) { return .alternation }
  }
  let returns = attempt.returnsToTree
  if returns >= limits.returns { return .returningTree(returns) }
  let idle = attempt.idleEnding
  return idle >= limits.idle ? .noProgress(idle) : nil
}

extension Step {
  /// Whether the action was refused, or its command ended badly, other than by failing tests.
  var isFailure: Bool {
    if observation.refusal != nil { return true }
    guard observation.tests == nil, let ending = observation.ending else { return false }
    return ending != .exited(0)
  }

  /// Whether `other` did the same, or was refused for the same reason.
  fileprivate func failsLike(_ other: Step) -> Bool {
    action == other.action
      || (observation.refusal != nil && observation.refusal == other.observation.refusal)
  }
}

extension [Step] {
  /// How many steps at the end changed neither the tree nor what the tests say.
  fileprivate var idleEnding: Int {
    var count = 0
    var tree = first?.observation.tree
    var tests: TestReport?
    for step in self {
      let isTrial = step.action.kind == .trial
      let isNews = step.observation.tests.map { $0 != tests } ?? false
      count = step.observation.tree != tree || isNews || isTrial ? 0 : count + 1
      tree = step.observation.tree
      tests = step.observation.tests ?? tests
    }
    return count
  }

  /// How often an edit brought the tree back to one it had been at before within these steps.
  fileprivate var returnsToTree: Int {
    var seen: Set<ObjectID> = []
    var count = 0
    var before: ObjectID?
    for step in self {
      let tree = step.observation.tree
      if tree != before, !seen.insert(tree).inserted { count += 1 }
      before = tree
    }
    return count
  }
}
