import Git
import Support
import Testing
import Vocabulary

@testable import Records

private typealias Issue = Vocabulary.Issue

@Suite("The archive of finished runs")
struct ArchiveTests {
  private let repository: TemporaryRepository
  private let author = Author.keeper

  init() throws { repository = try TemporaryRepository(["a": "1\n"]) }

  private func opened() throws -> Repository {
    try Repository(discovering: repository.path, environment: [:])
  }

  private func id(_ number: Int) -> RunID { .sample(number) }

  /// Makes a run that has ended with `outcome`.
  private func makeRun(
    _ number: Int, _ outcome: Outcome = .unresolved, at time: Int = 1_700_000_000
  ) throws {
    let head = try repository.id("HEAD")
    let tree = try repository.id("HEAD^{tree}")
    let run = Run(
      id: id(number), issue: Issue(title: "Sum \(number)", body: "text"), base: head,
      baseTree: tree, baseName: "main", mandate: Mandate(paths: [], testCommand: nil),
      trigger: .cron, policy: "repair", began: time)
    var trail = try GitTrail.begin(run, in: try opened(), author: author, secrets: [])
    try trail.append(
      Step(
        number: 1, action: .plan("Think."), observation: Observation(tree: tree),
        decidedBy: "repair", time: time + 1, cost: .nothing))
    try trail.keepOutcome(outcome, at: time + 2)
  }

  private func tidy(slack: Int) throws -> Int {
    try Archive(author: author).moveOldest(
      of: opened(), slack: slack, at: 1_700_000_003, statuses: { _ in [:] }, mayMove: { _ in true })
  }

  private func liveRuns() throws -> [RunID] {
    try repository.git("for-each-ref", "--format=%(refname)", "refs/colleague/runs/")
      .split(separator: "\n").compactMap { RunID($0.dropFirst("refs/colleague/runs/".count)) }
  }

  @Test
  func
    `the oldest finished runs lose their own ref and stay whole; those that can go on stay where they are`()
    throws
  {
    for number in 0..<55 { try makeRun(number, number == 1 ? .interrupted : .unresolved) }
    let tip = try repository.git("rev-parse", "refs/colleague/runs/\(id(0))")
    #expect(try tidy(slack: 10) == 0)
    #expect(try tidy(slack: 0) == 4)
    let live = try liveRuns()
    #expect(live.count == 51 && live.first == id(1) && !live.contains(id(4)))
    #expect(try Archive.ids(in: opened()) == [0, 2, 3, 4].map(id))
    // Kept reachable by the archive alone, in one chain.
    try repository.git("reflog", "expire", "--expire=now", "--all")
    try repository.git("gc", "-q", "--prune=now")
    let stored = try StoredRun(id(0), in: opened())
    #expect(stored.tip.description == tip)
    #expect(try stored.steps(in: opened()).count == 1)
    #expect(stored.record.run.issue.body == "text")
    let parents = try repository.git(
      "log", "--first-parent", "--format=%P", "refs/colleague/archive")
    #expect(parents.contains(tip))
    try repository.git("fsck", "--strict")
    #expect(try RunIndex.id(matching: "000000000002", in: opened()) == id(2))
  }

  @Test func `the newest are those that began last, whatever their names are`() throws {
    for number in 0..<53 { try makeRun(number, at: 1_700_000_000 - number * 60) }
    #expect(try tidy(slack: 0) == 3)
    #expect(try Archive.ids(in: opened()) == [50, 51, 52].map(id))
  }

  @Test
  func `a run that a crash has left in both places is taken out of the first at the next turn`()
    throws
  {
    for number in 0..<52 { try makeRun(number) }
    let tip = try repository.git("rev-parse", "refs/colleague/runs/\(id(0))")
    #expect(try tidy(slack: 0) == 2)
    try repository.git("update-ref", "refs/colleague/runs/\(id(0))", tip)
    #expect(try tidy(slack: 0) == 1)
    #expect(try !liveRuns().contains(id(0)))
    #expect(try Archive.ids(in: opened()) == [id(0), id(1)])
  }

  @Test func `two that archive at once are in nobody's way`() throws {
    for number in 0..<3 { try makeRun(number) }
    let runs = try (0..<3).map { try StoredRun(id($0), in: opened()) }
    try Archive(author: author).add([runs[1]], to: opened(), at: 1)
    try Archive(author: author).add(runs, to: opened(), at: 2)
    #expect(try liveRuns().isEmpty)
    #expect(try Archive.ids(in: opened()) == (0..<3).map(id))
  }

  @Test func `a run that somebody works on is not moved`() throws {
    for number in 0..<52 { try makeRun(number) }
    let busy = id(0)
    let moved = try Archive(author: author).moveOldest(
      of: opened(), slack: 0, at: 1, statuses: { _ in [:] }, mayMove: { $0 != busy })
    #expect(moved == 1)
    #expect(try liveRuns().first == busy)
  }
}
