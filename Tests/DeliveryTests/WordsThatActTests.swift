import Foundation
import Mail
import Records
import Support
import Testing
import Vocabulary

@testable import Delivery

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

  @Test(.needs("git send-email", hasSendEmail))
  func `add no recipient to what the documented line sends`() throws {
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
    #expect(ended.status == 0, "\(ended.errors)")
    let said = ended.output + ended.errors
    #expect(said.contains("list@example.org"))
    for word in ["example.net", "Adding cc", "\nCc: ", "\nBcc: "] {
      #expect(!said.contains(word), "\(said)")
    }
  }

  /// It is a program of its own, which need not come with git.
  private static let hasSendEmail = {
    let ended = try? Support.run(
      ["git", "--exec-path"], in: "/", environment: ["PATH": "/usr/bin:/bin"])
    let folder = ended?.output.split(separator: "\n").first ?? ""
    return FileManager.default.isExecutableFile(atPath: "\(folder)/git-send-email")
  }()

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
