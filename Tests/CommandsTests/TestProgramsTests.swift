import Testing
import Vocabulary

@testable import Commands

@Suite("What the doctor tells of a test command")
struct TestProgramsTests {
  @Test(arguments: [
    ("python3 -m pytest -q", ["python3"]),
    ("cd sub && CI=1 npm test --silent | tee log; make check", ["cd", "npm", "tee", "make"]),
    ("make -j2 > log 2>&1 && ctest", ["make", "ctest"]),
    ("env LANG=C exec /opt/x/bin/run a", ["/opt/x/bin/run"]),
    ("./run-tests || vendor/bin/phpunit", []),
    ("f() { go test; }; f; $RUNNER x; \"a b\" c", ["go"]),
    ("sh -c 'pytest; tox' # then nose", ["sh"]),
    ("python3 - <<E\nimport x\nE", ["python3"]),
    ("if true; then cargo test; fi", ["true", "cargo"]), ("", []),
  ])
  func `the programs of its parts are named, and none that only a shell could tell`(
    command: String, programs: [String]
  ) {
    #expect(TestPrograms.names(in: command) == programs)
  }

  private func finding(
    _ ending: Observation.Ending, _ tests: TestReport?, _ output: String = ""
  ) -> Finding {
    TestTrial.finding(
      of: Observation(tree: .zero, ending: ending, output: Excerpt(output), tests: tests),
      after: 1.2, of: 600)
  }

  @Test func `tests that fail are no fault of the place, and are counted`() {
    let report = TestReport(passed: ["a"], failed: ["b"], succeeded: false, reader: "pytest")
    let seen = finding(.exited(1), report, "x\n1 failed, 1 passed\n\n")
    #expect(seen.works && seen.mend == nil)
    #expect(seen.found == "1 failed, 1 passed (exit 1, 2 s): 1 failed, 1 passed")
  }

  @Test
  func `a program that is not found, a run that does not end, and one without a test are faults`() {
    let failed = TestReport(succeeded: false, reader: "exit-status")
    let none = TestReport(succeeded: true, reader: "pytest")
    for seen in [
      finding(.exited(127), failed), finding(.exceeded(.time), failed), finding(.exited(5), none),
    ] {
      #expect(!seen.works && seen.mend?.contains("git config") == true, "\(seen)")
    }
    #expect(finding(.exited(1), failed).works)
    #expect(finding(.exited(1), failed).mend?.contains("colleague.readable") == true)
  }

  @Test func `tests that cannot be loaded are a fault of the place, in the words of a run`() {
    var seen = Observation(
      tree: .zero, ending: .exited(2),
      tests: TestReport(failed: ["t.py"], succeeded: false, reader: "pytest"))
    let piece = MissingPiece(.module, "numpy", of: "Python")
    seen.lack = EnvironmentFailure([piece], preventsAll: true, mend: "uv sync")
    let whole = TestTrial.finding(of: seen, after: 1, of: 600)
    #expect(!whole.works && whole.mend == "uv sync")
    #expect(whole.found == "the tests cannot run here: Python has no module 'numpy'")
    seen.lack = EnvironmentFailure([piece], tests: ["t.py"], preventsAll: false, mend: "uv sync")
    let some = TestTrial.finding(of: seen, after: 1, of: 600)
    #expect(some.works && some.mend == "uv sync")
    #expect(
      some.found.hasSuffix("1 test only for want of the environment: Python has no module 'numpy'"))
  }
}
