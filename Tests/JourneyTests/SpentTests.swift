import Support
import Testing

@Suite(.timeLimit(.minutes(10)), .ownThreads)
struct `A budget that is used up ends the run as spent` {
  @Test(arguments: [
    ("candidates=0", "the budget of 0 candidates is used up"),
    ("candidates=1", "the budget of 1 candidate is used up"),
    ("steps=3", "the budget of 3 steps is used up: 2 were taken, and one is kept for the verdict"),
    ("steps=6", "what is left of the budget of 6 steps does not pay for what comes next"),
  ])
  func `and the report names the limit`(budget: String, words: String) throws {
    let journey = try Journey(Buggy.python)
    let ended = try journey.colleague(
      "work", "--budget", budget, try journey.issue("# Something about overlaps\n"))
    #expect(ended.status == 4, "\(ended.output)")
    #expect(ended.output.hasPrefix("spent: "))
    #expect(ended.sentences.contains("limit \(words)"), "\(ended.output)")
    #expect(try journey.refs("refs/heads/colleague").isEmpty)
  }

  @Test func `and says how many edits were left`() throws {
    let journey = try Journey(Buggy.python)
    let ended = try journey.colleague(
      "work", "--budget", "candidates=1", try journey.issue("# Something about overlaps\n"))
    #expect(ended.sentences.contains("more edits could not be tried within the budget"))
  }
}

@Suite(.timeLimit(.minutes(10)), .ownThreads) struct `What is delivered is simple` {
  @Test func `a number is put in as a number, not as a sum`() throws {
    let journey = try Journey(Buggy.offByOne)
    let ended = try journey.colleague("work", try journey.issue("# Totals skip the first\n"))
    #expect(ended.status == 0, "\(ended.output) \(ended.errors)")
    let branch = try #require(try journey.refs("refs/heads/colleague").first)
    let text = try journey.repository.git("show", "\(branch):sums.py")
    #expect(
      text.contains("range(0, len(values))") || text.contains("range(len(values))"), "\(text)")
  }
}
