import Git
import Records
import Support
import Testing
import Text
import Vocabulary

@testable import Memory

@Suite("Recalling lines and the history of files")
struct HistoryTests {
  private let project: MemoryProject

  init() throws {
    project = try MemoryProject(["src/sums.py": "def total(values):\n    return sum(values) + 1\n"])
  }

  private let mended = "def total(values):\n    # Ends count once.\n    return sum(values)\n"

  private func deliver() throws -> StoredRun {
    try project.deliver(
      project.run(1, "The total is wrong"), "src/sums.py", mended,
      why: "The last value was counted twice.", subject: "count each value once")
  }

  private func rationale() throws -> Recollection? {
    let index = try project.current()
    let step = Step(
      number: 2,
      action: .edit(
        [
          FileEdit(
            path: "src/sums.py",
            change: .substitute(search: "# Ends count once.", replacement: "# Twice."))
        ], why: ""), observation: Observation(tree: .zero), decidedBy: "scripted", time: 0,
      cost: .nothing)
    return try index.recollections(
      of: project.run(9, "Next"), touching: StepPlaces(step), told: [], in: project.opened()
    ).first { $0.kind == .rationale }
  }

  @Test func `a line that is about to be changed brings its reason, through a squash`() throws {
    let run = try deliver()
    try project.repository.git("merge", "-q", "--squash", "colleague/sum-00000010")
    try project.commit(["README": "More.\n"], "Several things at once")
    let found = try #require(try rationale())
    #expect(found.run == run.record.run.id && found.commit == run.record.patches.first)
    #expect(found.text.contains("src/sums.py: a line of it came with: "))
    #expect(found.text.contains("Why: ") && found.text.contains("counted twice"))
  }

  @Test func `a line that is about to be changed brings its reason, through a rebase`() throws {
    let run = try deliver()
    try project.commit(
      ["src/sums.py": "import os\n\n\ndef total(values):\n    return sum(values) + 1\n"], "more")
    try project.repository.git("rebase", "-q", "main", "colleague/sum-00000010")
    try project.repository.git("checkout", "-q", "main")
    try project.repository.git("merge", "-q", "--ff-only", "colleague/sum-00000010")
    #expect(try rationale()?.run == run.record.run.id)
  }

  @Test func `lines of a series that waits elsewhere, or that others wrote, bring none`() throws {
    _ = try deliver()
    try project.commit(["src/sums.py": "def total(values):\n    return 7\n"], "Others")
    #expect(try rationale() == nil)
  }

  private func history(_ path: String) throws -> Recollection? {
    let index = try project.current()
    return try index.recollections(touching: [path]).first { $0.kind == .history }
  }

  @Test func `a fix that was taken back is told with the commit that took it back`() throws {
    try project.commit(["src/sums.py": mended], "Fix the total of empty lists")
    try project.repository.git("revert", "--no-edit", "HEAD")
    let found = try #require(try history("src/sums.py"))
    #expect(found.commit == (try project.repository.id("HEAD")))
    #expect(found.text.contains("“Fix the total of empty lists” was taken back by "))
    #expect(found.run == nil)
  }

  @Test func `files that change together are told, files that changed together once are not`()
    throws
  {
    for number in 1...4 {
      var files = ["src/sums.py": "\(number)\n", "tests/test_sums.py": "\(number)\n"]
      if number == 1 { files["setup.cfg"] = "x\n" }
      try project.commit(files, "Change \(number)")
    }
    let found = try #require(try history("src/sums.py"))
    #expect(found.text.contains("src/sums.py changes together with tests/test_sums.py (4 of 4)"))
    #expect(!found.text.contains("setup.cfg"))
    #expect(try history("setup.cfg") == nil)
  }

  @Test func `history that does not fit into an update's time is gone on with, the newest first`()
    throws
  {
    for number in 1...12 { try project.commit(["src/a.py": "\(number)\n"], "Fix number \(number)") }
    let tip = try project.repository.id("HEAD")
    var index = try project.index()
    var counts: [Int] = []
    repeat {
      let update = try index.update(from: project.opened(), at: tip, within: 0)
      counts.append(update.commits)
      if update.isComplete { break }
      if counts.count == 1 {
        let known = try index.database.all("SELECT subject FROM commits") { $0.text(0) }
        #expect(known == ["Fix number 12"])
      }
    } while counts.count < 40
    #expect(counts.allSatisfy { $0 == 1 } && counts.count == 13)
    #expect(
      try index.update(from: project.opened(), at: tip, within: 9) == MemoryUpdate(isComplete: true)
    )
    try project.commit(["src/a.py": "13\n"], "Fix number 13")
    let next = try project.repository.id("HEAD")
    #expect(try index.update(from: project.opened(), at: next, within: 9).commits == 1)
    let fixes = try index.database.first("SELECT fixes FROM paths WHERE path = 'src/a.py'") {
      $0.integer(0)
    }
    #expect(fixes == 13)
  }

  @Test func `history that was written anew counts once`() throws {
    for number in 1...4 { try project.commit(["src/a.py": "\(number)\n"], "Fix number \(number)") }
    _ = try project.current()
    try project.repository.git("reset", "-q", "--hard", "HEAD~4")
    try project.commit(["LICENSE": "Free.\n"], "License")
    try project.repository.git("cherry-pick", "ORIG_HEAD~4..ORIG_HEAD")
    let index = try project.current()
    let fixes = try index.database.first("SELECT fixes FROM paths WHERE path = 'src/a.py'") {
      $0.integer(0)
    }
    #expect(fixes == 4)
    let text = try #require(try history("src/a.py")).text
    #expect(text.contains("4 of its last 4 commits are fixes, the newest: Fix number 4"))
  }

  @Test func `a shallow clone's history ends where the clone does`() throws {
    for number in 1...4 { try project.commit(["src/a.py": "\(number)\n"], "Fix number \(number)") }
    let clone = project.repository.directory.path + "/clone"
    try project.repository.git(
      "clone", "-q", "--depth", "2", "file://\(project.repository.path)", clone)
    let opened = try Repository(discovering: clone, environment: [:])
    var index = try project.index()
    let update = try index.update(from: opened, at: project.repository.id("HEAD"), within: 60)
    #expect(update.commits == 2 && update.isComplete)
  }

  @Test(arguments: [
    ("Fix the parser", true, false), ("fix(core): off by one", true, false),
    ("Add fixtures", false, false), ("Fix typo", false, false), ("Correct the sum", true, false),
    ("Revert \"Fix the parser\"", false, true), ("", false, false), ("Prefix names", false, false),
  ])
  func `a subject says whether it mends or takes back`(
    message: String, isFix: Bool, isRevert: Bool
  ) {
    let subject = CommitSubject(of: message)
    #expect(subject.isFix == isFix && subject.isRevert == isRevert)
  }
}
