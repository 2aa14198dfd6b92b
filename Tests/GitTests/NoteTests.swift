import Git
import Support
import Testing
import Text
import Vocabulary

@Suite("Notes in a fanned-out tree")
struct NoteTests {
  private let ref = "refs/notes/colleague"

  @Test func `stock git shows our note, and we read stock git's`() throws {
    let repository = try TemporaryRepository(["a": "1\n"])
    let opened = try repository.opened()
    let commit = try repository.id("HEAD")
    try opened.addNote(on: commit, text: "why\n", ref: ref, signature: signature)
    #expect(try repository.git("notes", "--ref", ref, "show", "HEAD") == "why")
    try repository.git("notes", "--ref", ref, "add", "-f", "-m", "because", "HEAD")
    #expect(try opened.note(on: commit, ref: ref) == "because\n")
    try opened.addNote(on: commit, text: "again\n", ref: ref, signature: signature)
    #expect(try repository.git("notes", "--ref", ref, "list").split(separator: "\n").count == 1)
    try opened.removeNote(on: commit, ref: ref, signature: signature)
    #expect(try repository.git("notes", "--ref", ref, "list").isEmpty)
    try repository.git("fsck", "--strict")
  }

  @Test(arguments: [0, 1, 2, 3])
  func `the fan-out that is there is kept, at any depth`(depth: Int) throws {
    let repository = try TemporaryRepository(["a": "1\n"])
    let opened = try repository.opened()
    let commit = try repository.id("HEAD")
    let blob = try opened.writeBlob(Array("of another\n".utf8))
    var digits = Substring(commit.description)
    // Another object's note beside ours, so that the directories on the way exist.
    let other = String(digits.dropLast(2)) + (digits.hasSuffix("00") ? "11" : "00")
    digits = Substring(other)
    var path = ""
    for _ in 0..<depth {
      path += digits.prefix(2) + "/"
      digits = digits.dropFirst(2)
    }
    let tree = try opened.editTree(nil, [TreeEdit(path + digits, .put(blob, .file))])
    let notes = try opened.commit(
      tree: tree, parents: [], author: signature, committer: signature, message: "notes\n")
    try repository.git("update-ref", ref, notes.description)
    try opened.addNote(on: commit, text: "ours\n", ref: ref, signature: signature)
    #expect(try repository.git("notes", "--ref", ref, "show", "HEAD") == "ours")
    let listed = try repository.git("notes", "--ref", ref, "list")
    #expect(listed.contains(other) && listed.contains(commit.description))
    let paths = try repository.git("ls-tree", "-r", "--name-only", ref)
      .split(separator: "\n")
    let wanted = max(1, depth)
    #expect(
      paths.contains {
        $0.count { $0 == "/" } == wanted && $0.hasSuffix(commit.description.suffix(8))
      })
  }

  @Test func `a note at another depth is replaced, not doubled`() throws {
    let repository = try TemporaryRepository(["a": "1\n"])
    let opened = try repository.opened()
    let commit = try repository.id("HEAD")
    try repository.git("notes", "--ref", ref, "add", "-m", "flat", "HEAD")
    #expect(try repository.git("ls-tree", "--name-only", ref) == commit.description)
    try opened.addNote(on: commit, text: "fanned\n", ref: ref, signature: signature)
    #expect(try repository.git("notes", "--ref", ref, "show", "HEAD") == "fanned")
    #expect(
      try repository.git("ls-tree", "-r", "--name-only", ref).split(separator: "\n").count == 1)
  }

  @Test func `among a hundred thousand notes, one note writes a handful of objects`() throws {
    let repository = try TemporaryRepository(["a": "1\n"])
    // In 256 directories. Made with stock tools, in one go.
    let blob = try repository.git("hash-object", "-w", "--stdin", input: "note\n")
    let script = """
      awk 'BEGIN { srand(5); for (i = 0; i < 100000; i++) { name = "";
        for (j = 0; j < 10; j++) name = name sprintf("%04x", int(rand() * 65536));
        print "100644 \(blob)\t" substr(name, 1, 2) "/" substr(name, 3) } }' |
        git update-index --index-info
      """
    let made = try run(
      ["sh", "-c", script], in: repository.path, environment: repository.environment)
    #expect(made.status == 0, "\(made.errors)")
    let tree = try repository.git("write-tree")
    try repository.git(
      "update-ref", ref, try repository.git("commit-tree", "-m", "notes", tree))
    let before = try repository.git("count-objects")
    try repository.opened().addNote(
      on: try repository.id("main"), text: "one more\n", ref: ref, signature: signature)
    let after = try repository.git("count-objects")
    func count(_ text: String) -> Int { Int(text.prefix { $0.isNumber }) ?? 0 }
    // A blob, one level, the root, the commit.
    #expect(count(after) - count(before) <= 4)
    #expect(try repository.git("notes", "--ref", ref, "show", "main") == "one more")
    #expect(
      try repository.git("notes", "--ref", ref, "list").split(separator: "\n").count == 100_001)
  }
}
