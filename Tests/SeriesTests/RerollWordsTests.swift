import Engine
import Series
import Support
import Testing
import Text
import Vocabulary

@Suite struct `The words of a reroll` {
  private let base =
    "def cut(text, separator):\n    text = text[:len(separator)]\n    a()\n    return text\n"
  private var first: String {
    base.replacing("[:len(separator)]", with: "[:len(separator) - 1]")
  }
  private let told = (
    subject: "slugify: use len(separator) - 1 instead of len(separator)",
    body: "The edit (use - 1) was found; with it all 82 tests pass, among them `test_old`."
  )

  /// A file of `old` that became `new`, line for line.
  private func file(_ old: String, _ new: String) -> ChangedFile {
    let (before, now) = (
      ChangedFile.lines(of: Array(old.utf8)), ChangedFile.lines(of: Array(new.utf8))
    )
    let places = before.indices.filter { before[$0] != now[$0] }
      .map { ChangedFile.Place(old: $0..<$0 + 1, new: $0..<$0 + 1) }
    return ChangedFile(
      path: "src/slugify.py", oldPath: "src/slugify.py", fate: .changed, oldLines: before,
      newLines: now, places: places)
  }

  /// The draft of a second version whose file is `text`, after the report of `decider`.
  private func draft(_ text: String, by decider: Decider = .policy(.repair)) throws -> PatchDraft {
    var run = sampleRun()
    run.reroll = Reroll(
      of: run.id, changeID: run.id, version: 2, branch: "refs/heads/colleague/x", tip: tree(2),
      commits: [tree(2)],
      patches: [
        SplitPatch(kind: .behaviour, subject: told.subject, body: told.body, tree: tree(2))
      ],
      start: tree(2), conflicts: [], comments: [], baseline: nil)
    let report = Action.Report(claim: .resolved, subject: "slugify: use % 1", why: "The new edit.")
    let before = file(base, first)
    let formerHunks = hunks(of: [before])
    let words = RerollWords(
      after: formerHunks, of: [before],
      labels: Dictionary(formerHunks.map { ($0.id, 1) }) { first, _ in first })
    let now = file(base, text)
    let draft = PatchDraft(
      kind: .behaviour, subject: told.subject, body: told.body, hunks: hunks(of: [now]))
    return try #require(
      words.applied(
        to: [draft], of: [now], for: run, [step(1, .finish(report), decidedBy: decider)]
      ).first)
  }

  @Test func `of a patch that became another edit are that edit's, from the base's line`() throws {
    let made = try draft(first.replacing("- 1", with: "% 1"))
    #expect(made.subject == "slugify: use len(separator) % 1 instead of len(separator)")
    #expect(made.body == "The new edit.")
    let both = try draft(
      first.replacing("- 1", with: "% 1").replacing("a()", with: "b()"))
    #expect(both.subject == "sum is wrong" && both.body == "The new edit.")
  }

  @Test func `of a patch that stands are its own, with those of what came to it`() throws {
    let same = try draft(first)
    #expect(same.subject == told.subject && same.body == told.body)
    let more = try draft(first.replacing("a()", with: "b()"))
    #expect(more.subject == told.subject)
    #expect(more.body == "Version 1: \(told.body)\n\nVersion 2: The new edit.")
  }

  @Test func `stay where a policy that reads has reported`() throws {
    let kept = try draft(first.replacing("- 1", with: "% 1"), by: .model("m"))
    #expect(kept.subject == told.subject && kept.body == told.body)
  }

  @Test(arguments: [
    ("    if a < b:", "    if a <= b:", "sums: use <= instead of <"),
    ("    return minimum(a)", "    return maximum(a)", "sums: use maximum instead of minimum"),
    ("    x = f(a)[1]", "    x = f(a)[1] + 1", "sums: use f(a)[1] + 1 instead of f(a)[1]"),
    ("    a.first(3)", "    a.last(3)", "sums: use a.last instead of a.first"),
    ("    x = 1", "    x = 2", "sums: use 2 instead of 1"),
  ])
  func `an edit of one place is told by its lines`(old: String, new: String, subject: String) {
    let file = ChangedFile(
      path: "src/sums.py", oldPath: "src/sums.py", fate: .changed,
      oldLines: [Array((old + "\n").utf8)], newLines: [Array((new + "\n").utf8)],
      places: [.init(old: 0..<1, new: 0..<1)])
    #expect(editSubject(of: hunks(of: [file]), in: [file]) == subject)
    let gone = ChangedFile(
      path: "sums.py", oldPath: "sums.py", fate: .changed, oldLines: [Array((old + "\n").utf8)],
      places: [.init(old: 0..<1, new: 0..<0)])
    #expect(editSubject(of: hunks(of: [gone]), in: [gone])?.hasPrefix("sums: remove ") == true)
  }
}

@Suite struct `Answers to a review` {
  @Test func `say of a policy that reads no words that a comment was not read`() {
    var run = sampleRun()
    run.reroll = Reroll(
      of: run.id, changeID: run.id, version: 2, branch: "refs/heads/colleague/x", tip: tree(2),
      commits: [tree(2)], patches: [], start: tree(2), conflicts: [],
      comments: [ReviewComment(text: "Say why.", path: "sums.py")], baseline: nil)
    var edit = step(1, .edit([], why: "x"), tree: tree(3), decidedBy: .policy(.repair))
    edit.observation.changed = ["sums.py"]
    let report = Action.finish(Action.Report(claim: .resolved))
    func said(_ decider: Decider) -> String {
      answers(of: run, steps: [edit, step(2, report, tree: tree(3), decidedBy: decider)]).text
    }
    #expect(said(.policy(.repair)).contains("Not read: the built-in policy follows failing tests"))
    #expect(!said(.policy(.repair)).contains("changed in step"))
    #expect(said(.model("m")).contains("`sums.py` was changed in step 1."))
  }
}
