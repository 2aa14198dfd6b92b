import Git
import Support
import Testing
import Vocabulary

@Suite struct `A patch` {
  private let repository: TemporaryRepository

  init() throws {
    repository = try TemporaryRepository([
      "a.txt": (1...40).map { "line \($0)\n" }.joined(), "b/c.txt": "one\ntwo\n", "gone": "x\n",
      "binary": "\u{0}\u{1}\n",
    ])
  }

  /// Changes all kinds of things, and gives the patch by stock git.
  private func patch(_ options: String...) throws -> String {
    try repository.write(
      (1...40).map { $0 == 7 || $0 == 33 ? "other \($0)\n" : "line \($0)\n" }.joined(), to: "a.txt")
    try repository.write("one\ntwo\nthree", to: "b/c.txt")
    try repository.write("new\n", to: "d/é new.txt")
    try repository.write("#!/bin/sh\n", to: "run", mode: 0o755)
    try repository.write("\u{0}\u{2}\n", to: "binary")
    try repository.git("rm", "-q", "gone")
    try repository.git("add", "-A")
    let ended = try run(
      ["git", "diff", "--cached", "--binary"] + options, in: repository.path,
      environment: repository.environment)
    return ended.output
  }

  @Test(arguments: [[], ["-U1"], ["--full-index"], ["-M"]])
  func `of stock git's makes the tree that git makes of it`(options: [String]) throws {
    let text = try options.isEmpty ? patch() : patch(options[0])
    let tree = try repository.id("HEAD^{tree}")
    let applied = try #require(try repository.opened().applied(Array(text.utf8), to: tree))
    let expected = try repository.git("write-tree")
    #expect(applied.tree.description == expected)
    #expect(applied.paths.contains("d/é new.txt") && applied.paths.contains("gone"))
  }

  @Test func `fits at its own lines alone, whatever stands behind them`() throws {
    let text = try patch()
    try repository.git("reset", "-q", "--hard")
    try repository.write(
      (1...44).map { "line \($0)\n" }.joined(), to: "a.txt")
    try repository.git("commit", "-qam", "longer")
    let longer = try repository.id("HEAD^{tree}")
    #expect(try repository.opened().applied(Array(text.utf8), to: longer) != nil)
    try repository.write("first\n" + (1...40).map { "line \($0)\n" }.joined(), to: "a.txt")
    try repository.git("commit", "-qam", "moved")
    let moved = try repository.id("HEAD^{tree}")
    #expect(try repository.opened().applied(Array(text.utf8), to: moved) == nil)
    try repository.write((1...40).map { "row \($0)\n" }.joined(), to: "a.txt")
    try repository.git("commit", "-qam", "rewritten")
    let rewritten = try repository.id("HEAD^{tree}")
    #expect(try repository.opened().applied(Array(text.utf8), to: rewritten) == nil)
  }

  @Test func `that is cut, empty or no patch changes nothing or does not fit, and never traps`()
    throws
  {
    let text = Array(try patch().utf8)
    let tree = try repository.id("HEAD^{tree}")
    let opened = try repository.opened()
    for end in stride(from: 0, to: text.count, by: 53) {
      _ = try opened.applied(Array(text[..<end]), to: tree)
    }
    let empty = try opened.applied([], to: tree)
    #expect(empty?.paths.isEmpty ?? true)
    #expect(try opened.applied(Array("Hello.\n".utf8), to: tree)?.paths.isEmpty ?? true)
    for path in ["../out", ".git/hooks/x", "b/../../x", "b/.GIT/x"] {
      let hostile = """
        diff --git a/\(path) b/\(path)
        new file mode 100644
        --- /dev/null
        +++ b/\(path)
        @@ -0,0 +1 @@
        +x

        """
      let applied = try opened.applied(Array(hostile.utf8), to: tree)
      #expect(applied == nil || applied?.paths.isEmpty == true, "\(path)")
    }
  }

  @Test func `is of use in a repository that shares the objects of another`() throws {
    let text = try patch()
    let place = repository.directory.path + "/shared.git"
    let source = try repository.opened()
    try source.makeSharing(at: place)
    let shared = try Repository(gitDirectory: place)
    let applied = try shared.applied(Array(text.utf8), to: try repository.id("HEAD^{tree}"))
    let tree = try #require(applied?.tree)
    // What it writes stays in it.
    #expect(try shared.exists(tree))
    #expect(try !source.exists(tree))
    #expect(try repository.git("--git-dir", place, "for-each-ref") == "")
    try repository.git("--git-dir", place, "fsck", "--strict")
  }
}
