import Git
import Support
import Testing
import Text
import Vocabulary

@testable import Records

private typealias Issue = Vocabulary.Issue

@Suite("The index of settled issues")
struct SettledIndexTests {
  private static let ref = "refs/colleague/settled"
  private let repository: TemporaryRepository

  init() throws { repository = try TemporaryRepository(["a": "1\n"], inMemory: true) }

  private func opened() throws -> Repository {
    try Repository(discovering: repository.path, environment: [:])
  }

  private func queue() throws -> Queue {
    Queue(in: try opened(), author: .keeper, secrets: [])
  }

  private func issue(_ title: String) -> Issue {
    Issue(title: title, body: "text", origin: .file("a.md"))
  }

  /// Makes a run on an issue, which has ended with a result.
  private func makeRun(_ number: Int, on issue: Issue, by author: Author) throws -> RunID {
    let run = Run(
      id: .sample(number), issue: issue, base: try repository.id("HEAD"),
      baseTree: try repository.id("HEAD^{tree}"), baseName: "main", mandate: Mandate(),
      trigger: .cron, policy: "repair", began: 1)
    var trail = try GitTrail.begin(run, in: try opened(), author: author, secrets: [])
    try trail.keepOutcome(.unresolved, at: 2)
    return run.id
  }

  /// Puts an issue that is over into the index.
  @discardableResult
  private func settle(
    _ title: String, as state: QueueEntry.State = .settled
  ) throws -> String {
    let queue = try queue()
    let entry = try queue.add(issue(title), trigger: .cron, at: 1, as: state, run: .sample(99))
      .entry
    try queue.settle([entry], at: 3)
    return entry.key
  }

  /// Puts an issue that `run` has settled into the index, as `author` would whose program asks for no header.
  private func put(
    _ title: String, by author: Author, run: RunID? = nil, as state: QueueEntry.State = .settled
  ) throws -> String {
    let queue = try queue()
    var entry = QueueEntry(
      key: try queue.key(of: issue(title)), issue: issue(title), trigger: .cron, added: 1)
    (entry.state, entry.run) = (state, run)
    try IndexChain(at: Self.ref, author: author).add(
      [
        .init(
          path: QueueEntry.settledPath(of: entry.key),
          bytes: try StepCodec.encode(Redactor()(entry)), subject: "x")
      ], at: 3, in: queue.repository)
    return entry.key
  }

  @Test func `is the user's own with all that is in it, by the header of its newest commit`() throws
  {
    #expect(try queue().isIndexOwn() == nil)
    let keys = [try settle("One"), try settle("Two", as: .dropped)]
    #expect(try queue().isIndexOwn() == true)
    #expect(try keys.map { try queue().entry($0)?.state } == [.settled, .dropped])
    // Of another worker of theirs, as it was last fetched.
    let kept = RemoteRefs(of: "origin").kept(Self.ref)
    try repository.git("update-ref", kept, Self.ref)
    try repository.git("update-ref", "-d", Self.ref)
    let shared = Queue(
      in: try opened(), author: .keeper, secrets: [], remote: RemoteRefs(of: "origin"))
    #expect(try keys.map { try shared.entry($0)?.state } == [.settled, .dropped])
    try repository.git("fsck", "--strict")
  }

  @Test(arguments: [nil, String(repeating: "00", count: 32)])
  func `without our header it says what runs of ours have settled, and is so made anew`(
    digits: String?
  ) throws {
    var stranger = Author(name: "Mallory", email: "mallory@example.org")
    stranger.key = digits.flatMap { RecordKey($0) }
    let ours = try makeRun(1, on: issue("One"), by: .keeper)
    let theirs = try makeRun(2, on: issue("Two"), by: stranger)
    let known = try put("One", by: stranger, run: ours)
    let others = [
      try put("Two", by: stranger, run: theirs), try put("Three", by: stranger, run: ours),
      try put("Four", by: stranger), try put("Five", by: stranger, as: .dropped),
    ]
    let before = try repository.git("rev-parse", Self.ref)
    #expect(try queue().isIndexOwn() == false)
    #expect(try queue().entry(known)?.run == ours)
    for key in others { #expect(try queue().entry(key) == nil) }
    // The next change makes an index of ours, in which there is no other.
    let own = try settle("Six")
    #expect(try queue().isIndexOwn() == true)
    #expect(try queue().entry(known)?.run == ours && queue().entry(own)?.state == .settled)
    for key in others { #expect(try queue().entry(key) == nil) }
    #expect(try repository.git("ls-tree", "-r", Self.ref).split(separator: "\n").count == 2)
    try repository.git("merge-base", "--is-ancestor", before, Self.ref)
  }

  @Test func `is taken over with all that is in it`() throws {
    let key = try put("One", by: Author(name: "Ada", email: "ada@example.org"))
    #expect(try queue().entry(key) == nil)
    try queue().takeIndexOver(at: 4)
    #expect(try queue().isIndexOwn() == true && queue().entry(key)?.state == .settled)
    let tip = try repository.id(Self.ref)
    try queue().takeIndexOver(at: 5)
    #expect(try repository.id(Self.ref) == tip)
  }
}
