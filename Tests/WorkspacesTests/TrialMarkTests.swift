import Testing
import Vocabulary

@testable import Workspaces

@Suite(.timeLimit(.minutes(10))) struct `The mark of a candidate` {
  private let base = TestReport(
    passed: ["t.py::a"], failed: ["t.py::b"], succeeded: false, reader: "pytest")

  private func mark(_ report: TestReport, _ base: TestReport) -> CandidateResult.Mark {
    Trial.judge(report, .exited(1), against: base).mark
  }

  @Test func `says what does not load, which is not what fails as before`() {
    let unloaded = TestReport(
      failed: ["t.py"], unloaded: ["t.py"], succeeded: false, reader: "pytest")
    #expect(mark(unloaded, base) == .unbuilt)
    #expect(mark(TestReport(succeeded: false, reader: "pytest"), base) == .unbuilt)
    #expect(mark(base, base) == .unchanged)
    // At the base it did not load either.
    #expect(mark(unloaded, unloaded) == .unchanged)
    let broken = TestReport(
      failed: ["t.py::a", "t.py::b"], succeeded: false, reader: "pytest")
    #expect(mark(broken, base) == .breaks)
  }
}
