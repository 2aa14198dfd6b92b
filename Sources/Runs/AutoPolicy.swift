import Engine
package import Models
import Repair
import Vocabulary

/// Repair and a model together: where a test fails and the tests take little, `repair` looks for an edit of one place
/// first, within a tenth of the budget; then the model decides, with what was found in view.
///
/// The only edit that passes is taken. Of several the tests cannot tell which is meant: the model is shown them. Where
/// the model's own edit leaves a test failing, `repair` looks once around it. Where the model's service cannot be used at
/// all, `repair` goes on with the whole budget. All of it follows from the steps.
struct AutoPolicy<S: Service>: Policy {
  private var repair: RepairPolicy
  private var model: ModelPolicy<S>
  private let tell: @Sendable (ServiceGivenUp) -> Void
  /// Why the service cannot be used; `nil` while it can.
  private var fault: APIFault?

  /// Seconds that the tests may take at the base for a search to come first.
  private static var suiteLimit: Double { 10 }
  /// Candidates tried before the model is asked.
  private static var candidateLimit: Int { 180 }
  /// Candidates tried around the model's edits, all together.
  private static var aroundLimit: Int { 300 }

  /// - Parameter tell: Is told when the service is given up.
  init(
    _ repair: RepairPolicy, _ model: ModelPolicy<S>,
    tell: @escaping @Sendable (ServiceGivenUp) -> Void
  ) {
    self.repair = repair
    self.model = model
    self.tell = tell
  }

  /// The model's.
  var decider: Decider { model.decider }

  mutating func nextAction(
    for run: Run, after steps: [Step], budget: Budget,
    in sources: borrowing some SourceTree & ~Copyable
  ) async throws(PolicyFailure) -> Decision {
    if fault != nil { return try await goOn(for: run, steps, budget, sources) }
    if let decision = try await search(for: run, steps, budget, sources) { return decision }
    if let decision = try searchAround(for: run, steps, budget, sources) { return decision }
    do {
      return try await model.nextAction(for: run, after: steps, budget: budget, in: sources)
    } catch .failed(cause: let fault as APIFault) where fault.isLasting {
      self.fault = fault
      let decision = try await goOn(for: run, steps, budget, sources)
      tell(ServiceGivenUp(fault: fault))
      return decision
    }
  }

  mutating func proposeSplit(
    for run: Run, after steps: [Step], budget: Budget,
    in sources: borrowing some SourceTree & ~Copyable
  ) async throws(PolicyFailure) -> SplitDecision {
    // What a search of one place has found is one patch.
    guard fault == nil, steps.contains(where: { $0.reply != nil }) else { return .engineChoice }
    return try await model.proposeSplit(for: run, after: steps, budget: budget, in: sources)
  }

  /// What the model's requests have cost that led to no step.
  mutating func takeLostCost() -> LostCost { model.takeLostCost() }

  /// What the search does next; `nil` when it is the model's turn.
  private mutating func search(
    for run: Run, _ steps: [Step], _ budget: Budget,
    _ sources: borrowing some SourceTree & ~Copyable
  ) async throws(PolicyFailure) -> Decision? {
    guard let first = steps.first, steps.baseline?.allPass == false, run.reroll == nil,
      first.cost.seconds < Self.suiteLimit,
      steps.dropFirst().allSatisfy({ $0.decidedBy == repair.decider || $0.decidedBy == .engine })
    else { return nil }
    let results = steps.flatMap(\.observation.results)
    let share = run.mandate.budget.seconds / 10
    var left = budget
    left.seconds = min(budget.seconds, share - steps.dropFirst().reduce(0) { $0 + $1.cost.seconds })
    left.candidates = min(budget.candidates, Self.candidateLimit - results.count)
    let hasEdited = steps.contains { $0.action.kind == .edit }
    // Of several that pass the model has to choose, or to write its own.
    let passing = results.count { $0.mark == .passes }
    guard hasEdited || left.seconds > 0 && left.candidates > 0 && passing < 2 else { return nil }
    let decision: Decision
    do {
      decision = try await repair.nextAction(
        for: run, after: steps, budget: hasEdited ? budget : left, in: sources)
    } catch {
      guard case .spent = error else { throw error }
      return nil
    }
    switch decision.action {
    case .finish(let report): return report.claim == .resolved ? byRepair(decision) : nil
    case .edit where passing == 0: return nil
    default: return byRepair(decision)
    }
  }

  /// What `repair` does about the model's last edit where a test still fails: tries edits around it, makes the likeliest
  /// of those that pass, and has it tested; `nil` where it is the model's turn, which sees all of them.
  private func searchAround(
    for run: Run, _ steps: [Step], _ budget: Budget,
    _ sources: borrowing some SourceTree & ~Copyable
  ) throws(PolicyFailure) -> Decision? {
    guard let first = steps.first, let last = steps.last, steps.baseline?.allPass == false,
      run.reroll == nil, first.cost.seconds < Self.suiteLimit,
      steps.contains(where: { $0.reply != nil }),
      !ModelPolicy<S>.isUnderWay(after: steps)
    else { return nil }
    switch last.action {
    case .trial where last.decidedBy == repair.decider:
      let edit = try repair.editAround(for: run, after: steps, in: sources)
      return edit.map { byRepair(Decision($0)) }
    case .edit where last.decidedBy == repair.decider && last.observation.refusal == nil:
      return byRepair(Decision(.test(.working)))
    case .test(.working) where last.observation.tests?.allPass == false: break
    default: return nil
    }
    let sinceEdit = steps.lastIndex { $0.action.kind == .edit && $0.observation.refusal == nil }
    guard let sinceEdit, steps[sinceEdit].reply != nil,
      !steps[sinceEdit...].contains(where: { $0.action.kind == .trial })
    else { return nil }
    let own = steps.dropFirst().filter { $0.decidedBy == repair.decider }
    var left = budget
    left.seconds = min(
      budget.seconds,
      run.mandate.budget.seconds / 10 - own.reduce(0) { $0 + $1.cost.seconds })
    left.candidates = min(
      budget.candidates,
      Self.candidateLimit + Self.aroundLimit - own.reduce(0) { $0 + $1.observation.results.count })
    guard left.seconds > 0, left.candidates > 0, budget.steps > 4 else { return nil }
    let trial = try repair.trialAround(for: run, after: steps, budget: left, in: sources)
    return trial.map { byRepair(Decision($0)) }
  }

  /// What `repair` does in the place of the model.
  ///
  /// - Throws: The service's fault where it can do nothing more, so that the run can be taken up again.
  private mutating func goOn(
    for run: Run, _ steps: [Step], _ budget: Budget,
    _ sources: borrowing some SourceTree & ~Copyable
  ) async throws(PolicyFailure) -> Decision {
    let decision = try await repair.nextAction(
      for: run, after: steps, budget: budget, in: sources)
    if case .finish(let report) = decision.action, report.claim != .resolved, let fault {
      throw .failed(cause: fault)
    }
    return byRepair(decision)
  }

  private func byRepair(_ decision: Decision) -> Decision {
    var decision = decision
    decision.decidedBy = decision.decidedBy ?? repair.decider
    return decision
  }
}

/// That a model's service cannot be used, so that the built-in policy goes on alone.
package struct ServiceGivenUp: Error, Hashable {
  /// What the service answered.
  package let fault: APIFault
}

extension APIFault {
  /// Whether asking again is no use: the service refuses the key, the model or the request.
  fileprivate var isLasting: Bool {
    switch self {
    case .refused, .unreachable: true
    default: false
    }
  }
}
