import Testing
import Vocabulary

@testable import Issues

private typealias Issue = Vocabulary.Issue

@Suite("Issues that a command prints")
struct IssueListingTests {
  private func read(_ text: String) -> IssueListing { IssueListing(Array(text.utf8)) }

  @Test func `one object a line, as gh, glab and tea name things`() {
    let listing = read(
      """
      {"number": 7, "title": "One", "body": "- [ ] works\\r\\n", "labels": [{"name": "bug"}]}

      {"iid": 8, "title": "Two", "description": "text", "labels": ["a", "b"], "state": "opened"}
      {"index": "9", "title": "Three", "body": "", "labels": "x, y"}
      """)
    #expect(listing.faults.isEmpty)
    #expect(listing.issues.map(\.title) == ["One", "Two", "Three"])
    #expect(listing.issues.map(\.origin) == [7, 8, 9].map { .forge(number: $0) })
    #expect(listing.issues.map(\.labels) == [["bug"], ["a", "b"], ["x", "y"]])
    #expect(listing.issues[0].criteria == ["works"])
    #expect(listing.issues[1].body == "text")
  }

  @Test func `a list, as gh issue list --json prints it`() {
    let listing = read(#" [{"number":1,"title":"A"},{"number":2,"title":"B","state":"CLOSED"}]"#)
    #expect(listing.issues.map(\.title) == ["A"])
    #expect(read("[]").issues.isEmpty && read("").issues.isEmpty && read("").faults.isEmpty)
  }

  @Test func `a line that cannot be read is named, and the others are read`() {
    let listing = read(
      "{\"title\":\"A\",\"number\":1}\nnonsense\n{\"number\":3}\n{\"title\":\"D\"}")
    #expect(listing.issues.map(\.title) == ["A", "D"])
    #expect(listing.faults.map(\.place) == ["line 2", "line 3"])
  }

  @Test
  func
    `an object over many lines, lists one after the other, and a bad one among good ones are read`()
  {
    let pretty = read("{\n  \"number\": 1,\n  \"title\": \"A [b\\\"\"\n}\n")
    #expect(pretty.issues.map(\.title) == ["A [b\""] && pretty.faults.isEmpty)
    let pages = read(#"[{"number":1,"title":"A"}][{"number":2,"title":"B"}]"#)
    #expect(pages.issues.map(\.title) == ["A", "B"] && pages.faults.isEmpty)
    let mixed = read(
      #"[{"number":1,"title":"A"},{"title":"B","body":3},7,{"number":2,"title":"C"}]"#)
    #expect(mixed.issues.map(\.title) == ["A", "C"])
    #expect(mixed.faults.map(\.place) == [2, 3].map { "item \($0) of the list in line 1" })
    let cut = read("{\"title\":\"A\",\n{\"title\":\"B\"}\n{\"title\":\"C\"}")
    #expect(cut.issues.map(\.title) == ["B", "C"] && cut.faults.map(\.place) == ["line 1"])
    #expect(read(#"{"message":"Bad credentials"}"#).faults.count == 1)
    #expect(read("<html>\n</html>").faults.count == 2)
  }

  @Test func `what is closed is told by its number`() {
    let listing = read(#"{"number":1,"title":"A","state":"CLOSED"}"# + "\n{\"title\":\"B\"}")
    #expect(listing.closed == [.forge(number: 1)] && listing.issues.map(\.title) == ["B"])
  }
}

@Suite("Issues kept in git")
struct NativeIssueTests {
  private let root =
    "Login crashes\n\nWith `$` in it.\n\n- [ ] no crash\n\nState: open\nFormat-Version: 1\n"

  @Test func `the first commit is title and text, the newest trailers say state, title and labels`()
    throws
  {
    let issue = try #require(
      try NativeIssue.read(
        ["Retitle\n\nTitle: Login fails\n", "Label\n\nLabels: bug, auth\n", "Me too\n", root],
        name: "a7f3b2c1"))
    #expect(issue.title == "Login fails")
    #expect(issue.body == "With `$` in it.\n\n- [ ] no crash")
    #expect(issue.criteria == ["no crash"] && issue.labels == ["bug", "auth"])
    #expect(issue.origin == .native("a7f3b2c1") && "\(issue.origin)" == "issue:a7f3b2c1")
  }

  @Test func `a closed issue is none, a reopened one is; a comment changes nothing`() throws {
    let closed = "Close\n\nState: closed\nFixed-By: abc\n"
    #expect(try NativeIssue.read([closed, root], name: "x") == nil)
    #expect(
      try NativeIssue.read(
        ["Comment\n\nnot a trailer: at all, this\nis text\n", closed, root], name: "x") == nil)
    let reopened = try NativeIssue.read(["Again\n\nState: open\n", closed, root], name: "x")
    #expect(try reopened == NativeIssue.read([root], name: "x"))
  }
}
