import Foundation
import Git
import Mail
import Records
import Support
import Testing
import Text
import Vocabulary

@testable import Delivery

private typealias Issue = Vocabulary.Issue

/// A run that resolves its issue with the edits and the words that a test gives it.
private struct ObedientRun {
  let repository: TemporaryRepository
  var issue = Issue(title: "sum is wrong", body: "It says 2.")
  var report = Action.Report(
    claim: .resolved, subject: "a: print 3", why: "It has to be 3.", alternatives: "", risks: "")
  var output = "head\n"
  var secrets: [String] = []
  private let author = Author(name: "Colleague", email: "colleague@example.org")

  init(_ files: [String: String] = ["a.py": "print(1)\n"]) throws {
    repository = try TemporaryRepository(files)
  }

  /// Works with `edits` of the base's tree, and delivers.
  func deliver(
    _ edits: (borrowing Repository) throws -> [TreeEdit] = {
      [TreeEdit("a.py", .put(try $0.writeBlob(Array("print(3)\n".utf8)), .file))]
    }
  ) throws -> (record: RunRecord, error: RecordsError?) {
    let opened = try Repository(discovering: repository.path, environment: [:])
    let base = try repository.id("HEAD^{tree}")
    let mended = try opened.editTree(base, try edits(opened))
    var run = try repository.makeRun()
    run.issue = issue
    let failing = TestReport(passed: ["one"], failed: ["two"], succeeded: false, reader: "pytest")
    let passing = TestReport(passed: ["one", "two"], succeeded: true, reader: "pytest")
    let actions: [(Action, Observation)] = [
      (
        .test(.working),
        Observation(tree: base, ending: .exited(1), output: Excerpt(output), tests: failing)
      ),
      (.edit([], why: report.why), Observation(tree: mended, changed: ["a.py"])),
      (.test(.verdict), Observation(tree: mended, ending: .exited(0), tests: passing)),
      (.finish(report), Observation(tree: mended)),
    ]
    var trail = try GitTrail.begin(run, in: opened, author: author, secrets: secrets)
    for (index, pair) in actions.enumerated() {
      try trail.append(
        Step(
          number: index + 1, action: pair.0, observation: pair.1, decidedBy: "repair",
          time: 1_700_000_001 + index, cost: .nothing))
    }
    do {
      try SeriesDelivery.conclude(&trail, as: .resolved, at: 1_700_000_100)
    } catch { return (trail.record, error) }
    return (trail.record, nil)
  }

  func mails(of record: RunRecord) throws -> [MailFile] {
    let opened = try Repository(discovering: repository.path, environment: [:])
    return SeriesMails(of: try StoredSeries(of: record.run.id, in: opened), by: "1").all
  }
}

@Suite("Words of a model and of an issue, stock git being the judge")
struct WordsThatActTests {
  /// All that acts, in one text.
  private static let words = """
    From: Eve <eve@example.net>
    Subject: another one

    It has to be 3. Closes #1, fixes org/name#2. [skip ci] ***NO_CI*** @org/team

    Cc: attacker@example.net
    X-Y-by: misc <misc@example.net>
    Co-authored-by: Eve <eve@example.net>
    Release-As: 9.9.9
    Change-Id: I0123456789

    ## Evidence

    999 passed \u{1b}[31m\u{7}\u{202e}\u{2066}\u{e0041}\u{200b}

    -- >8 --
    From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001
    From: Eve <eve@example.net>
    Date: Mon, 17 Sep 2001 00:00:00 +0000
    Subject: [PATCH] evil

    ---
    diff --git a/a.py b/a.py
    index e69de29..d95f3ad 100644
    --- a/a.py
    +++ b/a.py
    @@ -1 +1 @@
    -print(1)
    +print("evil")
    --
    2.39.5

    /merge
    skip-checks: true
    Fixes: org/name#3
    """

  private func delivered() throws -> (run: ObedientRun, record: RunRecord) {
    var run = try ObedientRun()
    run.issue.title = "[skip ci] sum is wrong \u{202e}@ada Closes #5"
    run.report.subject = "fixup! a: print 3 \u{1b}[31m[ci skip] fixes #4"
    run.report.why = Self.words
    run.report.alternatives = Self.words
    run.report.risks = Self.words
    let (record, error) = try run.deliver()
    #expect(error == nil)
    return (run, record)
  }

  @Test func `are no trailers, no fields and no commands of a forge in the message`() throws {
    let (run, record) = try delivered()
    let branch = try #require(record.branch)
    let message = try run.repository.git("log", "-1", "--format=%B", branch)
    let trailers = try run.repository.git("interpret-trailers", "--parse", input: message + "\n")
    let keys = trailers.split(separator: "\n").map { $0.prefix { $0 != ":" } }
    #expect(keys == ["Assisted-by", "Colleague-Run"], "\(message)")
    for line in message.split(separator: "\n") {
      let isOurs = line.hasPrefix("Assisted-by: ") || line.hasPrefix("Colleague-Run: ")
      #expect(isOurs || line.firstMatch(of: #/(?i)^([a-z][a-z-]*-by|Cc)\s*:/#) == nil, "\(line)")
      #expect(
        line.firstMatch(of: #/^\s*(#|/|BREAKING|Release-As|Change-Id|skip-checks)/#) == nil,
        "\(line)")
    }
    for word in [
      "[skip ci]", "[ci skip]", "***NO_CI***", "fixup!", "Closes #1", "org/name#2. [", "fixes #4",
    ] {
      #expect(!message.contains(word), "\(word)")
    }
    #expect(
      !message.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202e })
  }

  @Test(arguments: [[], ["--scissors"], ["--keep-non-patch"]])
  func `go through git's own format-patch and am as they are`(options: [String]) throws {
    let (run, record) = try delivered()
    let branch = try #require(record.branch)
    let mbox = try run.repository.git("format-patch", "--stdout", "main..\(branch)")
    try run.repository.git("checkout", "-q", "-b", "theirs", "main")
    let am = try Support.run(
      ["git", "am", "-q"] + options, in: run.repository.path,
      environment: run.repository.environment,
      input: mbox + "\n")
    #expect(am.status == 0, "\(am.errors)")
    #expect(try run.repository.git("rev-list", "--count", "main..theirs") == "1")
    #expect(try run.repository.id("theirs^{tree}") == run.repository.id("\(branch)^{tree}"))
    for format in ["%an <%ae>", "%B"] {
      #expect(
        try run.repository.git("log", "-1", "--format=\(format)", "theirs")
          == run.repository.git("log", "-1", "--format=\(format)", branch))
    }
  }

  @Test(arguments: [[], ["--scissors"]])
  func `go through git's mailinfo as they are, in mails of ours`(options: [String]) throws {
    let (run, record) = try delivered()
    let mails = try run.mails(of: record)
    let mail = try #require(mails.last)
    let ended = try Support.run(
      ["git", "mailinfo"] + options + ["msg", "patch"], in: run.repository.path,
      environment: run.repository.environment, input: String(decoding: mail.bytes, as: UTF8.self))
    #expect(ended.output.contains("Email: colleague@example.org\n"), "\(ended.output)")
    let message = try String(contentsOfFile: run.repository.path + "/msg", encoding: .utf8)
    #expect(message.contains("It has to be 3."))
    #expect(message.contains("Colleague-Run: "))
    let patch = try String(contentsOfFile: run.repository.path + "/patch", encoding: .utf8)
    #expect(!patch.contains("\n+print(\"evil\")"))
  }

  @Test func `add no recipient to what the documented line sends`() throws {
    let (run, record) = try delivered()
    let folder = run.repository.directory.path + "/mails"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for mail in try run.mails(of: record) {
      try Data(mail.bytes).write(to: URL(fileURLWithPath: "\(folder)/\(mail.name)"))
    }
    let ended = try Support.run(
      [
        "git", "send-email", "--dry-run", "--confirm=never", "--no-thread", "--suppress-cc=all",
        "--to=list@example.org", folder,
      ], in: run.repository.path, environment: run.repository.environment)
    // It is a program of its own that need not be there.
    if ended.errors.contains("is not a git command") { return }
    #expect(ended.status == 0, "\(ended.errors)")
    let said = ended.output + ended.errors
    #expect(said.contains("list@example.org"))
    for word in ["example.net", "Adding cc", "\nCc: ", "\nBcc: "] {
      #expect(!said.contains(word), "\(said)")
    }
  }

  @Test func `forge no part of a note or a cover letter, and none of them acts on a terminal`()
    throws
  {
    let (run, record) = try delivered()
    let branch = try #require(record.branch)
    let note = try run.repository.git("notes", "--ref", RefNames.notes, "show", branch)
    let cover = try run.repository.git("show", RefNames.run(record.run.id) + ":cover.md")
    let mails = try run.mails(of: record).map { String(decoding: $0.bytes, as: UTF8.self) }
    let headings = note.split(separator: "\n").filter { $0.hasPrefix("#") }
    #expect(
      headings == [
        "## Why", "## What was tried instead", "## Evidence", "## Where to look",
        "## Not done / risks",
      ])
    for text in [note, cover] + mails {
      #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202e })
      #expect(!text.contains("[skip ci]") && !text.contains("@ada `"), "\(text)")
    }
    #expect(cover.hasPrefix("# (skip ci) sum is wrong <U+202E>`@ada` Closes (#5)\n"), "\(cover)")
  }
}

@Suite("What is in patches")
struct InspectedPatchesTests {
  /// A token such as no rule could know but by its prefix.
  private static let token = "ghp_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2"

  private func put(_ text: String, at path: String, _ mode: FileMode = .file)
    -> (borrowing Repository) throws -> [TreeEdit]
  {
    { [TreeEdit(path, .put(try $0.writeBlob(Array(text.utf8)), mode))] }
  }

  @Test(arguments: [
    ("a.py", "print('\(token)')\n"), ("notes/key.txt", "-----BEGIN PRIVATE KEY-----\n\(token)\n"),
    ("a.py", "print(1) # \u{202e}x\n"), ("b.py", "x\u{200b} = 1\n"), ("b.py", "x = '\u{e0041}'\n"),
    ("c\u{200b}.py", "x\n"), ("a.py", "OWN = 'yek-terces-nwo-7x9'\n"),
  ])
  func `a secret, or text that nobody sees, is not delivered; the run says so and keeps its work`(
    path: String, text: String
  ) throws {
    var run = try ObedientRun()
    run.secrets = ["9x7-own-secret-key"]
    let (_, error) = try run.deliver(put(text, at: path))
    guard case .withheld(let id, let findings) = try #require(error) else {
      Testing.Issue.record("\(String(describing: error))")
      return
    }
    #expect(findings.allSatisfy { $0.path == path && $0.kind.blocks })
    #expect(try run.repository.git("for-each-ref", "refs/heads/colleague", "refs/notes").isEmpty)
    #expect(
      try run.repository.git("show", "\(RefNames.run(id)):steps/0004.json").contains("finish"))
  }

  @Test func `a secret of the base may stay and move, and so may a line that nobody sees whole`()
    throws
  {
    let line = "KEY = '\(Self.token)'\nmark = '\u{200b}'\n"
    let run = try ObedientRun(["a.py": line + "print(1)\n"])
    let (record, error) = try run.deliver { repository in
      [
        TreeEdit("a.py", .put(try repository.writeBlob(Array("print(3)\n".utf8)), .file)),
        TreeEdit("keys.py", .put(try repository.writeBlob(Array(("\n" + line).utf8)), .file)),
      ]
    }
    #expect(error == nil)
    #expect(record.phase == .delivered)
  }

  @Test(arguments: [
    (
      "outside", "/etc/passwd", FileMode.symlink,
      "leads out of the project: `outside` to `/etc/passwd`"
    ),
    ("deep/up", "../../x", .symlink, "leads out of the project: `deep/up`"),
    ("hooklink", ".git/hooks", .symlink, "leads out of the project: `hooklink` to `.git/hooks`"),
    (".mailmap", "A <a@b> <c@d>\n", .file, "Changes how git shows authors: `.mailmap`"),
    ("run.sh", "true\n", .executable, "Can be run now, and could not before: `run.sh`"),
    (".npmrc", "script-shell=x\n", .file, "Run later and elsewhere"),
    ("sub/CLAUDE.md", "x\n", .file, "Run later and elsewhere"),
    ("x.pth", "import x\n", .file, "Run later and elsewhere"),
    (".cargo/config.toml", "x\n", .file, "Run later and elsewhere"),
    ("v.py", "s\u{0430}fe = 1\n", .file, "mix scripts whose letters look alike: `v.py`"),
    (
      "tests/test_b.py", "db_password = 'zK8qW3xv'\n", .file,
      "look like passwords: `tests/test_b.py`"
    ),
  ])
  func `what a reader has to know stands first in note and cover letter`(
    path: String, text: String, mode: FileMode, words: String
  ) throws {
    let run = try ObedientRun()
    let (record, error) = try run.deliver(put(text, at: path, mode))
    #expect(error == nil)
    let note = try run.repository.git(
      "notes", "--ref", RefNames.notes, "show", try #require(record.branch))
    let cover = try run.repository.git("show", RefNames.run(record.run.id) + ":cover.md")
    let start = try #require(note.split(separator: "## Why").first)
    #expect(start.contains(words), "\(note)")
    #expect(try #require(cover.split(separator: "## Evidence").first).contains(words), "\(cover)")
  }

  @Test func `a canary planted in environment, repository and output comes out in no form`() throws
  {
    let canary = "canary-Q7w2E9r4T6y1U8i3O5p0A2s4"
    let bytes = Array(canary.utf8)
    let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let forms = [
      canary, Data(bytes).base64EncodedString(),
      Data(Array("x:".utf8) + bytes).base64EncodedString(),
      hex, hex.uppercased(), String(canary.reversed()), String(canary.prefix(16)),
      String(canary.suffix(16)),
    ]
    let all = forms.joined(separator: "\n")
    var run = try ObedientRun(["a.py": "print(1)\n", "secret.txt": all + "\n"])
    run.secrets = [canary]
    run.output = all + "\n"
    run.issue.title = "print \(canary) \(forms[1])"
    run.issue.body = all
    run.report.subject = "print \(forms[3])"
    run.report.why = all
    run.report.alternatives = all
    run.report.risks = all
    run.report.criteria = [.init(text: all, isMet: true, evidence: all)]
    let (record, error) = try run.deliver()
    #expect(error == nil)
    let branch = try #require(record.branch)
    var kept = try run.repository.git("log", "--format=%B", "--notes=colleague", "main..\(branch)")
    kept += try run.repository.git("log", "--format=%B", RefNames.run(record.run.id))
    for file in [
      "run.json", "issue.md", "cover.md", "log/0001.txt", "steps/0001.json", "steps/0004.json",
    ] {
      kept += try run.repository.git("show", RefNames.run(record.run.id) + ":" + file)
    }
    for mail in try run.mails(of: record) { kept += String(decoding: mail.bytes, as: UTF8.self) }
    #expect(kept.contains("[redacted]"))
    for form in forms {
      for start in stride(from: 0, through: form.utf8.count - 16, by: 4) {
        let piece = String(form.dropFirst(start).prefix(16))
        #expect(!kept.contains(piece), "\(piece) of \(form)")
      }
    }
  }
}
