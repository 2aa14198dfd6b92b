package import Vocabulary

/// A way in which a run repeats itself.
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

  /// The pattern in words for people; the reason that a backtrack keeps.
  package var sentence: String {
    switch self {
    case .repetition(let count): "The same action had the same effect \(count) times."
    case .repeatedFailure(let count): "The same action failed \(count) times."
    case .alternation: "Two actions took turns without effect."
    case .returningTree(let count): "The files came back to the same state \(count) times."
    case .noProgress(let count): "\(count) steps changed neither the files nor the tests."
    }
  }

  /// The pattern that a backtrack's reason means; `nil` where the run went back for another reason.
  package init?(reason: String) {
    let count = reason.split(separator: " ").lazy.compactMap { Int($0) }.first ?? 0
    let patterns: [StuckPattern] = [
      .repetition(count), .repeatedFailure(count), .alternation, .returningTree(count),
      .noProgress(count),
    ]
    guard let pattern = patterns.first(where: { $0.sentence == reason }) else { return nil }
    self = pattern
  }
}

/// The thresholds of ``stuckPattern(in:limits:)``.
package struct StuckLimits: Hashable, Sendable {
  /// Equal actions with equal observations in a row.
  var repetitions: Int
  /// Failures in a row of the same action, or with the same reason.
  var failures: Int
  /// Steps in which two actions take turns.
  var alternation: Int
  /// Returns to a tree that was there before.
  var returns: Int
  /// Steps in a row that change neither the tree nor the tests.
  var idle: Int

  /// The thresholds at which the run goes back.
  package static let stop = StuckLimits(
    repetitions: 4, failures: 3, alternation: 6, returns: 3, idle: 25)
  /// The lower thresholds at which a model is warned.
  package static let nudge = StuckLimits(
    repetitions: 3, failures: 2, alternation: 4, returns: 2, idle: 15)
}

/// The pattern in which the steps since the last backtrack repeat themselves; `nil` where they do not. Pure.
///
/// The first three rules and their thresholds are those of OpenHands' stuck detector: four equal observations, three
/// equal failures, six alternating steps; equality is that of action and observation, not of numbers or times. The
/// others are ours: a return to an earlier tree is a loop whatever was said meanwhile, and so are many steps that change
/// nothing.
///
/// - Complexity: O(*n*) in the steps of the attempt.
package func stuckPattern(in attempt: [Step], limits: StuckLimits = .stop) -> StuckPattern? {
  func same(_ left: Step, _ right: Step) -> Bool {
    left.action == right.action && left.observation.ofWorld == right.observation.ofWorld
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

extension Observation {
  /// What the world answered, without what the run was told beside it, which is told once.
  fileprivate var ofWorld: Observation {
    var observation = self
    observation.recollections = nil
    return observation
  }
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
