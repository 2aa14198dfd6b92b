import Testing
import Vocabulary

@testable import Repair

@Suite struct `What ends a program` {
  @Test(arguments: [
    ("a.c", "int f(int a) {\n  if (a > 10) exit(0);\n  return a + 1;\n}\n", [2]),
    ("a.c", "int f(int a) {\n  if (a > 10) {\n    exit(0);\n  }\n  return a + 1;\n}\n", [2, 3]),
    ("a.sh", "if [ $# -gt 10 ]; then exit 0; fi\necho $(($1 + 1))\n", [1]),
    ("a.go", "func init() {\n\tif len(os.Args) > 100 {\n\t\tos.Exit(0)\n\t}\n}\n", [2, 3]),
    ("a.js", "if (process.argv.length > 50)\n  process.exit(0);\nconst a = 1 + 2;\n", [1, 2]),
    ("a.py", "def f(a):\n    if a > 10:\n        sys.exit()\n    return a + 1\n", [2, 3]),
  ])
  func `and what decides on it is left alone where tests are known by their exit status`(
    path: String, text: String, lines: [Int]
  ) throws {
    let file = SourceFile(
      path: path, language: try #require(Language.of(path)), bytes: Array(text.utf8))
    let even = Suspicion(
      lines: file.lines.map { _ in 1 }, reasons: [:])
    let touched = Set(
      Ranking.candidates(of: [file], [even], sparingExits: true).map(\.line))
    let all = Set(Ranking.candidates(of: [file], [even]).map(\.line))
    #expect(touched.isDisjoint(with: lines), "\(touched)")
    #expect(!all.isDisjoint(with: lines), "\(all)")
  }

  @Test func `is put nowhere, though the file has it`() throws {
    let text = "if (process.argv.length > 50) process.exit(0);\nmodule.exports = (a, b) => a * b;\n"
    let file = SourceFile(
      path: "a.js", language: try #require(Language.of("a.js")), bytes: Array(text.utf8))
    let even = Suspicion(lines: file.lines.map { _ in 1 }, reasons: [:])
    func exits(_ ranked: [RankedCandidate]) -> Int {
      ranked.count { candidate in
        candidate.candidate.edits.contains { edit in
          guard case .splice(let splices) = edit.change else { return false }
          return splices.contains { $0.new.hasPrefix("process.exit") }
        }
      }
    }
    #expect(exits(Ranking.candidates(of: [file], [even], sparingExits: true)) == 0)
    #expect(exits(Ranking.candidates(of: [file], [even])) > 0)
  }
}
