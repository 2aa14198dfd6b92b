package import Vocabulary

/// Decides the next action from the steps so far.
///
/// A policy keeps no truth of its own: given the same run, steps and tree it goes on in the same way,
/// so that a run can change process, machine or policy between any two steps.
package protocol Policy {
  /// Who decides where a decision does not say otherwise.
  var decider: Decider { get }

  /// Chooses the next action.
  ///
  /// - Parameters:
  ///   - run: The run, with its issue and mandate.
  ///   - steps: All steps so far, the baseline's test run first.
  ///   - budget: What may still be spent.
  ///   - sources: The project's tree as it stands after the last step; reading it is no step.
  /// - Throws: ``PolicyFailure`` when it cannot decide; nothing has been changed then.
  mutating func nextAction(
    for run: Run, after steps: [Step], budget: Budget,
    in sources: borrowing some SourceTree & ~Copyable
  ) async throws(PolicyFailure) -> Decision

  /// Proposes how what was changed is split into patches.
  ///
  /// The engine's own plan is taken where a policy proposes none.
  ///
  /// - Throws: ``PolicyFailure``, as with the next action.
  mutating func proposeSplit(
    for run: Run, after steps: [Step], budget: Budget,
    in sources: borrowing some SourceTree & ~Copyable
  ) async throws(PolicyFailure) -> SplitDecision

  /// What choices have cost that came to nothing since this was asked last; it is charged to the run apart from steps.
  mutating func takeLostCost() -> LostCost
}

/// What a policy has spent on choices that no step records.
package struct LostCost: Hashable, Sendable {
  /// What requests to a model took.
  package var usage: Usage
  /// Money, in millionths.
  package var costMicros: Int

  /// The cost of requests; nothing unless given.
  package init(usage: Usage = Usage(), costMicros: Int = 0) {
    self.usage = usage
    self.costMicros = costMicros
  }
}

extension Policy {
  /// Leaves it to the engine.
  package mutating func proposeSplit(
    for run: Run, after steps: [Step], budget: Budget,
    in sources: borrowing some SourceTree & ~Copyable
  ) async throws(PolicyFailure) -> SplitDecision { .engineChoice }
}

/// The patches that a policy proposes, and what the choosing cost.
package struct SplitDecision: Hashable, Sendable {
  /// The patches; empty for as the engine finds them.
  package var proposals: [PatchProposal]
  /// Who decided, where that is not the policy by its name.
  package var decidedBy: Decider?
  /// What a model said and took, where one was asked.
  package var reply: Reply?
  /// Money the choice took, in millionths.
  package var costMicros: Int

  /// A proposal of `proposals`; free unless a cost is given.
  package init(
    _ proposals: [PatchProposal], decidedBy: Decider? = nil, reply: Reply? = nil,
    costMicros: Int = 0
  ) {
    self.proposals = proposals
    self.decidedBy = decidedBy
    self.reply = reply
    self.costMicros = costMicros
  }

  /// Patches as the engine finds them.
  package static var engineChoice: SplitDecision { SplitDecision([], decidedBy: .engine) }
}

/// An action a policy chose, and what the choosing cost.
package struct Decision: Hashable, Sendable {
  /// What is to be done.
  package var action: PolicyAction
  /// Who decided, where that is not the policy by its name.
  package var decidedBy: Decider?
  /// What a model said and took, where one was asked.
  package var reply: Reply?
  /// Money the choice took, in millionths.
  package var costMicros: Int
  /// Why the action is kept without being carried out, in a sentence; `nil` where it is carried out.
  package var refusal: String?
  /// What the world answered when this was recorded, where a recording is played whose tools are not called again; its
  /// tree says nothing.
  package var recorded: Observation?

  /// The choice of `action`; free unless a cost is given, and carried out unless there is a refusal.
  package init(
    _ action: PolicyAction, decidedBy: Decider? = nil, reply: Reply? = nil, costMicros: Int = 0,
    refusal: String? = nil
  ) {
    self.action = action
    self.decidedBy = decidedBy
    self.reply = reply
    self.costMicros = costMicros
    self.refusal = refusal
  }
}

extension Reply {
  /// Tokens that the choice took, to and from the model.
  package var tokens: Int { usage.sent + usage.received }
}

/// Why a policy could not decide.
package enum PolicyFailure: Error {
  /// What may still be spent does not pay for the next decision.
  case spent
  /// The policy's own error, kept whole.
  case failed(cause: any Error)

  /// Whether the surrounding task was cancelled.
  package var isCancellation: Bool {
    if case .failed(let cause) = self { return cause is CancellationError }
    return false
  }
}

/// Reads the project's files as they stand.
package protocol SourceTree: ~Copyable {
  /// All files of the tree, symlinks and submodules left out, sorted bytewise.
  ///
  /// - Complexity: O(*n*) in the files of the tree.
  func paths() throws(WorkspaceFailure) -> [String]

  /// The bytes of one file; `nil` when the tree has no such regular file or it is larger than `limit` bytes.
  func contents(of path: String, limit: Int) throws(WorkspaceFailure) -> [UInt8]?

  /// The bytes of one file as it was at the base, through links that stay within the tree; `nil` as with
  /// ``contents(of:limit:)``.
  func baseContents(of path: String, limit: Int) throws(WorkspaceFailure) -> [UInt8]?

  /// The first `limit` entries of the base's tree, breadth first and sorted within a directory;
  /// directories end with a slash. One entry more says that there are more.
  ///
  /// - Complexity: O(*limit*) in directories read, whatever the size of the tree.
  func baseOverview(limit: Int) throws(WorkspaceFailure) -> [String]

  /// What the run has changed since the base, as `git diff` shows it; at most `limit` bytes, and a
  /// line that says how much is missing where something is.
  func patch(limit: Int) throws(WorkspaceFailure) -> String

  /// The hunks among which a policy may choose when the change is split into patches, each with its text in
  /// at most `limit` bytes.
  ///
  /// - Complexity: O(*n*) in the bytes of the files that differ.
  func hunks(limit: Int) throws(WorkspaceFailure) -> [(hunk: Hunk, text: String)]
}

/// A run's own copy of the project, where actions happen; never the user's checkout.
package protocol Workspace: SourceTree, ~Copyable {
  /// The tree as it stands.
  var tree: ObjectID { get }

  /// Carries out one action.
  ///
  /// What an action asks for and may not or cannot have (a path outside the mandate, an edit that does
  /// not apply, a failing command) is an observation. Objects are written; no ref is moved.
  ///
  /// - Parameter seconds: Wall-clock seconds it may take; its commands are killed when they are over.
  /// - Throws: ``WorkspaceFailure`` when the machinery itself fails, `CancellationError` as its cause
  ///   when the surrounding task is cancelled; the workspace is then to be restored before further use.
  mutating func perform(
    _ action: Action, within seconds: Double
  ) async throws(WorkspaceFailure) -> Observation

  /// Splits what the run has changed into patches, and runs the tests at each in a clean copy.
  ///
  /// Patches that are worse than the base are joined with those after them. The tree of the last one is the
  /// workspace's. Trees are written; no ref is moved.
  ///
  /// - Parameters:
  ///   - proposals: How the policy would have them; empty for as the engine finds them.
  ///   - steps: All steps so far, a verdict last.
  ///   - seconds: Wall-clock seconds it may take; patches that there is no time to try are not split.
  /// - Returns: The patches; a refusal where the change is worse than the base by its own tests.
  mutating func split(
    _ proposals: [PatchProposal], after steps: [Step], within seconds: Double
  ) async throws(WorkspaceFailure) -> Observation

  /// Makes the workspace's files those of `tree`.
  mutating func restore(to tree: ObjectID) throws(WorkspaceFailure)
}

/// Why a workspace could not work at all.
package struct WorkspaceFailure: Error {
  /// The error underneath, kept whole.
  package let cause: any Error

  /// A failure caused by `cause`.
  package init(cause: any Error) { self.cause = cause }

  /// Whether the surrounding task was cancelled.
  package var isCancellation: Bool { cause is CancellationError }
}

/// Keeps a run's steps; its tip is the only truth about the run.
package protocol Trail: ~Copyable {
  /// The steps kept so far, in order.
  var steps: [Step] { get }

  /// Appends one step: objects first, then synced, then the run's ref is moved.
  ///
  /// - Throws: ``TrailFailure`` with nothing visible of the step.
  mutating func append(_ step: Step) throws(TrailFailure)

  /// What the run has cost: its steps, and what was charged beside them.
  var spent: Budget { get }

  /// Charges the run with what came to no step, at `time` in seconds since 1970.
  ///
  /// - Throws: ``TrailFailure`` with nothing charged.
  mutating func charge(_ cost: Budget, _ usage: Usage, at time: Int) throws(TrailFailure)
}

/// Why a trail did not take a step.
package enum TrailFailure: Error {
  /// Another process extended the trail first.
  case moved(expected: ObjectID, actual: ObjectID?)
  /// The store failed; `cause` is its own error, kept whole.
  case store(cause: any Error)
}

/// Tells the time.
package protocol Clock {
  /// Seconds since 1970 by the wall clock; for records, never for deadlines.
  var now: Int { get }
  /// Seconds by a clock that never goes back, from an arbitrary start; for deadlines.
  var monotonic: Double { get }
}
