import Support
import Testing

@testable import Models

private func taken(_ steps: [StepTokens], _ window: ContextWindow, _ summary: Int) -> Int {
  steps.indices[window.start...].reduce(window.start > 0 ? summary : 0) {
    $0 + ($1 < window.masked ? steps[$1].masked : steps[$1].full)
  }
}

private func tokens(_ full: Int, _ masked: Int, _ opens: StepTokens.Opening = .none) -> StepTokens {
  StepTokens(full: full, masked: masked, opens: opens)
}

@Suite struct `A context window` {
  @Test
  func
    `passes the token budget only where the newest step alone does, and moves only where it must`()
  {
    let seed: UInt64 = 5
    var random = SeededGenerator(seed: seed)
    for number in 0..<400 {
      let budget = Int.random(in: 200...4000, using: &random)
      let summary = Int.random(in: 0...budget / 4, using: &random)
      let heaviest = Int.random(in: 2...budget, using: &random)
      var steps: [StepTokens] = []
      var before = ContextWindow()
      for _ in 0..<60 {
        let full = Int.random(in: 1...heaviest, using: &random)
        let opens: StepTokens.Opening =
          [.part, .attempt, .none, .none, .none, .none].randomElement(using: &random) ?? .none
        steps.append(tokens(full, Int.random(in: 0...full, using: &random), opens))
        let now = ContextWindow(of: steps, tokenBudget: budget, summaryTokens: summary)
        let place: Comment = "seed \(seed), \(number), step \(steps.count)"
        #expect(now.start <= now.masked && now.start < steps.count, place)
        #expect(now.start >= before.start && now.masked >= before.masked, place)
        if full + summary <= budget { #expect(taken(steps, now, summary) <= budget, place) }
        let kept = taken(steps, before, summary)
        if opens == .attempt, steps.count > 1 {
          #expect(now.start == steps.count - 1, place)
        } else if opens == .none, kept <= budget * 4 / 5 {
          #expect(now == before, place)
        }
        before = now
      }
    }
  }

  @Test(arguments: [10, 50, 100, 200, 300])
  func `moves as rarely as what it frees allows, over 400 equal steps`(full: Int) {
    let budget = 1000
    let steps = Array(repeating: tokens(full, full / 10), count: 400)
    var moves = 0
    var before = ContextWindow()
    for count in 1...400 {
      let now = ContextWindow(of: Array(steps[..<count]), tokenBudget: budget, summaryTokens: 100)
      if now != before { moves += 1 }
      before = now
    }
    #expect(moves <= 400 * full * 10 / (budget * 3) + 1)
  }

  @Test func `a part of the work begins it anew where much is behind it, an attempt always`() {
    let much = Array(repeating: tokens(100, 10), count: 4)
    let few = [tokens(100, 10)]
    let part = tokens(10, 10, .part)
    #expect(
      ContextWindow(of: much + [part], tokenBudget: 1000, summaryTokens: 50)
        == ContextWindow(start: 4, masked: 4))
    #expect(
      ContextWindow(of: few + [part], tokenBudget: 1000, summaryTokens: 50) == ContextWindow())
    let attempt = tokens(10, 10, .attempt)
    #expect(
      ContextWindow(of: few + [attempt], tokenBudget: 1000, summaryTokens: 50)
        == ContextWindow(start: 1, masked: 1))
  }

  @Test func `the last four steps stay whole where they fit`() {
    let steps = Array(repeating: tokens(100, 10), count: 9)
    #expect(
      ContextWindow(of: steps, tokenBudget: 1000, summaryTokens: 50)
        == ContextWindow(start: 0, masked: 5))
  }
}
