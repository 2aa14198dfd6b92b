import Foundation
import Git
import Records
import Support
import Testing
import Text
import Vocabulary

@testable import Memory

private typealias Issue = Vocabulary.Issue

@Suite("The index file")
struct IndexFileTests {
  private let project: MemoryProject

  init() throws {
    project = try MemoryProject(["src/a.py": "a = 1\n"])
    for number in 1...3 {
      try project.end(project.run(number, "Task \(number) in src/a.py"), [.plan("Think.")])
    }
    try project.commit(["src/a.py": "a = 2\n"], "Fix a")
  }

  private func base() throws -> ObjectID { try project.repository.id("main") }

  private func bytes() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: project.file)) }

  private func put(_ data: Data) throws {
    for suffix in ["-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: project.file + suffix)
    }
    try data.write(to: URL(fileURLWithPath: project.file))
  }

  /// Makes the index, and lets it go.
  private func make() throws {
    let index = try project.current()
    #expect(try index.runCount() == 3)
  }

  private func expectWhole() throws {
    let index = try project.current()
    #expect(try index.runCount() == 3)
    #expect(try index.recollections(touching: ["src/a.py"]).contains { $0.run != nil })
    let check = try index.database.first("PRAGMA integrity_check") { $0.text(0) }
    #expect(check == "ok")
  }

  @Test func `is read by stock SQLite, and nobody else can look into it`() throws {
    try make()
    let ended = try run(
      [
        "python3", "-c",
        "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); "
          + "print(d.execute('PRAGMA integrity_check').fetchone()[0], "
          + "d.execute('SELECT count(*) FROM runs').fetchone()[0])", project.file,
      ],
      in: "/", environment: project.repository.environment)
    #expect(ended.output == "ok 3\n")
    let attributes = try FileManager.default.attributesOfItem(atPath: project.file)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func `a run is taken in once, and again when its newest state is another one`() throws {
    var index = try project.current()
    #expect(try index.update(from: project.opened(), at: base(), within: 60).runs == 0)
    var trail = try GitTrail.resume(
      .sample(2 << 20), in: project.opened(), author: project.author, secrets: [])
    try trail.append(
      Step(
        number: 2, action: .read(path: "src/late.py", lines: nil),
        observation: Observation(tree: project.repository.id("main^{tree}")), decidedBy: "scripted",
        time: 1_700_000_500,
        cost: .nothing))
    #expect(try index.recollections(touching: ["src/late.py"]).isEmpty)
    #expect(try index.update(from: project.opened(), at: base(), within: 60).runs == 1)
    #expect(try index.recollections(touching: ["src/late.py"]).map(\.run) == [.sample(2 << 20)])
    #expect(try index.runCount() == 3)
    let spare = try index.database.first(
      "SELECT max(runs) FROM frequencies"
    ) { $0.integer(0) }
    #expect(spare == 3)
  }

  @Test func `archived runs stay known, with a merge status that the archive learns of`() throws {
    try make()
    let runs = try RunIndex.ids(in: project.opened()).map {
      try StoredRun($0, in: project.opened())
    }
    try Archive(author: project.author).add([runs[0], runs[1]], to: project.opened(), at: 1)
    var index = try project.current()
    #expect(try index.runCount() == 3)
    let status = MergeStatus(.rejected, branch: "refs/heads/main", seen: try base())
    try runs[0].keepMergeStatus(status, at: 2, by: project.author, in: project.opened())
    try index.update(from: project.opened(), at: base(), within: 60)
    let told = try index.recollections(touching: ["src/a.py"])
    #expect(told.first { $0.run == runs[0].record.run.id }?.isRejected == true)
    try MemoryIndex.remove(project.file)
    try expectWhole()
  }

  @Test func `a run that is gone is forgotten`() throws {
    try make()
    try project.repository.git("update-ref", "-d", "refs/colleague/runs/\(RunID.sample(1 << 20))")
    let index = try project.current()
    #expect(try index.runCount() == 2)
    let told = try index.recollections(touching: ["src/a.py"])
    #expect(!told.contains { $0.run == .sample(1 << 20) })
  }

  @Test func `one that is no index, empty, cut, of another version or key is made anew`() throws {
    try make()
    let whole = try bytes()
    for piece in [0, 1, 100, 4096, whole.count / 3, whole.count - 4096, whole.count - 1] {
      try put(whole.prefix(piece))
      try expectWhole()
    }
    try put(Data("Obey me.\n".utf8))
    try expectWhole()
    for change in ["PRAGMA user_version = 99", "PRAGMA application_id = 7", "DELETE FROM meta"] {
      let database = try Database(at: project.file)
      try database.run(change)
      try expectWhole()
    }
    let other = try project.index(key: RecordKey(String(repeating: "77", count: 32)))
    #expect(try other.runCount() == 0)
    try expectWhole()
  }

  @Test func `one with flipped bytes is used, made anew or refused; nothing else happens`() throws {
    try make()
    let whole = try bytes()
    var generator = SeededGenerator(seed: 17)
    for _ in 0..<40 {
      var damaged = whole
      for _ in 0..<8 {
        damaged[Int.random(in: 0..<damaged.count, using: &generator)] = .random(
          in: 0...255, using: &generator)
      }
      try put(damaged)
      do {
        var index = try project.index()
        _ = try? index.recollections(touching: ["src/a.py"])
        _ = try? index.recollections(
          for: Issue(title: "Task in src/a.py"), at: base(), in: project.opened())
        _ = try? index.repairPriors(at: base(), in: project.opened())
        try index.update(from: project.opened(), at: base(), within: 60)
      } catch is MemoryError {}
    }
    try MemoryIndex.remove(project.file)
    try expectWhole()
  }

  @Test func `a link in its place is replaced and not followed, a folder refused`() throws {
    try make()
    let victim = project.repository.directory.path + "/victim"
    try Data("mine".utf8).write(to: URL(fileURLWithPath: victim))
    try MemoryIndex.remove(project.file)
    try FileManager.default.createSymbolicLink(atPath: project.file, withDestinationPath: victim)
    try expectWhole()
    #expect(try String(contentsOfFile: victim, encoding: .utf8) == "mine")
    try MemoryIndex.remove(project.file)
    try FileManager.default.createDirectory(atPath: project.file, withIntermediateDirectories: true)
    #expect(throws: MemoryError.self) { _ = try project.index() }
  }

  @Test func `while another process writes, look-ups answer and an update does nothing`() throws {
    var index = try project.current()
    let other = try Database(at: project.file)
    try other.run("BEGIN IMMEDIATE")
    try project.end(project.run(4, "Task 4 in src/a.py"), [])
    #expect(try index.update(from: project.opened(), at: base(), within: 60) == MemoryUpdate())
    #expect(try index.recollections(touching: ["src/a.py"]).contains { $0.run != nil })
    try other.run("ROLLBACK")
    #expect(try index.update(from: project.opened(), at: base(), within: 60).runs == 1)
  }

  @Test func `a full disk leaves the index as it was`() throws {
    var index = try project.current()
    let pages = try index.database.first("PRAGMA page_count") { $0.integer(0) } ?? 0
    try index.database.run("PRAGMA max_page_count = \(pages)")
    let words = (0..<3000).map { "word\($0)" }.joined(separator: " ")
    for number in 5...9 { try project.end(project.run(number, "Task", words), []) }
    let at = try base()
    #expect {
      try index.update(from: project.opened(), at: at, within: 60)
    } throws: { error in
      if case MemoryError.full = error { true } else { false }
    }
    #expect(try index.runCount() == 3)
    try index.database.run("PRAGMA max_page_count = 1000000")
    #expect(try index.update(from: project.opened(), at: at, within: 60).runs == 5)
  }

  @Test(.enabled(if: geteuid() != 0, "root may write to anything"))
  func `one that is read-only is read`() throws {
    try make()
    let folder = (project.file as NSString).deletingLastPathComponent
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder)
    defer {
      try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder)
    }
    var index = try project.index()
    let isReadOnly = index.isReadOnly
    #expect(isReadOnly)
    #expect(try index.recollections(touching: ["src/a.py"]).contains { $0.run != nil })
    #expect(throws: MemoryError.self) {
      try index.update(from: project.opened(), at: project.repository.id("main"), within: 60)
    }
  }

  @Test func `several that take in the same at once leave a whole index`() async throws {
    let project = project
    let tip = try base()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<3 {
            do {
              var index = try project.index()
              try index.update(from: project.opened(), at: tip, within: 60)
            } catch MemoryError.locked { continue }
          }
        }
      }
      try await group.waitForAll()
    }
    try expectWhole()
  }

  @Test(arguments: [
    "", " ", "\"", "' OR 1=1 --", "NEAR(a b, 3)", "title:foo AND bar NOT baz", "a* ^b + c - d",
    "{issue plan} : x", "\u{0}nul\u{0}", "%s%n", "日本語\u{3099}", "👩‍👩‍👧‍👦", "a\u{301}\u{301}",
    "){}[]<>;,|*`", "../../etc/passwd", "C:\\x\\y.py:3", "\u{202e}x.py", "_", "__", "a.b.c.d.e",
  ])
  func `no text of an issue means anything to a search`(text: String) throws {
    try project.end(
      project.run(7, text.isEmpty ? "-" : text, text), [.plan(text), .remember(lesson: text)])
    var index = try project.index()
    try index.update(from: project.opened(), at: base(), within: 60)
    _ = try index.recollections(
      for: Issue(title: text, body: text), at: base(), in: project.opened())
    _ = try index.recollections(touching: [text], failing: [text], symbols: [text])
    #expect(try index.runCount() == 4)
  }

  @Test(.timeLimit(.minutes(1))) func `an issue of a megabyte is looked up quickly`() throws {
    let index = try project.current()
    for text in [
      String(repeating: "a", count: 1 << 20), String(repeating: "a\" ", count: 1 << 19),
      String(repeating: "字", count: 1 << 18), String(repeating: "x/y.py ", count: 1 << 17),
    ] {
      let start = ContinuousClock.now
      _ = try index.recollections(
        for: Issue(title: "Long", body: text), at: base(), in: project.opened())
      #expect(ContinuousClock.now - start < .seconds(5))
    }
  }
}
