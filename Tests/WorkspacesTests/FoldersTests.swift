import Engine
import Runners
import Support
import Testing
import Vocabulary

@testable import Workspaces

@Suite("Tests of several folders", .timeLimit(.minutes(10)))
struct FoldersTests {
  /// Each says of its folder's `value` whether it is what the other folder, or nobody, asks for.
  private static func check(_ name: String, wants value: String) -> String {
    """
    echo ran >> log
    echo 1..2
    if grep -q \(value) value.py; then echo "ok 1 - value"; else echo "not ok 1 - value"; fi
    if test -f ../common; then echo "ok 2 - common"; else echo "not ok 2 - common"; fi
    grep -q \(value) value.py

    """
  }

  private let repository: TemporaryRepository
  private let tests: FolderTests

  init() throws {
    repository = try TemporaryRepository([
      "one/check.sh": FoldersTests.check("one", wants: "new"), "one/value.py": "old\n",
      "two b/check.sh": FoldersTests.check("two", wants: "same"), "two b/value.py": "same\n",
      "three/check.sh": FoldersTests.check("three", wants: "same"), "three/value.py": "same\n",
      "common": "x\n",
    ])
    tests = try #require(
      FolderTests(["one/ => sh check.sh", "two b/ => sh check.sh", "three/ => sh check.sh"]))
  }

  private func workspace() throws -> RunWorkspace {
    try repository.workspace(test: tests.command)
  }

  private func test(
    _ workspace: inout RunWorkspace, _ scope: Action.TestScope = .working
  ) async throws -> (report: TestReport, ran: [String]) {
    let seen = try await workspace.perform(.test(scope), within: 600)
    let ran = (seen.folders ?? []).filter(\.isFresh).map(\.folder)
    return (try #require(seen.tests), ran)
  }

  @Test
  func `are all run at the start and for a verdict, and else those that are touched or failed`()
    async throws
  {
    var workspace = try workspace()
    let start = try await test(&workspace)
    #expect(start.ran == ["one", "two b", "three"])
    #expect(start.report.failed == ["one: value"] && start.report.counts.passed == 5)
    try await workspace.edit(FileEdit(path: "two b/more", change: .write("x\n")))
    let touched = try await test(&workspace)
    #expect(touched.ran == ["one", "two b"])
    #expect(touched.report == start.report)
    try await workspace.edit(FileEdit(path: "one/value.py", change: .write("new\n")))
    let mended = try await test(&workspace)
    #expect(mended.ran == ["one", "two b"] && mended.report.allPass)
    let verdict = try await test(&workspace, .verdict)
    #expect(verdict.ran.count == 3 && verdict.report.allPass)
    try await workspace.edit(FileEdit(path: "common2", change: .write("x\n")))
    #expect(try await test(&workspace).ran.count == 3)
  }

  @Test func `that a verdict finds worse are run from then on, though nothing in them is touched`()
    async throws
  {
    let repository = try TemporaryRepository([
      "one/value.py": "old\n", "one/check.sh": FoldersTests.check("one", wants: "new"),
      "two/value.py": "x\n", "common": "x\n",
      "two/check.sh":
        "echo 1..1; if grep -q old ../one/value.py; then echo 'ok 1 - a'; else echo 'not ok 1 - a'; exit 1; fi\n",
    ])
    let tests = try #require(FolderTests(["one/ => sh check.sh", "two/ => sh check.sh"]))
    var workspace = try repository.workspace(test: tests.command)
    _ = try await test(&workspace)
    try await workspace.edit(FileEdit(path: "one/value.py", change: .write("new\n")))
    let seen = try await test(&workspace)
    #expect(seen.ran == ["one"] && seen.report.allPass)
    #expect(try await test(&workspace, .verdict).report.failed == ["two: a"])
    let again = try await test(&workspace)
    #expect(again.ran == ["one", "two"] && again.report.failed == ["two: a"])
  }

  @Test func `of a candidate are those that it touches, and those that failed`() async throws {
    var workspace = try workspace()
    _ = try await test(&workspace)
    func candidate(_ id: String, _ path: String, _ text: String) -> Candidate {
      Candidate(id: id, edits: [FileEdit(path: path, change: .write(text))], about: id)
    }
    let seen = try await workspace.perform(
      .trial([
        candidate("mends", "one/value.py", "new\n"),
        candidate("elsewhere", "three/value.py", "x\n"),
        candidate("nothing", "two b/value.py", "same again\n"),
      ]), within: 600)
    #expect(seen.results.map(\.mark) == [.passes, .breaks, .unchanged])
  }
}
