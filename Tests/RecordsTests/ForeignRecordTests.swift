import Engine
import Git
import Records
import Support
import Testing
import Text
import Vocabulary

/// Records that nobody of ours has written, or that somebody has changed.
@Suite struct `Records from elsewhere` {
  private let repository: TemporaryRepository
  private let author = Author.keeper
  private let key = String(repeating: "ab", count: 20)

  init() throws { repository = try TemporaryRepository(["a": "1\n"], inMemory: true) }

  private func opened() throws -> Repository {
    try Repository(discovering: repository.path, environment: [:])
  }

  /// Somebody else, who has another key or none.
  private func stranger(_ key: RecordKey?) -> Author {
    var stranger = Author(name: "Mallory", email: "mallory@example.org")
    stranger.key = key
    return stranger
  }

  private func makeRun(by author: Author) throws -> StoredRun {
    let run = try repository.makeRun()
    var trail = try GitTrail.begin(run, in: try opened(), author: author, secrets: [])
    try trail.append(
      Step(
        number: 1, action: .plan("Think."), observation: Observation(tree: run.baseTree),
        decidedBy: "repair", time: 1_700_000_001, cost: .nothing))
    return try StoredRun(run.id, in: try opened())
  }

  @Test func `a run is known by the key that its newest state was written with, and by no other`()
    throws
  {
    let run = try makeRun(by: author)
    #expect(try run.isOwn(by: author.key, in: opened()))
    #expect(try !run.isOwn(by: nil, in: opened()))
    let other = RecordKey(String(repeating: "00", count: RecordKey.count))
    #expect(try !run.isOwn(by: other, in: opened()))
    try repository.git("fsck", "--strict")
    // The header is none of the message's.
    #expect(try !repository.git("log", "refs/colleague/runs/\(run.record.run.id)").contains("mac"))
  }

  @Test(arguments: [nil, String(repeating: "00", count: 32)])
  func `a run that somebody with another key or none has written is not ours`(digits: String?)
    throws
  {
    let run = try makeRun(by: stranger(digits.flatMap { RecordKey($0) }))
    #expect(try !run.isOwn(by: author.key, in: opened()))
  }

  @Test func `a state put on top of ours, or another message or date with our header, is not ours`()
    throws
  {
    let run = try makeRun(by: author)
    let ref = "refs/colleague/runs/\(run.record.run.id)"
    let commit = try repository.git("cat-file", "commit", ref) + "\n"
    for (old, new) in [("plan", "plot"), ("1700000001", "1700000002")] {
      let forged = commit.replacing(old, with: new)
      #expect(forged != commit)
      let id = try repository.git("hash-object", "-t", "commit", "-w", "--stdin", input: forged)
      try repository.git("update-ref", ref, id)
      #expect(try !StoredRun(run.record.run.id, in: opened()).isOwn(by: author.key, in: opened()))
    }
    let above = try repository.git(
      "commit-tree", "-p", "\(run.tip)", "-m", "x", "\(run.tip)^{tree}")
    try repository.git("update-ref", ref, above)
    #expect(try !StoredRun(run.record.run.id, in: opened()).isOwn(by: author.key, in: opened()))
  }

  @Test func `a run under another run's name cannot be read`() throws {
    let run = try makeRun(by: author)
    let other = RunID.sample(7)
    try repository.git("update-ref", "refs/colleague/runs/\(other)", "\(run.tip)")
    #expect { try StoredRun(other, in: opened()) } throws: {
      if case .unreadableRun(other, _, .unreadable) = $0 as? RecordsError { true } else { false }
    }
  }

  @Test func `a claim of nobody's ends after an hour, whatever it says; ours when it says`() throws
  {
    let now = 1_700_000_000
    let worker = Worker(host: "h", boot: "b", space: "s", process: 1, start: 1)
    let elsewhere = Worker(host: "i", boot: "c", space: "s", process: 1, start: 1)
    for (writer, isBounded) in [(stranger(nil), true), (author, false)] {
      let theirs = Claims(in: try opened(), author: writer, worker: elsewhere)
      let known = try theirs.claim(on: key)
      let made = try #require(
        try theirs.take(key, over: known, for: .sample(1), until: 253_402_300_799, at: now))
      let seen = try #require(
        try Claims(in: try opened(), author: author, worker: worker).claim(on: key))
      #expect((seen.worker == nil) == isBounded && (seen.run == nil) == isBounded)
      #expect(!seen.isFree(for: worker, at: now + 3599) { _ in true })
      #expect(seen.isFree(for: worker, at: now + 3601) { _ in true } == isBounded)
      #expect(made.id == seen.id)
    }
  }

  @Test func `a claim of nobody's that was made in the future holds nobody up`() throws {
    let theirs = Claims(
      in: try opened(), author: stranger(nil),
      worker: Worker(host: "i", boot: "c", space: "s", process: 1, start: 1))
    let far = 9_000_000_000
    _ = try theirs.take(key, over: nil, for: .sample(1), until: far + 9, at: far)
    let worker = Worker(host: "h", boot: "b", space: "s", process: 1, start: 1)
    let seen = try Claims(in: try opened(), author: author, worker: worker).claim(on: key)
    #expect(seen?.isFree(for: worker, at: 1_700_000_000) { _ in true } == true)
  }

  @Test func `an entry of somebody else's is an issue: it has no run, no failures and no leave`()
    throws
  {
    let theirs = Queue(in: try opened(), author: stranger(nil), secrets: [])
    var issue = Issue(title: "Sum", body: "text")
    issue.wishes.mayChangeTests = ["tests/**"]
    let key = try theirs.add(issue, trigger: .cron, at: 1).entry.key
    try theirs.update(key, subject: "x", at: 2) {
      var entry = $0.afterFailure("no", of: .sample(1), at: 9_999_999_999)
      entry.state = .asking
      return entry
    }
    let ours = Queue(in: try opened(), author: author, secrets: [])
    let entry = try #require(try ours.entry(key))
    #expect(entry.state == .waiting && entry.run == nil && entry.notBefore == 0)
    #expect(entry.failures == 0 && entry.issue.wishes.mayChangeTests == nil)
    #expect(entry.issue.title == "Sum" && entry.issue.body == "text")
    // Once we have worked on it, it is ours.
    try ours.update(key, subject: "run", at: 3) { $0.with(run: .sample(2)) }
    #expect(try ours.entry(key)?.run == .sample(2))
  }

  @Test func `an entry of ours under another issue's name is not ours`() throws {
    let ours = Queue(in: try opened(), author: author, secrets: [])
    let key = try ours.add(Issue(title: "Sum"), trigger: .cron, at: 1).entry.key
    try repository.git(
      "update-ref", "refs/colleague/queue/\(self.key)", "refs/colleague/queue/\(key)")
    #expect { try ours.entry(self.key) } throws: {
      if case .unreadable = $0 as? RecordsError { true } else { false }
    }
  }

  /// Some bytes of `text` changed, taken out or doubled.
  private func mutated(
    _ text: [UInt8], _ generator: inout some RandomNumberGenerator
  ) -> [UInt8] {
    var bytes = text
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: bytes[place] = .random(in: 0...255, using: &generator)
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(contentsOf: Array("9999999999".utf8), at: place)
      default:
        let end = min(bytes.count, place + Int.random(in: 1...40, using: &generator))
        bytes.insert(contentsOf: bytes[place..<end], at: place)
      }
    }
    return bytes
  }

  @Test
  func `whatever bytes stand in a run's or an issue's files, reading ends, and names lead nowhere`()
    throws
  {
    let run = try makeRun(by: author)
    let queue = Queue(in: try opened(), author: author, secrets: [])
    let entry = try queue.add(Issue(title: "Sum", body: "text"), trigger: .cron, at: 1).entry
    let repository = try opened()
    var generator = SeededGenerator(seed: 7)
    let ends = [
      ("refs/colleague/runs/\(run.record.run.id)", ["run.json", "steps/0001.json", "issue.md"]),
      ("refs/colleague/queue/\(entry.key)", ["entry.json", "issue.md"]),
    ]
    for (ref, names) in ends {
      let tip = try repository.resolve(ref)
      let commit = try repository.readCommit(tip)
      for name in names {
        let file = try #require(try repository.entry(at: name, inTree: commit.tree))
        let bytes = try repository.readBlob(file.id)
        for _ in 0..<200 {
          let blob = try repository.writeBlob(mutated(bytes, &generator))
          let tree = try repository.editTree(commit.tree, [TreeEdit(name, .put(blob, .file))])
          let changed = try repository.commit(
            tree: tree, parents: commit.parents, author: commit.author, committer: commit.committer,
            message: "x")
          let before = try repository.reference(ref)
          try repository.apply(.move(ref, from: before, to: changed, reason: "x"), durable: false)
          if let read = try? StoredRun(run.record.run.id, in: repository) {
            _ = try? read.steps(in: repository)
            #expect(read.record.run.id == run.record.run.id)
            #expect(try !read.isOwn(by: author.key, in: repository) || read.tip == run.tip)
            if let branch = read.record.branch { #expect(RefNames.isBranch(branch)) }
          }
          if let read = try? queue.entry(entry.key) { #expect(read.key == entry.key) }
          _ = try queue.entries()
        }
      }
    }
  }
}
