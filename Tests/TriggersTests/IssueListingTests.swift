import Testing
import Vocabulary

@testable import Triggers

private typealias Issue = Vocabulary.Issue

@Suite("Issues that a command prints")
struct IssueListingTests {
  private func read(_ text: String) -> IssueListing { IssueListing(Array(text.utf8)) }

  @Test("one object a line, as gh, glab and tea name things")
  func lines() {
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

  @Test("a list, as gh issue list --json prints it")
  func list() {
    let listing = read(#" [{"number":1,"title":"A"},{"number":2,"title":"B","state":"CLOSED"}]"#)
    #expect(listing.issues.map(\.title) == ["A"])
    #expect(read("[]").issues.isEmpty && read("").issues.isEmpty && read("").faults.isEmpty)
  }

  @Test("a line that cannot be read is named, and the others are read")
  func faults() {
    let listing = read(
      "{\"title\":\"A\",\"number\":1}\nnonsense\n{\"number\":3}\n{\"title\":\"D\"}")
    #expect(listing.issues.map(\.title) == ["A", "D"])
    #expect(listing.faults.map(\.place) == ["line 2", "line 3"])
  }

  @Test(
    "an object over many lines, lists one after the other, and a bad one among good ones are read")
  func documents() {
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

  @Test("what is closed is told by its number")
  func closed() {
    let listing = read(#"{"number":1,"title":"A","state":"CLOSED"}"# + "\n{\"title\":\"B\"}")
    #expect(listing.closed == [.forge(number: 1)] && listing.issues.map(\.title) == ["B"])
  }
}

@Suite("Issues kept in git")
struct NativeIssueTests {
  private let root =
    "Login crashes\n\nWith `$` in it.\n\n- [ ] no crash\n\nState: open\nFormat-Version: 1\n"

  @Test("the first commit is title and text, the newest trailers say state, title and labels")
  func read() throws {
    let issue = try #require(
      try NativeIssue.read(
        ["Retitle\n\nTitle: Login fails\n", "Label\n\nLabels: bug, auth\n", "Me too\n", root],
        name: "a7f3b2c1"))
    #expect(issue.title == "Login fails")
    #expect(issue.body == "With `$` in it.\n\n- [ ] no crash")
    #expect(issue.criteria == ["no crash"] && issue.labels == ["bug", "auth"])
    #expect(issue.origin == .native("a7f3b2c1") && "\(issue.origin)" == "issue:a7f3b2c1")
  }

  @Test("a closed issue is none, a reopened one is; a comment changes nothing")
  func states() throws {
    let closed = "Close\n\nState: closed\nFixed-By: abc\n"
    #expect(try NativeIssue.read([closed, root], name: "x") == nil)
    #expect(
      try NativeIssue.read(
        ["Comment\n\nnot a trailer: at all, this\nis text\n", closed, root], name: "x") == nil)
    let reopened = try NativeIssue.read(["Again\n\nState: open\n", closed, root], name: "x")
    #expect(try reopened == NativeIssue.read([root], name: "x"))
  }
}

@Suite("What a push has brought")
struct PushedRefsTests {
  private let old = String(repeating: "0", count: 40)
  private let new = String(repeating: "a", count: 40)

  private func brings(_ names: String..., base: String? = "refs/heads/main") -> Bool {
    let lines = names.map { "\(old) \(new) \($0)" }.joined(separator: "\n")
    return PushedRefs(lines).mayHoldIssues(base: base)
  }

  @Test("issues may come with the base, with refs/issues and with the queue")
  func brought() {
    #expect(brings("refs/heads/main"))
    #expect(brings("refs/issues/a7f3"))
    #expect(brings("refs/colleague/queue/ab"))
    #expect(brings("refs/heads/topic", base: nil))
    #expect(!brings("refs/heads/topic"))
    #expect(!brings("refs/tags/v1"))
    #expect(!PushedRefs("\(new) \(old) refs/heads/main").mayHoldIssues(base: "refs/heads/main"))
  }

  @Test("F18 what workers of ours push brings none")
  func own() {
    #expect(!brings("refs/heads/colleague/sum-12345678", base: nil))
    #expect(!brings("refs/notes/colleague"))
    #expect(!brings("refs/colleague/claims/ab", "refs/colleague/queue/ab"))
    let closing = "\(old) \(new) refs/colleague/queue/ab\n\(new) \(old) refs/colleague/claims/ab\n"
    #expect(!PushedRefs(closing).mayHoldIssues(base: nil))
    #expect(!brings("refs/colleague/claims/ab", "refs/colleague/runs/r"))
  }
}

@Suite("Budgets written out")
struct BudgetWritingTests {
  @Test("what is written is read back, also a budget without limits")
  func roundTrip() throws {
    let odd = Budget(steps: 7, seconds: 90, tokens: 12_345, micros: 1_000_042, candidates: 0)
    for budget in [odd, .standard, .unlimited] {
      #expect(try BudgetText.parse(BudgetText.text(of: budget), others: .nothing) == budget)
    }
  }

  @Test("limits that a text does not name are the others'")
  func others() throws {
    let budget = try BudgetText.parse("steps=3", others: .unlimited)
    #expect(budget.steps == 3 && budget.tokens == Budget.unlimited.tokens)
  }
}
