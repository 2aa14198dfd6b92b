import Support
import Testing
import Vocabulary

@testable import Suggestions

@Suite("Links and commands of the documentation")
struct ReadmeTests {
  @Test func `links are read where Markdown has them, and nowhere else`() {
    let page = MarkdownFile(
      """
      # A & B, C!
      [one](docs/a.md "title") and ![two](<b c.png>) `[code](no.md)` <a href="d.md">x</a>
      [name]: e.md
      [^note]: no link
      ```
      [fenced](no.md)
      ```
      <!-- [hidden](no.md) -->
      [wiki](https://en.example.org/wiki/A_(b))

      Under
      -----
      """)
    #expect(
      Set(page.links.map(\.target)) == [
        "docs/a.md", "b c.png", "d.md", "e.md", "https://en.example.org/wiki/A_(b)",
      ])
    #expect(page.anchors == ["a--b-c", "under"])
  }

  @Test(arguments: [
    "[](", "](](](", "```\n", "[a](b", "<!--", "# ", "[x]:", String(repeating: "[a](", count: 5000),
    "%ZZ [a](%ff%00)",
  ])
  func `anything is read`(text: String) { _ = MarkdownFile(text) }

  @Test func `what leads nowhere is found, with the line`() throws {
    let repository = try TemporaryRepository([
      "README.md": """
      # Top
      [a](docs/a.md) [b](docs/b.md) [top](#top) [no](#nothing) [deep](docs/a.md#deep) [gone](docs/a.md#gone)
      [out](https://example.org/x) [root](/docs/a.md) [folder](docs/)

      ```sh
      make all
      make nothing
      ./run.sh
      cd elsewhere
      ./other.sh
      ```
      """, "docs/a.md": "## Deep\n[up](../README.md) [bad](../LICENSE)\n",
      "Makefile": "all:\n\ttrue\n",
    ])
    var project = try repository.project()
    let drafts = ReadmeSource().find(in: &project).drafts
    #expect(
      Set(drafts.map { $0.about[1] })
        == ["docs/b.md", "#nothing", "docs/a.md#gone", "../LICENSE", "make nothing", "./run.sh"])
    #expect(drafts.first { $0.about[1] == "docs/b.md" }?.evidence.first?.line == 2)
    // Once they are mended, nothing is found.
    try repository.commit(
      "Mend",
      [
        "docs/b.md": "x", "LICENSE": "x", "run.sh": "", "Makefile": "all nothing:\n\ttrue\n",
        "docs/a.md": "## Deep\n## Gone\n", "README.md": "# Top\n[no](#top)\n",
      ])
    var mended = try repository.project()
    #expect(ReadmeSource().find(in: &mended).drafts.isEmpty)
  }
}
