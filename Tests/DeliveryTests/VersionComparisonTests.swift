import Git
import Support
import Testing
import Vocabulary

@testable import Delivery

@Suite("What differs from the version before")
struct VersionComparisonTests {
  /// A commit on the first one that makes `lines` of a file whose lines end with carriage returns.
  private func version(
    _ lines: [String], in repository: TemporaryRepository
  ) throws -> VersionComparison.Version {
    try repository.git("checkout", "-q", "main")
    try repository.git("checkout", "-q", "--detach")
    try repository.write(lines.map { $0 + "\r\n" }.joined(), to: "a.txt")
    try repository.git("commit", "-qam", "write it")
    let tree = try repository.id("HEAD^{tree}")
    return VersionComparison.Version(
      commit: try repository.id("HEAD"),
      patch: SplitPatch(kind: .behaviour, subject: "Write it", tree: tree))
  }

  @Test
  func `is told in indented lines, sixty at most, where lines end with carriage returns as well`()
    throws
  {
    let repository = try TemporaryRepository(["a.txt": "old\r\n"])
    let one = try version((0..<100).map { "one \($0)" }, in: repository)
    let other = try version((0..<100).map { "other \($0)" }, in: repository)
    let opened = try Repository(discovering: repository.path, environment: [:])
    let text = try VersionComparison(before: [one], after: [other]).text(in: opened)
    let lines = text.split(whereSeparator: \.isNewline)
    #expect(lines.count == 62 && lines.last == "    …", "\(text)")
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("    ") })
    #expect(lines.contains("     @@"), "\(text)")
  }
}
