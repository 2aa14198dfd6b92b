import Engine
import Support
import Testing
import Text
import Vocabulary

@testable import Models

private let report = Action.Report(claim: .resolved, subject: "mend it", why: "It was wrong.")
private let finish = Outcome.calls(
  "finish", ["claim": "resolved", "subject": "mend it", "why": "It was wrong."], saying: "Done.")
private let edit = Action.edit([FileEdit(path: "a.py", change: .write("x\n"))], why: "Mend it.")

extension [Step] {
  /// A run that has changed something, and tested it.
  fileprivate static func changed(_ tests: TestReport? = .of(["test_a", "test_b"])) -> [Step] {
    var steps = [Step].begun
    steps.add(edit, at: 1, changed: ["a.py"])
    if let tests { steps.add(.test(.working), at: 1, tests: tests) }
    return steps
  }
}

@Suite struct `A model that is through` {
  @Test func `is held until the tests have run on this tree, then goes on unasked`() async throws {
    let asked = Asked([finish])
    var steps = [Step].changed(nil)
    let check = try await asked.decide(after: steps)
    #expect(check.action == .test(.working))
    #expect(check.decidedBy == "check:small")
    #expect(check.reply?.held == report && check.reply?.text == "Done.")
    steps.add(
      Action(check.action), at: 1, by: "check:small", tests: .of(["test_a", "test_b"]),
      reply: check.reply)
    let end = try await asked.decide(after: steps)
    #expect(end.action == .finish(report))
    #expect(asked.service.asked.count == 1)
    let anew = Asked([])
    #expect(try await anew.decide(after: steps).action == .finish(report))
  }

  @Test func `ends at once where its tree was tested`() async throws {
    #expect(try await Asked([finish]).decide(after: .changed()).action == .finish(report))
  }

  @Test func `ends at once where it claims nothing`() async throws {
    let asked = Asked([.calls("finish", ["claim": "unresolved", "why": "Too hard."])])
    let expected = Action.Report(claim: .unresolved, why: "Too hard.")
    #expect(try await asked.decide(after: .changed(nil)).action == .finish(expected))
  }

  @Test(arguments: [
    (
      TestReport.of(["test_b"], failed: ["test_a"]),
      "The tests do not pass (1 failed, 1 passed): tests fail that did not at the base: test_a. "
        + "Go on, or finish as unresolved."
    ),
    (
      TestReport.of(["test_a"], failed: ["test_b"]),
      "No test that failed before passes now (1 failed, 1 passed). Go on, or finish as unresolved."
    ),
  ])
  func `is told that the tests speak against it, also when it was held`(
    tests: TestReport, sentence: String
  ) async throws {
    let asked = Asked([finish, .calls("test")])
    #expect(try await asked.decide(after: .changed(tests)).action == .test(.working))
    #expect(asked.last(1) == sentence)
    var steps = [Step].changed(nil)
    var held = Reply(model: "small", text: "Done.", usage: Usage(requests: 1))
    held.held = report
    steps.add(.test(.working), at: 1, by: "check:small", tests: tests, reply: held)
    let later = Asked([.calls("test")])
    #expect(try await later.decide(after: steps).action == .test(.working))
    // Within the result of the claim: services want nothing of ours behind it.
    #expect(later.last(0).hasSuffix("\n\n" + sentence))
  }

  @Test func `is told that the tests could not run, not checked for ever`() async throws {
    var steps = [Step].changed(nil)
    var held = Reply(model: "small", text: "Done.", usage: Usage(requests: 1))
    held.held = report
    steps.add(
      .test(.working), at: 1, by: "check:small", refusal: "there is no sandbox", reply: held)
    let asked = Asked([.calls("finish", ["claim": "unresolved"])])
    let expected = Action.Report(claim: .unresolved)
    #expect(try await asked.decide(after: steps).action == .finish(expected))
    #expect(
      asked.last(0).hasSuffix(
        "\n\nThe tests could not be run: there is no sandbox. Go on, or finish as unresolved."))
  }

  @Test func `is told of criteria that are missing or not met`() async throws {
    let run = makeRun(Issue(title: "x", criteria: ["fast", "small"]))
    func finish(_ criteria: JSON) -> Outcome {
      .calls("finish", ["claim": "resolved", "criteria": criteria])
    }
    let one: JSON = ["text": "fast", "met": true, "evidence": "test_b"]
    let asked = Asked([
      finish([]), finish([one, ["text": "small", "met": false]]),
      finish([one, ["text": "small", "met": true]]),
    ])
    guard case .finish(let report) = try await asked.decide(after: .changed(), run: run).action
    else {
      Issue.record("not finished")
      return
    }
    #expect(report.criteria.map(\.text) == ["fast", "small"])
    #expect(
      asked.last(1)
        == "The issue has 2 acceptance criteria. Check each one, and finish with each in "
        + "'criteria', whether it is met and what shows it:\n- fast\n- small")
    #expect(
      asked.last(2) == #"You say that "small" is not met. Meet it, or finish as unresolved."#)
  }

  @Test func `has its new tests run on the base's sources`() async throws {
    var steps = [Step].changed(.of(["test_a", "test_b", "test_new"]))
    let asked = Asked([finish])
    let check = try await asked.decide(after: steps)
    #expect(check.action == .test(.reproduction) && check.decidedBy == "check:small")
    steps.add(
      Action(check.action), at: 1, by: "check:small", tests: .of([], failed: ["test_new"]),
      reply: check.reply)
    #expect(try await asked.decide(after: steps).action == .finish(report))
  }

  @Test func `is reviewed, as often as is set`() async throws {
    let asked = Asked(
      [
        finish, .says("- a.py: handle the empty list\n- not APPROVED yet"), finish,
        .says("APPROVED."),
      ],
      reviews: 2)
    var steps = [Step].changed()
    let review = try await asked.decide(after: steps)
    #expect(review.decidedBy == "review:small")
    #expect(
      review.action
        == .plan(
          "\n## Review 1\n\n- [ ] a.py: handle the empty list\n- [ ] not APPROVED yet\n"))
    #expect(review.reply?.text == "Done." && review.reply?.held != nil)
    #expect(asked.service.asked[1].system == PromptTexts.review)
    #expect(asked.service.asked[1].messages.count == 1)
    steps.add(Action(review.action), at: 1, by: "review:small", reply: review.reply)
    #expect(try await asked.decide(after: steps).action == .finish(report))
    #expect(asked.service.asked.count == 4)
    steps.add(Action(review.action), at: 1, by: "review:small", reply: review.reply)
    #expect(try await Asked([finish], reviews: 2).decide(after: steps).action == .finish(report))
  }

  @Test(arguments: [
    ("ask", JSON.object(["question": "Which?"]), PolicyAction.ask(question: "Which?")),
    ("remember", .object(["lesson": "So."]), .remember(lesson: "So.")),
    ("plan", .object(["text": "- [ ] x"]), .plan("- [ ] x")),
  ])
  func `what is neither edit nor end is passed on`(
    name: String, arguments: JSON, action: PolicyAction
  ) async throws {
    let decision = try await Asked([.calls(name, arguments, saying: "So.")]).decide()
    #expect(decision.action == action && decision.reply?.text == "So.")
  }
}

@Suite struct `Samples of an edit` {
  private static func edits(_ text: String) -> Outcome {
    .calls("write", ["path": "a.py", "content": .string(text), "why": .string("Say \(text).")])
  }

  private static func candidate(_ number: Int, _ text: String) -> Candidate {
    Candidate(
      id: "sample-\(number)", edits: [FileEdit(path: "a.py", change: .write(text))],
      about: "Say \(text).")
  }

  private static let three = [candidate(1, "1"), candidate(2, "2"), candidate(3, "3")]

  @Test func `that differ are tried side by side`() async throws {
    let asked = Asked(
      [Self.edits("1"), Self.edits("1"), Self.edits("2"), .says("hm")], model: makeModel(samples: 4)
    )
    let decision = try await asked.decide()
    #expect(decision.action == .trial(Array(Self.three.prefix(2))))
    #expect(decision.reply?.usage.requests == 4)
  }

  @Test func `are one edit where they agree, where no candidate is left, or where tests pass`()
    async throws
  {
    let one = PolicyAction.edit(Self.three[0].edits, why: "Say 1.")
    let model = makeModel(samples: 2)
    #expect(try await Asked([], then: Self.edits("1"), model: model).decide().action == one)
    var budget = Budget.standard
    budget.candidates = 1
    let poor = Asked([Self.edits("1")], model: model)
    #expect(try await poor.decide(budget: budget).action == one)
    let passing = Asked([Self.edits("1")], model: model)
    #expect(try await passing.decide(after: .changed()).action == one)
  }

  @Test func `a cancellation among them is one`() async throws {
    let asked = Asked([Self.edits("1"), .failure(.cancelled)], model: makeModel(samples: 2))
    let failure = await #expect(throws: PolicyFailure.self) { try await asked.decide() }
    #expect(failure?.isCancellation == true)
  }

  @Test func `the best by its tests is taken, and of equal ones the one the model names`()
    async throws
  {
    func chosen(_ marks: [CandidateResult.Mark], _ script: [Outcome]) async throws -> PolicyAction {
      var steps = [Step].begun
      steps.add(
        .trial(Self.three), at: 0,
        results: zip(Self.three, marks).map { CandidateResult(id: $0.id, mark: $1) })
      let decision = try await Asked(script, model: makeModel(samples: 3)).decide(after: steps)
      #expect(decision.decidedBy == "check:small")
      return decision.action
    }
    func edit(_ number: Int) -> PolicyAction {
      .edit(Self.three[number - 1].edits, why: Self.three[number - 1].about)
    }
    #expect(try await chosen([.breaks, .passes, .improves], []) == edit(2))
    #expect(try await chosen([.refused, .exceeded, .refused], []) == edit(2))
    #expect(try await chosen([.passes, .breaks, .passes], [.says("Edit 2 is best")]) == edit(3))
    #expect(try await chosen([.passes, .breaks, .passes], [.says("neither")]) == edit(1))
    #expect(
      try await chosen([.passes, .passes, .passes], [.failure(.tooLong(window: nil))]) == edit(1))
  }

  @Test func `none, and those of another policy, are passed over`() async throws {
    var steps = [Step].begun
    steps.add(.trial([]), at: 0)
    #expect(try await Asked([.calls("test")]).decide(after: steps).action == .test(.working))
    var others = [Step].begun
    others.add(
      .trial(Self.three), at: 0, by: "repair",
      results: [CandidateResult(id: "sample-1", mark: .breaks)])
    #expect(try await Asked([.calls("test")]).decide(after: others).action == .test(.working))
  }
}
