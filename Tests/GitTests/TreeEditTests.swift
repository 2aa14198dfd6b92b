import Git
import Support
import Testing
import Vocabulary

private typealias Issue = Testing.Issue

@Suite("Trees edited without an index")
struct TreeEditTests {
  @Test(arguments: 0..<12)
  func `any run of edits gives the tree stock git gives`(seed: UInt64) throws {
    let repository = try TemporaryRepository(["a": "1\n", "b/c": "2\n", "b/d/e": "3\n"])
    let opened = try repository.opened()
    var generator = SeededGenerator(seed: seed)
    // Few names, so that files and directories get in each other's way.
    let names = ["a", "b", "c", "a.b", "a-b"]
    var tree = try repository.id("HEAD^{tree}")
    for number in 0..<25 {
      let depth = Int.random(in: 1...3, using: &generator)
      let path = (0..<depth).map { _ in names.randomElement(using: &generator) ?? "a" }
        .joined(separator: "/")
      if Bool.random(using: &generator) {
        let text = "\(seed) \(number)\n"
        let mode: FileMode = Bool.random(using: &generator) ? .file : .executable
        let blob = try opened.writeBlob(Array(text.utf8))
        tree = try opened.editTree(tree, [TreeEdit(path, .put(blob, mode))])
        // What stands on the way or below is taken off first, as the edit promises.
        try repository.git("rm", "-rqf", "--cached", "--ignore-unmatch", path)
        for parent in parents(of: path) where try isFile(parent, in: repository) {
          try repository.git("rm", "-qf", "--cached", parent)
        }
        try repository.git(
          "update-index", "--add", "--cacheinfo",
          "\(mode == .file ? "100644" : "100755"),\(blob),\(path)")
      } else {
        tree = try opened.editTree(tree, [TreeEdit(path, .remove)])
        try repository.git("rm", "-rqf", "--cached", "--ignore-unmatch", path)
      }
      #expect(tree.description == (try repository.git("write-tree")), "after \(path)")
    }
    try repository.git("fsck", "--strict")
  }

  @Test func `several edits at once give what one after the other gives`() throws {
    let repository = try TemporaryRepository(["a/b": "1\n", "c": "2\n"])
    let opened = try repository.opened()
    let base = try repository.id("HEAD^{tree}")
    let blob = try opened.writeBlob(Array("x\n".utf8))
    let edits = [
      TreeEdit("a", .remove), TreeEdit("a/n/m", .put(blob, .file)),
      TreeEdit("c/d", .put(blob, .file)),
      TreeEdit("c/d", .put(blob, .executable)),
    ]
    var single = base
    for edit in edits { single = try opened.editTree(single, [edit]) }
    #expect(try opened.editTree(base, edits) == single)
    #expect(
      try repository.git("ls-tree", "-r", "--name-only", single.description) == "a/n/m\nc/d")
  }

  @Test(arguments: [
    "", "/a", "a/", "a//b", "a/../b", "./a", ".git/config", "a/.git/hooks/x", "a/.GIT/x",
  ])
  func `a path git does not allow in a tree is refused`(path: String) throws {
    let repository = try TemporaryRepository(["a": "1\n"])
    let opened = try repository.opened()
    let blob = try opened.writeBlob([])
    let error = #expect(throws: GitError.self) {
      try opened.editTree(nil, [TreeEdit(path, .put(blob, .file))])
    }
    guard case .invalid = error else {
      Issue.record("\(String(describing: error)) does not say that the path is invalid")
      return
    }
  }

  @Test func `taking the last file away leaves git's empty tree`() throws {
    let repository = try TemporaryRepository(["a/b": "1\n"])
    let tree = try repository.opened().editTree(
      try repository.id("HEAD^{tree}"), [TreeEdit("a/b", .remove)])
    #expect(tree.description == (try repository.git("hash-object", "-t", "tree", "--stdin")))
  }

  private func parents(of path: String) -> [String] {
    let parts = path.split(separator: "/")
    return (1..<max(1, parts.count)).map { parts[..<$0].joined(separator: "/") }
  }

  private func isFile(_ path: String, in repository: TemporaryRepository) throws -> Bool {
    try repository.git("ls-files", "--", path) == path
  }
}
