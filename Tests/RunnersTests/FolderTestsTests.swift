import Support
import Testing

@testable import Runners

@Suite struct `Test commands of folders` {
  @Test func `are values with a folder that ends in a slash, the last of each counts`() throws {
    let values = [
      "make test", "a/ => npm test", FolderTests.value("go test ./...", in: "b/c d"),
      "a/ => yarn test",
    ]
    let tests = try #require(FolderTests(values))
    #expect(tests.commands.map(\.folder) == ["b/c d", "a"])
    #expect(
      tests.command
        == "failed=0; (cd 'b/c d' || exit; go test ./...) || failed=1; (cd a || exit; yarn test) || failed=1; "
        + "exit $failed")
    #expect(FolderTests(["a/ => x", ""]) == nil && FolderTests(["a/ => x", "make"]) == nil)
    #expect(FolderTests([]) == nil)
  }

  @Test(arguments: [
    "npm test", "../a/ => x", "/a/ => x", "a/ => ", "./ => x", "a//b/ => x", "node -e 'x/ => 1'",
    "a/../b/ => x", "/ => x",
  ])
  func `are no plain command, and nothing outside of the project`(_ value: String) {
    #expect(FolderTests([value]) == nil)
  }

  @Test(arguments: [
    ["a/ => npm test"], ["b/c d/ => sh -c 'x; (y || z)'", "é/ => cargo test"],
    ["one/ => (cd x || exit; y) || failed=1", "two/ => true"],
  ])
  func `are known again by the command for all`(_ values: [String]) throws {
    let tests = try #require(FolderTests(values))
    let again = FolderTests(of: tests.command)
    #expect(again == tests && again.hasFolders)
  }

  @Test(arguments: [
    "make test", "failed=0; make; exit $failed", "failed=0; (cd a || exit; x) || failed=1",
    "failed=0; (cd 'a'b || exit; x) || failed=1; exit $failed",
  ])
  func `are one at the top for any other command`(_ command: String) {
    let tests = FolderTests(of: command)
    #expect(tests.commands == [FolderTests.Command(folder: "", command: command)])
    #expect(!tests.hasFolders)
  }

  @Test func `are touched by what lies below, all of them by what lies elsewhere or nowhere`()
    throws
  {
    let tests = try #require(FolderTests(["a/ => x", "a/b/ => y", "c d/ => z"]))
    func touched(_ paths: String...) -> [String] { tests.touched(by: paths).map(\.folder) }
    #expect(touched("a/x.txt") == ["a"])
    #expect(touched("a/b/x.txt") == ["a", "a/b"])
    #expect(touched("c d/x", "a/x") == ["a", "c d"])
    #expect(touched("ab/x").count == 3)
    #expect(touched("a/x", "shared/x").count == 3)
    #expect(touched().count == 3)
  }

  @Test(arguments: [("true", "true", 0), ("false", "true", 1), ("true", "false", 1)])
  func `are all run, and fail where one does`(_ one: String, _ two: String, _ status: Int) throws {
    let folder = try TemporaryDirectory()
    for name in ["one", "two"] { try folder.write("", to: "\(name)/x") }
    let tests = try #require(
      FolderTests(["one/ => touch ran; \(one)", "two/ => touch ran; \(two)"]))
    let ended = try run(
      ["sh", "-c", tests.command], in: folder.path, environment: ["PATH": "/usr/bin:/bin"])
    #expect(ended.status == status)
    let ran = try run(
      ["ls", "one/ran", "two/ran"], in: folder.path, environment: ["PATH": "/usr/bin:/bin"])
    #expect(ran.status == 0)
  }
}
