import Support
import Testing
import Vocabulary

@testable import Suggestions

@Suite("Sources that read reports")
struct ReportSourcesTests {
  private func report(_ passed: [String], _ failed: [String]) -> TestReport {
    TestReport(passed: passed, failed: failed, succeeded: failed.isEmpty, reader: "pytest")
  }

  @Test
  func `a test that fails and passes on the same files is flaky; one that always fails is broken`()
  {
    let reports = [
      report(["t.py::a"], ["t.py::b", "t.py::c", "t.py::env"]),
      report(["t.py::a", "t.py::b"], ["t.py::c", "t.py::env"]),
      report(["t.py::a", "t.py::b"], ["t.py::c", "t.py::env"]),
    ]
    let found = FlakySource().drafts(
      of: reports, command: "pytest", aside: ["t.py::env"], isComplete: true)
    #expect(found.drafts.map { $0.about[0] } == ["fails at times", "fails"])
    #expect(found.drafts[0].title == "The test `t.py::b` fails at times at the base")
    #expect(found.drafts[1].about.last == "t.py::c")
    #expect(
      FlakySource().drafts(of: [report(["a"], [])], command: "", aside: [], isComplete: true).drafts
        .isEmpty)
  }

  @Test func `a report that cannot be believed says nothing`() {
    var doubted = report(["a"], ["b"])
    doubted.doubt = "pytest's closing line is missing"
    #expect(
      FlakySource().drafts(of: [doubted], command: "", aside: [], isComplete: true).drafts.isEmpty)
  }

  @Test
  func `warnings are read as compilers, rustc and Python print them, and only new ones count`() {
    let now = """
      src/a.c:12:7: warning: unused variable 'x'
      ./pkg/b.py:3: DeprecationWarning: use that instead
      warning: unused import
       --> src/lib.rs:4:5
      src/a.c:40:1: warning: old and known 17
      other: nothing: of it
      /usr/lib/x.py:3: UserWarning: not ours
      """
    let before = "src/a.c:9:1: warning: old and known 16\n"
    let found = WarningSource().drafts(now: now, before: before, since: "v1", command: "make") {
      !$0.hasPrefix("/")
    }
    #expect(found.drafts.map { $0.about[0] } == ["src/a.c", "pkg/b.py", "src/lib.rs"])
    #expect(found.drafts[1].evidence[0].line == 3)
  }

  @Test func `what runs call not done is found, once, and nothing that was rejected`() throws {
    func work(
      _ number: Int, _ outcome: Outcome, _ risks: String, _ status: MergeStatus.Word? = nil,
      why: String = ""
    ) throws -> EndedWork {
      let id = try #require(RunID("20260101-fix-totals-00000000000\(number)"))
      return EndedWork(
        run: id, title: "Issue \(number)", outcome: outcome, status: status, risks: risks, why: why)
    }
    let works = [
      try work(1, .resolved, "- Negative spans are still not handled. All fine.", .merged),
      try work(2, .resolved, "Negative spans are still not handled."),
      try work(3, .resolved, "Windows paths were not looked at.", .rejected),
      try work(4, .unresolved, "", why: "Two tests contradict each other."),
      try work(5, .resolved, "None."),
    ]
    let repository = try TemporaryRepository(["a": "1\n"])
    var project = try repository.project()
    let drafts = LeftoverSource(works).find(in: &project).drafts
    #expect(
      drafts.map(\.title) == [
        "Left undone: Negative spans are still not handled",
        "Left undone: Negative spans are still not handled.",
        "Still open: Issue 4",
      ])
    #expect(drafts[0].id == drafts[1].id)
  }
}
