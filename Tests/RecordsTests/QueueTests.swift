import Git
import Support
import Testing
import Vocabulary

@testable import Records

private typealias Issue = Vocabulary.Issue

@Suite("The queue in git")
struct QueueTests {
  private let repository: TemporaryRepository
  private let author = Author.keeper

  init() throws { repository = try TemporaryRepository(["a": "1\n"]) }

  private func queue() throws -> Queue {
    let opened = try Repository(discovering: repository.path, environment: [:])
    return Queue(in: opened, author: author, secrets: ["hunter2hunter2"])
  }

  private func issue(_ title: String, body: String = "text", from path: String = "a.md") -> Issue {
    Issue(title: title, body: body, origin: .file(path))
  }

  @Test
  func `text and source make the key: the same issue is there once, an edited one is another`()
    throws
  {
    let queue = try queue()
    let first = try queue.add(issue("One"), trigger: .cron, at: 1)
    let again = try queue.add(issue("One"), trigger: .manual, at: 2)
    #expect(first.isNew && !again.isNew && again.entry == first.entry)
    #expect(try queue.add(issue("One", body: "other"), trigger: .cron, at: 3).isNew)
    #expect(try queue.add(issue("One", from: "b.md"), trigger: .cron, at: 4).isNew)
    #expect(try queue.entries().map(\.added) == [1, 3, 4])
    try repository.git("fsck", "--strict")
  }

  @Test
  func
    `an entry that was replaced waits again when its text comes back; one that a person dropped does not`()
    throws
  {
    let queue = try queue()
    let key = try queue.add(issue("One"), trigger: .cron, at: 1).entry.key
    for (state, waits) in [(QueueEntry.State.dropped, false), (.replaced, true), (.settled, false)]
    {
      try queue.update(key, subject: "", at: 2) { entry in
        var next = entry
        next.state = state
        return next
      }
      #expect(try queue.add(issue("One"), trigger: .cron, at: 3).isNew == waits)
      #expect(try queue.entry(key)?.state == (waits ? .waiting : state))
    }
  }

  @Test func `a secret in an issue reaches no record`() throws {
    let queue = try queue()
    let key = try queue.add(
      issue("Use hunter2hunter2", body: "The key is hunter2hunter2."), trigger: .cron, at: 1
    ).entry.key
    let log = try repository.git("log", "-p", "--all", "--format=%B")
    #expect(!log.contains("hunter2hunter2") && log.contains(key))
  }

  @Test func `a secret in why a try broke off reaches no record`() throws {
    let queue = try queue()
    let key = try queue.add(issue("One"), trigger: .cron, at: 1).entry.key
    try queue.update(key, subject: "", at: 2) {
      $0.afterFailure("the service refuses the key hunter2hunter2", at: 2)
    }
    let log = try repository.git("log", "-p", "--all", "--format=%B")
    #expect(!log.contains("hunter2hunter2") && log.contains("the service refuses the key"))
  }

  @Test
  func
    `after a failure an issue waits a quarter of an hour, then twice as long each time, a day at most`()
    throws
  {
    var entry = try queue().add(issue("One"), trigger: .cron, at: 0).entry
    var waits: [Int] = []
    for _ in 0..<9 {
      entry = entry.after(run: "r", ended: .failed, reason: "down", at: 1000)
      waits.append(entry.notBefore - 1000)
      #expect(!entry.isDue(at: entry.notBefore - 1) && entry.isDue(at: entry.notBefore))
    }
    #expect(waits == [900, 1800, 3600, 7200, 14_400, 28_800, 57_600, 86_400, 86_400])
    #expect(entry.after(run: "r", ended: .interrupted, at: 5).isDue(at: 5))
    let broken = entry.after(run: "r", ended: .interrupted, reason: "no service", at: 5)
    #expect(broken.state == .waiting && broken.reason == "no service" && !broken.isDue(at: 5))
    #expect(broken.isDue(at: 90_000) && broken.begunRun == "r")
    #expect(entry.after(run: "r", ended: .waiting, at: 5).state == .asking)
    // What is over stays so, whatever comes late.
    let dropped = entry.ended(as: .dropped)
    expectNoDifference(dropped.after(run: "r", ended: .interrupted, at: 5), dropped)
    expectNoDifference(dropped.afterFailure("down", at: 5), dropped)
    for outcome: Outcome in [.resolved, .unresolved, .spent, .stuck] {
      #expect(entry.after(run: "r", ended: outcome, at: 5).isClosed)
    }
  }

  @Test
  func `entries that are over move to the index, the oldest first, and are known there for good`()
    throws
  {
    let queue = try queue()
    var keys: [String] = []
    for number in 0..<60 {
      let key = try queue.add(issue("Issue \(number)"), trigger: .cron, at: number).entry.key
      keys.append(key)
      guard number > 0 else { continue }
      try queue.update(key, subject: "", at: number) {
        $0.after(run: .sample(number), ended: .resolved, at: number)
      }
    }
    #expect(try queue.tidy(slack: 10, at: 99) == 0)
    #expect(try queue.tidy(slack: 5, at: 99) == 9)
    #expect(try queue.tidy(slack: 0, at: 99) == 0)
    let refs = try repository.git("for-each-ref", "refs/colleague/queue/").split(separator: "\n")
    #expect(refs.count == 51)
    // What waits stays, however old.
    #expect(try queue.entries().first?.key == keys[0])
    #expect(try queue.entry(keys[3])?.run == .sample(3))
    #expect(try !queue.add(issue("Issue 3"), trigger: .cron, at: 100).isNew)
    #expect(try queue.entry(matching: keys[3]).state == .settled)
    try repository.git("fsck", "--strict")
  }

  @Test
  func `of two clones' entries the one that goes on from the other counts, else the remote's`()
    throws
  {
    let queue = try queue()
    let key = try queue.add(issue("One"), trigger: .cron, at: 1).entry.key
    let ref = "refs/colleague/queue/\(key)"
    let first = try repository.id(ref)
    try queue.update(key, subject: "", at: 2) { $0.after(run: "r", ended: .resolved, at: 2) }
    let second = try repository.id(ref)
    #expect(try queue.adopt(key, at: first, of: ref))
    #expect(try queue.entry(key)?.state == .settled)
    try repository.git("update-ref", ref, first.description)
    #expect(try !queue.adopt(key, at: second, of: ref))
    #expect(try queue.entry(key)?.state == .settled)
    // Both have gone on from the first.
    try repository.git("update-ref", ref, first.description)
    try queue.update(key, subject: "", at: 3) { $0.afterFailure("down", at: 3) }
    #expect(try !queue.adopt(key, at: second, of: ref))
    #expect(try queue.entry(key)?.state == .settled)
  }

  @Test func `what a remote calls by a key it does not have is refused`() throws {
    let queue = try queue()
    let key = try queue.add(issue("One"), trigger: .cron, at: 1).entry.key
    let id = try #require(
      ObjectID(try repository.git("rev-parse", "refs/colleague/queue/\(key)")))
    let other = String(key.reversed())
    #expect(throws: RecordsError.self) { try queue.adopt(other, at: id, of: "refs/x") }
    #expect(try queue.entry(other) == nil)
  }

  /// Adds an issue that `run` settles, for `hindrance` where there is one.
  private func addSettled(
    _ title: String, by run: RunID, at time: Int = 1, _ hindrance: Hindrance? = nil
  )
    throws -> String
  {
    let queue = try queue()
    let key = try queue.add(issue(title), trigger: .cron, at: time).entry.key
    let circumstances = Circumstances(
      testCommand: nil, testSeconds: 600, sandbox: .required, readable: [], policy: "repair",
      model: nil, product: "1")
    try queue.update(key, subject: "", at: time) {
      $0.after(
        run: run, ended: .unresolved, hindrance: hindrance.map { ($0, circumstances) }, at: time)
    }
    return key
  }

  @Test func `what may be tried again by itself keeps its ref, however much else is over`() throws {
    let hindered = try addSettled("Hindered", by: .sample(1), .noModel)
    for number in 0..<53 { _ = try addSettled("Issue \(number)", by: .sample(1), at: 2 + number) }
    #expect(try queue().tidy(slack: 0, at: 99) == 3)
    #expect(try queue().entries().first?.key == hindered)
    #expect(try queue().entry(hindered)?.settling?.cause == .noModel)
  }

  @Test func `a person asks again for an issue that has moved to the index: its text is its run's`()
    throws
  {
    let head = try repository.id("HEAD")
    let tree = try repository.id("HEAD^{tree}")
    let id: RunID = "20240101-one-0123456789ab"
    let run = Run(
      id: id, issue: issue("One"), base: head, baseTree: tree, baseName: "main",
      mandate: Mandate(), trigger: .cron, policy: "repair", began: 1)
    _ = try GitTrail.begin(
      run, in: Repository(discovering: repository.path, environment: [:]), author: author,
      secrets: [])
    let keys = [try addSettled("One", by: id), try addSettled("Two", by: .sample(9))]
    let queue = try queue()
    try queue.settle(queue.entries(), at: 2)
    #expect(try queue.entries().isEmpty)
    let entry = try queue.ask(again: keys[0], at: 3)
    #expect(entry.state == .waiting && entry.anew == .asked && entry.run == id)
    #expect(try queue.entry(keys[0])?.issue == issue("One"))
    #expect(try queue.entries().map(\.key) == [keys[0]])
    // Without its run, only whoever has the text can ask.
    #expect(throws: RecordsError.self) { try queue.ask(again: keys[1], at: 3) }
    #expect(try queue.ask(again: keys[1], of: issue("Two"), at: 3).issue.body == "text")
    #expect(throws: RecordsError.self) {
      try queue.ask(again: String(repeating: "0", count: 40), at: 3)
    }
    // Over once more, it goes back to where it was.
    for key in keys {
      try queue.update(key, subject: "", at: 4) { $0.after(run: "r2", ended: .resolved, at: 4) }
    }
    try queue.settle(queue.entries(), at: 5)
    #expect(try queue.entry(keys[0])?.run == "r2")
    try repository.git("fsck", "--strict")
  }

  @Test
  func `an issue that another clone asks for again is taken from there, unless it is done since`()
    throws
  {
    let queue = try queue()
    let key = try addSettled("One", by: "r1")
    let ref = "refs/colleague/queue/\(key)"
    let kept = "refs/colleague/remotes/origin/queue/\(key)"
    try repository.git("update-ref", kept, ref)
    // The index knows it as over, and what the remote has goes on from there.
    try queue.settle(queue.entries(), at: 2)
    let asked = try queue.ask(again: key, of: issue("One"), at: 3)
    let theirs = try repository.id(ref)
    try repository.git("merge-base", "--is-ancestor", kept, ref)
    // In another clone, which has it in its index alone.
    try repository.git("update-ref", "-d", ref)
    #expect(try !queue.adopt(key, at: theirs, of: kept))
    expectNoDifference(try queue.entry(key), asked)
    try queue.update(key, subject: "", at: 4) { $0.after(run: "r2", ended: .resolved, at: 4) }
    try queue.settle(queue.entries(), at: 5)
    #expect(try !queue.adopt(key, at: theirs, of: kept))
    #expect(try queue.entry(key)?.state == .settled && queue.entries().isEmpty)
  }
}
