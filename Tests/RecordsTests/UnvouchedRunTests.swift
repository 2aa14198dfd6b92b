import Git
import Support
import Testing
import Vocabulary

@testable import Records

@Suite("A run that nothing vouches for")
struct UnvouchedRunTests {
  private let repository: TemporaryRepository
  private let author = Author.keeper

  init() throws { repository = try TemporaryRepository(["a": "1\n"], inMemory: true) }

  private func opened() throws -> Repository {
    try Repository(discovering: repository.path, environment: [:])
  }

  /// A run of an earlier version, which knew no key.
  private func makeRun() throws -> StoredRun {
    let run = try repository.makeRun()
    var trail = try GitTrail.begin(
      run, in: try opened(), author: Author(name: "Ada", email: "ada@example.org"), secrets: [])
    try trail.append(
      Step(
        number: 1, action: .plan("Think."), observation: Observation(tree: run.baseTree),
        decidedBy: "repair", time: 1_700_000_001, cost: .nothing))
    try trail.keepOutcome(.unresolved, at: 1_700_000_002)
    return try StoredRun(run.id, in: try opened())
  }

  private func unvouched(_ id: RunID) throws -> UnvouchedRun? {
    try UnvouchedRun(id, in: opened(), vouchedForBy: author.key)
  }

  @Test(arguments: [false, true])
  func `is taken over by one more state with the same files, in the archive too`(
    isArchived: Bool
  ) throws {
    let run = try makeRun()
    let id = run.record.run.id
    if isArchived { try Archive(author: author).add([run], to: opened(), at: 9) }
    let found = try #require(try unvouched(id))
    #expect(found.makers == ["Ada <ada@example.org>"])
    #expect(found.isArchived == isArchived && !found.isDeliveredHere)
    #expect(try UnvouchedRun.ids(in: opened(), vouchedForBy: author.key) == [id])
    try found.takeOver(by: author, at: 10, in: opened())
    let now = try StoredRun(id, in: try opened())
    #expect(try now.isOwn(by: author.key, in: opened()) && unvouched(id) == nil)
    #expect(try UnvouchedRun.ids(in: opened(), vouchedForBy: author.key).isEmpty)
    #expect(now.record == run.record && now.codeTip == run.codeTip && now.tree == run.tree)
    #expect(try opened().readCommit(now.tip).parents == [run.tip])
    #expect(try now.steps(in: opened()) == run.steps(in: opened()))
    #expect(try RunIndex.ids(in: opened()) == (isArchived ? [] : [id]))
    try repository.git("reflog", "expire", "--expire=now", "--all")
    try repository.git("gc", "-q", "--prune=now")
    try repository.git("fsck", "--strict")
    #expect(try StoredRun(id, in: try opened()).tip == now.tip)
  }

  @Test func `that was moved meanwhile stays as it is`() throws {
    let run = try makeRun()
    let id = run.record.run.id
    let found = try #require(try unvouched(id))
    try repository.git("update-ref", RefNames.run(id), "\(run.tip)~1")
    #expect { try found.takeOver(by: author, at: 10, in: opened()) } throws: {
      if case .moved = $0 as? RecordsError { true } else { false }
    }
    #expect(try unvouched(id) != nil)
  }

  @Test func `names everybody who has made a state, the newest last`() throws {
    let run = try makeRun()
    let commit = try repository.git(
      "-c", "user.name=Mallory", "-c", "user.email=m@example.org", "commit-tree", "-p",
      "\(run.tip)", "-m", "x", "\(run.tip)^{tree}")
    try repository.git("update-ref", RefNames.run(run.record.run.id), commit)
    DeliveredHere.add(run.record.run.id, in: try opened())
    let found = try #require(try unvouched(run.record.run.id))
    #expect(found.makers == ["Ada <ada@example.org>", "Mallory <m@example.org>"])
    #expect(found.isDeliveredHere)
  }
}
