import Foundation
import Support
import Testing

@Suite(
  "A project with parts that are not in its own objects", .timeLimit(.minutes(10)), .ownThreads)
struct PartsJourneyTests {
  private static let issue =
    "# Totals lack the first value\n\n`tests.test_sums.SumTests.test_three` fails: see `total` in sums.py.\n"

  private static var hasLFS: Bool {
    let version = ["git", "lfs", "version"]
    return (try? run(version, in: "/", environment: ["PATH": "/usr/bin:/bin"]).status) == 0
  }

  /// A project with one bug, some of whose tests need what `use` reads.
  private static func files(use: String) -> [String: String] {
    var files = Buggy.offByOne
    files["tests/test_parts.py"] = """
      import json, os, sys, unittest
      from sums import total
      \(use)

      class PartTests(unittest.TestCase):
          def test_part(self):
              self.assertEqual(total(parts()), 60)

          def test_count(self):
              self.assertEqual(len(parts()), 3)

      """
    return files
  }

  /// What was delivered: the branch, as one text with all it changes.
  private func delivered(_ journey: Journey) throws -> String {
    let ref = try #require(try journey.refs("refs/heads/colleague/").first)
    let git = journey.repository
    let fsck = try run(
      ["git", "fsck", "--strict", "--no-dangling"], in: git.path, environment: git.environment)
    #expect(fsck.status == 0 && !fsck.errors.contains("error"), "\(fsck)")
    #expect(try git.git("diff", "--name-only", "main", ref) == "sums.py")
    #expect(
      try git.git("ls-tree", "-r", "main").split(separator: "\n").filter {
        !$0.hasSuffix("\tsums.py")
      }
        == git.git("ls-tree", "-r", ref).split(separator: "\n").filter {
          !$0.hasSuffix("\tsums.py")
        })
    return try git.git("log", "-p", "--submodule=diff", "main..\(ref)")
  }

  /// What the note of the series says.
  private func note(_ journey: Journey) throws -> String {
    let ref = try #require(try journey.refs("refs/heads/colleague/").first)
    return try journey.repository.git("notes", "--ref=colleague", "show", ref)
  }

  /// Works on the issue, and expects what a user does.
  private func repair(_ journey: Journey, told: String) throws -> String {
    let compared = try journey.colleague("doctor", "--compare")
    #expect(
      compared.output.contains("the same in the sandbox as outside: 3 failed, 2 passed"),
      "\(compared)")
    let ended = try journey.colleague("work", try journey.issue(Self.issue))
    #expect(ended.status == 0, "\(ended)")
    #expect(ended.errors.components(separatedBy: told).count == 2, "\(ended.errors)")
    return try delivered(journey)
  }

  private func withSubmodule() throws -> Journey {
    let part = try TemporaryRepository([
      "parts.json": "[10, 20, 30]\n", "secret-of-part.txt": "q7\n",
    ])
    let journey = try Journey(
      Self.files(
        use:
          "def parts():\n    with open('vendor/part list/parts.json') as file: return json.load(file)"
      ))
    try journey.repository.addSubmodule(part, at: "vendor/part list")
    try journey.repository.git("config", "colleague.test", "python3 -m unittest -v")
    return journey
  }

  @Test func `has its submodule in every run of the tests, and none of it in the series`() throws {
    let journey = try withSubmodule()
    let text = try repair(journey, told: "submodules, read-only: vendor/part list\n")
    #expect(text.contains("range(0, len(values))") || text.contains("+        for place in range"))
    #expect(!text.contains("Subproject") && !text.contains("q7") && !text.contains("[10, 20, 30]"))
    let note = try note(journey)
    #expect(note.contains("- Environment: 1 submodule (`vendor/part list`)"), "\(note)")
  }

  @Test func `whose submodule was never fetched is mended, or goes on without the tests of it`()
    throws
  {
    let journey = try withSubmodule()
    try FileManager.default.removeItem(atPath: journey.repository.path + "/.git/modules")
    let mend = "git submodule update --init 'vendor/part list' in the checkout"
    let ended = try journey.colleague("work", try journey.issue(Self.issue))
    #expect(ended.status == 0, "\(ended)")
    #expect(ended.errors.contains("the submodule vendor/part list is empty"))
    #expect(ended.errors.contains(mend), "\(ended.errors)")
    _ = try delivered(journey)
    let shown = try note(journey)
    #expect(shown.contains("Fail for want of their environment alone"), "\(shown)")
    #expect(shown.contains("test_part"), "\(shown)")

    try journey.repository.git(
      "config", "colleague.test", "python3 -m unittest -v tests.test_parts")
    let declined = try journey.colleague("work", "--again", try journey.issue(Self.issue))
    #expect(declined.status == 8, "\(declined)")
    #expect(
      declined.errors.contains("the submodule 'vendor/part list' is empty")
        || declined.output.contains("the submodule 'vendor/part list' is empty"), "\(declined)")
    let doctor = try journey.colleague("doctor")
    #expect(doctor.output.contains(mend), "\(doctor)")
  }

  private func withLargeFile(_ name: String = "tests/parts.json") throws -> Journey {
    var files = Self.files(
      use: "def parts():\n    with open('tests/parts.json') as file: return json.load(file)")
    files["tests/.gitattributes"] = "*.json filter=lfs diff=lfs merge=lfs -text\n"
    let journey = try Journey(files)
    try journey.repository.git("config", "colleague.test", "python3 -m unittest -v")
    return journey
  }

  @Test func `has the content that Git LFS keeps in every run, and its pointer in the series`()
    throws
  {
    let journey = try withLargeFile()
    try journey.repository.addLargeFile("[10, 20, 30]\n", at: "tests/parts.json")
    // The checkout has the content, as `git lfs checkout` leaves it.
    try journey.repository.write("[10, 20, 30]\n", to: "tests/parts.json")
    let text = try repair(journey, told: "1 file with the content that Git LFS keeps\n")
    #expect(!text.contains("[10, 20, 30]") && !text.contains("git-lfs.github.com"))
    let note = try note(journey)
    #expect(note.contains("- Environment: 1 file from Git LFS"), "\(note)")
  }

  @Test(.needs("git-lfs", hasLFS))
  func `of stock git-lfs keeps its pointers, which git-lfs finds in order`() throws {
    let journey = try withLargeFile()
    let git = journey.repository
    try git.git("lfs", "install", "--local")
    try git.write("[10, 20, 30]\n", to: "tests/parts.json")
    try git.git("add", "-A")
    try git.git("commit", "-q", "-m", "parts")
    #expect(try git.git("show", "HEAD:tests/parts.json").hasPrefix("version https://git-lfs"))
    _ = try repair(journey, told: "1 file with the content that Git LFS keeps\n")
    let ref = try #require(try journey.refs("refs/heads/colleague/").first)
    #expect(try git.git("lfs", "fsck", "--pointers", ref).contains("OK"))
    #expect(try git.git("lfs", "ls-files", ref).contains("tests/parts.json"))
  }

  @Test func `whose content was never fetched goes on without the tests of it, or ends with 8`()
    throws
  {
    let journey = try withLargeFile()
    try journey.repository.addLargeFile("[10, 20, 30]\n", at: "tests/parts.json", isAtHand: false)
    let ended = try journey.colleague("work", try journey.issue(Self.issue))
    #expect(ended.status == 0, "\(ended)")
    #expect(
      ended.errors.contains(
        "no content of Git LFS is at hand for tests/parts.json: git lfs pull in the checkout"),
      "\(ended.errors)")
    _ = try delivered(journey)
    let shown = try note(journey)
    #expect(shown.contains("Fail for want of their environment alone"), "\(shown)")

    try journey.repository.git(
      "config", "colleague.test", "python3 -m unittest -v tests.test_parts")
    let declined = try journey.colleague("work", "--again", try journey.issue(Self.issue))
    #expect(declined.status == 8, "\(declined)")
    #expect(declined.sentences.contains("only the pointer of Git LFS is there"), "\(declined)")
  }
}
