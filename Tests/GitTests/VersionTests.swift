import Git
import Support
import Testing

@Suite struct `The newest version of a project` {
  @Test(
    arguments: [
      (["v1.2.0", "v1.10.1", "v1.9"], "1.10.1"), (["release-2.0", "nightly"], "2.0"),
      (["v3.0rc1", "v3.0-beta.2", "2.9.1"], "2.9.1"), (["latest"], nil), ([], nil),
    ] as [([String], String?)])
  func `is what the tags say`(tags: [String], version: String?) throws {
    let repository = try TemporaryRepository(["a": "1\n"])
    for tag in tags { try repository.git("tag", tag) }
    let opened = try Repository(discovering: repository.path, environment: [:])
    #expect(try opened.newestVersion() == version)
  }
}
