import Engine
import Support
import Testing
import Vocabulary

@Suite struct `The verdict` {
  private func passes(
    _ verdict: TestReport, at base: TestReport?, issue: Vocabulary.Issue? = nil
  ) -> Bool {
    step(5, .test(.verdict), tests: verdict).isPassingVerdict(against: base, of: issue)
  }

  @Test func `all tests passing is enough`() {
    #expect(passes(report(passed: ["a", "b"]), at: report(passed: ["a"], failed: ["b"])))
  }

  @Test func `a failure that was there at the base does not count against the run`() {
    let base = report(passed: ["a"], failed: ["b", "c"])
    #expect(passes(report(passed: ["a", "b"], failed: ["c"]), at: base))
  }

  @Test func `turning nothing is not enough while something fails`() {
    let base = report(passed: ["a"], failed: ["b"])
    #expect(!passes(base, at: base))
  }

  @Test func `breaking a test is never made up for`() {
    let base = report(passed: ["a"], failed: ["b"])
    #expect(!passes(report(passed: ["b"], failed: ["a"]), at: base))
  }

  @Test func `a test that is not run any more counts as lost`() {
    let base = report(passed: ["a"], failed: ["b"])
    #expect(!passes(report(passed: ["b"]), at: base))
  }

  @Test func `a test that is skipped now counts as lost`() {
    let verdict = TestReport(passed: ["b"], skipped: ["a"], succeeded: true, reader: "pytest")
    #expect(!passes(verdict, at: report(passed: ["a"], failed: ["b"])))
  }

  @Test func `no test run is no pass`() {
    #expect(!passes(TestReport(succeeded: true, reader: "pytest"), at: nil))
  }

  @Test(arguments: [true, false])
  func `where only the exit status speaks, it decides`(succeeded: Bool) {
    let base = TestReport(succeeded: false, reader: "exit-status")
    let verdict = TestReport(succeeded: succeeded, reader: "exit-status")
    #expect(passes(verdict, at: base) == succeeded)
  }

  // MARK: What is proved

  @Test func `an exit status is no pass where the base's tests were read`() {
    let base = report(passed: ["a"], failed: ["b"])
    let verdict = TestReport(succeeded: true, reader: "exit-status")
    #expect(
      verdict.shortfall(against: base) == .otherwiseRead(before: "pytest", now: "exit-status"))
  }

  @Test func `another reader is no pass, and one more beside the base's is`() {
    let base = report(passed: ["a"], failed: ["b"])
    func read(by reader: String) -> TestReport {
      TestReport(passed: ["a", "b"], succeeded: true, reader: reader)
    }
    #expect(!passes(read(by: "tap"), at: base))
    #expect(passes(read(by: "pytest+jest"), at: base))
  }

  @Test func `text is no pass where the base left a report file`() {
    var base = report(passed: ["a"], failed: ["b"])
    base.isFromFile = true
    var verdict = report(passed: ["a", "b"])
    #expect(!passes(verdict, at: base))
    verdict.isFromFile = true
    #expect(passes(verdict, at: base))
  }

  @Test func `a report that is not complete is no pass, and says why`() {
    var verdict = report(passed: ["a", "b"])
    verdict.doubt = "pytest's closing line is missing"
    #expect(!verdict.allPass)
    #expect(
      verdict.shortfall(against: report(passed: ["a"], failed: ["b"]))
        == .doubted("pytest's closing line is missing"))
    #expect(!passes(verdict, at: TestReport(succeeded: false, reader: "exit-status")))
    #expect(verdict.summary == "2 passed, but pytest's closing line is missing")
  }

  @Test func `a base that was cut short is passed by a whole run`() {
    var base = report(passed: ["a"])
    base.doubt = "pytest's closing line is missing"
    base.succeeded = false
    #expect(passes(report(passed: ["a", "b"]), at: base))
  }

  @Test func `a failing test that is skipped or heard of no more is no pass, whatever passes`() {
    let base = report(passed: ["a"], failed: ["b", "c"])
    let skipping = TestReport(
      passed: ["a", "b"], skipped: ["c"], succeeded: true, reader: "pytest")
    #expect(skipping.shortfall(against: base) == .unheard(["c"]))
    #expect(report(passed: ["a", "b", "d"]).shortfall(against: base) == .unheard(["c"]))
  }

  @Test func `a base whose only test fails is not passed by another name`() {
    let base = report(failed: ["one"])
    #expect(!passes(report(passed: ["a.test.js"]), at: base))
  }

  @Test func `more failures than at the base are no pass, though all their names were there`() {
    let base = TestReport(
      passed: ["x"], failed: ["a", "b"], counts: .init(passed: 1, failed: 2, skipped: 0),
      succeeded: false,
      reader: "go")
    let verdict = TestReport(
      passed: ["a", "x"], failed: ["b"], counts: .init(passed: 2, failed: 3, skipped: 0),
      succeeded: false,
      reader: "go")
    #expect(verdict.shortfall(against: base) == .moreFail(before: 2, now: 3))
  }

  @Test func `where passes are not named, their number has to grow by what fails no more`() {
    func quiet(_ passed: Int, failed: [String], skipped: Int = 0) -> TestReport {
      TestReport(
        failed: failed, counts: .init(passed: passed, failed: failed.count, skipped: skipped),
        succeeded: failed.isEmpty, reader: "pytest")
    }
    let base = quiet(3, failed: ["b", "c"])
    #expect(passes(quiet(5, failed: []), at: base))
    #expect(passes(quiet(4, failed: ["c"]), at: base))
    #expect(!passes(quiet(3, failed: ["c"]), at: base))
    #expect(!passes(quiet(3, failed: [], skipped: 2), at: base))
    #expect(!passes(quiet(4, failed: []), at: base))
    #expect(!passes(quiet(4, failed: ["b", "d"]), at: base))
  }

  @Test func `where no test is named, all have to pass, and more than before`() {
    func counted(_ passed: Int, _ failed: Int) -> TestReport {
      TestReport(
        counts: .init(passed: passed, failed: failed, skipped: 0), succeeded: failed == 0,
        reader: "plain")
    }
    #expect(passes(counted(3, 0), at: counted(2, 1)))
    #expect(!passes(counted(2, 0), at: counted(2, 1)))
    #expect(!passes(counted(3, 1), at: counted(2, 2)))
  }

  @Test func `a file that could not be loaded passes with the tests in it`() {
    let base = TestReport(
      failed: ["tests/test_a.py"], unloaded: ["tests/test_a.py"], succeeded: false, reader: "pytest"
    )
    #expect(
      passes(report(passed: ["tests/test_a.py::test_x", "tests/test_a.py::test_y"]), at: base))
    #expect(!passes(report(passed: ["tests/test_b.py::test_x"]), at: base))
    #expect(!passes(report(passed: ["tests/test_a.pyc::test_x"]), at: base))
    #expect(
      !passes(
        report(
          passed: ["tests/test_a.py::test_x"],
          failed: ["tests/test_a.py::test_y", "tests/test_a.py::test_z"]),
        at: base))
  }

  @Test func `a command that fails though no test does is no pass`() {
    let base = report(passed: ["a"], failed: ["b"])
    let verdict = TestReport(passed: ["a", "b"], succeeded: false, reader: "jest")
    #expect(
      !passes(
        verdict, at: TestReport(passed: ["a"], failed: ["b"], succeeded: false, reader: "jest")))
    #expect(passes(report(passed: ["a", "b"]), at: base))
  }

  @Test func `what the issue names has to be among the passed`() {
    let base = report(passed: ["t::test_other"], failed: ["t::test_merge", "t::test_overlap"])
    let issue = Vocabulary.Issue(title: "Merge is wrong")
    #expect(
      !passes(
        report(passed: ["t::test_other", "t::test_overlap"], failed: ["t::test_merge"]), at: base,
        issue: issue))
    #expect(
      passes(
        report(passed: ["t::test_other", "t::test_merge"], failed: ["t::test_overlap"]), at: base,
        issue: issue))
  }

  @Test func `flaky tests count neither way`() {
    let base = report(passed: ["a"], failed: ["b", "f"])
    let verdict = report(passed: ["a", "b"], failed: ["f"])
    #expect(verdict.improves(on: base, ignoring: ["f"]))
    #expect(!report(passed: ["a", "f"], failed: ["b"]).improves(on: base, ignoring: ["f"]))
  }
}

@Suite struct `A verdict with tests changed by leave` {
  private let base = report(passed: ["a", "old"], failed: [])

  private func verdict(_ number: Int, _ tests: TestReport, allowed: [String]) -> Step {
    var made = step(number, .test(.verdict), tree: tree(2), tests: tests)
    made.observation.allowed = allowed
    made.observation.judges = []
    return made
  }

  private func steps(_ more: Step...) -> [Step] {
    [
      step(1, .test(.working), tests: base), step(2, .edit([], why: ""), tree: tree(2)),
      step(3, .finish(Action.Report(claim: .resolved)), tree: tree(2)),
    ] + more
  }

  @Test
  func `a test that is gone is looked for on the base's own sources before it counts as lost`() {
    let judged = verdict(4, report(passed: ["a", "new"]), allowed: ["test_a.py"])
    let run = sampleRun()
    #expect(
      nextAction(in: Situation(of: run, after: steps(judged), spent: .nothing))
        == .perform(.test(.reproduction)))
    let seen = step(
      5, .test(.reproduction), tree: tree(2), tests: report(passed: ["a"], failed: ["new"]),
      decidedBy: "engine")
    #expect(
      nextAction(in: Situation(of: run, after: steps(judged, seen), spent: .nothing)) == .split)
  }

  @Test func `one that is still there and does not pass is lost`() {
    let judged = verdict(4, report(passed: ["a", "new"]), allowed: ["test_a.py"])
    let seen = step(
      5, .test(.reproduction), tree: tree(2), tests: report(passed: ["a", "old"], failed: ["new"]),
      decidedBy: "engine")
    #expect(
      nextAction(in: Situation(of: sampleRun(), after: steps(judged, seen), spent: .nothing))
        == .askPolicy)
  }

  @Test func `without leave no test is looked for`() {
    let judged = verdict(4, report(passed: ["a", "new"]), allowed: [])
    #expect(
      nextAction(in: Situation(of: sampleRun(), after: steps(judged), spent: .nothing))
        == .askPolicy)
  }
}

@Suite struct `Leave to change tests` {
  private func steps(_ tests: TestReport, judges: [String], own: TestReport) -> [Step] {
    var verdict = step(5, .test(.verdict), tree: tree(2), tests: tests)
    verdict.observation.judges = judges
    return [
      step(1, .test(.working), tests: report(passed: ["a"])),
      step(2, .edit([], why: ""), tree: tree(2)),
      step(3, .test(.working), tree: tree(2), tests: own),
      step(4, .finish(Action.Report(claim: .resolved)), tree: tree(2)), verdict,
    ]
  }

  private func asked(_ steps: [Step]) -> String? {
    guard
      case .perform(.ask(let question)) = nextAction(
        in: Situation(of: sampleRun(), after: steps, spent: .nothing))
    else { return nil }
    return question
  }

  private let own = report(passed: ["a"])
  private let broken = report(failed: ["a"])

  @Test func `is asked for where only the base's versions of what judges fail`() {
    let question = asked(steps(broken, judges: ["test_a.py"], own: own))
    #expect(question?.contains("- test_a.py") == true)
    #expect(question?.contains("a") == true)
  }

  @Test func `is not asked for where nothing that judges was changed, or the own tests fail too`() {
    #expect(asked(steps(broken, judges: [], own: own)) == nil)
    #expect(asked(steps(broken, judges: ["test_a.py"], own: broken)) == nil)
  }

  @Test(arguments: [
    ("yes", ["test_a.py"]), ("Yes, both.", ["test_a.py"]), ("no", []), ("Not yet", []),
  ])
  func `is given by an answer that begins with yes`(answer: String, leave: [String]) throws {
    let before = steps(broken, judges: ["test_a.py"], own: own)
    let question = try #require(asked(before))
    let asking = step(6, .ask(question: question), tree: tree(2), decidedBy: "engine")
    #expect(
      nextAction(in: Situation(of: sampleRun(), after: before + [asking], spent: .nothing))
        == .stop(.waiting))
    let answered = step(
      7, .ask(question: question), tree: tree(2), output: answer, decidedBy: "person")
    let all = before + [asking, answered]
    #expect(all.leave == leave)
    let next = nextAction(in: Situation(of: sampleRun(), after: all, spent: .nothing))
    #expect(next == (leave.isEmpty ? .askPolicy : .perform(.test(.verdict))))
  }

  @Test func `is not given by an answer to a question of the policy's`() {
    let question = step(6, .ask(question: "May I?"), tree: tree(2))
    let answer = step(
      7, .ask(question: "May I?"), tree: tree(2), output: "yes", decidedBy: "person")
    #expect((steps(broken, judges: ["test_a.py"], own: own) + [question, answer]).leave.isEmpty)
  }

  @Test func `is asked for once`() throws {
    let before = steps(broken, judges: ["test_a.py"], own: own)
    let question = try #require(asked(before))
    var again = step(8, .test(.verdict), tree: tree(2), tests: broken)
    again.observation.judges = ["test_a.py"]
    let all =
      before + [
        step(6, .ask(question: question), tree: tree(2), decidedBy: "engine"),
        step(7, .ask(question: question), tree: tree(2), output: "no", decidedBy: "person"), again,
      ]
    #expect(asked(all) == nil)
  }
}
