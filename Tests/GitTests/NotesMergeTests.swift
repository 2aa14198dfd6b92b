import Support
import Testing
import Text
import Vocabulary

@testable import Git

@Suite("Notes of two writers joined")
struct NotesMergeTests {
  private let repository: TemporaryRepository
  private let ref = "refs/notes/colleague"
  private let signature = Signature(name: "C", email: "c@example.org", time: 1, offset: 0)

  init() throws {
    repository = try TemporaryRepository(["a": "1\n"])
    for number in 0..<4 {
      try repository.git("commit", "-q", "--allow-empty", "-m", "commit \(number)")
    }
  }

  private func note(_ text: String, on commit: String, ref: String) throws {
    try repository.git("notes", "--ref=\(ref)", "add", "-f", "-m", text, commit)
  }

  private func text(on commit: String) throws -> String {
    try repository.git("notes", "--ref=\(ref)", "show", commit)
  }

  /// Gives the other side what is there now, as if both had been one until then.
  private func part() throws { try repository.git("update-ref", "refs/notes/theirs", ref) }

  private func merge() throws {
    try repository.opened().mergeNotes(
      of: try repository.id("refs/notes/theirs"), into: ref, signature: signature)
  }

  @Test func `notes that only one side has made are all there, by git's own reading`() throws {
    try note("common", on: "HEAD", ref: ref)
    try part()
    try note("ours", on: "HEAD~1", ref: ref)
    try note("theirs", on: "HEAD~2", ref: "theirs")
    try merge()
    #expect(try text(on: "HEAD") == "common")
    #expect(try text(on: "HEAD~1") == "ours")
    #expect(try text(on: "HEAD~2") == "theirs")
    try repository.git("fsck", "--strict")
    // Goes on from both, so that neither side ever has to force it.
    try repository.git("merge-base", "--is-ancestor", "refs/notes/theirs", ref)
  }

  @Test func `what both have written about a commit is kept, ours first`() throws {
    try note("first", on: "HEAD", ref: ref)
    try part()
    try note("our word", on: "HEAD", ref: ref)
    try note("their word", on: "HEAD", ref: "theirs")
    try merge()
    #expect(try text(on: "HEAD") == "our word\n\ntheir word")
  }

  @Test
  func `where half of two texts would be none, theirs stays, and what only we have said does`()
    throws
  {
    try note("common", on: "HEAD~2", ref: ref)
    try part()
    try note("our word", on: "HEAD", ref: ref)
    try note("ours alone", on: "HEAD~1", ref: ref)
    try note("their word", on: "HEAD", ref: "theirs")
    try repository.opened().mergeNotes(
      of: try repository.id("refs/notes/theirs"), into: ref, signature: signature, joining: .theirs)
    #expect(try text(on: "HEAD") == "their word")
    #expect(try text(on: "HEAD~1") == "ours alone")
    try repository.git("fsck", "--strict")
  }

  @Test
  func
    `a note that one side has removed and the other has not touched is gone; one it changed stays`()
    throws
  {
    try note("old", on: "HEAD", ref: ref)
    try note("old", on: "HEAD~1", ref: ref)
    try part()
    try repository.git("notes", "--ref=theirs", "remove", "HEAD", "HEAD~1")
    try note("new", on: "HEAD~1", ref: ref)
    try merge()
    #expect(throws: GitFailed.self) { try text(on: "HEAD") }
    #expect(try text(on: "HEAD~1") == "new")
  }

  @Test func `histories with nothing in common are joined, whatever their fan-out`() throws {
    for number in 0..<4 {
      try repository.opened().addNote(
        on: try repository.id("HEAD~\(number)"), text: Redactor()("ours \(number)\n" as Outgoing),
        ref: ref,
        signature: signature)
    }
    try note("theirs 4", on: "HEAD~4", ref: "theirs")
    try note("ours 0\n\nand more", on: "HEAD", ref: "theirs")
    try merge()
    #expect(try text(on: "HEAD~3") == "ours 3")
    #expect(try text(on: "HEAD~4") == "theirs 4")
    #expect(try text(on: "HEAD") == "ours 0\n\nand more")
    let names = try repository.git("ls-tree", "-r", "--name-only", ref).split(separator: "\n")
    #expect(Set(names.map { $0.filter { $0 != "/" } }).count == names.count)
  }

  @Test func `where one side has nothing of its own the ref is only moved forward`() throws {
    try note("theirs", on: "HEAD", ref: "theirs")
    try merge()
    #expect(try repository.id(ref) == repository.id("refs/notes/theirs"))
    try note("ours", on: "HEAD~1", ref: ref)
    let before = try repository.id(ref)
    try merge()
    #expect(try repository.id(ref) == before)
  }
}
