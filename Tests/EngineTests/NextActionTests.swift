import Engine
import Support
import Testing
import Vocabulary

@Suite struct `What a run does next` {
  private let baseline = step(1, .test(.working), tests: report(passed: ["a"], failed: ["b"]))
  private let edit = step(2, .edit([], why: ""), tree: tree(2))

  private func move(after steps: [Step], _ budget: Budget = .standard) -> NextAction {
    nextAction(in: Situation(of: sampleRun(budget: budget), after: steps))
  }

  private func finish(_ claim: Action.Report.Claim, tree id: ObjectID = tree(2)) -> Step {
    step(3, .finish(Action.Report(claim: claim)), tree: id)
  }

  @Test func `the tests at the base come first`() {
    #expect(move(after: []) == .perform(.test(.working)))
  }

  @Test func `without a test command the policy is asked at once`() {
    let run = sampleRun(testCommand: nil)
    #expect(nextAction(in: Situation(of: run, after: [], spent: .nothing)) == .askPolicy)
  }

  @Test func `a claim of resolved is put to the verdict`() {
    #expect(move(after: [baseline, edit, finish(.resolved)]) == .perform(.test(.verdict)))
  }

  @Test func `a claim of resolved without any change is not believed`() {
    #expect(move(after: [baseline, finish(.resolved, tree: tree(1))]) == .stop(.unresolved))
  }

  @Test func `a review that only asks is put to the verdict once each comment is answered`() {
    var run = sampleRun()
    let asked = ["Why a factor?", "And why here?"].map { ReviewComment(text: $0) }
    run.reroll = Reroll(
      of: "20240101-sum-0123456789ab", changeID: "20240101-sum-0123456789ab", version: 2,
      branch: "refs/heads/colleague/a",
      tip: tree(8), commits: [tree(8)], patches: [], start: tree(1), conflicts: [],
      comments: asked, baseline: baseline.observation.tests)
    func move(answering answers: [(words: String, isMet: Bool)]) -> NextAction {
      let criteria = answers.enumerated().map { place, answer in
        Action.Report.Criterion(
          text: "Comment \(place + 1): as said", isMet: answer.isMet, evidence: answer.words)
      }
      let report = Action.Report(claim: .resolved, criteria: criteria)
      let steps = [baseline, step(2, .finish(report), tree: tree(1))]
      return nextAction(in: Situation(of: run, after: steps))
    }
    let both = [("the shop uses factors", true), ("it is summed here", true)]
    #expect(move(answering: both) == .perform(.test(.verdict)))
    #expect(move(answering: []) == .stop(.unresolved))
    #expect(move(answering: [both[0]]) == .stop(.unresolved))
    #expect(move(answering: [both[0], (" ", true)]) == .stop(.unresolved))
    #expect(move(answering: [both[0], ("who knows", false)]) == .stop(.unresolved))
  }

  @Test func `a policy that declines ends the run as unresolved`() {
    #expect(move(after: [baseline, finish(.declined)]) == .stop(.unresolved))
  }

  @Test func `a policy whose budget does not pay for the rest ends the run as spent`() {
    #expect(move(after: [baseline, finish(.spent, tree: tree(1))]) == .stop(.spent))
    #expect(move(after: [baseline, edit, finish(.spent)]) == .stop(.spent))
  }

  @Test
  func `after a passing verdict the change is divided, and that resolves, also without budget`() {
    let verdict = step(4, .test(.verdict), tree: tree(2), tests: report(passed: ["a", "b"]))
    let budget = Budget(steps: 4, seconds: 4, tokens: 0, costMicros: 0, candidates: 0)
    let steps = [baseline, edit, finish(.resolved), verdict]
    #expect(move(after: steps, budget) == .split)
    let split = step(5, .split([]), tree: tree(2))
    #expect(move(after: steps + [split], budget) == .stop(.resolved))
    let worse = step(5, .split([]), tree: tree(2), refusal: "its own tests do not pass")
    #expect(move(after: steps + [worse]) == .askPolicy)
    #expect(move(after: steps + [worse, worse]) == .stop(.unresolved))
  }

  @Test func `after a failing verdict the policy may try again, twice`() {
    let failing = report(passed: ["a"], failed: ["b"])
    var steps = [baseline, edit]
    for round in 1...3 {
      steps.append(step(2 * round + 1, .finish(Action.Report(claim: .resolved)), tree: tree(2)))
      steps.append(step(2 * round + 2, .test(.verdict), tree: tree(2), tests: failing))
      #expect(move(after: steps) == (round < 3 ? .askPolicy : .stop(.unresolved)))
    }
  }

  @Test func `a question makes the run wait`() {
    #expect(move(after: [baseline, step(2, .ask(question: "which?"))]) == .stop(.waiting))
  }

  @Test(arguments: [
    Budget(steps: 2, seconds: 99, tokens: 0, costMicros: 0, candidates: 0),
    Budget(steps: 99, seconds: 2, tokens: 0, costMicros: 0, candidates: 0),
  ])
  func `a used-up budget ends the run as spent`(budget: Budget) {
    #expect(move(after: [baseline, edit], budget) == .stop(.spent))
  }

  @Test func `the last step of a budget is kept for the verdict`() {
    let budget = Budget(steps: 3, seconds: 99, tokens: 0, costMicros: 0, candidates: 0)
    #expect(move(after: [baseline, edit], budget) == .stop(.spent))
    #expect(
      move(
        after: [baseline, step(2, .finish(Action.Report(claim: .resolved)), tree: tree(2))], budget)
        == .perform(.test(.verdict)))
  }

  @Test func `a run in circles goes back to its last checkpoint`() {
    let same = (3...6).map { step($0, .run(command: "true", keepsChanges: true), tree: tree(2)) }
    #expect(
      move(after: [baseline, edit] + same)
        == .perform(.backtrack(toStep: 1, reason: "The same action had the same effect 4 times.")))
  }

  @Test func `a run in circles that has changed nothing begins anew once, and is stuck then`() {
    let same = (2...5).map { step($0, .run(command: "true", keepsChanges: true)) }
    #expect(
      move(after: [baseline] + same)
        == .perform(.backtrack(toStep: 1, reason: "The same action had the same effect 4 times.")))
    let back = step(6, .backtrack(toStep: 1, reason: ""))
    let again = (7...10).map { step($0, .run(command: "true", keepsChanges: true)) }
    #expect(move(after: [baseline] + same + [back] + again) == .stop(.stuck))
  }

  @Test func `a run whose budget ends goes back to the best state it had reached`() {
    let better = step(3, .test(.working), tree: tree(2), tests: report(passed: ["a", "b"]))
    let worse = step(4, .edit([], why: ""), tree: tree(7))
    let budget = Budget(steps: 5, seconds: 99, tokens: 0, costMicros: 0, candidates: 0)
    let back = EngineAction.backtrack(
      toStep: 3, reason: "The work ends here; this was its best state.")
    let steps = [baseline, edit, better, worse]
    #expect(move(after: steps, budget) == .perform(back))
    #expect(move(after: steps + [step(5, Action(back), tree: tree(2))], budget) == .stop(.spent))
    #expect(move(after: [baseline, edit, worse, worse], budget) == .stop(.spent))
  }

  @Test func `a policy that is spent leaves the best state, then the run ends as spent`() {
    let better = step(3, .test(.working), tree: tree(2), tests: report(passed: ["a", "b"]))
    let worse = step(4, .edit([], why: ""), tree: tree(7))
    let back = EngineAction.backtrack(
      toStep: 3, reason: "The work ends here; this was its best state.")
    func next(_ steps: [Step]) -> NextAction {
      nextAction(in: Situation(of: sampleRun(), after: steps, isPolicySpent: true))
    }
    #expect(next([baseline, edit, better, worse]) == .perform(back))
    let ended = [baseline, edit, better, worse, step(5, Action(back), tree: tree(2))]
    #expect(next(ended) == .stop(.spent))
    #expect(next([baseline, edit]) == .stop(.spent))
  }

  @Test func `a run that has gone back three times ends on its best state and is stuck`() {
    let better = step(3, .test(.working), tree: tree(2), tests: report(passed: ["a", "b"]))
    let backs = (4...6).map { step($0, .backtrack(toStep: 3, reason: ""), tree: tree(2)) }
    let circles = (7...10).map {
      step($0, .run(command: "true", keepsChanges: true), tree: tree(7))
    }
    let steps = [baseline, edit, better] + backs + circles
    let back = EngineAction.backtrack(
      toStep: 3, reason: "The work ends here; this was its best state.")
    #expect(move(after: steps) == .perform(back))
    #expect(move(after: steps + [step(11, Action(back), tree: tree(2))]) == .stop(.stuck))
  }

  @Test func `an answered question goes on, an unanswered one waits`() {
    let asked = step(2, .ask(question: "which?"))
    let answered = step(3, .ask(question: "which?"), output: "the first", decidedBy: "person")
    #expect(move(after: [baseline, asked]) == .stop(.waiting))
    #expect(move(after: [baseline, asked, answered]) == .askPolicy)
  }

  @Test func `steps before a backtrack do not count as circles again`() {
    let same = (3...6).map { step($0, .run(command: "true", keepsChanges: true), tree: tree(2)) }
    let back = step(7, .backtrack(toStep: 1, reason: ""))
    #expect(move(after: [baseline, edit] + same + [back]) == .askPolicy)
  }
}

@Suite struct `A run whose policy gives up` {
  private let baseline = step(1, .test(.working), tests: report(passed: ["a"], failed: ["b"]))
  private let best = step(2, .test(.working), tree: tree(2), tests: report(passed: ["a", "b"]))
  private let edit = step(3, .edit([], why: ""), tree: tree(3))
  private let end = step(4, .finish(Action.Report(claim: .unresolved)), tree: tree(3))

  @Test func `ends on the best state it had reached`() {
    let steps = [baseline, best, edit, end]
    let move = nextAction(in: Situation(of: sampleRun(), after: steps))
    guard case .perform(.backtrack(toStep: 2, let reason)) = move else {
      Issue.record("\(move)")
      return
    }
    let back = step(5, .backtrack(toStep: 2, reason: reason), tree: tree(2))
    #expect(nextAction(in: Situation(of: sampleRun(), after: steps + [back])) == .stop(.unresolved))
  }

  @Test func `ends where it is when that is the best, or no step is left`() {
    let here = [baseline, best, step(3, .finish(Action.Report(claim: .unresolved)), tree: tree(2))]
    #expect(nextAction(in: Situation(of: sampleRun(), after: here)) == .stop(.unresolved))
    let budget = Budget(steps: 4, seconds: 9, tokens: 0, costMicros: 0, candidates: 0)
    let spent = Budget(steps: 4, seconds: 0, tokens: 0, costMicros: 0, candidates: 0)
    #expect(
      nextAction(
        in: Situation(
          of: sampleRun(budget: budget), after: [baseline, best, edit, end], spent: spent))
        == .stop(.unresolved))
  }
}
