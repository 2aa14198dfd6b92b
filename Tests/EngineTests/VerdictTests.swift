import Engine
import Testing
import Vocabulary

@Suite struct `The verdict` {
  private func passes(_ verdict: TestReport, at base: TestReport?) -> Bool {
    step(5, .test(.verdict), tests: verdict).isPassingVerdict(against: base)
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
}
