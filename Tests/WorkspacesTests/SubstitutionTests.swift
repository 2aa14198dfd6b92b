import Support
import Testing
import Vocabulary

@testable import Workspaces

@Suite("A text replaced where it is meant", .timeLimit(.minutes(10)))
struct SubstitutionTests {
  private func applied(
    _ search: String, _ replacement: String, to text: String?
  ) throws(EditRefusal) -> String {
    let change = FileEdit.Change.substitute(search: search, replacement: replacement)
    return String(decoding: try change.applied(to: text.map { Array($0.utf8) }), as: UTF8.self)
  }

  private static let code = """
    def f(a):
        if a:
            return 1
        return  2

    def g(a):\t
        return 3

    """

  @Test(arguments: [
    // Exact, within a line.
    ("rn 3", "rn 4", "return 3", "return 4"),
    // Blank lines around it.
    (
      "\n\n    if a:\n        return 1\n\n", "\n\n    if b:\n", "if a:\n        return 1\n",
      "if b:\n"
    ),
    // White space at line ends.
    ("def g(a):\n    return 3\n", "def g():\n", "def g(a):\t\n    return 3\n", "def g():\n"),
    // Further out, further in.
    ("if a:\n    return 1", "if a:\n    return 9", "return 1", "return 9"),
    (
      "      if a:\n          return 1\n", "      if a:\n\n          x\n", "        return 1",
      "\n        x"
    ),
    // White space of another width.
    ("    return 2\n\ndef g(a):\n", "    return 5\n", "return  2\n\ndef g(a):\t\n", "return 5\n"),
    // With the numbers of a listing.
    (
      "2\t    if a:\n3\t        return 1\n", "2\t    if b:\n", "if a:\n        return 1\n",
      "if b:\n"
    ),
  ])
  func `a text copied nearly right is found at each stage`(
    search: String, replacement: String, old: String, new: String
  ) throws {
    let expected = Self.code.replacing(old, with: new, maxReplacements: 1)
    #expect(try applied(search, replacement, to: Self.code) == expected)
  }

  @Test func `a file's carriage returns are kept, in what is new too`() throws {
    let text = "a\r\nb\r\nc\r\n"
    #expect(try applied("a\nb\n", "x\ny\nz\n", to: text) == "x\r\ny\r\nz\r\nc\r\n")
    #expect(try applied("b", "x\ny", to: text) == "a\r\nx\r\ny\r\nc\r\n")
    #expect(try applied("a\r\nb", "x\r\ny", to: "a\nb\n") == "x\ny\n")
  }

  @Test func `a missing line feed at the end of a file stays missing`() throws {
    #expect(try applied("b\n", "c\n", to: "a\nb") == "a\nc")
    #expect(try applied("b", "c\n", to: "a\nb") == "a\nc\n")
  }

  @Test func `indentation by tabs is found by one of spaces, and kept`() throws {
    let text = "f {\n\tif a {\n\t\tb()\n\t}\n}\n"
    #expect(
      try applied("    if a {\n        b()\n", "    if c {\n        d()\n", to: text)
        == "f {\n\tif c {\n\t\td()\n\t}\n}\n")
  }

  @Test func `an empty search fills a file that is missing or empty, and no other`() throws {
    #expect(try applied("", "x\n", to: nil) == "x\n")
    #expect(try applied("", "x\n", to: "") == "x\n")
    #expect(throws: EditRefusal.emptySearch) { try applied("", "x\n", to: "a\n") }
    #expect(throws: EditRefusal.missing) { try applied("a", "x", to: nil) }
    #expect(throws: EditRefusal.nothingChanges) { try applied("z", "z", to: "a\n") }
  }

  @Test func `what is not found is answered with what is most like it`() throws {
    let text = (1...40).map { "let value\($0) = compute(\($0))\n" }.joined()
    let refusal = #expect(throws: EditRefusal.self) {
      try applied("let value17 = computed(17)\nlet value18 = 3\n", "", to: text)
    }
    #expect(
      refusal?.sentence(about: "a.swift") == """
        the text searched for does not stand in 'a.swift'; nearest to it is
        17\tlet value17 = compute(17)
        18\tlet value18 = compute(18)
        copy the text exactly as it stands, without the line numbers
        """)
    let several = #expect(throws: EditRefusal.self) { try applied("compute", "", to: text) }
    #expect(several?.sentence(about: "a").contains("40 places, which begin in lines 1, 2,") == true)
  }

  // MARK: Of any file

  /// Lines drawn from a few words, so that some come up more than once, at some indentation.
  private func lines(_ count: Int, _ generator: inout SeededGenerator) -> [String] {
    let words = ["if a:", "b = 1", "", "return b", "é(ü)", "}", "$1 \\1 & %s"]
    return (0..<count).map { _ in
      let word = words.randomElement(using: &generator) ?? ""
      let depth = word.isEmpty ? 0 : Int.random(in: 0...3, using: &generator)
      return String(repeating: "  ", count: depth) + word
    }
  }

  private func count(of text: String, in file: String) -> Int {
    Array(file.utf8)[...].offsets(of: Array(text.utf8)).count
  }

  @Test(arguments: 0..<20)
  func `the exact text of any window is replaced there, or refused when it stands twice`(
    seed: UInt64
  ) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<20 {
      let all = lines(30, &generator)
      let start = Int.random(in: 0..<28, using: &generator)
      let end = Int.random(in: (start + 1)...min(30, start + 8), using: &generator)
      let file = all.joined(separator: "\n") + "\n"
      let window = all[start..<end].joined(separator: "\n") + "\n"
      let new = lines(3, &generator).joined(separator: "\n") + "\nnew\n"
      if count(of: window, in: file) > 1 {
        #expect(throws: EditRefusal.self) { try applied(window, new, to: file) }
      } else {
        let before = all[..<start].map { $0 + "\n" }.joined()
        let after = all[end...].map { $0 + "\n" }.joined()
        #expect(try applied(window, new, to: file) == before + new + after)
      }
    }
  }

  @Test(arguments: 0..<20)
  func `a window further out than the file's is found, and what is new goes as far in`(seed: UInt64)
    throws
  {
    var generator = SeededGenerator(seed: seed)
    func indented(_ line: String) -> String { line.isEmpty ? "" : "    " + line }
    for number in 0..<20 {
      // The first and last line are like no other, so that there is one place.
      let inner = ["first\(number)"] + lines(4, &generator) + ["last\(number)"]
      let around = (lines(10, &generator), lines(10, &generator))
      let new = ["new"] + lines(3, &generator) + ["end"]
      func file(_ middle: [String]) -> String {
        (around.0 + middle + around.1).map { $0 + "\n" }.joined()
      }
      let old = inner.joined(separator: "\n") + "\n"
      let replacement = new.joined(separator: "\n") + "\n"
      #expect(
        try applied(old, replacement, to: file(inner.map(indented))) == file(new.map(indented)))
      let deep = inner.map(indented).joined(separator: "\n") + "\n"
      let deepNew = new.map(indented).joined(separator: "\n") + "\n"
      #expect(try applied(deep, deepNew, to: file(inner)) == file(new))
    }
  }

  @Test(arguments: 0..<10)
  func `a window that stands twice is refused with both lines, however it is indented`(seed: UInt64)
    throws
  {
    var generator = SeededGenerator(seed: seed)
    let window = ["x = 1", "  y = 2", "z = 3"]
    let between = lines(10, &generator)
    let file = (["top"] + window + between + window + ["bottom"]).map { $0 + "\n" }.joined()
    for search in [window, window.map { "   " + $0 }, window.map { $0 + " " }] {
      #expect(throws: EditRefusal.ambiguous(lines: [2, 15])) {
        try applied(search.joined(separator: "\n") + "\n", "q\n", to: file)
      }
    }
  }
}

@Suite struct `Search texts that only look like the file's` {
  private func edited(_ file: String, _ search: String, _ new: String) throws -> String {
    let change = FileEdit.Change.substitute(search: search, replacement: new)
    return String(decoding: try change.applied(to: Array(file.utf8)), as: UTF8.self)
  }

  @Test(arguments: [
    // file, search, replacement, what the file is then
    (
      "x = \"cafe\u{301}\"\ny\n", "x = \"caf\u{e9}\"\n", "x = \"caf\u{e9}\" + 1\n",
      "x = \"cafe\u{301}\" + 1\ny\n"
    ),
    (
      "say \u{201c}hi\u{201d} now\n", "say \"hi\" now\n", "say \"hi\" then\n",
      "say \u{201c}hi\u{201d} then\n"
    ),
    ("a\u{a0}b c\nd\n", "a b c\nd\n", "a b e\nd\n", "a\u{a0}b e\nd\n"),
    ("one\u{a0}two three\n", "e two", "e 2", "one\u{a0}2 three\n"),
    ("it\u{2019}s\r\nso\r\n", "it's\nso\n", "it's\nnot\n", "it\u{2019}s\r\nnot\r\n"),
    ("a \u{2013} b\nc\n", "a - b\n", "", "c\n"),
  ])
  func `find their one place, and leave all that they do not change as it was`(
    file: String, search: String, new: String, expected: String
  ) throws {
    let found = try edited(file, search, new)
    #expect(Array(found.utf8) == Array(expected.utf8), "\(found)")
  }

  @Test func `are refused where there are several places`() {
    #expect(throws: EditRefusal.ambiguous(lines: [1, 3])) {
      try edited("a\u{a0}b\n-\na\u{a0}b\n", "a b\n", "c\n")
    }
  }

  @Test func `are told which characters the nearest lines have`() throws {
    let file = "first\u{a0}line of \u{201c}this\u{201d} file\nsecond\n"
    #expect(throws: EditRefusal.self) { try edited(file, "first line of \"that\" file\n", "x\n") }
    do { _ = try edited(file, "first line of \"that\" file\n", "x\n") } catch EditRefusal.absent(
      let nearest)
    {
      #expect(
        try #require(nearest).contains("[they have U+00A0, U+201C, U+201D, which the text has not]")
      )
    }
  }

  @Test func `change what differs in its normal form alone`() throws {
    let found = try edited("x = \"caf\u{e9}\"\n", "caf\u{e9}", "cafe\u{301}")
    #expect(Array(found.utf8) == Array("x = \"cafe\u{301}\"\n".utf8))
  }
}
