import Support
import Testing
import Text

@Suite struct `A listing of paths` {
  @Test func `shows names that differ in their numbers alone in one line, with how many`() {
    let parts = (1...60).map { number in
      let digits = String(number)
      return "src/part_" + String(repeating: "0", count: 3 - digits.count) + digits + ".py"
    }
    #expect(
      PathListing(["README.md"] + parts + ["src/z.py"]).lines == [
        "README.md", "src/part_001.py … part_060.py (60)", "src/z.py",
      ])
    #expect(PathListing((1...12).map { "m\($0).c" }).lines == ["m1.c … m12.c (12)"])
    #expect(PathListing((8...11).map { "a/d\($0)/" }).lines == ["a/d8/ … d11/ (4)"])
  }

  @Test func `keeps few names apart, and those of other folders, of other words, without numbers`()
  {
    let paths = [
      "a/1.c", "a/2.c", "a/3.c", "b/4.c", "b/x1.c", "b/x1.h", "b/y1.c", "b/x2.c", "c1/a.c",
      "c2/a.c", "c3/a.c", "c4/a.c", "", "/", "#", "…",
    ]
    #expect(PathListing(paths).lines == paths)
  }

  @Test func `loses no path, and counts each once, whatever they are called`() {
    let seed: UInt64 = 23
    var random = SeededGenerator(seed: seed)
    let pieces = ["a", "B", "é", "e\u{301}", "1", "07", "9", "_", ".py", " ", "#", "(", "…", "\n"]
    for number in 0..<300 {
      let paths = (0..<Int.random(in: 0..<80, using: &random)).map { _ in
        let folder = ["", "x/", "x/1/", "x1/"].randomElement(using: &random) ?? ""
        let name = (0..<Int.random(in: 1..<4, using: &random))
          .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
        return folder + name + (Bool.random(using: &random) ? "/" : "")
      }
      let lines = PathListing(paths).lines
      let place: Comment = "seed \(seed), \(number)"
      let whole = lines.filter { line in paths.contains { $0.utf8.elementsEqual(line.utf8) } }
      let shared = lines.filter { line in !whole.contains { $0.utf8.elementsEqual(line.utf8) } }
      let counts = shared.map { line in
        Int(line[line.index(after: line.lastIndex(of: "(") ?? line.startIndex)...].dropLast()) ?? 0
      }
      #expect(whole.count + counts.reduce(0, +) == paths.count, place)
      #expect(counts.allSatisfy { $0 >= PathListing.least }, place)
      for line in shared {
        #expect(paths.contains { line.utf8.starts(with: ($0 + " … ").utf8) }, place)
      }
      let bytes = paths.reduce(0) { $0 + $1.utf8.count }
      // A line of four names or more has two of them.
      #expect(lines.reduce(0) { $0 + $1.utf8.count } <= bytes + 8 * shared.count, place)
    }
  }
}
