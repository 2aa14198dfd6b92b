import Git
import Support
import Testing
import Text
import Vocabulary

@testable import Records

private typealias Issue = Vocabulary.Issue

@Suite struct `What a run leaves to do on its issue` {
  private func record(
    _ outcome: Outcome?, _ phase: RunRecord.Phase, patches: Int = 1
  ) -> RunRecord {
    var record = RunRecord(
      beginning: Run(
        id: "20240101-sum-0123456789ab", issue: Issue(title: "Sum"), base: .zero, baseTree: .zero,
        baseName: "main", mandate: Mandate(), trigger: .manual, policy: "repair", began: 0))
    (record.outcome, record.phase) = (outcome, phase)
    record.patches = Array(repeating: .zero, count: patches)
    return record
  }

  private func status(_ word: MergeStatus.Word) -> MergeStatus {
    MergeStatus(word, branch: "refs/heads/main", seen: .zero)
  }

  @Test func `is nothing where its series waits or is on the branch in some form`() {
    let resolved = record(.resolved, .delivered)
    #expect(resolved.standing(given: nil) == .series(.open))
    for word: MergeStatus.Word in [.open, .merged, .edited] {
      #expect(resolved.standing(given: status(word)) == .series(word))
    }
  }

  @Test func `is all of it where the series was rejected, or the run has not resolved it`() {
    #expect(record(.resolved, .delivered).standing(given: status(.rejected)) == nil)
    for outcome: Outcome in [.unresolved, .spent, .stuck] {
      #expect(record(outcome, .ended).standing(given: nil) == nil)
      #expect(record(outcome, .delivered).standing(given: status(.open)) == nil)
    }
    #expect(record(.resolved, .ended, patches: 0).standing(given: nil) == nil)
    #expect(record(.interrupted, .working).standing(given: nil) == nil)
    #expect(record(.failed, .working).standing(given: nil) == nil)
  }

  @Test func `is not known before it has come to its end`() {
    #expect(record(nil, .working).standing(given: nil) == .underWay)
    #expect(record(.resolved, .delivering).standing(given: nil) == .underWay)
    #expect(record(.waiting, .working).standing(given: nil) == .asking)
  }
}

@Suite struct `Runs are found by their issue's text` {
  private let repository: TemporaryRepository
  private let author = Author.keeper

  init() throws { repository = try TemporaryRepository(["a": "1\n"], inMemory: true) }

  private func opened() throws -> Repository {
    try Repository(discovering: repository.path, environment: [:])
  }

  /// Makes a run on `issue` that has delivered a series, where its outcome is `resolved`.
  private func makeRun(
    _ number: Int, on issue: Issue, _ outcome: Outcome = .resolved
  ) throws -> RunID {
    let head = try repository.id("HEAD")
    let tree = try repository.id("HEAD^{tree}")
    let id = RunID.sample(number)
    let run = Run(
      id: id, issue: issue, base: head, baseTree: tree, baseName: "main", mandate: Mandate(),
      trigger: .cron, policy: "repair", began: number)
    var trail = try GitTrail.begin(run, in: try opened(), author: author, secrets: [])
    var record = trail.record
    (record.outcome, record.phase) = (outcome, outcome == .resolved ? .delivered : .ended)
    record.patches = outcome == .resolved ? [head] : []
    try trail.keep(record, subject: "outcome", at: number)
    return id
  }

  private func ids(on issue: Issue) throws -> [RunID] {
    var runs = IssueRuns(in: try opened(), vouchedForBy: author.key)
    return try runs.records(on: IssueText(of: issue)).map(\.run.id)
  }

  @Test func `whether they have a ref of their own or are in the archive, the newest first`() throws
  {
    let issue = Issue(title: "Sum", body: "It is wrong.", origin: .file("a.md"))
    let other = Issue(title: "Sum", body: "It is slow.", origin: .file("a.md"))
    let same = Issue(title: "Sum", body: "It is wrong. \n", origin: .forge(number: 4))
    let first = try makeRun(1, on: issue)
    let second = try makeRun(2, on: same)
    let failed = try makeRun(3, on: issue, .unresolved)
    _ = try makeRun(4, on: other)
    #expect(try ids(on: issue) == [failed, second, first])
    let stored = try [first, second, failed].map { try StoredRun($0, in: opened()) }
    try Archive(author: author).add(stored, to: opened(), at: 9)
    // What has not resolved anything is of no interest once it is out of the way.
    #expect(try ids(on: issue) == [second, first])
    #expect(
      try ids(on: Issue(title: "Sum", body: "It is wrong.", origin: .forge(number: 5)))
        == [first])
    #expect(try ids(on: Issue(title: "Other")).isEmpty)
    // A crash has left it in both places.
    try repository.git("update-ref", "refs/colleague/runs/\(first)", stored[0].tip.description)
    #expect(try ids(on: issue) == [second, first])
    try repository.git("fsck", "--strict")
  }

  @Test func `also those that move to the archive while somebody looks`() throws {
    let issue = Issue(title: "Sum", body: "It is wrong.")
    let id = try makeRun(1, on: issue)
    var runs = IssueRuns(in: try opened(), vouchedForBy: author.key)
    #expect(try runs.records(on: IssueText(of: issue)).map(\.run.id) == [id])
    try Archive(author: author).add([StoredRun(id, in: opened())], to: opened(), at: 9)
    #expect(try runs.records(on: IssueText(of: issue)).map(\.run.id) == [id])
  }
}
