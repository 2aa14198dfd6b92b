import Git
import Support
import Testing
import Vocabulary

@Suite("Files under other names")
struct MoveTests {
  private let repository: TemporaryRepository

  init() throws { repository = try TemporaryRepository() }

  /// Writes a tree of these files by stock git.
  private func tree(_ files: [(path: String, text: String)]) throws -> ObjectID {
    var stream = "commit refs/heads/tree\ncommitter A <a@example.org> 0 +0000\ndata 0\ndeleteall\n"
    for file in files {
      stream += "M 100644 inline \(file.path)\ndata \(file.text.utf8.count)\n\(file.text)\n"
    }
    try repository.git("fast-import", "--quiet", "--force", input: stream)
    return try repository.id("tree^{tree}")
  }

  /// Expects that the moves between two trees are those that `git diff -M` names.
  @discardableResult
  private func expectMoves(_ old: ObjectID, _ new: ObjectID) throws -> Int {
    let changes = try repository.opened().fileChanges(from: old, to: new, findsMoves: true)
    let ours = changes.filter { $0.old != nil && $0.new != nil && $0.oldPath != $0.path }
      .map { "\($0.oldPath ?? "")\t\($0.path)" }
    let theirs = try repository.git(
      "diff", "-M", "--name-status", "--diff-filter=R", "\(old)", "\(new)"
    )
    .split(separator: "\n")
    .map { $0.split(separator: "\t").dropFirst().joined(separator: "\t") }
    #expect(ours.sorted() == theirs.sorted())
    #expect(changes.map(\.path) == changes.map(\.path).sorted())
    return ours.count
  }

  @Test(arguments: 1...20)
  func `the moves are those that git finds, for trees drawn at random`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let names = ["__init__.py", "util.py", "same.txt", "x", "y"]
    func path(_ root: String) -> String {
      let folder = Int.random(in: 0..<9, using: &random)
      return "\(root)/\(folder)/\(names.randomElement(using: &random) ?? "x")"
    }
    var (old, new): ([String: String], [String: String]) = ([:], [:])
    for _ in 0..<30 {
      let lines = (0..<Int.random(in: 0..<12, using: &random)).map { _ in
        "line \(Int.random(in: 0..<6, using: &random))\n"
      }
      old[path("old")] = lines.joined()
      let edits = Int.random(in: 0..<5, using: &random)
      new[path("new")] = (lines + (0..<edits).map { "more \($0)\n" }).joined()
    }
    func sorted(_ files: [String: String]) -> [(path: String, text: String)] {
      files.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
    #expect(try expectMoves(tree(sorted(old)), tree(sorted(new))) > 5)
  }

  @Test func `there is no limit to files that are the same, and git's own to others`() throws {
    func files(_ root: String, _ text: (Int) -> String) -> [(path: String, text: String)] {
      (0..<2500).map { ("\(root)/\($0 % 50)/\($0)", text($0)) }
    }
    let old = try tree(files("old") { "value \($0 / 2)\n" })
    #expect(try expectMoves(old, tree(files("new") { "value \($0 / 2)\n" })) == 2500)
    let other = try tree(files("new") { "value \($0 / 2)\n" + ($0 < 1300 ? "." : "") })
    #expect(try expectMoves(old, other) > 2000)
  }
}
