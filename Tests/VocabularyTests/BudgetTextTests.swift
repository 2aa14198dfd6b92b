import Testing
import Vocabulary

@Suite("Budgets as text")
struct BudgetTextTests {
  @Test func `amounts are read with their units`() throws {
    let budget = try BudgetText.parse("steps=2k,time=1h,tokens=1M,money=0.5,candidates=10")
    #expect(budget.steps == 2000 && budget.seconds == 3600 && budget.tokens == 1_000_000)
    #expect(budget.costMicros == 500_000 && budget.candidates == 10)
  }

  @Test(arguments: [
    "", "steps", "steps=", "steps=-1", "steps=x", "days=1", "time=5y", "steps=1,,time=1m",
    "steps=1e99",
  ])
  func `what is no amount is refused`(text: String) {
    #expect(throws: BudgetError.self) { try BudgetText.parse(text) }
  }

  @Test func `what is written is read back, also a budget without limits`() throws {
    let odd = Budget(steps: 7, seconds: 90, tokens: 12_345, costMicros: 1_000_042, candidates: 0)
    for budget in [odd, .standard, .unlimited] {
      #expect(try BudgetText.parse(BudgetText.text(of: budget), others: .nothing) == budget)
    }
  }

  @Test func `money is read to the millionth`() throws {
    for micros in [1, 29, 57, 1_001_001, 999_999] {
      let budget = Budget(steps: 0, seconds: 0, tokens: 0, costMicros: micros, candidates: 0)
      #expect(try BudgetText.parse(BudgetText.text(of: budget)).costMicros == micros)
    }
  }

  @Test func `limits that a text does not name are the others'`() throws {
    let budget = try BudgetText.parse("steps=3", others: .unlimited)
    #expect(budget.steps == 3 && budget.tokens == Budget.unlimited.tokens)
  }
}
