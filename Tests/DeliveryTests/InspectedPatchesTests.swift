import Foundation
import Git
import Mail
import Records
import Support
import Testing
import Text
import Vocabulary

@testable import Delivery

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

  @Test(arguments: [
    ("print('\(token)')\n", "- Secrets, which a person has looked at and let through: `a.py`"),
    (
      "print(1) # \u{202e}x\n",
      "- Characters that nobody sees, which a person has looked at and let through: `a.py`"
    ),
  ])
  func `what a person lets through is delivered, and note, cover letter and record say so`(
    text: String, words: String
  ) throws {
    let run = try ObedientRun()
    let (withheld, error) = try run.deliver(put(text, at: "a.py"))
    #expect(error != nil && withheld.phase == .working)
    var trail = try run.trail(of: withheld)
    try trail.keepWithheld("It has a secret", insteadOf: .resolved, at: 1_700_000_101)
    #expect(trail.record.isWithheld && trail.record.withheldOutcome == .resolved)
    try SeriesDelivery.conclude(
      &trail, as: .resolved, at: 1_700_000_102, marksAuthorship: false, isLetThrough: true)
    let record = trail.record
    #expect(record.phase == .delivered && record.outcome == .resolved && record.failure == nil)
    #expect(record.isLetThrough && record.withheldOutcome == nil)
    let note = try run.repository.git(
      "notes", "--ref", RefNames.notes, "show", try #require(record.branch))
    let cover = try run.repository.git("show", RefNames.run(record.run.id) + ":cover.md")
    #expect(try #require(note.split(separator: "## Why").first).contains(words), "\(note)")
    #expect(cover.contains(words), "\(cover)")
    // After a crash in between the record alone tells it.
    var next = record
    next.phase = .delivering
    try trail.keep(next, subject: "delivering", at: 1_700_000_103)
    try SeriesDelivery.conclude(&trail, as: .resolved, at: 1_700_000_104, marksAuthorship: false)
    #expect(trail.record.phase == .delivered && trail.record.patches == record.patches)
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
