import Delivery
import Git
import Provenance
import Records
import Support
import Testing
import Text
import Vocabulary

@testable import Memory

private typealias Issue = Vocabulary.Issue

/// A repository of stock git with runs that our own records keep, and the index of both.
struct MemoryProject {
  let repository: TemporaryRepository
  let author: Author

  init(_ files: [String: String]) throws {
    repository = try TemporaryRepository(files, inMemory: true)
    var author = Author(name: "Colleague", email: "colleague@example.org")
    author.key = RecordKey(String(repeating: "5a", count: RecordKey.count))
    self.author = author
  }

  func opened() throws -> Repository {
    try Repository(discovering: repository.path, environment: [:])
  }

  /// Where the index lies.
  var file: String { repository.directory.path + "/cache/memory/index.sqlite" }

  /// Opens the index.
  func index(
    key: RecordKey? = RecordKey(String(repeating: "5a", count: RecordKey.count)),
    hiding secrets: [String] = []
  ) throws -> MemoryIndex {
    try MemoryIndex(at: file, key: key, redactor: Redactor(hiding: secrets))
  }

  /// Opens the index, and takes in all there is.
  func current() throws -> MemoryIndex {
    var index = try index()
    let update = try index.update(from: opened(), at: repository.id("main"), within: 60)
    #expect(update.isComplete)
    return index
  }

  /// A run that nobody has worked on.
  func run(
    _ number: Int, _ title: String, _ body: String = "", policy: PolicyKind = "scripted",
    reroll: Reroll? = nil
  ) throws -> Run {
    Run(
      id: .sample(number << 20), issue: Issue(title: title, body: body),
      base: try repository.id("main"), baseTree: try repository.id("main^{tree}"),
      baseName: "main", baseRef: "refs/heads/main",
      mandate: Mandate(paths: [], testCommand: nil), trigger: .manual, policy: policy,
      began: 1_700_000_000 + number, reroll: reroll)
  }

  /// Keeps a run with these actions, which has ended and delivered nothing.
  @discardableResult
  func end(
    _ run: Run, _ actions: [Action], _ outcome: Outcome = .unresolved, by author: Author? = nil,
    failing tests: [String] = []
  ) throws -> StoredRun {
    var trail = try GitTrail.begin(run, in: opened(), author: author ?? self.author, secrets: [])
    for (index, action) in actions.enumerated() {
      var observation = Observation(tree: run.baseTree)
      if case .test = action { observation.tests = report(failed: tests) }
      try trail.append(
        Step(
          number: index + 1, action: action, observation: observation, decidedBy: "scripted",
          time: run.began + index, cost: .nothing))
    }
    try trail.keepOutcome(outcome, at: run.began + 60)
    return try StoredRun(run.id, in: opened())
  }

  /// Delivers a run that edits one file as `change` says, so that it becomes `text`.
  @discardableResult
  func deliver(
    _ run: Run, _ path: String, _ text: String, _ change: FileEdit.Change? = nil, why: String,
    subject: String
  ) throws -> StoredRun {
    let repository = try opened()
    let blob = try repository.writeBlob(Array(text.utf8))
    let mended = try repository.editTree(run.baseTree, [TreeEdit(path, .put(blob, .file))])
    var trail = try GitTrail.begin(run, in: opened(), author: author, secrets: [])
    let decider: Decider = run.policy == .repair ? .policy(.repair) : "scripted"
    let steps: [(Action, Observation)] = [
      (.test(.working), Observation(tree: run.baseTree, tests: report(failed: ["t::test_it"]))),
      (
        .edit([FileEdit(path: path, change: change ?? .write(text))], why: why),
        Observation(tree: mended, changed: [path])
      ),
      (
        .finish(.init(claim: .resolved, subject: subject, why: why)), Observation(tree: mended)
      ),
    ]
    for (index, (action, observation)) in steps.enumerated() {
      try trail.append(
        Step(
          number: index + 1, action: action, observation: observation, decidedBy: decider,
          time: run.began + index, cost: .nothing))
    }
    try SeriesDelivery.conclude(&trail, as: .resolved, at: run.began + 60)
    return try StoredRun(run.id, in: opened())
  }

  /// Looks what people did with the series of all runs, and keeps it.
  func keepStatuses() throws {
    let runs = try RunIndex.ids(in: opened()).map { try StoredRun($0, in: opened()) }
    var scan = MergeStatusScan(in: try opened())
    let found = try scan.statuses(of: runs.filter { !$0.record.patches.isEmpty }.map(\.record))
    for run in runs {
      guard let status = found[run.record.run.id]?.status else { continue }
      try run.keep(status, at: 1_700_009_000, by: author, hiding: [], in: opened())
    }
  }

  /// Commits what stands in some files.
  ///
  /// Each commit is a minute later than the one before it.
  func commit(_ files: [String: String], _ message: String) throws {
    for (path, text) in files { try repository.write(text, to: path) }
    try repository.git("add", "-A")
    let count = try Int(repository.git("rev-list", "--count", "HEAD")) ?? 0
    var environment = repository.environment
    for name in ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"] {
      environment[name] = "\(1_700_000_000 + count * 60) +0000"
    }
    let ended = try Support.run(
      ["git", "commit", "-qm", message], in: repository.path, environment: environment)
    guard ended.status == 0 else { throw GitFailed(errors: ended.errors) }
  }

  /// What is told of an issue when a run on it begins.
  func told(
    _ title: String, _ body: String = "", besides: Set<RunID> = []
  ) throws -> [Recollection] {
    let index = try current()
    return try index.recollections(
      for: Issue(title: title, body: body), at: repository.id("main"), in: opened(),
      besides: besides)
  }
}
