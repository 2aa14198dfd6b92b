import Support
import Testing
import Vocabulary

@testable import Workspaces

@Suite("Maps of what is defined", .timeLimit(.minutes(10)))
struct MapTests {
  private static let files = [
    "lib/core.py": "import os\n\nclass Parser:\n    def parse(self, text):\n        return text\n",
    "lib/extra.py": "from core import Parser\n\n\ndef helper():\n    return Parser().parse('')\n",
    "main.py": "from lib.core import Parser\n\ndef main():\n    Parser().parse('x')\n",
    "note.md": "def not_code(): Parser\n",
  ]

  @Test func `the most used files come first, with or without ctags`() async throws {
    let repository = try TemporaryRepository(Self.files)
    var workspace = try repository.workspace()
    let expected = """
      lib/core.py:
        3: class Parser:
        4: def parse(self, text):
      lib/extra.py:
        4: def helper():
      main.py:
        3: def main():
      """
    #expect(try await workspace.reading(".", as: .map) == expected)
    let sources = Self.files.keys.filter { $0.hasSuffix(".py") }.sorted().map {
      MappedSource(path: $0, bytes: Array((Self.files[$0] ?? "").utf8))
    }
    var definitions: [Int: [Definition]] = [:]
    for (index, source) in sources.enumerated() {
      definitions[index] = DefinitionScanner.definitions(in: source.bytes)
    }
    #expect(CodeMap(of: definitions, in: sources).text == expected)
  }

  @Test func `a name that many files define counts for less than one that one file defines`() {
    let sources = ["a", "b", "c", "d"].map { name in
      MappedSource(path: name, bytes: Array("def read():\ndef only_\(name)(): only_d()\n".utf8))
    }
    var definitions: [Int: [Definition]] = [:]
    for (index, source) in sources.enumerated() {
      definitions[index] = DefinitionScanner.definitions(in: source.bytes)
    }
    #expect(
      CodeMap(of: definitions, in: sources).text.hasPrefix("d:\n  1: def read():\n  2: def only_d"))
  }

  @Test func `a map is of the run's tree, below a path, and leaves nothing in it`() async throws {
    let repository = try TemporaryRepository(Self.files)
    var workspace = try repository.workspace()
    try await workspace.edit(FileEdit(path: "lib/new.rs", change: .write("pub fn made() {}\n")))
    let before = workspace.tree
    let map = try await workspace.reading("lib", as: .map)
    #expect(map.contains("lib/new.rs:\n  1: pub fn made() {}") && !map.contains("main.py"))
    #expect(try await workspace.reading("main.py", as: .map) == "main.py:\n  3: def main():")
    #expect(try await workspace.reading("note.md", as: .map).hasPrefix("refused: "))
    let seen = try await workspace.perform(
      .run(command: "find . -name '.colleague*'; ls", keepsChanges: true), within: 3600)
    #expect(seen.output.text == "lib\nmain.py\nnote.md\n" && seen.tree == before)
  }

  @Test func `a large map is cut at 12 KiB, the least used left out, the same each time`()
    async throws
  {
    var files = ["use.py": (0..<50).map { "call_me_\($0)()\n" }.joined()]
    for number in 0..<20 {
      files["m\(number).py"] = (0..<50).map { "def f\(number)_\($0)(argument): pass\n" }.joined()
    }
    files["z.py"] = (0..<50).map { "def call_me_\($0)(): pass\n" }.joined()
    let repository = try TemporaryRepository(files)
    var workspace = try repository.workspace()
    let map = try await workspace.reading("", as: .map)
    #expect(map.hasPrefix("z.py:\n  1: def call_me_0(): pass\n"))
    #expect(map.utf8.count <= (12 << 10) + 100 && map.hasSuffix("definitions left out …]"))
    #expect(try await workspace.reading("", as: .map) == map)
  }

  @Test(
    arguments: [
      ("def f(x):", "f"), ("    async def g():", "g"), ("class A(B):", "A"), ("class A", "A"),
      ("export default function run() {", "run"), ("export class Foo extends Bar {", "Foo"),
      ("pub(crate) fn make<T>(a: T) {", "make"), ("impl Foo for Bar {", "Foo"),
      ("func (s *Server) Serve() error {", "Serve"), ("type Point struct {", "Point"),
      ("public static class Inner {", "Inner"), ("interface Shape {", "Shape"),
      ("  def self.build(x)", "build"), ("module Tools", "Tools"), ("fun main() {", "main"),
      ("enum Color: String {", "Color"), ("trait Draw {", "Draw"), ("sub greet {", "greet"),
      ("package func patch(limit: Int) throws {", "patch"), ("function* walk() {", "walk"),
      ("class of things that are", nil), ("type the name here", nil), ("return def(x)", nil),
      ("// func f()", nil), ("classes = 3", nil), ("if x:", nil), ("struct 3d {", nil),
    ] as [(String, String?)])
  func `the scanner knows definitions of many languages from what only looks like one`(
    line: String, name: String?
  ) {
    #expect(DefinitionScanner.definitions(in: Array(line.utf8)).first?.name == name)
  }
}
