import Testing
import Vocabulary

@testable import Repair

@Suite("Shapes of lines")
struct LineShapesTests {
  private func shape(_ text: String, of path: String = "a.py") throws -> [String] {
    let shapes = try #require(LineShapes(path: path, bytes: Array(text.utf8)))
    return shapes.pattern(of: 0..<shapes.count).shape
  }

  @Test func `are the same under other names of values, and others for what is called`() throws {
    let one = try shape("if row.price > lowest(row, 5):\n    rows = [row]\n")
    #expect(try shape("if item.price > lowest(item, 5):\n        items = [item]\n") == one)
    #expect(try shape("if item.cost > lowest(item, 5):\n    items = [item]\n") != one)
    #expect(try shape("if item.price > highest(item, 5):\n    items = [item]\n") != one)
    #expect(try shape("if item.price > lowest(other, 5):\n    items = [item]\n") != one)
  }

  @Test func `know which logical lines lie within lines of text`() throws {
    let shapes = try #require(
      LineShapes(path: "a.py", bytes: Array("a = 1\nb = f(\n  2)\nc = 3\n".utf8)))
    #expect(shapes.lines(within: 2..<4) == 1..<2)
    #expect(shapes.lines(within: 2..<3).isEmpty)
    #expect(shapes.textLines(of: 1) == 2...3)
  }

  @Test func `are of known languages alone`() {
    #expect(LineShapes(path: "a.txt", bytes: []) == nil)
  }

  @Test(arguments: ["a.py", "a.js", "a.c", "a.swift", "a.sh"])
  func `and mutants are made of anything`(path: String) {
    for text in [
      "", "\u{0}", "def f(:\n  return (", "((((", "f() {\n}}}}", "\"", "if x > 1 { return x - 1 }",
    ] {
      let bytes = Array(text.utf8)
      _ = LineShapes(path: path, bytes: bytes)?.pattern(of: 0..<0)
      _ = Mutants.mutants(of: path, bytes: bytes) { _ in true }
    }
  }
}
