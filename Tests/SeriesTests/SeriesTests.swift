import Series
import Support
import Testing
import Vocabulary

@Suite struct `Subjects as a project writes them` {
  private func written(_ subject: String, like log: [String], _ paths: [String] = ["src/lexer.py"])
    -> String
  {
    SubjectHabit(of: log).applied(to: subject, kind: .behaviour, paths: paths, isFix: true)
  }

  @Test func `a short log has no habit`() {
    #expect(written("Mend it.", like: ["Add x", "Drop y"]) == "Mend it")
    #expect(written("lexer: mend it", like: []) == "lexer: mend it")
  }

  @Test func `types of change are put before the words, and scopes that the log knows`() {
    let log = [
      "feat(lexer): add a", "fix(parser): drop b", "docs: say c", "fix(lexer): d", "fix: e",
    ]
    #expect(written("Handle empty input.", like: log) == "fix(lexer): handle empty input")
    #expect(written("feat: take two", like: log) == "feat(lexer): take two")
    #expect(written("Handle it", like: log, ["other/x.py"]) == "fix: handle it")
  }

  @Test func `parts of the project are put before the words`() {
    let log = ["lexer: add a", "parser: drop b", "lexer: mend c", "docs: d", "lexer, parser: e"]
    #expect(written("Handle empty input", like: log) == "lexer: handle empty input")
    #expect(written("fix: handle it", like: log) == "lexer: handle it")
    #expect(written("Use Lexer", like: log, ["a/one.c", "a/two.c"]) == "a: use Lexer")
  }

  @Test
  func `where people write another language, our own words give way to names and the issue's`() {
    let log = [
      "Zähler behoben", "Neue Ausgabe", "Liste sortiert", "Fehler entfernt", "Doku ergänzt",
    ]
    let habit = SubjectHabit(of: log)
    #expect(!habit.isEnglish)
    func written(_ subject: String, _ kind: SplitPatch.Kind, _ title: String?) -> String {
      habit.applied(to: subject, kind: kind, paths: ["a.py"], isFix: true, title: title)
    }
    #expect(written("Rename total to sum", .rename, "Summen") == "total → sum")
    #expect(written("Move a.py to b.py", .move, "Summen") == "a.py → b.py")
    #expect(written("Return one less", .behaviour, "Summe ist falsch") == "Summe ist falsch")
    #expect(written("Summe berichtigen", .behaviour, nil) == "Summe berichtigen")
  }

  @Test func `mood, capital, full stop and length follow the log`() {
    let past = ["Added a.", "Fixed b.", "Removed c.", "Renamed d.", "Updated e."]
    #expect(written("fix the lexer", like: past) == "Fixed the lexer.")
    #expect(written("Drop it", like: past) == "Dropped it.")
    let third = ["adds a", "fixes b", "removes c", "uses d", "makes e"]
    #expect(written("Fix the lexer", like: third) == "fixes the lexer")
    let short = (0..<9).map { "Add \($0)" }
    let long = "Handle an input that is empty, and one that holds nothing but white space"
    #expect(written(long, like: short).count <= 50)
    #expect(written("NSString stays", like: third) == "NSString stays")
  }
}

extension `Subjects as a project writes them` {
  @Test func `the first letter is judged behind pictures and words in brackets`() {
    let logs = [
      ["✨ Add a", "🐛 Fix b", "♻️ Drop c", "✨ Use d", "👩‍💻 Make e"],
      [":sparkles: Add a", ":bug: Fix b", ":fire: Drop c", ":art: Use d", ":memo: Make e"],
      ["[api] Add a", "[cli] Fix b", "[api] Drop c", "[doc]: Use d", "[api][cli] Make e"],
    ]
    for log in logs {
      #expect(written("Take it off", like: log) == "Take it off")
      #expect(written("[api] take it off", like: log) == "[api] Take it off")
    }
    let typed = ["✨ feat: add a", "🐛 fix: b", "feat: ♻️ drop c", "✨ feat: use d", "🐛 fix: e"]
    #expect(written("✨ Take it off", like: typed) == "fix: ✨ take it off")
    let signs = ["增加甲", "修正乙", "删除丙", "使用丁", "移动戊"]
    #expect(written("Add it", like: signs) == "Add it")
  }

  @Test func `parts of the project may be folders within folders`() {
    let log = [
      "net/http: add a", "net/url: drop b", "shop/basket: mend c", "net: d", "net/http: use e",
    ]
    #expect(written("Take it", like: log, ["src/shop/basket.py"]) == "shop/basket: take it")
    #expect(
      written("Take it", like: log, ["net/http/client.go", "net/http/server.go"])
        == "net/http: take it")
    #expect(
      written("Move it", like: log, ["shop/text.py", "shop/basket.py"]) == "shop/basket: move it")
    #expect(written("Take it", like: log, ["net/http/a.go", "net/url/b.go"]) == "net: take it")
    #expect(written("Take it", like: log, ["os/exec/exec.go"]) == "os/exec: take it")
    #expect(written("Take it", like: log, ["os/exec/a.go", "os/user/b.go"]) == "os: take it")
    #expect(written("Take it", like: log, ["go.mod"]) == "go: take it")
    let scopes = ["feat(api/users): a", "fix(api/users): b", "feat(cli): c", "fix: d", "fix: e"]
    #expect(written("Take it", like: scopes, ["api/users/x.py"]) == "fix(api/users): take it")
  }

  @Test func `verbs that are known for such, or that the log uses, get its mood`() {
    let past = ["Added a", "Frobbed b", "Took c out", "Rewrote d", "Removed e"]
    for (plain, turned) in [
      ("Take it off", "Took it off"), ("Write it", "Wrote it"), ("Skip it", "Skipped it"),
      ("Deny it", "Denied it"), ("Refine it", "Refined it"), ("Enable it", "Enabled it"),
      ("Frob it", "Frobbed it"), ("Read the file", "Read the file"),
      ("Merge both", "Merged both"), ("Merge conflicts are lost", "Merge conflicts are lost"),
      ("Left side is lost", "Left side is lost"), ("Cache keys", "Cache keys"),
    ] {
      #expect(written(plain, like: past) == turned)
    }
    let third = ["Adds a", "Fixes b", "Catches c", "Denies d", "Displays e", "Uses f"]
    #expect(written("Switch the light", like: third) == "Switches the light")
    #expect(written("Deploy it", like: third) == "Deploy it")
    #expect(written("Employ it", like: third) == "Employs it")
  }
}

@Suite struct `Hunks divided among patches` {
  private let old = (0..<40).map { Array("line \($0)  \n".utf8) }

  /// The drafts of a change of some lines and, where `blanks` says, of the white space at others' ends.
  private func drafts(
    _ changed: [Int], blanks: [Int], followsOthers: Bool = false
  ) -> [PatchDraft] {
    var new = old
    for line in changed { new[line] = Array("changed \(line)  \n".utf8) }
    for line in blanks { new[line] = Array("line \(line)\n".utf8) }
    let places = (changed + blanks).sorted()
      .map { ChangedFile.Place(old: $0..<$0 + 1, new: $0..<$0 + 1) }
    let file = ChangedFile(
      path: "a.py", oldPath: "a.py", fate: .changed, oldLines: old, newLines: new, places: places)
    return PatchGrouping(
      files: [file], hunks: hunks(of: [file]), followsOthers: followsOthers, title: "Title",
      why: "Why."
    ).drafts
  }

  @Test func `white space beside a change goes with it, and any other is a patch of its own`() {
    #expect(drafts([10], blanks: [12, 17]).map(\.kind) == [.behaviour])
    for blanks in [[18], [10 - 8], [12, 30], [11, 12, 13]] {
      let drafts = drafts([10], blanks: blanks)
      #expect(drafts.map(\.kind) == [.format, .behaviour])
      #expect(drafts.map(\.subject) == ["Tidy white space in a.py", "Title"])
      #expect(drafts[0].hunks.count == blanks.count)
    }
  }

  @Test func `what is all of the change has its words, and what comes after a move has not`() {
    #expect(drafts([], blanks: [1]).map(\.subject) == ["Title"])
    let after = drafts([], blanks: [1], followsOthers: true)
    #expect(after.map(\.subject) == ["Tidy white space in a.py"] && after[0].body.isEmpty)
    #expect(drafts([2], blanks: [], followsOthers: true).map(\.subject) == ["Title"])
  }
}

@Suite struct `Names that become others` {
  private func file(_ path: String, _ old: String, _ new: String) -> ChangedFile {
    let (before, after) = (
      ChangedFile.lines(of: Array(old.utf8)), ChangedFile.lines(of: Array(new.utf8))
    )
    let places = before.indices.filter { before[$0] != after[$0] }
      .map { ChangedFile.Place(old: $0..<$0 + 1, new: $0..<$0 + 1) }
    return ChangedFile(
      path: path, oldPath: path, fate: .changed, oldLines: before, newLines: after, places: places)
  }

  @Test func `a name replaced everywhere is found, with those that hold it`() {
    let found = renamings(in: [
      file("a.py", "def total():\n  pass\ntest_total()\n", "def full():\n  pass\ntest_full()\n"),
      file("b.py", "total()\ntest_total()\n", "full()\ntest_full()\n"),
    ])
    #expect(
      found == [
        [Renaming(old: "total", new: "full"), Renaming(old: "test_total", new: "test_full")]
      ])
  }

  @Test func `what is used before, left over or one place alone is no renaming`() {
    #expect(
      renamings(in: [file("a.py", "xx = aa\nyy = aa\nbb\n", "xx = bb\nyy = bb\nbb\n")]).isEmpty)
    #expect(
      renamings(in: [file("a.py", "aa()\naa()\naa(1)\n", "bb()\nbb()\naa(2)\n")]).isEmpty)
    #expect(renamings(in: [file("a.py", "xx = aa\n", "xx = bb\n")]).isEmpty)
    #expect(renamings(in: [file("a.py", "aa()\naa()\n", "bb()\ncc()\n")]).isEmpty)
    #expect(renamings(in: [file("a.md", "aa()\naa()\n", "bb()\nbb()\n")]).isEmpty)
  }

  @Test func `a name whose bytes are no UTF-8 is none`() {
    let old = Array("cafe()\ncafe(1)\n".utf8)
    let new = Array("caf".utf8) + [0xe9] + Array("()\ncaf".utf8) + [0xe9] + Array("(1)\n".utf8)
    let latin = ChangedFile(
      path: "a.py", oldPath: "a.py", fate: .changed, oldLines: ChangedFile.lines(of: old),
      newLines: ChangedFile.lines(of: new),
      places: [ChangedFile.Place(old: 0..<2, new: 0..<2)])
    #expect(renamings(in: [latin]).isEmpty)
  }
}

@Suite struct `Whose lines are` {
  @Test func `lines keep their owners through versions`() {
    var origins = LineOrigins(lines: 4)
    origins.follow([.init(old: 1..<2, new: 1..<3)], label: 1)
    #expect(origins.lines == [0, 1, 1, 0, 0])
    origins.follow([.init(old: 0..<0, new: 0..<1), .init(old: 2..<4, new: 3..<3)], label: 2)
    #expect(origins.lines == [2, 0, 1, 0])
    #expect(origins.owner(ofNew: 3..<3) == 2)
    #expect(origins.owner(ofNew: 1..<3) == 1)
  }

  @Test func `what changes others' lines, or stands beside them, is theirs`() {
    var origins = LineOrigins(lines: 3)
    origins.follow([.init(old: 0..<1, new: 0..<1)], label: 1)
    origins.follow([.init(old: 0..<1, new: 0..<2)], label: nil)
    #expect(origins.lines == [1, 1, 0, 0])
    origins.follow([.init(old: 2..<2, new: 2..<3)], label: nil)
    #expect(origins.lines == [1, 1, 1, 0, 0])
    origins.follow([.init(old: 4..<5, new: 4..<5)], label: nil)
    #expect(origins.lines == [1, 1, 1, 0, 0])
  }
}

@Suite struct `Items of a plan` {
  private func changing(_ number: Int, _ path: String, _ why: String = "") -> Step {
    var step = step(number, .edit([], why: why))
    step.observation.changed = [path]
    return step
  }

  @Test func `what was changed belongs to the item that is ticked next`() {
    let items = PlanItems(of: [
      step(1, .plan("- [ ] lexer\n- [ ] parser")), changing(2, "x.py"),
      step(3, .plan("- [x] lexer\n- [ ] parser")), changing(4, "y.py"), changing(5, "z.py"),
    ])
    #expect(items.texts == ["lexer", "parser"])
    #expect(items.places == [2: 0, 4: 1, 5: 1])
  }

  @Test func `of items that are ticked at once the one that names it gets it`() {
    let items = PlanItems(of: [
      changing(1, "src/lexer.py"), changing(2, "src/parser.py"), changing(3, "x", "for the parser"),
      step(4, .plan("- [x] the `lexer`\n* [X] the parser")),
    ])
    #expect(items.places == [1: 0, 2: 1, 3: 1])
    #expect(PlanItems(of: [changing(1, "a"), step(2, .plan("no list"))]).places.isEmpty)
  }
}

@Suite struct `Patches that are too many` {
  private func draft(_ path: String, _ kind: SplitPatch.Kind = .behaviour) -> PatchDraft {
    PatchDraft(
      kind: kind, subject: "Change \(path)", body: "Why.",
      hunks: [Hunk(id: path, path: path, change: .add)])
  }

  @Test func `are folded with those most alike, and say so`() {
    let drafts = [
      draft("src/one.py"), draft("lib/a.py"), draft("lib/b.py"), draft("src/two.py"),
    ]
    let folded = drafts.folded(to: 3)
    #expect(folded.map(\.subject) == ["Change src/one.py", "Change lib/a.py", "Change src/two.py"])
    #expect(folded[1].paths == ["lib/a.py", "lib/b.py"])
    #expect(
      folded[1].body
        == "Why.\n\nFolded in, since a series is kept short: Change lib/b.py.\n\nWhy.")
    #expect(drafts.folded(to: 4) == drafts)
    let one = drafts.folded(to: 1)
    #expect(one.count == 1 && one[0].hunks.count == 4)
  }

  @Test func `fold documents together first`() {
    let drafts = [
      draft("README.md", .documentation), draft("lib/a.py"), draft("lib/b.py"),
      draft("docs/x.md", .documentation),
    ]
    #expect(
      drafts.folded(to: 3).map(\.paths)
        == [["lib/a.py"], ["lib/b.py"], ["README.md", "docs/x.md"]])
  }
}

@Suite struct `A run that does not resolve its issue` {
  private func steps(_ path: String, base: TestReport) -> [Step] {
    var edit = step(2, .edit([FileEdit(path: path, change: .write("x"))], why: ""), tree: tree(2))
    edit.observation.changed = [path]
    return [
      step(1, .test(.working), tests: base, decidedBy: "engine"), edit,
      step(3, .test(.working), tree: tree(2), tests: report(passed: ["a", "b"])),
    ]
  }

  @Test func `delivers no change that only makes failing tests ask less`() {
    let failing = report(passed: ["a"], failed: ["b"])
    let run = sampleRun()
    #expect(isWorthDelivering(steps("lib.c", base: failing), of: run, outcome: .unresolved))
    #expect(!isWorthDelivering(steps("test.c", base: failing), of: run, outcome: .unresolved))
    #expect(isWorthDelivering(steps("test.c", base: failing), of: run, outcome: .resolved))
  }
}
