import Support
import Testing
import Vocabulary

@testable import Workspaces

@Suite("Looking at files", .timeLimit(.minutes(10)))
struct LookingTests {
  @Test func `a file's lines are numbered, a page at a time`() async throws {
    let long = (1...900).map { "line \($0)\n" }.joined()
    let repository = try TemporaryRepository([
      "a.txt": "one\n\ntwo", "empty": "", "long.txt": long,
      "wide.txt": String(repeating: "é", count: 5000) + "\n" + String(repeating: "x\n", count: 9),
    ])
    var workspace = try repository.workspace()
    #expect(try await workspace.reading("./a.txt") == "1\tone\n2\t\n3\ttwo")
    #expect(try await workspace.reading("a.txt", 2...9) == "2\t\n3\ttwo")
    #expect(try await workspace.reading("a.txt", 4...9) == "refused: 'a.txt' has 3 lines")
    #expect(try await workspace.reading("empty") == "[the file is empty]")
    let first = try await workspace.reading("long.txt").split(separator: "\n")
    #expect(first.count == 401 && first[399] == "400\tline 400")
    #expect(first[400] == "[… 900 lines in all; for more, read lines 401-800 …]")
    #expect(try await workspace.reading("long.txt", 898...900).hasSuffix("900\tline 900"))
    let wide = try await workspace.reading("wide.txt")
    #expect(wide.hasPrefix("1\t" + String(repeating: "é", count: 2000) + "…\n2\tx\n"))
  }

  @Test func `a directory's entries are shown with their kinds and sizes`() async throws {
    let repository = try TemporaryRepository(["a.txt": "one\n", "b/c": "1\n"])
    let head = try repository.git("rev-parse", "HEAD")
    let link = try repository.git("hash-object", "-w", "--stdin", input: "a.txt")
    try repository.git("update-index", "--add", "--cacheinfo", "120000,\(link),link")
    try repository.git("update-index", "--add", "--cacheinfo", "160000,\(head),sub")
    try repository.git("commit", "-qm", "more")
    var workspace = try repository.workspace()
    let listing = """
      a.txt\t4 bytes
      b/
      link\tlink to a.txt
      sub\tsubmodule at \(head.prefix(12))
      """
    for name in ["", ".", "./"] { #expect(try await workspace.reading(name) == listing) }
    #expect(try await workspace.reading("b/") == "c\t2 bytes")
    #expect(try await workspace.reading("link") == "'link' is a symbolic link to 'a.txt'")
    #expect(try await workspace.reading("sub").hasPrefix("'sub' is a submodule at commit "))
    for name in ["/etc/passwd", "../x", "b/../../x"] {
      #expect(try await workspace.reading(name).hasPrefix("refused: "))
    }
  }

  @Test func `of a large directory a part is shown, and how to see the rest`() async throws {
    let files = (100..<700).map { ("d/f\($0)", "x") }
    let repository = try TemporaryRepository(Dictionary(uniqueKeysWithValues: files))
    var workspace = try repository.workspace()
    let lines = try await workspace.reading("d").split(separator: "\n")
    #expect(lines.count == 501)
    #expect(lines.last == "[… 600 entries in all; for more, read lines 501-600 …]")
    #expect(try await workspace.reading("d", 600...700) == "f699\t1 bytes")
  }

  @Test func `a binary file is named as such, and a missing path answered with those like it`()
    async throws
  {
    let repository = try TemporaryRepository([
      "bin": "a\0b", "src/parser.py": "x\n", "src/printer.py": "x\n", "lib/deep/tool.py": "x\n",
      "lib/other.py": "x\n",
    ])
    var workspace = try repository.workspace()
    #expect(try await workspace.reading("bin") == "refused: 'bin' is a binary file of 3 bytes")
    #expect(
      try await workspace.reading("src/parsr.py")
        == "refused: there is no file 'src/parsr.py'; there is 'src/parser.py'")
    #expect(
      try await workspace.reading("src/Tool.py")
        == "refused: there is no file 'src/Tool.py'; there is 'lib/deep/tool.py'")
    #expect(try await workspace.reading("sr/parser.py").contains("there is 'src/parser.py', 'src'"))
    #expect(
      try await workspace.reading("zzzzzzzz.c") == "refused: there is no file 'zzzzzzzz.c'")
  }

  @Test func `the log shows the base's commits on a path, with the rationale`() async throws {
    let repository = try TemporaryRepository(["a": "1\n", "b/c": "1\n"])
    try repository.write("2\n", to: "a")
    try repository.git("commit", "-qam", "raise a\nto two\n\nbody")
    let note = (1...20).map { "why \($0)\n" }.joined()
    try repository.git("notes", "--ref=colleague", "add", "-m", note, "HEAD")
    var workspace = try repository.workspace()
    try await workspace.edit(FileEdit(path: "new", change: .write("x\n")))
    func id(_ revision: String) throws -> String {
      try repository.git("rev-parse", "--short=12", revision)
    }
    let why = (1...15).map { "    why \($0)\n" }.joined() + "    [… 5 more lines …]\n"
    let expected = """
      \(try id("HEAD")) 2023-11-14 Ada: raise a to two
      \(why)\(try id("HEAD~")) 2023-11-14 Ada: first
      """
    #expect(try await workspace.reading("a", as: .log) == expected)
    #expect(try await workspace.reading(".", as: .log) == expected)
    #expect(
      try await workspace.reading("b", as: .log) == "\(try id("HEAD~")) 2023-11-14 Ada: first")
    #expect(try await workspace.reading("new", as: .log).contains("this run has made it"))
    #expect(
      try await workspace.reading("nothing.at.all", as: .log).hasPrefix("refused: there is no"))
  }

  @Test func `blame shows each line's commit, then what the commits were for`() async throws {
    let repository = try TemporaryRepository(["a": "1\n2\n3\n"])
    let first = try repository.git("rev-parse", "--short=12", "HEAD")
    try repository.write("1\nb\n3\n", to: "a")
    try repository.git("commit", "-qam", "second")
    let second = try repository.git("rev-parse", "--short=12", "HEAD")
    try repository.git("notes", "--ref=colleague", "add", "-m", "because", "HEAD")
    var workspace = try repository.workspace()
    #expect(
      try await workspace.reading("a", as: .blame) == """
        \(first) 2023-11-14 Ada\t1\t1
        \(second) 2023-11-14 Ada\t2\tb
        \(first) 2023-11-14 Ada\t3\t3

        \(first) 2023-11-14 Ada: first
        \(second) 2023-11-14 Ada: second
            because
        """)
    try await workspace.edit(FileEdit(path: "a", change: .write("x\n")))
    let some = try await workspace.reading("a", 2...2, as: .blame)
    #expect(some.hasPrefix("\(second) 2023-11-14 Ada\t2\tb\n[the lines are the base's;"))
    #expect(!some.contains(first))
    #expect(try await workspace.reading("a", 4...5, as: .blame).hasPrefix("refused: 'a' has 3"))
    #expect(try await workspace.reading("", as: .blame).contains("is a directory"))
  }

  @Test func `no view prints more than 64 KiB, whatever it is shown`() async throws {
    let line = String(repeating: "\u{1b}[31mé\u{202e}", count: 200)
    let text = (1...900).map { "def f\($0)(): \(line)\n" }.joined()
    let repository = try TemporaryRepository(["a.py": text])
    var workspace = try repository.workspace()
    for view in Action.View.allCases {
      for lines in [nil, 1...900] as [ClosedRange<Int>?] {
        let seen = try await workspace.reading("a.py", lines, as: view)
        #expect(seen.utf8.count <= 64 << 10)
      }
    }
    let found = try await workspace.answer(to: .search(text: "def", paths: []))
    #expect(found.utf8.count <= 64 << 10)
  }

  @Test func `a rename onto what is there, and the removal of what is not, are refused`()
    async throws
  {
    let repository = try TemporaryRepository(["a": "1\n", "b": "2\n", "d/c": "3\n"])
    var workspace = try repository.workspace()
    func refusal(_ edits: FileEdit...) async throws -> String? {
      try await workspace.perform(.edit(edits, why: ""), within: 3600).refusal
    }
    #expect(
      try await refusal(FileEdit(path: "a", change: .rename(to: "b")))
        == "there is a file 'b' already; delete it first")
    #expect(try await refusal(FileEdit(path: "a", change: .rename(to: "d"))) != nil)
    #expect(try await refusal(FileEdit(path: "a", change: .rename(to: "a"))) != nil)
    #expect(
      try await refusal(FileEdit(path: "x", change: .delete)) == "there is no file 'x'")
    #expect(
      try await refusal(
        FileEdit(path: "b", change: .delete), FileEdit(path: "a", change: .rename(to: "b"))) == nil)
    #expect(try await workspace.reading("b") == "1\t1")
    #expect(
      try await refusal(FileEdit(path: "b/under", change: .write("x")))
        == "'b' is no directory, so there can be no 'b/under'")
    #expect(
      try await refusal(FileEdit(path: "d/cc", change: .substitute(search: "a", replacement: "b")))
        == "there is no file 'd/cc'; there is 'd/c'")
    try await workspace.edit(
      FileEdit(path: "new", change: .substitute(search: "", replacement: "x\n")))
    #expect(try await workspace.reading("new") == "1\tx")
  }

  @Test func `a patch too long is cut between files, the smallest kept, the others named`()
    async throws
  {
    let repository = try TemporaryRepository(["a": "1\n", "b": "1\n", "z": "1\n"])
    var workspace = try repository.workspace()
    let long = (1...300).map { "line \($0)\n" }.joined()
    try await workspace.edit(
      FileEdit(path: "a", change: .write("2\n")), FileEdit(path: "b", change: .write(long)),
      FileEdit(path: "z", change: .write("3\n")))
    let whole = try workspace.patch(limit: 1 << 20)
    let cut = try workspace.patch(limit: 2000)
    let parts = whole.split(separator: "diff --git ").map { "diff --git " + $0 }
    #expect(parts.count == 3)
    #expect(cut == parts[0] + parts[2] + "[… left out: b +300 -1 …]\n")
    let tiny = try workspace.patch(limit: 100)
    #expect(tiny.utf8.count <= 100 && tiny.contains("left out"))
  }

  @Test func `a patch too long shows code before tests, and tests before documents`() async throws {
    let line = String(repeating: "x", count: 60) + "\n"
    let repository = try TemporaryRepository(["code.py": "1\n"])
    var workspace = try repository.workspace()
    try await workspace.edit(
      FileEdit(path: "README.md", change: .write(line)),
      FileEdit(path: "code.py", change: .write(String(repeating: line, count: 12))),
      FileEdit(path: "test_code.py", change: .write(String(repeating: line, count: 2))))
    let cut = try workspace.patch(limit: 1200)
    #expect(cut.contains("+++ b/code.py"))
    #expect(!cut.contains("+++ b/test_code.py"))
    #expect(cut.contains("test_code.py +2 -0"))
  }

  @Test func `an edit that replaces a file is answered with what that took away`() async throws {
    let repository = try TemporaryRepository([
      "lib.py": "def one():\n    return 1\n\n\ndef two():\n    return 2\n",
      "app.py": "from lib import two\n",
      "test.js": "test(\"a b\", () => 1);\ntest('c', () => 2);\n",
    ])
    var workspace = try repository.workspace()
    func answer(_ path: String, _ change: FileEdit.Change) async throws -> String {
      try await workspace.perform(
        .edit([FileEdit(path: path, change: change)], why: ""), within: 10
      ).output.text
    }
    let code = try await answer("lib.py", .write("def one():\n    return 3\n"))
    #expect(
      code.hasPrefix("lib.py lost 5 of its 6 lines.\nlib.py lost two, which app.py uses.\n@@"))
    #expect(code.contains("\n-def two():\n"))
    let tests = try await answer("test.js", .write("test('c', () => 2);\n"))
    #expect(tests.hasPrefix("test.js lost these tests: a b.\n@@"))
    #expect(try await answer("new.py", .write("x = 1\n")) == "")
    #expect(
      try await answer("app.py", .substitute(search: "two", replacement: "one")) == "")
    let long = (1...80).map { "x\($0) = 1\n" }.joined()
    let rewritten = try await answer("new.py", .write(long))
    #expect(rewritten.hasSuffix("[… 42 more lines …]\n"))
  }
}
