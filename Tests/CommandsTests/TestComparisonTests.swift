import Testing
import Vocabulary

@testable import Commands

@Suite struct `Tests in the sandbox and outside of it` {
  private func inside(
    passed: [String], failed: [String] = [], output: String = "", lack: EnvironmentFailure? = nil
  ) -> Observation {
    var seen = Observation(
      tree: .zero, output: Excerpt(output),
      tests: TestReport(
        passed: passed, failed: failed, succeeded: failed.isEmpty, reader: "pytest"))
    seen.lack = lack
    return seen
  }

  private let both = TestReport(passed: ["a", "b"], succeeded: true, reader: "pytest")

  private func findings(_ inside: Observation, isChanged: Bool = false) -> [Finding] {
    TestComparison.findings(inside: inside, outside: both, isCheckoutChanged: isChanged)
  }

  @Test func `say the same where they do`() {
    let found = findings(inside(passed: ["a", "b"]))
    #expect(found.map(\.works) == [true])
    #expect(found.first?.found == "the same in the sandbox as outside: 2 passed")
  }

  @Test func `say the same where the same fail in both for want of the environment`() {
    let lack = EnvironmentFailure(
      [MissingPiece(.module, "numpy", of: "Python")], tests: ["b"], preventsAll: false)
    var seen = inside(passed: ["a"], failed: ["b"], lack: lack)
    seen.tests = seen.tests?.settingAside(["b"])
    let outside = TestReport(passed: ["a"], failed: ["b"], succeeded: false, reader: "pytest")
    let found = TestComparison.findings(
      inside: seen, outside: outside, isCheckoutChanged: false)
    #expect(found.map(\.works) == [true])
  }

  @Test func `are named where they differ, with the likely reason and its mend`() {
    let lack = EnvironmentFailure(
      [MissingPiece(.module, "numpy", of: "Python")], tests: ["b"], preventsAll: false,
      mend: "uv sync")
    let lacking = findings(inside(passed: ["a"], failed: ["b"], lack: lack))
    #expect(
      lacking.first?.found
        == "pass outside of the sandbox alone: b; likely because Python has no module 'numpy'")
    #expect(lacking.first?.mend == "uv sync" && lacking.first?.works == false)
    let output = "E   OSError: [Errno 30] Read-only file system: '/x'\n"
    let writing = findings(inside(passed: ["a"], failed: ["b"], output: output))
    #expect(writing.first?.found.contains("write outside of their tree") == true)
    let plain = findings(inside(passed: ["a"], failed: ["b"]))
    #expect(plain.first?.mend?.contains("colleague.carry") == true)
    let changed = findings(inside(passed: ["a"], failed: ["b"]), isChanged: true)
    #expect(changed.first?.found.contains("the checkout holds changes") == true)
  }

  @Test func `are named where they pass in the sandbox alone`() {
    let found = findings(inside(passed: ["a", "b", "c"]), isChanged: true)
    #expect(found.map(\.works) == [true])
    #expect(found.first?.found.hasPrefix("pass in the sandbox alone: c; likely") == true)
  }

  @Test func `differ by the root that commands see`() {
    var seen = inside(passed: ["a", "c"], failed: ["b"])
    seen.environment = EnvironmentRecord(root: "/srv/system")
    let found = findings(seen)
    #expect(found.first?.found.hasSuffix("on another system there, /srv/system") == true)
    #expect(found.last?.found.hasSuffix("the root has what the machine has not") == true)
    seen.ending = .exited(127)
    let trial = TestTrial.finding(of: seen, after: 1, of: 600)
    #expect(trial.mend?.hasPrefix("install in the root") == true)
  }
}
