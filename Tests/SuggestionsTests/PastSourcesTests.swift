import Repair
import Support
import Testing
import Vocabulary

@testable import Suggestions

@Suite("Sources that look at the past")
struct PastSourcesTests {
  private let fault = """
    def first(rows):
        for row in rows:
            if row.price > limits.lowest(row.kind, 5):
                return row

    """

  @Test func `a fault that a fix has taken away is found where it stands still, under other names`()
    throws
  {
    let repository = try TemporaryRepository([
      "a.py": fault,
      "b.py": fault.replacing("row", with: "item").replacing("first", with: "second"),
      "c.py": "def third():\n    return 1\n",
    ])
    try repository.commit(
      "Fix the lowest price being left out", ["a.py": fault.replacing(" > ", with: " >= ")])
    var project = try repository.project()
    let drafts = TwinSource().find(in: &project).drafts
    #expect(drafts.map { $0.about[0] } == ["b.py"])
    #expect(
      drafts[0].suggestion(at: 1).body.contains(
        "+        if row.price >= limits.lowest(row.kind, 5):"))
    try repository.commit("Mend the other", ["b.py": fault.replacing(" > ", with: " >= ")])
    var mended = try repository.project()
    #expect(TwinSource().find(in: &mended).drafts.isEmpty)
  }

  @Test func `a change that calls itself no fix, or one of texts alone, gives none`() throws {
    let repository = try TemporaryRepository(["a.py": fault, "b.py": fault])
    try repository.commit("Rework prices", ["a.py": fault.replacing(" > ", with: " >= ")])
    var project = try repository.project()
    #expect(TwinSource().find(in: &project).drafts.isEmpty)
  }

  @Test func `a file that changes without a test, beside others that have one, is found`() throws {
    let code = (0..<40).map { "def f\($0)(x):\n    if x: return \($0)\n" }.joined()
    let repository = try TemporaryRepository([
      "pkg/one.py": code, "pkg/two.py": code, "pkg/three.py": code,
      "tests/test_one.py": "import one\n",
      "tests/test_two.py": "import two\n",
    ])
    for number in 0..<4 {
      try repository.commit("Change \(number)", ["pkg/three.py": code + "# \(number)\n"])
    }
    var project = try repository.project()
    let found = UntestedSource().find(in: &project)
    #expect(found.drafts.map(\.about) == [["pkg/three.py"]])
    try repository.commit("Test it", ["tests/test_all.py": "from pkg import three\n"])
    var tested = try repository.project()
    #expect(UntestedSource().find(in: &tested).drafts.isEmpty)
  }

  @Test func `one commit, or an empty tree, gives nothing and fails nowhere`() throws {
    let repository = try TemporaryRepository()
    try repository.git("commit", "-q", "--allow-empty", "-m", "begin")
    var project = try repository.project()
    let sources: [any SuggestionFinding] = [
      TodoSource(), ReadmeSource(), PinSource(), UntestedSource(), TwinSource(), LeftoverSource([]),
    ]
    for source in sources { #expect(source.find(in: &project).drafts.isEmpty) }
    #expect(UnnoticedSource().mutants(in: &project, limit: 10).isEmpty)
  }

  @Test func `no time means that nothing is complete`() throws {
    let repository = try TemporaryRepository([
      "a.py": "# TODO remove it all in 1.0\n", "README.md": "[a](b.md)\n",
    ])
    try repository.commit("Fix a", ["c.py": "x\n"])
    var project = try repository.project(within: -1)
    #expect(!ReadmeSource().find(in: &project).isComplete)
    #expect(!TodoSource().find(in: &project).isComplete)
  }

  @Test
  func `lines that were changed lately are mutated, and those that only say something are not`()
    throws
  {
    let old = "def price(n):\n    return n\n"
    let repository = try TemporaryRepository([
      "shop.py": old, "tests/test_shop.py": "import shop\n",
    ])
    try repository.commit(
      "Grow",
      [
        "shop.py": old
          + "\n\ndef cut(n):\n    if n > 10:\n        log.debug(n + 1)\n        return n - 1\n    return n\n"
      ])
    var project = try repository.project()
    let source = UnnoticedSource()
    let mutants = source.mutants(in: &project, limit: 100)
    #expect(!mutants.isEmpty && mutants.allSatisfy { $0.function == "cut" })
    #expect(mutants.allSatisfy { !$0.before.contains("log") })
    #expect(mutants.contains { $0.before == "if n > 10:" })
    let survivors = mutants.filter { $0.before == "if n > 10:" }
    let marks = Dictionary(
      uniqueKeysWithValues: mutants.map {
        ($0.candidate.id, survivors.contains($0) ? CandidateResult.Mark.passes : .breaks)
      })
    let drafts = source.drafts(
      of: mutants, marks, command: "python3 -m unittest", summary: "3 passed"
    ).drafts
    #expect(drafts.map(\.about) == [["shop.py", "cut"]])
    #expect(drafts[0].suggestion(at: 1).body.contains("-if n > 10:"))
    let none = Dictionary(
      uniqueKeysWithValues: mutants.map { ($0.candidate.id, CandidateResult.Mark.breaks) })
    #expect(source.drafts(of: mutants, none, command: "", summary: "").drafts.isEmpty)
  }

  @Test func `hindsight bears out what was done, and not what was left`() throws {
    let repository = try TemporaryRepository([
      "a.py": "# TODO remove this shim in 2.0\n", "README.md": "[a](gone.md)\n",
    ])
    try repository.git("tag", "2.0")
    let before = try repository.project()
    var here = try repository.project()
    let drafts = TodoSource().find(in: &here).drafts + ReadmeSource().find(in: &here).drafts
    #expect(drafts.count == 2)
    #expect(drafts.map { Hindsight.bearsOut($0, from: before, in: &here) } == [false, false])
    try repository.commit("Do it", ["a.py": "x = 1\n", "README.md": "[a](a.py)\n"])
    var after = try repository.project()
    #expect(drafts.map { Hindsight.bearsOut($0, from: before, in: &after) } == [true, true])
  }
}
