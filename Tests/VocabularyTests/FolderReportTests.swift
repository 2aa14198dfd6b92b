import Testing
import Vocabulary

@Suite struct `A report on the tests of several folders` {
  private let one = TestReport(
    passed: ["a", "b"], failed: ["c"], skipped: ["d"], unloaded: ["c"], succeeded: false,
    reader: "node", isFromFile: true)
  private let two = TestReport(
    passed: ["a"], counts: .init(passed: 7, failed: 0, skipped: 0), succeeded: true, reader: "go",
    doubt: "go's closing line is missing")

  @Test func `names each with its folder, adds them up, and fails where one does`() {
    let all = TestReport([("x", one), ("y z", two)])
    #expect(all.passed == ["x: a", "x: b", "y z: a"] && all.failed == ["x: c"])
    #expect(all.skipped == ["x: d"] && all.unloaded == ["x: c"])
    #expect(all.counts == .init(passed: 9, failed: 1, skipped: 1))
    #expect(!all.succeeded && !all.isFromFile && all.reader == "node+go")
    #expect(all.doubt == "in y z, go's closing line is missing")
  }

  @Test func `has that of each folder in it, whole`() {
    let all = TestReport([("x", one), ("y z", two)])
    #expect(all.part(FolderReport(one, of: "x", isFresh: true)) == one)
    #expect(all.part(FolderReport(two, of: "y z", isFresh: false)) == two)
  }

  @Test func `of one at the top is that one`() {
    #expect(TestReport([("", one)]) == one)
    #expect(FolderReport.ownName(of: "a: b", in: "") == "a: b")
  }
}
