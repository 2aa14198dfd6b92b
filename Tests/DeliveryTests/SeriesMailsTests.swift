import Foundation
import Git
import Mail
import Support
import Testing
import Vocabulary

@testable import Delivery

@Suite("Patches as mails, stock git's am being the judge")
struct SeriesMailsTests {
  // MARK: Contents

  @Test func `text that came, went, moved, and changed its mode comes out as it went in`() throws {
    let numbers = (1...60).map { "line \($0)\n" }.joined()
    let series = try MailSeries([
      "sum.py": numbers, "gone.txt": "gone\n", "old/name.txt": numbers + "end\n",
      "run.sh": "true\n",
      "same/here.txt": numbers + "here\n", "nothing": "",
    ])
    let place = series.repository
    try place.write(numbers.replacing("line 7\n", with: "line seven\n"), to: "sum.py")
    try place.write("new\n", to: "deep/er/new.txt")
    try place.write("", to: "empty")
    try place.git("rm", "-q", "gone.txt", "nothing")
    try place.git("mv", "old/name.txt", "named.txt")
    try place.git("mv", "same/here.txt", "same/there.txt")
    try place.write(numbers + "END\n", to: "named.txt")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: place.path + "/run.sh")
    try series.commit("many: changes\n\nWhy not.\n")
    try place.git("mv", "named.txt", "deep/er/named.txt")
    try place.git("rm", "-q", "same/there.txt")
    try series.commit("more\n")
    try series.expectRoundTrip()
  }

  @Test(arguments: 1...12)
  func `a rename is found where git finds it, with the same percentage`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let words = ["let", "sum", "+=", "value", "return", "for", "in", "while", "{", "}", "0", "1"]
    var files: [String: String] = [:]
    var moved: [String: String] = [:]
    for number in 0..<8 {
      var lines = (0..<Int.random(in: 3...60, using: &random)).map { _ in
        (0..<6).map { _ in words.randomElement(using: &random) ?? "" }.joined(separator: " ")
      }
      files["old/\(number).txt"] = lines.map { $0 + "\n" }.joined()
      for _ in 0..<Int.random(in: 0...lines.count, using: &random) {
        lines[Int.random(in: 0..<lines.count, using: &random)] += " // \(number)"
      }
      moved["new/\(number * 7 % 8).txt"] = lines.map { $0 + "\n" }.joined()
    }
    let series = try MailSeries(files)
    try series.repository.git("rm", "-q", "-r", "old")
    for (path, text) in moved { try series.repository.write(text, to: path) }
    try series.commit()
    try series.expectRoundTrip()
  }

  @Test
  func `of files with the same content, and of files that changed much, git's pairs are found`()
    throws
  {
    var files: [String: String] = ["one/link-target": "x\n"]
    for folder in ["b", "a", "c"] {
      for name in ["__init__.py", "same.py"] {
        files["one/\(folder)/\(name)"] = name == "same.py" ? "same\n" : ""
      }
      files["one/\(folder)/util.py"] = (0..<9).map { "\(folder) line \($0)\n" }.joined()
    }
    files["one/alone.py"] = (0..<8).map { "alone \($0)\n" }.joined()
    let series = try MailSeries(files)
    try series.repository.git("rm", "-q", "-r", "one")
    for (path, text) in files {
      let last = path.hasSuffix("a/same.py") ? "renamed.py" : ""
      let new = path.replacing("one/", with: "two/").replacing("/c/", with: "/Z/")
      try series.repository.write(
        path.hasSuffix("util.py") || path.hasSuffix("alone.py") ? text + "more\n" : text,
        to: last.isEmpty ? new : "two/a/" + last)
    }
    // As alike to `alone.py`, but git looks at the base names first.
    try series.repository.write(files["one/alone.py"] ?? "", to: "two/copied.txt")
    try series.repository.write("much more\n" + (files["one/a/util.py"] ?? ""), to: "two/x.py")
    try series.commit()
    try series.expectRoundTrip()
  }

  @Test func `names with spaces, quotes, letters beyond ASCII, and control characters stay`() throws
  {
    let names = [
      "with space.txt", "qu\"ote.txt", "Größe.txt", "tab\there.txt", "back\\slash", "日本",
    ]
    let series = try MailSeries(Dictionary(uniqueKeysWithValues: names.map { ($0, "one\n") }))
    for name in names { try series.repository.write("two\n", to: name) }
    try series.commit()
    try series.repository.git("mv", "with space.txt", "other space.txt")
    try series.repository.git("mv", "Größe.txt", "Maß.txt")
    try series.commit()
    try series.expectRoundTrip()
  }

  @Test func `long names and large numbers fit their columns as git fits them`() throws {
    let deep = (1...12).map { "folder\($0)" }.joined(separator: "/")
    let series = try MailSeries([
      "\(deep)/a.txt": "one\n", "big.txt": "x\n", "wide": "w\n",
      "no-slash-in-this-very-long-name-of-a-file-that-goes-beyond-the-columns-of-a-mail.txt": "n\n",
    ])
    let place = series.repository
    try place.write((1...2345).map { "\($0)\n" }.joined(), to: "big.txt")
    try place.write("one\ntwo\n", to: "\(deep)/a.txt")
    try place.write("q\n", to: "wide")
    try place.write(
      "m\n",
      to: "no-slash-in-this-very-long-name-of-a-file-that-goes-beyond-the-columns-of-a-mail.txt")
    try series.commit()
    try series.expectRoundTrip()
  }

  @Test func `a hunk names its function in as many columns as git gives it`() throws {
    let body = (1...9).map { "  line \($0)\n" }.joined()
    let names = (70...90).map { count in "f " + String(repeating: "a", count: count) + " b c\n" }
    let text = names.map { $0 + body }.joined()
    let series = try MailSeries(["sum.c": text, "dos.c": text.replacing("\n", with: "\r\n")])
    let changed = text.replacing("line 5", with: "line five")
    try series.repository.write(changed, to: "sum.c")
    try series.repository.write(changed.replacing("\n", with: "\r\n"), to: "dos.c")
    try series.commit()
    try series.expectRoundTrip(["--keep-cr"])
  }

  @Test func `a file without a line feed at its end keeps being one`() throws {
    let series = try MailSeries(["one": "a\nb", "two": "a\nb\n", "three": "x"])
    try series.repository.write("a\nc", to: "one")
    try series.repository.write("a\nb", to: "two")
    try series.repository.write("x\n", to: "three")
    try series.commit()
    try series.expectRoundTrip()
  }

  @Test func `carriage returns stay where am is told to keep them`() throws {
    let series = try MailSeries(["dos.txt": "one\r\ntwo\r\n", "unix.txt": "one\n"])
    try series.repository.write("one\r\n2\r\n", to: "dos.txt")
    try series.repository.write("one\r\n", to: "unix.txt")
    try series.commit()
    try series.expectRoundTrip(["--keep-cr"])
  }

  @Test func `binary files come whole, whatever they hold`() throws {
    let series = try MailSeries(["keep": "x\n"])
    let noise = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
    try series.write(noise, to: "image.bin")
    try series.write([0], to: "zero.bin")
    try series.commit()
    try series.write(noise + [0, 1, 2], to: "image.bin")
    try FileManager.default.removeItem(atPath: series.repository.path + "/zero.bin")
    try series.commit()
    try series.repository.git("mv", "image.bin", "picture.bin")
    try series.commit()
    try series.expectRoundTrip(comparingText: false)
    let texts = try series.mails().patches.map { String(decoding: $0.bytes, as: UTF8.self) }
    for (text, id) in zip(texts, try series.log("%H")) {
      let stat = try series.repository.git("show", "--format=", "--stat=72", "--summary", id)
      #expect(text.contains(stat), "\(text)")
    }
  }

  @Test func `text that is not UTF-8 is not touched`() throws {
    let series = try MailSeries(["keep": "x\n"])
    try series.write(Array("Gr\u{0}e\n".utf8).map { $0 == 0 ? 0xf6 : $0 }, to: "latin.txt")
    try series.commit()
    try series.expectRoundTrip()
  }

  @Test func `a file that becomes a link, and a link that becomes a file`() throws {
    let series = try MailSeries(["file": "text\n", "other": "text\n"])
    let path = series.repository.path
    try FileManager.default.removeItem(atPath: path + "/file")
    try FileManager.default.createSymbolicLink(
      atPath: path + "/file", withDestinationPath: "other")
    try series.commit()
    try FileManager.default.removeItem(atPath: path + "/file")
    try series.repository.write("text again\n", to: "file")
    try series.commit()
    let numbers = (1...40).map { "\($0)\n" }.joined()
    try series.repository.write(numbers, to: "file")
    try series.commit()
    // What was in the file is elsewhere now, and the file a link to it.
    try series.repository.write(numbers + "41\n", to: "moved")
    try FileManager.default.removeItem(atPath: path + "/file")
    try FileManager.default.createSymbolicLink(
      atPath: path + "/file", withDestinationPath: "moved")
    try series.commit()
    try series.expectRoundTrip()
  }

  // MARK: The form

  @Test func `but for its threads, a mail is what git format-patch writes`() throws {
    let series = try MailSeries()
    let message =
      "sums: start at the first value, as all who read the sums of the values expect it\n\n"
      + "Line.  \n\n\nMore.\n\nAssisted-by: colleague:repair\n"
    let messages = [
      message, "one line\n", "a, \"b\": <c>\n", "Größe\n\nAll of it ASCII.\n", "Size\n\nGröße.\n",
    ]
    for (number, text) in messages.enumerated() {
      try series.repository.write("print(\(number + 2))\n", to: "sum.py")
      try series.commit(text)
    }
    try series.repository.git(
      "notes", "--ref=colleague", "add", "-m", "## Why\n\nSo.\n\n---\ndiff --git a/x b/x", "HEAD~")
    let folder = series.repository.directory.path + "/out"
    let stock = try series.repository.git(
      "format-patch", "-o", folder, "--numbered", "--notes=colleague", "--signature=2.0", "base"
    ).split(separator: "\n")
    let threads = ["Message-ID: ", "In-Reply-To: ", "References: "]
    let mails = try series.mails().all.dropFirst()
    #expect(mails.count == stock.count)
    for (mail, path) in zip(mails, stock) {
      let lines = String(decoding: mail.bytes, as: UTF8.self)
        .split(separator: "\n", omittingEmptySubsequences: false)
        .filter { line in !threads.contains { line.hasPrefix($0) } }
      let wanted = try String(contentsOfFile: String(path), encoding: .utf8)
      #expect(lines.joined(separator: "\n") == wanted)
    }
  }

  @Test func `files are named as git names them`() throws {
    let series = try MailSeries()
    let titles = [
      "sum: start at 0", "a..b...c. - .", "Größe und Maß", "x/y\\z: it's (done)!",
      String(repeating: "word ", count: 30), "_under_score.", "🎉",
    ]
    for (number, title) in titles.enumerated() {
      try series.repository.write("print(\(number + 2))\n", to: "sum.py")
      try series.commit(title + "\n")
    }
    let folder = series.repository.directory.path + "/out"
    let stock = try series.repository.git("format-patch", "--cover-letter", "-o", folder, "base")
      .split(separator: "\n").map { String($0.dropFirst(folder.count + 1)) }
    #expect(try series.mails().all.map(\.name) == stock)
    #expect(MailName.patch(1, titles[4], version: 2).count == 63)
    #expect(MailName.cover(version: 2) == "v2-0000-cover-letter.patch")
  }

  @Test func `am passes over the cover letter, which tells base, change and numbers`() throws {
    let series = try MailSeries(title: "Größe: [Bug] sums start late")
    for number in 2...12 {
      try series.repository.write("print(\(number))\n", to: "sum.py")
      try series.commit("sum: print \(number)\n")
    }
    let cover = "# Title\n\nResolved.\n\n---\ndiff --git a b\n\nchange-id: x\nbase-commit: y\n"
    let mails = try series.mails(cover: cover).all
    #expect(try series.applied(mails, ["--empty=drop"]) == series.log("%T"))
    let text = String(decoding: try #require(mails.first).bytes, as: UTF8.self)
    #expect(text.contains("Subject: [PATCH 00/11] =?UTF-8?q?Gr=C3=B6=C3=9Fe"))
    let base = try series.repository.git("rev-parse", "base")
    #expect(
      text.contains("\nbase-commit: \(base)\nchange-id: 20240101-sums-0123456789ab\n"))
    #expect(text.contains("Ada (11):\n  sum: print 2\n"))
    #expect(text.contains(" 1 file changed, 1 insertion(+), 1 deletion(-)\n"))
    #expect(!text.contains("Title") && !text.contains("change-id: x"))
    #expect(text.hasSuffix("\n-- \n2.0\n\n"))
  }

  @Test func `the mails are one thread, with or without the cover letter`() throws {
    let series = try MailSeries()
    for number in 2...3 {
      try series.repository.write("print(\(number))\n", to: "sum.py")
      try series.commit("sum: print \(number)\n")
    }
    func field(_ name: String, of mail: MailFile) -> Substring? {
      String(decoding: mail.bytes, as: UTF8.self).split(separator: "\n")
        .first { $0.hasPrefix(name + ": ") }?.dropFirst(name.count + 2)
    }
    for mails in [try series.mails().all, try series.mails().patches] {
      let root = try #require(field("Message-ID", of: mails[0]))
      #expect(root.hasSuffix("@example.org>") && field("In-Reply-To", of: mails[0]) == nil)
      for mail in mails.dropFirst() {
        #expect(field("In-Reply-To", of: mail) == root && field("References", of: mail) == root)
      }
      #expect(Set(mails.compactMap { field("Message-ID", of: $0) }).count == mails.count)
    }
    let first = String(decoding: try series.mails().patches[0].bytes, as: UTF8.self)
    #expect(first.contains("\nbase-commit: "))
  }
}
