import Evaluation
import Runs
import Testing
import Vocabulary

private func report(
  _ passed: [String] = [], failed: [String] = [], skipped: [String] = []
) -> TestReport {
  TestReport(
    passed: passed, failed: failed, skipped: skipped, succeeded: failed.isEmpty, reader: "pytest")
}

private func instance(_ failToPass: [String], _ passToPass: [String] = []) throws -> Instance {
  try Instance(line(["FAIL_TO_PASS": failToPass, "PASS_TO_PASS": passToPass]))
}

@Suite struct `A grade` {
  @Test func `is resolved where all named tests pass, whatever others do`() throws {
    let grade = Grade(report(["a", "b"], failed: ["z"]), of: try instance(["a"], ["b"]))
    #expect(grade.isResolved && grade.reason == .resolved && grade.missing.isEmpty)
  }

  @Test func `tells a test that fails from one that no run shows`() throws {
    let failing = Grade(report(["b"], failed: ["a"]), of: try instance(["a", "gone"], ["b"]))
    #expect(failing.reason == .testsFail && failing.failToPass.failure == ["a", "gone"])
    #expect(failing.missing == ["gone"])
    let missing = Grade(report(["a"]), of: try instance(["a"], ["gone"]))
    #expect(missing.reason == .testsMissing && !missing.isResolved && missing.missing == ["gone"])
  }

  @Test func `lets a test be skipped that passed before, and none that has to begin to pass`()
    throws
  {
    #expect(Grade(report(["a"], skipped: ["b"]), of: try instance(["a"], ["b"])).isResolved)
    #expect(!Grade(report(skipped: ["a"]), of: try instance(["a"])).isResolved)
  }

  @Test func `without names needs all tests to pass`() throws {
    #expect(Grade(report(["a"]), of: try instance([])).isResolved)
    #expect(Grade(report(["a"], failed: ["b"]), of: try instance([])).reason == .testsFail)
    #expect(Grade(nil, of: try instance([])).reason == .testsUnclear)
    #expect(Grade(report(), of: try instance([])).reason == .testsUnclear)
  }

  @Test func `finds names as the parsers of SWE-bench cut them`() throws {
    let names = TestNames(
      report(
        ["t.py::test_a[x y]", "t.py::test_p[/tmp/run/file]", "pkg.tests.Case.test_u"],
        failed: ["t.py::test_a[x z]", "t.py::test_q"]))
    #expect(names.status(of: "t.py::test_a[x y]") == .passed)
    // Two tests have this beginning, and one of them fails.
    #expect(names.status(of: "t.py::test_a[x") == .failed)
    #expect(names.status(of: "t.py::test_p[/file]") == .passed)
    #expect(names.status(of: "test_u (pkg.tests.Case)") == .passed)
    #expect(names.status(of: "test_u (pkg.tests.Case.test_u)") == .passed)
    #expect(names.status(of: "t.py::test_q") == .failed)
    #expect(names.status(of: "t.py::test") == nil && names.status(of: "") == nil)
    #expect(names.status(of: "test_u ()") == nil)
  }

  @Test func `names of other bytes are other tests`() throws {
    let names = TestNames(report(["t.py::test_\u{e9}"]))
    #expect(names.status(of: "t.py::test_e\u{301}") == nil)
  }
}

@Suite struct `The recovery share` {
  private func steps(_ reports: [TestReport?]) -> [Step] {
    reports.enumerated().map { place, report in
      Step(
        number: place + 1, action: .test(.working),
        observation: Observation(tree: .zero, tests: report), decidedBy: .engine, time: 0,
        cost: .nothing)
    }
  }

  @Test func `is asked for where tests were worse than at the best checkpoint before`() {
    let base = report(["a"], failed: ["b"])
    #expect(!Recovery.hasRegressed(steps([base, base, report(["a", "b"])])))
    #expect(
      Recovery.hasRegressed(steps([base, report([], failed: ["a", "b"]), report(["a", "b"])])))
    #expect(Recovery.hasRegressed(steps([base, report(["a", "b"]), base])))
    #expect(!Recovery.hasRegressed(steps([base, nil])) && !Recovery.hasRegressed([]))
  }

  @Test func `has a share of the runs that made their tests worse`() throws {
    func result(_ isResolved: Bool, _ hasRegressed: Bool) throws -> InstanceResult {
      let work = InstanceResult.Work(
        outcome: .resolved, policy: .repair, model: nil, steps: 2, spent: .nothing,
        hasRegressed: hasRegressed)
      let grade = Grade(report([isResolved ? "a" : "b"]), of: try instance(["a"]))
      return InstanceResult(
        try instance(["a"]), digest: "", grade: grade, run: work, gradingSeconds: 0, warnings: [])
    }
    let results = try [
      result(true, true), result(false, true), result(true, false),
      InstanceResult(brokenOff: "x", digest: "", kind: .fatal, "gone"),
    ]
    let total = EvaluationTotal(of: results, among: 5)
    #expect(total.recoveryShare == 0.5 && total.resolved == 2 && total.graded == 3)
    #expect(total.brokenOff == 1 && total.resolvedShare == 0.4 && total.steps == 6)
    #expect(EvaluationTotal(of: [], among: 0).recoveryShare == nil)
  }
}

@Suite struct `Two runs of the tests of a commit` {
  @Test func `make an instance where a named test begins to pass`() throws {
    let before = report(["b", "c"], failed: ["a"])
    let tests = try #require(MinedTests(before: before, after: report(["a", "b"], failed: ["c"])))
    #expect(tests.failToPass == ["a"] && tests.passToPass == ["b"])
    #expect(tests.confirmed(by: report(["a"], failed: ["b"]))?.passToPass == [])
    #expect(tests.confirmed(by: report(["b"], failed: ["a"])) == nil)
  }

  @Test func `make none where nothing failed, nothing begins to pass, or nothing has a name`() {
    let failing = report(["b"], failed: ["a"])
    #expect(MinedTests(before: report(["b"]), after: report(["a", "b"])) == nil)
    #expect(MinedTests(before: failing, after: failing) == nil)
    #expect(MinedTests(before: nil, after: failing) == nil)
    let nameless = TestReport(passed: [], failed: [], succeeded: true, reader: "exit-status")
    #expect(MinedTests(before: failing, after: nameless) == nil)
  }
}

@Suite struct `The problem that a commit solves` {
  @Test func `is its message without trailers`() {
    let message = """
      Join spans that touch

      They share a point: see the report.

      Fixes: #12
      Signed-off-by: Ada <ada@example.org>

      """
    #expect(
      CommitWords.problem(of: message)
        == "Join spans that touch\n\nThey share a point: see the report.")
    #expect(CommitWords.problem(of: "fix: the sum\n") == "fix: the sum")
    #expect(CommitWords.problem(of: "a\n\nb: c d\ne f\n") == "a\n\nb: c d\ne f")
    #expect(CommitWords.problem(of: "\n\n") == "")
  }
}
