import Support
import Testing
import Vocabulary

@testable import Engine

@Suite("Budgets and what ends a run")
struct BudgetTests {
  private func spent(
    steps: Int = 0, seconds: Double = 0, tokens: Int = 0, costMicros: Int = 0, candidates: Int = 0
  ) -> Budget {
    Budget(
      steps: steps, seconds: seconds, tokens: tokens, costMicros: costMicros, candidates: candidates
    )
  }

  @Test
  func `a limit is reached when nothing of it is left, of the steps when only the verdict's is`() {
    let limit = Budget(steps: 10, seconds: 60, tokens: 100, costMicros: 100, candidates: 20)
    func end(_ amounts: Budget, _ policy: PolicyKind = .model) -> BudgetLimit? {
      limitReached(of: limit, after: amounts, by: policy)
    }
    #expect(end(spent(steps: 8, seconds: 59, tokens: 99, costMicros: 99, candidates: 20)) == nil)
    #expect(end(spent(steps: 9)) == .steps)
    #expect(end(spent(seconds: 60)) == .seconds)
    #expect(end(spent(tokens: 100)) == .tokens && end(spent(costMicros: 100)) == .money)
    #expect(end(spent(candidates: 20), .repair) == .candidates)
    // What a policy does not use is no limit to it.
    #expect(end(spent(tokens: 100), .repair) == nil)
  }

  @Test func `shares of a budget come to no more than the whole`() {
    let budget = Budget(steps: 7, seconds: 10, tokens: 5, costMicros: 3, candidates: 1)
    let part = budget.shared(by: 3)
    #expect(part.steps == 2 && part.tokens == 1 && part.costMicros == 1 && part.candidates == 0)
    #expect(part.seconds * 3 <= 10.000_001)
    #expect(!part.isUsedUp && spent(steps: 1, seconds: 9, tokens: 0, costMicros: 1).isUsedUp)
  }

  @Test
  func `a policy that ended for want of budget is asked again when the run is taken up with more`()
  {
    let plan = step(1, .plan("p"))
    let end = step(2, .finish(Action.Report(claim: .spent)))
    let run = sampleRun(budget: .standard)
    #expect(
      nextAction(in: Situation(of: run, after: [plan, end], spent: .nothing)) == .stop(.spent))
    #expect(
      nextAction(
        in: Situation(of: run, after: [plan, end], spent: .nothing, isResuming: true)) == .askPolicy
    )
    #expect(
      nextAction(
        in: Situation(of: run, after: [plan, end], spent: .standard, isResuming: true))
        == .stop(.spent))
    let given = step(2, .finish(Action.Report(claim: .unresolved)))
    #expect(
      nextAction(
        in: Situation(of: run, after: [plan, given], spent: .nothing, isResuming: true))
        == .stop(.unresolved))
  }
}
