import Foundation
import Git
import Records
import Support
import Testing
import Vocabulary

@testable import Delivery

private typealias Issue = Vocabulary.Issue

/// The grammar of the git-ai standard 3.0.0, sections 1.2.2 to 1.2.4, read as strictly as it is written.
private struct StrictNote {
  struct Fault: Error { var why: String }

  var files: [(path: String, entries: [(key: String, lines: [Int])])] = []
  var metadata: [String: Any] = [:]

  init(_ text: String) throws {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let divider = lines.firstIndex(of: "---") else { throw Fault(why: "no divider") }
    for line in lines[..<divider] {
      if line.hasPrefix("  ") { try take(entry: line) } else { try take(path: line) }
    }
    let json = lines[(divider + 1)...].joined(separator: "\n")
    metadata =
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any] ?? [:]
    for file in files where file.entries.isEmpty { throw Fault(why: "\(file.path) has no entry") }
  }

  private mutating func take(path line: String) throws {
    guard let first = line.first, first != " ", first != "\t" else { throw Fault(why: line) }
    var path = line
    if first == "\"" {
      guard line.count > 2, line.hasSuffix("\"") else { throw Fault(why: line) }
      path = String(line.dropFirst().dropLast())
    } else if line.contains(where: { " \t".contains($0) }) {
      throw Fault(why: "no quotes: \(line)")
    }
    if files.contains(where: { $0.path == path }) { throw Fault(why: "twice: \(path)") }
    files.append((path, []))
  }

  private mutating func take(entry line: String) throws {
    let session =
      #/  (s_[0-9a-f]{14}::t_[0-9a-f]{14}) ([0-9]+(?:-[0-9]+)?(?:,[0-9]+(?:-[0-9]+)?)*)/#
    guard let match = line.wholeMatch(of: session), !files.isEmpty else { throw Fault(why: line) }
    var lines: [Int] = []
    for part in match.2.split(separator: ",") {
      let ends = part.split(separator: "-").compactMap { Int($0) }
      guard ends[0] > (lines.last ?? 0), ends.count == 1 || ends[1] > ends[0] else {
        throw Fault(why: "lines of \(line)")
      }
      lines += ends[0]...ends[ends.count - 1]
    }
    files[files.count - 1].entries.append((String(match.1), lines))
  }
}

@Suite("Notes that say by whom lines were written")
struct AuthorshipTests {
  private let repository: TemporaryRepository
  private let author = Author(name: "Ada Ünal", email: "ada@example.org")

  init() throws {
    repository = try TemporaryRepository([
      "a.py": "one\ntwo\nthree\nfour\n", "with space.py": "one\n", "gone.py": "x\n",
    ])
  }

  private func opened() throws -> Repository {
    try Repository(discovering: repository.path, environment: [:])
  }

  /// Files as the run leaves them; `nil` for one that is gone.
  private let files: [String: String?] = [
    "a.py": "zero\none\n2\nthree\nfour\nfive\nsix\n", "with space.py": "one\ntwo",
    "über/straße\u{a0}.py": "1\n", "日本.txt": "1\n2\n", "gone.py": nil, "image": "a\u{0}b\n",
    "---": "line\n", "\"q\"": "mark\n", "tab\tname": "tab\n", "empty": "",
  ]

  /// Delivers a run that leaves ``files``, or takes its delivery up again.
  private func deliver(marking isMarked: Bool = true) throws -> StoredRun {
    try deliver(files, marking: isMarked)
  }

  private func deliver(
    _ files: [String: String?], marking isMarked: Bool = true, policy: PolicyKind = .repair,
    editing deciders: [Decider] = []
  ) throws -> StoredRun {
    let run = Run(
      id: "20240101-sum-0123456789ab", issue: Issue(title: "Sum"),
      base: try self.repository.id("main"),
      baseTree: try self.repository.id("main^{tree}"), baseName: "main",
      mandate: Mandate(paths: [], testCommand: nil),
      trigger: .manual, policy: policy, began: 1_700_000_000)
    let repository = try opened()
    var edits: [TreeEdit] = []
    for (path, text) in files {
      guard let text else {
        edits.append(TreeEdit(path, .remove))
        continue
      }
      edits.append(TreeEdit(path, .put(try repository.writeBlob(Array(text.utf8)), .file)))
    }
    let tree = try repository.editTree(run.baseTree, edits)
    var trail = try GitTrail.begin(run, in: try opened(), author: author, secrets: [])
    for (place, decider) in deciders.enumerated() {
      try trail.append(
        Step(
          number: place + 1, action: .edit([], why: "x"),
          observation: Observation(tree: tree, changed: ["a.py"]), decidedBy: decider,
          time: 1_700_000_001, cost: .nothing))
    }
    try trail.append(
      Step(
        number: deciders.count + 1,
        action: .finish(.init(claim: .resolved, subject: "sum", why: "It is.")),
        observation: Observation(tree: tree), decidedBy: "repair", time: 1_700_000_002,
        cost: .nothing))
    try SeriesDelivery.conclude(&trail, as: .resolved, at: 1_700_000_003, marksAuthorship: isMarked)
    return try StoredRun(run.id, in: try opened())
  }

  @Test
  func
    `a patch's note keeps to the standard's grammar, and names the lines that git says are added`()
    throws
  {
    let run = try deliver()
    let patch = try #require(run.record.patches.last)
    let text = try repository.git("notes", "--ref=ai", "show", "\(patch)")
    let note = try StrictNote(text)
    let digits = try repository.git("hash-object", "-w", "--stdin", input: text)
    #expect(!digits.isEmpty)
    let sum = try run_("printf %s colleague:20240101-sum-0123456789ab | sha256sum")
    let session = "s_" + sum.prefix(14)
    // The files: all that have added lines, with the lines that blame gives to the patch.
    var expected: [String: [Int]] = [:]
    for (path, content) in files {
      guard let content, !content.contains("\u{0}"), !content.isEmpty else { continue }
      let blame = try repository.git("blame", "-l", "\(patch)", "--", path)
      expected[path] = blame.split(separator: "\n").enumerated()
        .filter { $0.element.hasPrefix("\(patch)") }.map { $0.offset + 1 }
    }
    #expect(
      Dictionary(uniqueKeysWithValues: note.files.map { ($0.path, $0.entries[0].lines) })
        == expected)
    for file in note.files {
      #expect(file.entries.count == 1 && file.entries[0].key.hasPrefix(session + "::t_"))
    }
    #expect(note.metadata["schema_version"] as? String == "authorship/3.0.0")
    #expect(note.metadata["base_commit_sha"] as? String == "\(patch)")
    #expect((note.metadata["prompts"] as? [String: Any])?.isEmpty == true)
    let sessions = try #require(note.metadata["sessions"] as? [String: [String: Any]])
    #expect(Array(sessions.keys) == [session])
    #expect(sessions[session]?["human_author"] as? String == "Ada Ünal <ada@example.org>")
    #expect(
      sessions[session]?["agent_id"] as? [String: String]
        == ["tool": "colleague", "id": "20240101-sum-0123456789ab", "model": "repair"])
    #expect(!text.contains("messages"))
    // What is written is read.
    let read = try #require(AuthorshipNote(text))
    #expect(read.writer(ofLine: 1, in: "a.py") == .tool("colleague", model: "repair"))
    #expect(read.writer(ofLine: 2, in: "a.py") == nil)
    #expect(read.writer(ofLine: 1, in: "über/straße\u{a0}.py") != nil)
    try repository.git("fsck", "--strict")
  }

  @Test(arguments: [
    ([Decider.policy(.repair)], "repair"), ([.model("small"), "repair"], "small, repair"),
    ([.check("small"), "person"], "small"), ([], "model"),
  ])
  func `who decided the steps is named, not who the run began with`(
    deciders: [Decider], names: String
  ) throws {
    let run = try deliver(["a.py": "1\n"], policy: "model", editing: deciders)
    let patch = try #require(run.record.patches.last)
    let text = try repository.git("notes", "--ref=ai", "show", "\(patch)")
    let note = try #require(AuthorshipNote(text))
    #expect(note.writer(ofLine: 1, in: "a.py") == .tool("colleague", model: names), "\(text)")
    let message = try repository.git(
      "log", "-1", "--format=%(trailers:key=Assisted-by,valueonly)", "\(patch)")
    #expect(
      message.split(separator: "\n").map(String.init)
        == names.split(separator: ", ").map { "colleague:\($0)" })
  }

  @Test
  func `lines that moved with their file stay their writers', and those added to it are ours`()
    throws
  {
    let long = (1...20).map { "line \($0)\n" }.joined()
    for name in ["long.py", "pure.py"] { try repository.write(long + name + "\n", to: name) }
    try repository.git("add", "-A")
    try repository.git("commit", "-q", "-m", "more")
    let run = try deliver([
      "long.py": nil, "deep/other.py": "first\n" + long + "long.py\nlast\n", "pure.py": nil,
      "deep/pure.py": long + "pure.py\n",
    ])
    let patch = try #require(run.record.patches.last)
    let note = try StrictNote(try repository.git("notes", "--ref=ai", "show", "\(patch)"))
    #expect(note.files.map(\.path) == ["deep/other.py"])
    #expect(note.files.first?.entries.first?.lines == [1, 23])
  }

  private func run_(_ script: String) throws -> String {
    try run(["sh", "-c", script], in: repository.path, environment: repository.environment).output
  }

  @Test func `the same delivery gives the same note, and none is put over one that is there`()
    throws
  {
    let run = try deliver()
    let patch = try #require(run.record.patches.last)
    let first = try repository.git("rev-parse", "refs/notes/ai:\(path(of: patch))")
    for ref in try repository.git(
      "for-each-ref", "--format=%(refname)", "refs/colleague", "refs/notes"
    )
    .split(separator: "\n") {
      try repository.git("update-ref", "-d", String(ref))
    }
    try repository.git("branch", "-q", "-D", "colleague/sum-01234567")
    _ = try deliver()
    #expect(try repository.git("rev-parse", "refs/notes/ai:\(path(of: patch))") == first)
    for ref in ["refs/colleague/runs/20240101-sum-0123456789ab", "refs/notes/ai"] {
      try repository.git("update-ref", "-d", ref)
    }
    try repository.git("branch", "-q", "-D", "colleague/sum-01234567")
    try repository.git("notes", "--ref=ai", "add", "-m", "another program's", "\(patch)")
    _ = try deliver()
    #expect(try repository.git("notes", "--ref=ai", "show", "\(patch)") == "another program's")
  }

  @Test func `goes with the patch through a rebase, a cherry-pick and a squash, line by line`()
    throws
  {
    let run = try deliver(["a.py": "1\nours\nalso ours\n"])
    let patch = try #require(run.record.patches.last)
    let writers = { (commit: ObjectID) throws -> [AuthorshipNote.Writer?] in
      let text = try repository.git("notes", "--ref=ai", "show", "\(commit)")
      let note = try #require(AuthorshipNote(text))
      #expect(note.metadata.commit == "\(commit)")
      return (1...4).map { note.writer(ofLine: $0, in: "a.py") }
    }
    let delivered = try writers(patch)
    let ours = AuthorshipNote.Writer.tool("colleague", model: "repair")
    #expect(delivered.contains(ours))
    try repository.git("checkout", "-q", "main")
    try repository.write("other\n", to: "other")
    try repository.git("add", "other")
    try repository.git("commit", "-q", "-m", "other")
    try repository.git("cherry-pick", "\(patch)")
    let copy = try repository.id("HEAD")
    try repository.git("reset", "-q", "--hard", "HEAD~1")
    try repository.git("cherry-pick", "-n", "\(patch)")
    let whole = try String(contentsOfFile: repository.path + "/a.py", encoding: .utf8)
    try repository.write("typed by a person\n" + whole, to: "a.py")
    try repository.git("commit", "-q", "-a", "-m", "squash")
    let squash = try repository.id("HEAD")
    let status = MergeStatus(
      .merged,
      mergedCommits: [
        .init(patch, of: [patch], isExact: true), .init(copy, of: [patch], isExact: true),
        .init(squash, of: [patch], isExact: false),
      ], branch: "refs/heads/main", seen: squash)
    for _ in 0..<2 {
      try run.passOnAuthorship(
        by: status, at: 1_700_000_010, Author(name: "Ada", email: "ada@example.org"), hiding: [],
        in: try opened())
    }
    #expect(try writers(copy) == delivered)
    #expect(try writers(squash) == [nil] + delivered.prefix(3))
    #expect(try repository.git("rev-list", "--count", "refs/notes/ai") == "3")
  }

  private func path(of object: ObjectID) -> String {
    "\(object.description.prefix(2))/\(object.description.dropFirst(2))"
  }

  @Test
  func
    `without the wish there is no note, and a ref that cannot be used is no reason not to deliver`()
    throws
  {
    _ = try deliver(marking: false)
    #expect(try repository.git("for-each-ref", "refs/notes/ai").isEmpty)
    for name in ["refs/notes/ai", "refs/notes/ai/below"] {
      try repository.git("update-ref", "-d", "refs/colleague/runs/20240101-sum-0123456789ab")
      try repository.git("branch", "-q", "-D", "colleague/sum-01234567")
      let blob = try repository.git("hash-object", "-w", "--stdin", input: "x")
      try repository.git("update-ref", name, blob)
      #expect(try deliver().record.phase == .delivered)
      #expect(try repository.git("rev-parse", name) == blob)
      try repository.git("update-ref", "-d", name)
    }
  }

  @Test func `the standard's own example of all kinds of keys is read`() throws {
    let note = try #require(
      AuthorshipNote(
        """
        src/main.rs
          s_c9883b05a2487d::t_9f8e7d6c5b4a32 1-10
          h_31dce776f88375 15-20
          s_ffffffffffffff::t_9f8e7d6c5b4a32 15,17
        src/lib.rs
          abcd1234abcd1234 1-50,60,,70-71
        "src/my file.rs"
          abcd123 3
        ---
        {
          "schema_version": "authorship/3.0.0",
          "git_ai_version": "1.4.5",
          "base_commit_sha": "7734793b756b3921c88db5375a8c156e9532447b",
          "prompts": {
            "abcd1234abcd1234": {
              "agent_id": {"tool": "cursor", "id": "old_session_id", "model": "gpt-4"},
              "human_author": "Developer <dev@example.com>", "total_additions": 50, "total_deletions": 0,
              "accepted_lines": 50, "overriden_lines": 0, "messages": [{"type": "user", "text": "---"}]
            },
            "abcd123": {"agent_id": {"tool": "amp", "id": "1", "model": "m"}}
          },
          "humans": {"h_31dce776f88375": {"author": "Developer <dev@example.com>"}},
          "sessions": {
            "s_c9883b05a2487d": {
              "agent_id": {"tool": "claude", "id": "conv_abc123", "model": "sonnet"},
              "human_author": "dev@example.com", "custom_attributes": {"team": "backend"}
            }
          }
        }
        """))
    #expect(note.files.map(\.path) == ["src/main.rs", "src/lib.rs", "src/my file.rs"])
    #expect(note.writer(ofLine: 10, in: "src/main.rs") == .tool("claude", model: "sonnet"))
    // A key that nothing is known of gives way to the one before it.
    #expect(note.writer(ofLine: 15, in: "src/main.rs") == .person("Developer <dev@example.com>"))
    #expect(note.writer(ofLine: 11, in: "src/main.rs") == nil)
    #expect(note.writer(ofLine: 60, in: "src/lib.rs") == .tool("cursor", model: "gpt-4"))
    #expect(note.writer(ofLine: 3, in: "src/my file.rs") == .tool("amp", model: "m"))
    #expect(note.writer(ofLine: 3, in: "elsewhere") == nil)
  }

  @Test(arguments: [
    "a b", "", "\"", "\"\"", "\"a\"", "---", "\u{301}a b", "\"\u{301}a\"", "  k 1", "a\u{2028}b",
  ])
  func `a path of any signs but line feeds is read back`(path: String) throws {
    let note = AuthorshipNote(
      files: [.init(path: path, entries: [.init(key: "k", lines: [1...2])])],
      metadata: .init(of: "", sessions: [:]))
    #expect(try AuthorshipNote(note.text()) == note)
  }

  @Test(arguments: ["a\nb", "a\r\nb", "x\r\n---\r\ny"])
  func `a path with a line feed, also after a carriage return, is left out`(path: String) throws {
    let entries = [AuthorshipNote.Entry(key: "k", lines: [1...2])]
    let note = AuthorshipNote(
      files: [.init(path: path, entries: entries), .init(path: "b", entries: entries)],
      metadata: .init(of: "", sessions: [:]))
    #expect(try AuthorshipNote(note.text())?.files.map(\.path) == ["b"])
  }

  @Test(arguments: [
    "", "---", "---\n", "garbage", "---\n{}", "a\n  k 1\n", "  k 1\n---\n{VALID}",
    "a\n  k\n---\n{VALID}", "a\n  k ,\n---\n{VALID}",
    "a\n  k 0\n---\n{VALID}", "a\n  k 5-1\n---\n{VALID}",
    "a\n  k x-y\n---\n{VALID}", "a\n  k 1-2-3\n---\n{VALID}", "a\n  k -1\n---\n{VALID}",
    "a\n  k 99999999999999999999\n---\n{VALID}",
    #"---\#n{"schema_version": "authorship/4.0.0", "base_commit_sha": "", "prompts": {}}"#,
    #"---\#n{"schema_version": "authorship/3.0.0", "prompts": []}"#, "\u{0}\u{1}\u{fffd}",
  ])
  func `what is no such note is none`(text: String) {
    let valid = #"{"schema_version": "authorship/3.0.0", "base_commit_sha": "", "prompts": {}}"#
    #expect(AuthorshipNote(text.replacing("{VALID}", with: valid)) == nil)
    #expect(AuthorshipNote("a\n  k 1\n---\n" + valid) != nil)
  }
}
