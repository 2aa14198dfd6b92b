import Engine
import Support
import Vocabulary

/// Gives the actions of a list, then `finish`.
struct ScriptedPolicy: Policy {
  var actions: [PolicyAction]
  /// What choices have cost that came to nothing, to be told of once.
  var lost = LostCost()
  var decider: Decider { "scripted" }

  mutating func nextAction(
    for run: Run, after steps: [Step], budget: Budget,
    in sources: borrowing some SourceTree & ~Copyable
  ) async throws(PolicyFailure) -> Decision {
    actions.isEmpty
      ? Decision(.finish(Action.Report(claim: .resolved))) : Decision(actions.removeFirst())
  }

  mutating func takeLostCost() -> LostCost {
    defer { lost = LostCost() }
    return lost
  }
}

/// A workspace whose tests pass when its tree is one of `green`; each edit makes a new tree.
struct ScriptedWorkspace: ~Copyable, Workspace {
  var tree: ObjectID
  let green: Set<ObjectID>
  var edits: UInt8 = 1
  /// Whether tests take longer than they may.
  var isSlow = false

  func paths() throws(WorkspaceFailure) -> [String] { ["a.py"] }
  func contents(of path: String, limit: Int) throws(WorkspaceFailure) -> [UInt8]? { nil }
  func baseContents(of path: String, limit: Int) throws(WorkspaceFailure) -> [UInt8]? { nil }
  func baseOverview(limit: Int) throws(WorkspaceFailure) -> [String] { ["a.py"] }
  func patch(limit: Int) throws(WorkspaceFailure) -> String { "" }
  func hunks(limit: Int) throws(WorkspaceFailure) -> [(hunk: Hunk, text: String)] { [] }

  mutating func split(
    _ proposals: [PatchProposal], after steps: [Step], within seconds: Double
  ) async throws(WorkspaceFailure) -> Observation {
    let patch = SplitPatch(kind: .behaviour, subject: "a", tree: tree)
    return Observation(tree: tree, patches: [patch])
  }

  mutating func perform(
    _ action: Action, within seconds: Double
  ) async throws(WorkspaceFailure) -> Observation {
    switch action {
    case .edit:
      edits += 1
      tree = Support.tree(edits)
      return Observation(tree: tree, changed: ["a.py"])
    case .test where isSlow: return Observation(tree: tree, ending: .exceeded(.time))
    case .test:
      let isGreen = green.contains(tree)
      return Observation(
        tree: tree, tests: isGreen ? report(passed: ["t"]) : report(failed: ["t"]))
    default: return Observation(tree: tree)
    }
  }

  mutating func restore(to tree: ObjectID) throws(WorkspaceFailure) { self.tree = tree }
}

/// A trail in memory that refuses the step numbered `refused`.
struct MemoryTrail: ~Copyable, Trail {
  private(set) var steps: [Step] = []
  var refused: Int?

  mutating func append(_ step: Step) throws(TrailFailure) {
    if step.number == refused { throw .moved(expected: .zero, actual: nil) }
    steps.append(step)
  }

  var spent: Budget { steps.spent + charged }
  private(set) var charged = Budget.nothing

  mutating func charge(_ cost: Budget, _ usage: Usage, at time: Int) throws(TrailFailure) {
    charged = charged + cost
  }
}

/// A clock that advances a second each time it is read.
final class SteppingClock: Engine.Clock {
  private var seconds = 0.0
  var now: Int { Int(monotonic) }
  var monotonic: Double {
    seconds += 1
    return seconds
  }
}

/// Gives the actions of a list, then has spent its time on no answer.
struct LatePolicy: Policy {
  var actions: [PolicyAction]
  var decider: Decider { "late" }
  private var isOver = false

  init(actions: [PolicyAction]) { self.actions = actions }

  mutating func nextAction(
    for run: Run, after steps: [Step], budget: Budget,
    in sources: borrowing some SourceTree & ~Copyable
  ) async throws(PolicyFailure) -> Decision {
    guard actions.isEmpty else { return Decision(actions.removeFirst()) }
    isOver = true
    throw .spent
  }

  mutating func takeLostCost() -> LostCost {
    defer { isOver = false }
    return isOver ? LostCost(usage: Usage(requests: 1, sent: 12), costMicros: 3) : LostCost()
  }
}
