import Support
import Testing

@testable import Proposals

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
