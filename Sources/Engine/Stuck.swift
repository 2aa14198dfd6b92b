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

  /// What is said of it, as a sentence.
  package var sentence: String {
    switch self {
    case .repetition(let count): "The same action had the same effect \(count) times."
    case .repeatedFailure(let count): "The same action failed \(count) times."
    case .alternation: "Two actions took turns without effect."
    case .returningTree(let count): "The files came back to the same state \(count) times."
    }
  }
}

/// Finds out whether the steps since the last backtrack go in circles. Pure.
///
/// The thresholds are those of OpenHands' stuck detector, four equal observations, three equal
/// failures, six alternating steps; equality is that of action and observation, not of numbers or
/// times. The fourth rule is ours: a tree seen before is a loop whatever was said meanwhile.
///
/// - Complexity: O(*n*) in the steps of the attempt.
package func stuckPattern(in attempt: [Step]) -> StuckPattern? {
  func same(_ left: Step, _ right: Step) -> Bool {
    left.action == right.action && left.observation == right.observation
  }
  guard let last = attempt.last else { return nil }
  let equalEnding = attempt.reversed().prefix { same($0, last) }.count
  if equalEnding >= 4 { return .repetition(equalEnding) }
  let failures = attempt.reversed().prefix { $0.action == last.action && $0.isFailure }.count
  if failures >= 3 { return .repeatedFailure(failures) }
  let six = attempt.suffix(6)
  if six.count == 6 {
    let steps = Array(six)
    let alternates = (2..<6).allSatisfy { same(steps[$0], steps[$0 - 2]) }
    if alternates && !same(steps[0], steps[1]) { return .alternation }
  }
  let returns = attempt.returnsToTree
  return returns >= 3 ? .returningTree(returns) : nil
}

extension Step {
  /// Whether the action was refused, or its command ended badly, other than by failing tests.
  var isFailure: Bool {
    if observation.refusal != nil { return true }
    guard observation.tests == nil, let ending = observation.ending else { return false }
    return ending != .exited(0)
  }
}

extension [Step] {
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
