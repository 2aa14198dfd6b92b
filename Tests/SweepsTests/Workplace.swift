import Foundation
import Git
import Processes
import Records
import Runs
import Support
import Vocabulary

@testable import Sweeps

/// A worker with a clone of its own; all clones of one place share their objects.
struct Workplace {
  let repository: TemporaryRepository
  let server: MemoryRemote.Server
  let clock: ScriptedClock
  let listener = Listener()
  let stop = StopRequest()
  let local: LocalWorker
  let isShared: Bool

  /// A clone for the worker on `host`; without `isShared` there is no remote.
  init(
    on host: String, of other: Workplace? = nil, isShared: Bool = true
  ) throws {
    repository = try TemporaryRepository(["a.txt": "1\n"], inMemory: true)
    server = other?.server ?? MemoryRemote.Server()
    clock = other?.clock ?? ScriptedClock()
    self.isShared = isShared
    local = LocalWorker(
      Worker(host: host, boot: host, space: "1", process: 1, start: 1), isAlive: { _ in true })
    if let other {
      try repository.directory.write(
        other.repository.path + "/.git/objects\n", to: "project/.git/objects/info/alternates")
      try other.repository.directory.write(
        repository.path + "/.git/objects\n", to: "project/.git/objects/info/alternates")
    }
    server.set("HEAD", to: try repository.id("HEAD"))
    server.set("refs/heads/main", to: server.refs["HEAD"])
  }

  var context: WorkerContext {
    WorkerContext(
      worker: local, clock: clock,
      remote: isShared ? MemoryRemote(server, for: repository.path) : nil, reporter: listener,
      stop: stop)
  }

  /// Somebody of this name, who has the key of all workers here.
  static func author(_ name: String) -> Author {
    var author = Author(name: name, email: "\(name)@example.org")
    author.key = RecordKey(String(repeating: "5a", count: RecordKey.count))
    return author
  }

  func opened(_ change: (inout Settings) -> Void = { _ in }) throws -> OpenRepository {
    let author = Workplace.author("Ada")
    var settings = Settings(author: author)
    settings.key = author.key
    settings.test = "true"
    settings.leaseSeconds = 900
    settings.sandbox = .none
    change(&settings)
    return OpenRepository(
      repository: try Repository(discovering: repository.path, environment: [:]),
      settings: settings, cache: RunCache(at: repository.directory.path + "/cache/colleague"))
  }

  func queue() throws -> Queue { try opened().queue(sharedWith: context.remote?.refs) }

  /// Puts an issue into the queue.
  func add(_ title: String) throws -> String {
    try queue().add(
      Issue(title: title, body: "text", origin: .standardInput), trigger: .manual, at: clock.now
    ).entry.key
  }

  func entry(_ key: String) throws -> QueueEntry? { try queue().entry(key) }

  /// Carries out the issue `key`, whose run `runner` works on.
  @discardableResult
  func carryOut(_ key: String, _ runner: ScriptedRunner) async throws -> RunRecord {
    try await IssueWorker(on: key, by: RunRequest(), running: runner, context)
      .carryOut(in: try opened())
  }

  /// A runner that comes to `outcome`, after `deed` has happened while it works.
  func runner(
    _ outcome: Outcome = .unresolved, drafts: [String] = [],
    while deed: @escaping @Sendable (RunID) throws(RunError) -> Void = { _ in }
  ) -> ScriptedRunner {
    ScriptedRunner(listener, outcome: outcome, drafts: drafts, while: deed)
  }

  /// The value of a ref here.
  func ref(_ name: String) throws -> ObjectID? {
    try Repository(discovering: repository.path, environment: [:]).reference(name)
  }
}
