import Support
import Testing
import Vocabulary

@testable import Suggestions

@Suite("Comments that are due")
struct TodoTests {
  private func comments(_ text: String, of path: String = "a.py") -> [TodoComment] {
    TodoComment.all(in: Array(text.utf8), of: path)
  }

  @Test func `are read with their next lines, and neither within words nor within texts`() {
    let found = comments(
      """
      x = 1  # TODO(ada): drop this shim
             # once 2.0 is out
      # FIXME see #12 and
      TODO = 3
      y = "no # TODO in here"
      METHODTODO()  # a note
      # XXX: after 2019-05 this goes
      """)
    #expect(
      found.map(\.text) == [
        "drop this shim once 2.0 is out", "see #12 and", "after 2019-05 this goes",
      ])
    #expect(found.map(\.word) == ["TODO", "FIXME", "XXX"])
    #expect(found.map(\.line) == [1, 3, 7])
    #expect(found[1].issues == [12])
    #expect(found[0].versions.map(\.numbers) == [[2, 0]])
    #expect(found[2].passed(by: later) == "date")
    #expect(found[2].passed(by: 0) == nil)
  }

  @Test func `name versions of the project behind a word that waits, and none of others`() {
    func versions(_ text: String) -> [[Int]] {
      comments("# TODO \(text)").first?.versions.map(\.numbers) ?? []
    }
    #expect(versions("remove in v2.0") == [[2, 0]])
    #expect(versions("remove this after 1.4.2, please") == [[1, 4, 2]])
    #expect(versions("support python after 3.8") == [])
    #expect(versions("a ratio of 1.5 is odd") == [])
    #expect(
      comments("# TODO remove when we drop Python 3.7").first?.pythons.map(\.numbers) == [[3, 7]])
  }

  @Test(arguments: [
    "#", "# TODO", "# TODO: \u{0}", "//TODO:::", "/* TODO (",
    String(repeating: "# TODO x ", count: 9000),
  ])
  func `are read from anything`(text: String) { _ = comments(text) }

  @Test func `closing words name issues, and only behind such a word`() {
    #expect(ClosedIssues.numbers(in: "Fixes #12, closes #3 and see #9") == [12, 3])
    #expect(ClosedIssues.numbers(in: "fix: of #12") == [])
    #expect(ClosedIssues.numbers(in: "Resolves https://forge.example/a/b/issues/44") == [44])
  }

  @Test
  func `are found where the version is released, the issue closed, and stood there a year ago`()
    throws
  {
    let repository = try TemporaryRepository([
      "a.py": "# TODO remove this shim in 2.0\nx = 1\n# TODO think about all of it again\n",
      "b.py": "# FIXME wrong for #7, ask there\n",
    ])
    try repository.git("tag", "v2.0.1")
    try repository.commit("Close the hole, fixes #7", ["c.py": "y = 1\n"])
    var project = try repository.project()
    let result = TodoSource().find(in: &project)
    #expect(result.isComplete)
    #expect(result.drafts.map { $0.about[0] } == ["a.py", "b.py"])
    let text = result.drafts.map { $0.suggestion(at: 1).issueText }
    #expect(text[0].contains("the version that it names is out: v2.0.1"))
    #expect(text[1].contains("it names #7"))
    #expect(text[0].contains("- [ ] The comment is gone"))
  }

  @Test func `ten thousand of them are bounded, and give at most two suggestions`() throws {
    let lines = (0..<500).map { "# TODO remove number \($0) in 1.0\n" }.joined()
    let files = Dictionary(uniqueKeysWithValues: (0..<20).map { ("f\($0).py", lines) })
    let repository = try TemporaryRepository(files, inMemory: true)
    try repository.git("tag", "1.0")
    var project = try repository.project()
    let start = ContinuousClock.now
    let result = TodoSource().find(in: &project)
    #expect(ContinuousClock.now - start < .seconds(60))
    let choice = SuggestionChoice([(.todo, result)], on: .init(limit: 5), at: later)
    #expect(choice.new.count == SuggestionChoice.perSource)
    #expect(choice.left > 100)
  }

  @Test func `moved lines and other words before them make the same suggestion`() {
    let one = draft(.todo, ["a.py", "Mend it, soon!"], title: "One")
    let other = draft(.todo, ["a.py", "mend  it soon"], title: "Other words")
    #expect(one.id == other.id && one.digest == other.digest && one.id.count == 40)
    #expect(draft(.pins, ["a.py", "mend it soon"]).id != one.id)
    #expect(draft(.todo, ["a.py", "mend it soon"], reasons: ["2.0 is out"]).digest != one.digest)
  }
}
