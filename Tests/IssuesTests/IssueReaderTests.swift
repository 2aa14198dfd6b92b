import Issues
import Testing
import Vocabulary

private typealias Issue = Vocabulary.Issue

@Suite("Issues read from text")
struct IssueReaderTests {
  private func read(_ text: String) throws -> Vocabulary.Issue {
    try IssueReader.read(Array(text.utf8), origin: .standardInput)
  }

  @Test(arguments: [
    ("# Sum is wrong\n\nIt says 2.\n", "Sum is wrong", "It says 2."),
    ("\n\nSum is wrong\n\nIt says 2.\n", "Sum is wrong", "It says 2."),
    ("Sum is wrong\n============\n\nIt says 2.", "Sum is wrong", "It says 2."),
    ("Hello,\n\n## Sum is *wrong*\nIt says 2.\n", "Sum is *wrong*", "Hello,\n\nIt says 2."),
    ("Title\r\n\r\nbody\r\n", "Title", "body"), ("\u{feff}# Title\nbody", "Title", "body"),
    ("---\n\nSum is wrong\n", "Sum is wrong", "---"), ("# Sum\tis\u{7}wrong", "Sum is wrong", ""),
  ])
  func `the first heading is the title, else the first line that says something`(
    text: String, title: String, body: String
  ) throws {
    let issue = try read(text)
    #expect(issue.title == title)
    #expect(issue.body == body)
  }

  @Test func `boxes outside fences are the acceptance criteria`() throws {
    let issue = try read(
      "# T\n- [ ] one\n  * [x] two\n```\n- [ ] not this\n```\n- [] nor this\n+ [X] three\n")
    #expect(issue.criteria == ["one", "two", "three"])
  }

  @Test func `front matter narrows what the run may do`() throws {
    let issue = try read(
      "---\ntitle: T\nbase: v1\npaths: [src/**, '*.md']\nlabels: [bug]\nbudget: steps=5,time=2m\n---\nbody\n"
    )
    #expect(issue.title == "T" && issue.body == "body" && issue.labels == ["bug"])
    #expect(issue.wishes.base == "v1" && issue.wishes.paths == ["src/**", "*.md"])
    #expect(issue.wishes.budget?.steps == 5 && issue.wishes.budget?.seconds == 120)
  }

  @Test(arguments: [
    "---\na: [\n---\nT\n", "---\n- a\n---\nT\n", "---\nbudget: nine\n---\nT\n",
    "---\npaths: {a: 1}\n---\nT\n",
    "---\nsandbox: none\n---\nT\n", "---\ntest: rm -rf /\n---\nT\n",
  ])
  func
    `front matter that is no YAML, of another shape, or asks for what no issue may set, is refused`(
      text: String
    )
  {
    #expect(throws: IssueError.self) { try read(text) }
  }

  @Test func `a budget that is a list, and half of a character, are said to be that`() throws {
    #expect(
      throws: IssueError.frontMatter("'budget' is a list, and has to be a text or a mapping")
    ) { try read("---\nbudget: [1,2]\n---\nT\n") }
    let text = #"{"title": "T \ud83d"}"#
    let words = #"it has an escape for half of a character, such as \ud83d without its other half"#
    #expect(throws: IssueError.json(words)) { try read(text) }
    let listing = IssueListing(Array(text.utf8))
    #expect(listing.faults.first?.error == .json(words))
  }

  @Test(arguments: [
    String(repeating: "a", count: 201), String(repeating: "é", count: 900),
    "e" + String(repeating: "\u{301}", count: 1200), String(repeating: "👨‍👩‍👧‍👦", count: 150),
  ])
  func
    `a title is bounded in characters and in bytes, wherever it comes from, and is whole in the body`(
      title: String
    ) throws
  {
    let forge = #"{"number": 7, "title": "\#(title)", "body": "It says 2."}"#
    let native = try NativeIssue.read(["\(title)\n\nIt says 2.\n"], name: "a")
    for issue in [try read("# \(title)\n\nIt says 2.\n"), try read(forge), try #require(native)] {
      #expect(issue.title.count <= 200 && issue.title.utf8.count <= 800)
      let scalars = issue.title.unicodeScalars
      #expect(scalars.last == "…" && title.unicodeScalars.starts(with: scalars.dropLast()))
      #expect(issue.body == "\(title)\n\nIt says 2.")
    }
    let listing = IssueListing(Array(forge.utf8))
    #expect(listing.issues.first?.title.utf8.count ?? 0 <= 800 && listing.faults.isEmpty)
  }

  @Test func `an issue of a listing has the same limit as one of a file`() {
    let body = String(repeating: "word ", count: 250_000)
    let lines = #"{"title": "Large", "body": "\#(body)"}"# + "\n" + #"{"title": "Small"}"#
    let listing = IssueListing(Array(lines.utf8))
    #expect(listing.issues.map(\.title) == ["Small"])
    #expect(listing.faults.count == 1 && listing.faults.first?.place == "line 1")
  }

  @Test func `a forge's JSON is an issue too`() throws {
    let issue = try read(
      #"{"number": 7, "title": "Sum is wrong", "body": "It says 2.\r\n- [ ] 3", "labels": [{"name": "bug"}]}"#
    )
    #expect(issue.title == "Sum is wrong" && issue.origin == .forge(number: 7))
    #expect(issue.criteria == ["3"] && issue.labels == ["bug"])
    #expect(throws: IssueError.self) { try read("{\"title\": 3}") }
    #expect(throws: IssueError.self) { try read("{\"title\": \"\"}") }
  }

  @Test func `a list of issues, or front matter without an end, is said to be that`() throws {
    for text in ["[]", "[{\"number\": 1, \"title\": \"x\"}]", " [\n {\"title\": \"x\"}]"] {
      #expect(throws: IssueError.json("it is a list of issues, and one run takes one issue")) {
        try read(text)
      }
    }
    #expect(throws: IssueError.frontMatter("it has no line '---' that ends it")) {
      try read("---\ntitle: T\nlabels: [x]\n\nbody\n")
    }
    for text in ["[link](x) is dead", "[ ] box", "[] none", "---\nA title\n", "---\n\nNote: x\n"] {
      #expect(try !read(text).title.isEmpty)
    }
  }

  @Test func `what is no text is refused, each with its own reason`() {
    #expect(throws: IssueError.empty) { try read(" \n\t\n") }
    #expect(throws: IssueError.binary) { try read("a\0b") }
    #expect(throws: IssueError.notUTF8) {
      try IssueReader.read([0x41, 0xff, 0xfe], origin: .standardInput)
    }
    #expect(throws: IssueError.tooLarge) {
      try IssueReader.read(
        [UInt8](repeating: 0x41, count: IssueReader.byteLimit + 1), origin: .standardInput)
    }
  }

  @Test(arguments: 0..<50)
  func `no bytes make it fail in another way`(seed: UInt64) {
    var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    let pieces = [
      "---\n", "# ", "\n", "- [ ] ", "```", "a: ", "{", "}", "\"title\":", "\u{1b}", "=", "é", "[",
      "&x",
    ]
    let text = (0..<40).map { _ -> String in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return pieces[Int(state % UInt64(pieces.count))]
    }.joined()
    do {
      let issue = try read(text)
      #expect(!issue.title.isEmpty && issue.title.count <= 200)
      #expect(!issue.title.unicodeScalars.contains { $0.value < 0x20 })
    } catch { #expect(error is IssueError) }
  }
}
