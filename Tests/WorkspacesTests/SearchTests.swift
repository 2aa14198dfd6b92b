import Foundation
import Support
import Testing
import Vocabulary

@testable import Workspaces

@Suite("Searching the tree", .timeLimit(.minutes(10)))
struct SearchTests {
  /// The folder along `PATH` that has ripgrep.
  private static let ripgrepFolder =
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    .first { FileManager.default.isExecutableFile(atPath: $0 + "/rg") }

  private func repository() throws -> TemporaryRepository {
    try TemporaryRepository([
      ".gitignore": "*.log\n", "src/a.py": "def one():\n    return two\r\n\n# one\n",
      "src/b.py": "one = 1\n", "doc/one.md": "two\n", "bin": "one\0", "src-b": "one\n",
      "big.txt": "one\n" + String(repeating: "x", count: 1 << 20),
      "wide": String(repeating: "é", count: 300) + "one\n",
    ])
  }

  @Test func `lines are shown by path and number; what is left out is counted`() async throws {
    let repository = try repository()
    var workspace = try repository.workspace()
    let all = try await workspace.answer(to: .search(text: "one", paths: []))
    #expect(
      all == """
        src-b:1:one
        src/a.py:1:def one():
        src/a.py:4:# one
        src/b.py:1:one = 1
        wide:1:\(String(repeating: "é", count: 200))…
        [1 file more with it, but binary]
        [1 file over 1 MiB not looked into]
        """)
    let some = try await workspace.answer(to: .search(text: "one", paths: ["./src/", "x", "*.md"]))
    #expect(
      some == """
        src/a.py:1:def one():
        src/a.py:4:# one
        src/b.py:1:one = 1
        [no file matches 'x']
        """)
    let none = try await workspace.answer(to: .search(text: "One", paths: ["**/*.py"]))
    #expect(none == "[not found in 2 files]")
    #expect(try await workspace.answer(to: .search(text: "", paths: [])).hasPrefix("refused: "))
    #expect(try await workspace.answer(to: .search(text: "a\nb", paths: [])).hasPrefix("refused: "))
  }

  @Test func `a pattern is matched line by line, and a bad one refused with the reason`()
    async throws
  {
    let repository = try repository()
    var workspace = try repository.workspace()
    func matches(_ pattern: String) async throws -> String {
      try await workspace.answer(to: .search(text: pattern, paths: ["src"], isPattern: true))
    }
    #expect(try await matches("^one|two$") == "src/a.py:2:    return two\nsrc/b.py:1:one = 1")
    #expect(try await matches(#"\bone\b\s*="#) == "src/b.py:1:one = 1")
    #expect(try await matches("on(e").hasPrefix("refused: 'on(e' is no regular expression: "))
    #expect(try await matches("(a+)+$").hasPrefix("refused: the pattern repeats"))
  }

  @Test(arguments: [
    ("(a+)+", true), ("(a|a)*", true), ("(?:a*)*", true), ("((ab)*c)+", true), ("(a{2,})*", true),
    ("([a-z]+,)*", true), ("(.|b)+", true),
    ("(foo|bar)+", false), ("a+b*", false), ("(a+)?", false), ("[(+]*", false),
    (#"\(a+\)+"#, false),
    ("(abc)+", false), ("(a+|b)", false), ("(ab){2}", false),
  ])
  func `patterns that could match for ever are told from those that cannot`(
    pattern: String, isRisky: Bool
  ) {
    #expect(LineSearch.canRunAway(pattern) == isRisky)
  }

  @Test func `of very many matches the first are shown and the rest counted`() async throws {
    let repository = try TemporaryRepository(["a": String(repeating: "x\n", count: 500)])
    var workspace = try repository.workspace()
    let lines = try await workspace.answer(to: .search(text: "x", paths: [])).split(separator: "\n")
    #expect(lines.count == 201 && lines[199] == "a:200:x" && lines[200] == "[… 300 more …]")
  }

  @Test(
    .needs("ripgrep", SearchTests.ripgrepFolder != nil),
    arguments: [("one", false), ("^one|two$", true), ("nowhere", false), ("[o]ne", true)])
  func `with ripgrep the answer is the same`(text: String, isPattern: Bool) async throws {
    var files = ["kept.log": "one\n", ".hidden/x": "one\n", "crlf": "two\r\n", "bin": "one\0"]
    for number in 100..<220 { files["d/\(number)"] = number % 7 == 0 ? "one\n" : "1\n" }
    let repository = try TemporaryRepository(files)
    try repository.write("*.log\n", to: ".gitignore")
    try repository.git("add", "-A")
    try repository.git("commit", "-qm", "ignore")
    var workspace = try repository.workspace(readable: [SearchTests.ripgrepFolder ?? ""])
    _ = try await workspace.perform(
      .run(command: "echo one > x.log", keepsChanges: true), within: 3600)
    try await workspace.edit(FileEdit(path: "d/new", change: .write("one\n")))
    let paths = try workspace.paths()
    let found = try await workspace.filesByRipgrep(
      text, isPattern: isPattern, among: paths, within: 600)
    let asked = try #require(found)
    #expect(asked.contains("d/new") == (text != "nowhere"))
    let seen = try await workspace.answer(
      to: .search(text: text, paths: [], isPattern: isPattern))
    var own = try repository.workspace()
    try await own.edit(FileEdit(path: "d/new", change: .write("one\n")))
    // In parts that are too small for ripgrep.
    var lines: [String] = []
    for start in stride(from: 0, to: paths.count, by: 50) {
      let part = Array(paths[start..<min(paths.count, start + 50)])
      let some = try await own.answer(to: .search(text: text, paths: part, isPattern: isPattern))
      lines += some.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("[") }
    }
    #expect(seen.split(separator: "\n").filter { !$0.hasPrefix("[") } == lines.map { $0[...] })
  }
}
