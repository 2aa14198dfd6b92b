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

  /// Steps that nothing later needs.
  private func settling(
    _ count: Int, _ full: Int = 100, standing: StepTokens.Standing = .none
  ) -> [StepTokens] {
    (0..<count).map { index in
      StepTokens(
        full: full, masked: 50, folded: 10, opens: .none, standing: standing, releases: [index],
        keptUntil: index)
    }
  }

  private func window(_ steps: [StepTokens], budget: Int = 1_000_000) -> ContextWindow {
    ContextWindow(of: steps, tokenBudget: budget, summaryTokens: 100)
  }

  @Test func `folds settled steps a batch at a time, and only adds to what is folded`() {
    let steps = settling(120)
    var before: [Int] = []
    var folds = 0
    for count in 1...steps.count {
      let folded = window(Array(steps[..<count])).folded
      #expect(folded.starts(with: before))
      if folded != before {
        folds += 1
        #expect(folded.count >= before.count + ContextWindow.batch)
      }
      #expect(folded.allSatisfy { $0 < count - ContextWindow.wholeSteps })
      #expect(count - folded.count < ContextWindow.wholeSteps + ContextWindow.batch + 1)
      before = folded
    }
    #expect(folds == (steps.count - ContextWindow.wholeSteps) / ContextWindow.batch)
  }

  @Test func `folds nothing after the last step at which nothing failed, until something passes`() {
    var steps = settling(30)
    steps[9].standing = .passes
    steps[12].standing = .fails
    #expect(window(Array(steps[..<12])).folded.isEmpty)
    // Two more could be, and are no batch.
    #expect(window(steps).folded == Array(0...7))
    steps[14].standing = .succeeds
    #expect(window(steps).folded == Array(0...7))
    steps[29].standing = .passes
    #expect(window(steps).folded == Array(0...23))
    // A command that breaks is forgiven when one succeeds.
    steps[12].standing = .breaks
    #expect(window(Array(steps[..<25])).folded == Array(0..<16))
  }

  @Test func `keeps what is needed, until it is old, and the newest plan for ever`() {
    var steps = settling(ContextWindow.settlingAge + 20)
    steps[2].releases = []
    steps[3].keptUntil = .max
    steps[4].releases = [4, 20]
    let early = window(Array(steps[..<24])).folded
    #expect(early.contains(1) && !early.contains(2) && !early.contains(3))
    // Released at the fourth step; that it was touched again later is not known yet.
    #expect(early.contains(4))
    let late = window(steps).folded
    #expect(late.contains(2) && !late.contains(3) && late.starts(with: early))
  }

  @Test func `folds fewer than a batch where they take much`() {
    var steps = settling(10)
    steps[1].full = ContextWindow.heavy * 2
    #expect(window(steps).folded == [0, 1])
  }

  @Test func `leaves what is folded to the summary too, and counts it as it is shown`() {
    let seed: UInt64 = 9
    var random = SeededGenerator(seed: seed)
    for number in 0..<200 {
      let steps = (0..<80).map { index -> StepTokens in
        let full = Int.random(in: 10...400, using: &random)
        var step = settling(1, full)[0]
        step.masked = min(full, 50)
        step.standing =
          [.none, .none, .passes, .fails, .succeeds, .breaks].randomElement(using: &random) ?? .none
        step.releases = Bool.random(using: &random) ? [index] : []
        step.keptUntil = Bool.random(using: &random) ? index : .max
        return step
      }
      let budget = Int.random(in: 600...4000, using: &random)
      for count in stride(from: 1, through: steps.count, by: 7) {
        let now = window(Array(steps[..<count]), budget: budget)
        let place: Comment = "seed \(seed), \(number), step \(count)"
        let folded = Set(now.folded)
        #expect(folded.count == now.folded.count && folded.allSatisfy { $0 >= now.start }, place)
        let taken = (now.start..<count).reduce(now.start > 0 ? 100 : 0) {
          $0
            + (folded.contains($1)
              ? steps[$1].folded : $1 < now.masked ? steps[$1].masked : steps[$1].full)
        }
        #expect(taken <= budget, place)
      }
    }
  }
}
