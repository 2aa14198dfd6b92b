import Support
import Testing

@testable import Delivery

@Suite("Messages and authors of patches as mails, stock git's am being the judge")
struct MailMessageTests {
  @Test(arguments: [
    "change\n\n---\n\nAfter the line.\n",
    "change\n\n--- a/sum.py\n+++ b/sum.py\n@@ -1 +1 @@\n-print(1)\n+print(9)\n",
    "change\n\ndiff --git a/sum.py b/sum.py\n--- a/sum.py\n+++ b/sum.py\n@@ -1 +1 @@\n-x\n+y\n",
    "change\n\nIndex: sum.py\n",
    "change\n\nFrom 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\n",
    "change\n\nHello.\n\nFrom ada@example.org Tue Nov 14 22:13:20 2023\nSubject: other\n\nx\n",
  ])
  func `a message that looks like the end of one leaves the tree alone`(message: String) throws {
    let series = try MailSeries()
    try series.repository.write("print(2)\n", to: "sum.py")
    try series.commit(message)
    try series.repository.write("print(3)\n", to: "sum.py")
    try series.commit("next\n")
    try series.expectRoundTrip(comparingText: false)
    let came = try series.applied(try series.mails().patches, format: "%B")
    let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
    let back = try #require(came.first).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(back.count >= lines.count - 1 && came.count == 2)
    for (line, before) in zip(back, lines) { #expect(line == before || line == " \(before)") }
  }

  @Test(arguments: [
    "change\n", "change\n\nBody.\n\n- one\n- two\n\nAssisted-by: colleague:repair\n",
    "change\n\nSubject: no header\n", "change\n\nFrom: Eve <eve@example.org>\n\nText.\n",
    "change\n\nDate: never\n", "change\n\n[PATCH] not one\n", "change\n\n>From here on\n",
    "change\n\nFrom here on it is text.\n", "change\n\n----\n-- \n--\n",
    "change\n\n    indented: yes\n\ttab\n", "a = b?\n", "what =?UTF-8?q?is?= this\n",
    "two\nlines of a subject\n\nBody.\n",
    "Größe, Maß und Ödnis: der Titel hat viele Umlaute und ist länger als eine Zeile einer Mail\n",
    "🙂 sums: smile at every value of the list, however long the list of the values 🙃 may become 🎉\n",
    String(repeating: "long ", count: 40) + "title\n",
    String(repeating: "x", count: 120) + " and more\n", "日本語の題\n\n本文はここです。\n",
  ])
  func `a message comes out as git log shows it`(message: String) throws {
    let series = try MailSeries()
    try series.repository.write("print(2)\n", to: "sum.py")
    try series.commit(message)
    let came = try series.applied(try series.mails().patches, format: "%B%n%an <%ae> %ad")
    #expect(came.count == 1)
    let wanted = try series.log("%s%n%n%b%n%an <%ae> %ad")
    #expect(MailMessageTests.lines(came) == MailMessageTests.lines(wanted))
  }

  /// The lines that say something.
  private static func lines(_ texts: [String]) -> [Substring] {
    texts.flatMap { $0.split(separator: "\n") }.map { line in
      line[...(line.lastIndex { $0 != " " } ?? line.startIndex)]
    }
  }

  @Test func `blank lines at either end of a message go, and nothing else with them`() throws {
    let series = try MailSeries()
    try series.repository.write("print(2)\n", to: "sum.py")
    try series.commit("\n\nchange\n\n\nBody.\n\n\n")
    try series.expectRoundTrip()
    let came = try series.applied(try series.mails().patches, format: "%B")
    #expect(came == ["change\n\nBody.\n"])
  }

  @Test(arguments: [
    ("Zoë Größe", "+0200"), ("O'Brien, \"Bob\" (x)", "-0930"), ("J. R. Hacker", "+1345"),
    ("李", "-0000"),
  ])
  func `names of authors, dates and zones stay`(name: String, zone: String) throws {
    let series = try MailSeries()
    try series.repository.write("print(2)\n", to: "sum.py")
    try series.repository.git("add", "-A")
    let ended = try Support.run(
      ["git", "commit", "-q", "-m", "change\n\nSubject: keeps the author"],
      in: series.repository.path,
      environment: series.repository.environment.merging([
        "GIT_AUTHOR_NAME": name, "GIT_AUTHOR_DATE": "951827696 \(zone)",
      ]) { $1 })
    #expect(ended.status == 0, "\(ended.errors)")
    let format = "%an|%ae|%aD"
    #expect(
      try series.applied(try series.mails().patches, format: format) == series.log(format))
  }
}
