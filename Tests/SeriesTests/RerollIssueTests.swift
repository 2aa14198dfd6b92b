import Series
import Support
import Testing
import Vocabulary

private typealias Issue = Vocabulary.Issue

@Suite struct `An issue made of a review` {
  @Test func `all lines that a comment quotes are quoted, however they end`() {
    let issue = issueOfReroll(
      Issue(title: "x"), version: 2, patches: 1,
      comments: [ReviewComment(text: "No.", quoted: "@@ -1 +1 @@\r\n-a\r\n+b\r\n")],
      conflicts: [], onto: "main")
    #expect(issue.body.contains("> @@ -1 +1 @@\n> -a\n> +b\n\nNo."), "\(issue.body)")
  }
}
