import Models
import Testing
import Vocabulary

private typealias Issue = Vocabulary.Issue

@Suite struct `The issue of a reroll` {
  @Test func `holds each comment with its place, what to do about conflicts, and a criterion each`()
  {
    let issue = rerollIssue(
      Issue(title: "Spans", body: "Merge them.", criteria: ["spans that touch become one"]),
      version: 3, patches: 2,
      comments: [
        ReviewComment(
          text: "No.\nNot so.", author: "Ada <ada@example.org>", path: "a.py", line: 4,
          quoted: "@@ -1 +1 @@\r\n-a\r\n+b\r\n"),
        ReviewComment(text: "Why?"),
      ],
      conflicts: ["a.py", "b.py"], onto: "main")
    #expect(
      issue.body == """
        Merge them.

        ## Review of version 2

        The series for this issue stands already, 2 patches: the project as you find it has it. \
        Reviewers said what follows. Do what they ask for where they mean it, answer each of them at \
        the end, and change nothing else; a question may need no more than its answer.

        Meanwhile main has moved on, and the series does not fit there in these files. They hold both \
        sides between the marks of conflicts; settle each one first, so that it does what both sides \
        meant:

        - `a.py`
        - `b.py`

        ### Comment 1 by Ada <ada@example.org>, `a.py` line 4

        > @@ -1 +1 @@
        > -a
        > +b

        No.
        Not so.

        ### Comment 2

        Why?
        """)
    #expect(
      issue.criteria == [
        "Comment 1: No. Not so.", "Comment 2: Why?", "spans that touch become one",
      ])
    #expect(issue.title == "Spans")
  }
}
