import Engine
import Git
import Support
import Testing
import Text
import Vocabulary

@testable import Records

@Suite struct `What a run was told of earlier work` {
  private let repository: TemporaryRepository
  private let author = Author.keeper

  init() throws { repository = try TemporaryRepository(["a.py": "print(1)\n"], inMemory: true) }

  private func opened() throws -> Repository {
    try Repository(discovering: repository.path, environment: [:])
  }

  private let known = [
    Recollection(
      kind: .review, text: "Sums are kept\nas integers.", run: .sample(3), step: 7,
      mergeStatus: .rejected),
    Recollection(kind: .history, text: "Changes with b.py.", commit: .zero),
  ]

  /// A run that was told `told` at its start and once more with its only step.
  private func begin(_ told: [Recollection], secrets: [String] = []) throws -> GitTrail {
    var run = try repository.makeRun()
    run.recollections = told
    var trail = try GitTrail.begin(run, in: try opened(), author: author, secrets: secrets)
    var observation = Observation(tree: run.baseTree, output: Excerpt("x\n"))
    observation.recollections = told.isEmpty ? nil : told
    try trail.append(
      Step(
        number: 1, action: .read(path: "a.py", lines: nil), observation: observation,
        decidedBy: "model:small", time: 1_700_000_001, cost: .nothing))
    return trail
  }

  /// Puts `content` in the place of a file of the run's newest state; a folder where it is `nil`.
  private func replace(_ path: String, of id: RunID, by content: [UInt8]?) throws {
    let opened = try opened()
    let ref = RefNames.run(id)
    let tree = try repository.id("\(ref)^{tree}")
    let edit: TreeEdit.Change =
      try content.map { .put(try opened.writeBlob($0), .file) }
      ?? .put(try repository.id("HEAD^{tree}"), .tree)
    let changed = try opened.editTree(tree, [TreeEdit(path, edit)])
    let commit = try repository.git("commit-tree", "-p", ref, "-m", "x", "\(changed)")
    try repository.git("update-ref", ref, commit)
  }

  @Test func `is read back from its own file and its step, also by a run that is taken up`() throws
  {
    let id = try begin(known).record.run.id
    let stored = try StoredRun(id, in: opened())
    #expect(stored.record.run.recollections == known)
    #expect(try stored.step(1, in: opened()).observation.recollections == known)
    try stored.checkMemory(in: opened())
    let resumed = try GitTrail.resume(id, in: opened(), author: author, secrets: [])
    #expect(resumed.record.run.recollections == known)
    let text = try repository.git("show", "\(RefNames.run(id)):memory.json")
    #expect(text.contains("\"version\" : 1") && text.contains("\"mergeStatus\" : \"rejected\""))
    try repository.git("fsck", "--strict")
  }

  @Test func `is neither in the run's own file nor in the archive's index`() throws {
    var trail = try begin(known)
    try trail.keepOutcome(.unresolved, at: 1_700_000_002)
    let id = trail.record.run.id
    #expect(
      try !repository.git("show", "\(RefNames.run(id)):run.json").contains("integers"))
    let stored = try StoredRun(id, in: opened())
    try Archive(author: author).add([stored], to: opened(), at: 1_700_000_003)
    let index = try repository.git("ls-tree", "-r", "--name-only", RefNames.archive)
      .split(separator: "\n")
    #expect(index.count == 1)
    for path in index {
      #expect(try !repository.git("show", "\(RefNames.archive):\(path)").contains("integers"))
    }
    #expect(try StoredRun(id, in: opened()).record.run.recollections == known)
  }

  @Test func `leaves no file where it is nothing, and old steps are read without it`() throws {
    let trail = try begin([])
    let ref = RefNames.run(trail.record.run.id)
    let names = try repository.git("ls-tree", "-r", "--name-only", ref)
    #expect(!names.contains("memory.json"))
    #expect(try !repository.git("show", "\(ref):steps/0001.json").contains("recollections"))
    let stored = try StoredRun(trail.record.run.id, in: opened())
    #expect(stored.record.run.recollections.isEmpty)
    #expect(try stored.step(1, in: opened()).observation.recollections == nil)
  }

  @Test func `has no secrets, neither in its file nor in its step`() throws {
    let secret = "sk-own-Zq3rT9vLw0pXb7Hn2Kc5Md8F"
    let told = [Recollection(kind: .lesson, text: "Use \(secret) here.")]
    let trail = try begin(told, secrets: [secret])
    #expect(trail.record.run.recollections.first?.text.contains("[redacted]") == true)
    #expect(try !repository.git("log", "-p", "--all", "-m", "--format=%B").contains(secret))
  }

  @Test func `is at most as much as a run is told when it begins`() throws {
    let many = (0..<200).map { Recollection(kind: .lesson, text: "\($0)") }
    #expect(try begin(many).record.run.recollections.count == Recollection.mostAtStart)
  }

  @Test(arguments: [
    "", "{", "[]", "7", "\u{0}", #"{"recollections":[]}"#, #"{"version":2,"recollections":[]}"#,
    #"{"version":1,"recollections":[{"kind":"dream","text":"x"}]}"#,
    #"{"version":1,"recollections":{"a":1}}"#, #"{"version":"1"}"#,
    String(repeating: #"{"version":"#, count: 30_000), String(repeating: "[", count: 100_000),
    #"{"version":1,"recollections":[],"x":""# + String(repeating: "x", count: 300_000) + #""}"#,
  ])
  func `counts as nothing where its file cannot be read, and the doctor can tell why`(text: String)
    throws
  {
    let id = try begin(known).record.run.id
    try replace(MemoryRecord.path, of: id, by: Array(text.utf8))
    let stored = try StoredRun(id, in: opened())
    #expect(stored.record.run.recollections.isEmpty && stored.record.steps == 1)
    #expect(throws: RecordsError.self) { try stored.checkMemory(in: opened()) }
  }

  @Test func `counts as nothing where a folder or invalid text stands in the place of its file`()
    throws
  {
    let id = try begin(known).record.run.id
    for content in [nil, [0xff, 0xfe, 0x7b, 0xc3]] as [[UInt8]?] {
      try replace(MemoryRecord.path, of: id, by: content)
      let stored = try StoredRun(id, in: opened())
      #expect(stored.record.run.recollections.isEmpty)
      #expect(throws: RecordsError.self) { try stored.checkMemory(in: opened()) }
    }
  }

  @Test func `has what repairs begin with, without a place whose name is a secret`() throws {
    var run = try repository.makeRun()
    run.repairPriors.count(.merged, of: "wrapBound", times: 3)
    run.repairPriors.add(.init(path: "src/sums.py", function: "total", fixes: 4))
    run.repairPriors.add(.init(path: "src/hunter2hunter2.py", fixes: 9))
    let trail = try GitTrail.begin(
      run, in: try opened(), author: author, secrets: ["hunter2hunter2"])
    let kept = try StoredRun(run.id, in: opened()).record.run.repairPriors
    #expect(kept.templates == run.repairPriors.templates)
    #expect(kept.places.map(\.path) == ["src/sums.py"])
    #expect(trail.record.run.repairPriors == kept)
  }

  @Test func `is bounded when it is read, and what is not known in it is passed over`() throws {
    let id = try begin(known).record.run.id
    let item = #"{"kind":"run","text":"\#(String(repeating: "x", count: 900))","later":[1]}"#
    let items = [String](repeating: item, count: 100).joined(separator: ",")
    let text = #"{"version":1,"later":{"a":1},"recollections":[\#(items)]}"#
    try replace(MemoryRecord.path, of: id, by: Array(text.utf8))
    let found = try StoredRun(id, in: opened()).record.run.recollections
    #expect(found.count == Recollection.mostAtStart)
    #expect(found.allSatisfy { $0.text.utf8.count == Recollection.byteLimit })
  }
}
