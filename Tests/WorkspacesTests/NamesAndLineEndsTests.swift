import Foundation
import Git
import Support
import Testing
import Vocabulary

@testable import Workspaces

@Suite(
  "Names in two normal forms, and line ends, stock git being the judge", .timeLimit(.minutes(10)))
struct NamesAndLineEndsTests {
  private static let composed = "caf\u{e9}"
  private static let decomposed = "cafe\u{301}"

  private func tree(of repository: TemporaryRepository, after command: String) throws -> String {
    let ended = try Support.run(
      ["sh", "-c", command + "\ngit add -A && git write-tree"], in: repository.path,
      environment: repository.environment)
    return String(ended.output.split(separator: "\n").last ?? "")
  }

  @Test(arguments: [
    "mv \(decomposed).txt \(composed).txt", "echo 3 > \(composed).txt", "rm \(decomposed).txt",
    "echo 3 > \(composed).txt; echo 4 > \(decomposed).txt", "mv \(decomposed) \(composed)",
    "rm -r \(decomposed); mkdir \(composed); echo 5 > \(composed)/x",
  ])
  func `a command's changes are kept byte for byte`(command: String) async throws {
    let repository = try TemporaryRepository([
      "\(Self.decomposed).txt": "1\n", "\(Self.decomposed)/x": "2\n",
    ])
    var workspace = try repository.workspace()
    let seen = try await workspace.perform(.run(command: command, keepsChanges: true), within: 3600)
    #expect(seen.refusal == nil)
    #expect("\(seen.tree)" == (try tree(of: repository, after: command)))
  }

  @Test func `a name may become its other form, and edits of one call may touch both`() async throws
  {
    let (one, other) = (Self.decomposed + ".txt", Self.composed + ".txt")
    let repository = try TemporaryRepository([one: "1\n"])
    var workspace = try repository.workspace()
    try await workspace.edit(FileEdit(path: one, change: .rename(to: other)))
    #expect("\(workspace.tree)" == (try tree(of: repository, after: "mv \(one) \(other)")))
    try await workspace.edit(
      FileEdit(path: one, change: .write("2\n")),
      FileEdit(path: other, change: .substitute(search: "1", replacement: "3")))
    #expect(
      "\(workspace.tree)"
        == (try tree(of: repository, after: "echo 2 > \(one); echo 3 > \(other)")))
    let changes = try repository.opened().changes(from: workspace.run.baseTree, to: workspace.tree)
    #expect(changes.count == 2)
    let hunks = try workspace.hunks(limit: 1000)
    #expect(Set(hunks.map(\.hunk.$path)).count == 2 && hunks.allSatisfy { !$0.text.isEmpty })
  }

  @Test func `a rule of the mandate is about the form that it has`() async throws {
    let (one, other) = (Self.decomposed + ".txt", Self.composed + ".txt")
    let repository = try TemporaryRepository([one: "1\n"])
    var workspace = RunWorkspace(
      run: try repository.run(Mandate(paths: [one])), after: [],
      repository: try repository.opened(),
      cache: repository.directory.path + "/cache", readable: []
    ) { _, _, _ in }
    let refused = try await workspace.perform(
      .edit([FileEdit(path: other, change: .write("2\n"))], why: ""), within: 60)
    #expect(refused.refusal?.contains("outside the paths") == true)
    try await workspace.edit(FileEdit(path: one, change: .write("2\n")))
  }

  @Test func `a part of a path that begins with a mark is refused, since it hides the slash`() {
    #expect(throws: PathRefusal.unsafeName) { try PathGuard(globs: []).check("a/\u{301}b") }
    #expect(throws: PathRefusal.gitDirectory) { try PathGuard(globs: []).check(".git/\u{301}b") }
  }

  @Test(arguments: ["* text=auto", "* text", "* -text", "* text=auto eol=crlf", ""])
  func `what a command leaves is stored as git add stores it`(attributes: String) async throws {
    let repository = try TemporaryRepository()
    for name in ["a", "b", "gone", "moved"] { try repository.write("1\r\n2\r\n3\r\n", to: name) }
    try repository.write("1\n2\n", to: "plain")
    try repository.git("-c", "core.autocrlf=false", "add", "-A")
    try repository.git("commit", "-q", "-m", "stored")
    try repository.write(attributes + "\n", to: ".gitattributes")
    try repository.git("add", ".gitattributes")
    try repository.git("commit", "-q", "-m", "attributes")
    for name in ["plain", "a", "b"] {
      try FileManager.default.removeItem(atPath: "\(repository.path)/\(name)")
      try repository.git("checkout", "-q", "--", name)
    }
    var workspace = try repository.workspace()
    let command =
      "sed -i '2s/2/two/' a plain; touch b; printf 'x\\r\\ny\\r\\n' > new; rm gone; mv moved there; "
      + "sed -n p a > copy"
    let seen = try await workspace.perform(.run(command: command, keepsChanges: true), within: 3600)
    #expect("\(seen.tree)" == (try tree(of: repository, after: command)), "\(seen)")
  }

  @Test func `one line of a file with carriage returns changes, and no other`() async throws {
    let repository = try TemporaryRepository()
    try repository.write("1\r\n2\r\n3\r\n", to: "a")
    try repository.git("add", "-A")
    try repository.git("commit", "-q", "-m", "stored")
    try repository.write("* text=auto\n", to: ".gitattributes")
    try repository.git("add", "-A")
    try repository.git("commit", "-q", "-m", "attributes")
    var workspace = try repository.workspace()
    try await workspace.edit(
      FileEdit(path: "a", change: .substitute(search: "2", replacement: "two")))
    try await workspace.edit(
      FileEdit(path: "a", change: .rename(to: "b")),
      FileEdit(path: "b", change: .substitute(search: "3", replacement: "three")))
    let text = try repository.git("cat-file", "blob", "\(workspace.tree):b")
    #expect(text.utf8.starts(with: "1\r\ntwo\r\nthree\r".utf8), "\(text)")
  }

  @Test func `a link is refused with what it leads to, and what is advised through one is read`()
    async throws
  {
    let repository = try TemporaryRepository(["docs/agents.md": "Use tabs.\n"])
    for (link, target) in [
      ("AGENTS.md", "docs/agents.md"), ("d", "docs"), ("out", "../x"), ("loop", "loop"),
    ] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(repository.path)/\(link)", withDestinationPath: target)
    }
    try repository.git("add", "-A")
    try repository.git("commit", "-q", "-m", "links")
    var workspace = try repository.workspace()
    for path in ["AGENTS.md", "d/agents.md", "docs/agents.md"] {
      let bytes = try workspace.baseContents(of: path, limit: 100)
      #expect(bytes.map { String(decoding: $0, as: UTF8.self) } == "Use tabs.\n", "\(path)")
    }
    for path in ["out", "loop", "d", "out/y"] {
      #expect(try workspace.baseContents(of: path, limit: 100) == nil, "\(path)")
    }
    let seen = try await workspace.perform(
      .edit([FileEdit(path: "AGENTS.md", change: .write("x"))], why: ""), within: 60)
    #expect(
      seen.refusal
        == "'AGENTS.md' is a symbolic link to 'docs/agents.md', through which 'docs/agents.md' is read; change that file"
    )
  }

  @Test func `a test that asks for a file which git ignores is the environment's, and no other is`()
    async throws
  {
    let repository = try TemporaryRepository([
      ".gitignore": ".env\n",
      "t.py": """
      import unittest


      class T(unittest.TestCase):
          def test_env(self):
              open('.env').close()

          def test_none(self):
              open('none.txt').close()

          def test_sum(self):
              self.assertEqual(1 + 1, 2)


      unittest.main()

      """,
    ])
    try repository.write("X=1\n", to: ".env")
    var workspace = try repository.workspace(test: "python3 t.py -v")
    let seen = try await workspace.perform(.test(.working), within: 3600)
    #expect(seen.lack?.pieces.map(\.name) == [".env"], "\(seen)")
    #expect(seen.lack?.aside.count == 1 && seen.lack?.preventsAll == false)
    #expect(seen.lack?.mend?.contains("colleague.setup") == true)
  }

  @Test func `git's own word that there is no repository is explained`() async throws {
    let repository = try TemporaryRepository(["a": "1\n"])
    var workspace = try repository.workspace(test: "git ls-files > files.txt || exit 3")
    let seen = try await workspace.perform(
      .run(command: "git status", keepsChanges: true), within: 3600)
    #expect(seen.output.text.contains("commands see the project's files and no '.git'"))
    let tests = try await workspace.perform(.test(.working), within: 3600)
    #expect(tests.lack?.pieces.map(\.kind) == [.repository] && tests.lack?.preventsAll == true)
    #expect(tests.lack?.mend?.contains("git init -q") == true)
  }
}
