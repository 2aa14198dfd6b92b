import Delivery
import Git
import Records
import Support
import Testing
import Vocabulary

@testable import Provenance

private typealias Issue = Vocabulary.Issue

@Suite("Looking what became of series")
struct MergeStatusScanTests {
  private let repository: TemporaryRepository
  private let author = Author(name: "Colleague", email: "colleague@example.org")

  init() throws {
    repository = try TemporaryRepository(["a.py": "print(1)\nprint(2)\n", "b.py": "b\n"])
  }

  private func opened() throws -> Repository {
    try Repository(discovering: repository.path, environment: [:])
  }

  /// Delivers a run that makes `print(3)` of `print(1)`, or leaves `text` at `path`.
  private func deliver(
    _ number: Int, _ text: String = "print(3)\nprint(2)\n", at path: String = "a.py"
  ) throws -> StoredRun {
    let name = RunID.sample(number << 44)
    let run = Run(
      id: name, issue: Issue(title: "Sum \(number)"), base: try self.repository.id("main"),
      baseTree: try self.repository.id("main^{tree}"), baseName: "main", baseRef: "refs/heads/main",
      mandate: Mandate(paths: [], testCommand: nil), trigger: .manual, policy: "repair",
      began: 1_700_000_000)
    let repository = try opened()
    let blob = try repository.writeBlob(Array(text.utf8))
    let mended = try repository.editTree(run.baseTree, [TreeEdit(path, .put(blob, .file))])
    var trail = try GitTrail.begin(run, in: try opened(), author: author, secrets: [])
    try trail.append(
      Step(
        number: 1, action: .edit([FileEdit(path: path, change: .write(text))], why: "3 is right"),
        observation: Observation(tree: mended, changed: [path]), decidedBy: "repair",
        time: 1_700_000_001, cost: .nothing))
    try trail.append(
      Step(
        number: 2, action: .finish(.init(claim: .resolved, subject: "print 3", why: "It is.")),
        observation: Observation(tree: mended), decidedBy: "repair", time: 1_700_000_002,
        cost: .nothing))
    try SeriesDelivery.conclude(&trail, as: .resolved, at: 1_700_000_003)
    return try StoredRun(name, in: try opened())
  }

  private func commit(_ count: Int, at path: String = "b.py") throws {
    for _ in 0..<count {
      try repository.write("\(try repository.git("rev-parse", "HEAD"))\n", to: path)
      try repository.git("add", "-A")
      try repository.git("commit", "-qm", "more")
    }
  }

  @Test
  func `a second look reads only the commits since the first, and many series share one reading`()
    throws
  {
    let runs = try (0..<3).map { try deliver($0) }
    try commit(40)
    var first = MergeStatusScan(in: try opened())
    let found = try first.statuses(of: runs.map(\.record))
    #expect(
      found.values.allSatisfy { $0.status.word == .open && $0.isWorthKeeping && !$0.isNews })
    #expect(first.commitsRead == 40)
    for run in runs {
      let status = try #require(found[run.record.run.id]?.status)
      try run.keep(status, at: 1_700_000_100, by: author, hiding: [], in: opened())
    }
    try commit(2)
    try repository.git("cherry-pick", "colleague/sum-00000000")
    let kept = try runs.map { try StoredRun($0.record.run.id, in: opened()).record }
    #expect(kept.allSatisfy { $0.mergeStatus?.word == .open })
    var second = MergeStatusScan(in: try opened())
    let again = try second.statuses(of: kept)
    #expect(second.commitsRead == 3)
    // Only the run that the commit names was merged; the others' patches are the same and wait.
    let words = runs.map { again[$0.record.run.id]?.status.word }
    #expect(words == [.merged, .open, .open])
    var third = MergeStatusScan(in: try opened())
    var merged = kept[0]
    merged.mergeStatus = again[merged.run.id]?.status
    _ = try third.statuses(of: [merged])
    #expect(third.commitsRead == 0)
  }

  @Test
  func `where there are more commits than are looked at, it says so, and ancestry is still seen`()
    throws
  {
    let run = try deliver(0)
    try repository.git("merge", "-q", "--ff-only", "colleague/sum-00000000")
    try commit(8)
    var scan = MergeStatusScan(in: try opened(), limit: 5)
    let found = try #require(try scan.statuses(of: [run.record])[run.record.run.id])
    #expect(found.status.isCut && found.status.word == .merged)
    #expect(scan.commitsRead == 5)
  }

  @Test
  func `a record without a merge status is read, and one with it says the same after being kept`()
    throws
  {
    let run = try deliver(0)
    #expect(run.record.mergeStatus == nil)
    let status = MergeStatus(
      .edited, .reworked,
      mergedCommits: [.init(try repository.id("main"), of: run.record.patches, isExact: false)],
      changes: [.init(path: "a.py", added: 2, removed: 1)], branch: "refs/heads/main",
      seen: try repository.id("main"), isCut: true)
    try run.keep(status, at: 1, by: author, hiding: [], in: opened())
    let again = try StoredRun(run.record.run.id, in: opened())
    #expect(again.record.mergeStatus == status)
    try expectNoDifference(again.steps(in: opened()), run.steps(in: opened()))
    expectNoDifference(again.record.run.issue, run.record.run.issue)
    // The date of a state never goes back.
    let dates = try repository.git(
      "log", "--format=%ct", "refs/colleague/runs/\(run.record.run.id)")
    #expect(dates.hasPrefix("1700000003\n1700000003\n"))
    #expect(throws: RecordsError.self) {
      try run.keep(status, at: 2, by: author, hiding: [], in: opened())
    }
    try repository.git("fsck", "--strict")
  }

  @Test
  func `an archived run keeps the merge status that it was archived with, and can get another`()
    throws
  {
    let run = try deliver(0)
    let name = run.record.run.id
    var scan = MergeStatusScan(in: try opened())
    let open = try #require(try scan.statuses(of: [run.record])[name]?.status)
    try Archive(author: author).add([run], to: opened(), at: 1, statuses: [name: open])
    #expect(try StoredRun(name, in: opened()).record.mergeStatus == open)
    try commit(1)
    try repository.git("cherry-pick", "colleague/sum-00000000")
    let stored = try StoredRun(name, in: opened())
    let merged = try #require(try scan.statuses(of: [stored.record])[name]?.status)
    #expect(merged.word == .merged)
    try stored.keep(merged, at: 2, by: author, hiding: [], in: opened())
    #expect(try StoredRun(name, in: opened()).record.mergeStatus == merged)
    #expect(try Archive.ids(in: opened()) == [name])
    #expect(try repository.git("notes", "--ref=colleague", "show", "main").contains("## Why"))
    #expect(try repository.git("for-each-ref", "refs/colleague/runs/").isEmpty)
  }

  @Test func `a binary change is found again by its very files`() throws {
    let run = try deliver(0, "a\u{0}b\n", at: "image")
    try commit(1)
    try repository.git("cherry-pick", "colleague/sum-00000000")
    try repository.git("commit", "-q", "--amend", "-m", "mine")
    var scan = MergeStatusScan(in: try opened())
    let found = try #require(try scan.statuses(of: [run.record])[run.record.run.id])
    #expect(found.status.word == .merged && found.status.how == .rebased)
  }

  @Test
  func
    `runs that were fetched without their branches are open, and so are those whose branch a remote has`()
    throws
  {
    let run = try deliver(0)
    let branch = try #require(run.record.branch)
    let clone = repository.directory.path + "/clone"
    try repository.git("clone", "-q", repository.path, clone)
    try repository.git("-C", clone, "fetch", "-q", "origin", "refs/colleague/*:refs/colleague/*")
    func word() throws -> MergeStatus.Word? {
      var scan = MergeStatusScan(in: try Repository(discovering: clone, environment: [:]))
      return try scan.statuses(of: [run.record])[run.record.run.id]?.status.word
    }
    #expect(try word() == .open)
    // Nor does anybody there know that it ever was, once the remote has lost it.
    try repository.git("branch", "-q", "-m", RefNames.branchName(branch), "elsewhere")
    try repository.git("-C", clone, "fetch", "-q", "--prune", "origin")
    #expect(try word() == .open)
    var scan = MergeStatusScan(in: try opened())
    let found = try #require(try scan.statuses(of: [run.record])[run.record.run.id]?.status)
    #expect(found.word == .rejected && found.how == .removed)
    // What is known stays where nothing is known, and where the branch is back it waits.
    var rejected = run.record
    rejected.mergeStatus = found
    var other = MergeStatusScan(in: try Repository(discovering: clone, environment: [:]))
    #expect(try other.statuses(of: [rejected])[run.record.run.id]?.status.word == .rejected)
    try repository.git(
      "update-ref", "refs/remotes/fork/" + RefNames.branchName(branch), "elsewhere")
    var third = MergeStatusScan(in: try opened())
    let back = try #require(try third.statuses(of: [rejected])[run.record.run.id])
    #expect(back.status.word == .open && back.isNews && back.isWorthKeeping)
  }
}
