import Engine
import Series
import Support
import Testing
import Text
import Vocabulary

@Suite("Flaky tests")
struct FlakyTests {
  private let base = report(passed: ["a", "b"], failed: ["c"])

  @Test func `a test that comes out both ways on one tree is flaky; on two trees it is not`() {
    let again = report(passed: ["a", "c"], failed: ["b"])
    let steps = [step(1, .test(.working), tests: base), step(2, .test(.working), tests: again)]
    #expect(flakyTests(in: steps) == ["b", "c"])
    let other = [
      step(1, .test(.working), tests: base), step(2, .test(.working), tree: tree(2), tests: again),
    ]
    #expect(flakyTests(in: other).isEmpty)
  }

  @Test func `the verdict is compared only where it runs the same tests`() {
    var edit = step(2, .edit([FileEdit(path: "x", change: .delete)], why: ""), tree: tree(2))
    let after = [
      step(3, .test(.working), tree: tree(2), tests: report(passed: ["a", "c"])),
      step(4, .test(.verdict), tree: tree(2), tests: report(passed: ["a"], failed: ["c"])),
    ]
    let first = step(1, .test(.working), tests: base)
    edit.observation.changed = ["src/x.py"]
    #expect(flakyTests(in: [first, edit] + after) == ["c"])
    edit.observation.changed = ["tests/test_x.py"]
    #expect(flakyTests(in: [first, edit] + after).isEmpty)
  }

  @Test func `a test that is flaky at the base counts neither for nor against a change`() {
    func passes(_ verdict: TestReport, _ flaky: [String]) -> Bool {
      step(5, .test(.verdict), tests: verdict).isPassingVerdict(against: base, ignoring: flaky)
    }
    #expect(passes(report(passed: ["a", "c"], failed: ["b"]), ["b"]))
    #expect(!passes(report(passed: ["a", "c"], failed: ["b"]), []))
    #expect(!passes(report(passed: ["a", "b", "c"]), ["c"]))
    #expect(passes(report(passed: ["a", "b", "c"]), ["b"]))
    #expect(!passes(report(passed: ["c"], failed: ["a", "b"]), ["b"]))
  }

  @Test func `only what is flaky without any change is left out of account`() {
    let steps = [
      step(1, .test(.working), tests: base),
      step(2, .test(.working), tree: tree(2), tests: report(passed: ["a", "c"], failed: ["b"])),
      step(3, .test(.working), tree: tree(2), tests: report(passed: ["a", "b", "c"])),
    ]
    #expect(steps.flakyAtBase.isEmpty && flakyTests(in: steps) == ["b"])
    let again = steps + [step(4, .test(.working), tests: report(passed: ["a", "b", "c"]))]
    #expect(again.flakyAtBase == ["c"] && again.flakyFailures == ["c"] && again.hasPassedAtBase)
    #expect(evidence(for: sampleRun(), steps: steps).text.contains("Flaky, passed and failed"))
  }
}
