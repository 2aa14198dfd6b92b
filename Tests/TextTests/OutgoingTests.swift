import Testing

@testable import Text

@Suite struct `Words that leave` {
  @Test(arguments: [
    "Cc: a@example.net", "X-Y-by: misc <m@example.net>", "sneak-by: other <o@example.net>",
    "## Evidence",
    "Evidence\n========", "Evidence\n---", "Evidence\n-",
    "text\n---\ndiff --git a/x b/x\n--- a/x\n+++ b/x",
    "Index: x.c", "From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001",
    "From ada Mon Sep 17 00:00:00 2001", "From: Ada <ada@example.org>", "Subject: another",
    "/merge",
    " /assign @ada", "Release-As: 9.9.9", "BREAKING CHANGE: all", "* breaking change: all",
    "BREAKING CHANGE #1", "Change-Id: I0123", "skip-checks: true", "skip-checks:true", "-- >8 --",
    "cut here -- 8< -- cut", "[skip ci]", "[CI skip]", "[no ci]", "[skip-ci]", "[skip actions]",
    "[actions skip]", "[skip travis]", "***NO_CI***", "Closes #1", "fixes: org/name#12",
    "Resolved GH-3",
    "closing https://example.org/a/b/issues/4", "Closes\n#1", "Fixes #1, #2 and #3",
    "@org/team look",
    "thanks @ada.", "`a @ada", "\\`@ada`", "<!-- hidden", "<details>", "#123 is first", "```\nopen",
    "~~~~\nopen", "a\u{1b}[31mb\u{7}", "\u{202e}x\u{2066}", "bors r+", "Signed-off-by: A <a@b>",
    "**Closes** #1", "_fixes_ #1", "Closes \\#1", "Closes &#35;1", "&#64;team", "&commat;team",
    "\\@team",
    "`a`@team", "@team`", "[ skip ci ]", "[ci.skip]", "a\rb", "(cherry picked from commit 123)",
    "bump #major", "#patch", "ABC-1 #close", "+semver: breaking", "feat!: another api",
    "* fix(core)!: x", "words\nrefactor!: y",
  ])
  func `are changed where a program would act by them, and once only`(text: String) {
    let once = Outgoing(words: text).text
    #expect(once != text)
    #expect(Outgoing(words: once).text == once, "\(once)")
    let line = Outgoing(line: text).text
    #expect(Outgoing(line: line).text == line, "\(line)")
  }

  @Test(arguments: [
    "Return 0 for an empty list", "keep ``", "fix(parser): use #1 as it is",
    "a@example.org",
    "`@property` and `x @y`", "1. one\n2. two\n\n- [ ] three", "https://example.org/closes/1",
    "- Cc: is a field", "Closes the file", "fixes the 3 bugs", "UTF-8 is fixed", "a < b && c > d",
    "[skip]", "[no]", "[the ci]", "Array<Int>", "> ## quoted", "x --- y", "```\na\n```", "❤️ 👩‍👩‍👧 1️⃣ 葛󠄀",
    "می‌خواهم", "a #1 and #majority", "it is done! #",
  ])
  func `stay where no program acts by them`(text: String) {
    #expect(Outgoing(words: text).text == text)
  }

  @Test(arguments: [
    "@a@b @c/d-e.", "`a`@team", "x`@team`y @z", "\\@team", "a @b` c @d", "```\n@a\n```\n`@b",
    "(@a)[@b]",
  ])
  func `call nobody, whatever stands around`(text: String) {
    for line in Outgoing(words: text).text.lines() {
      // As forges read it: a name behind no letter, outside of code.
      let plain = line.replacing(#/`[^`]*`/#, with: "x")
      #expect(plain.firstMatch(of: #/(?:^|[^A-Za-z0-9_])@[A-Za-z0-9]/#) == nil, "\(line)")
      #expect(!line.contains("``") || line.hasPrefix("```"), "\(line)")
    }
  }

  @Test func `begin no line by which git tells its own comments`() {
    let message: Outgoing = "\(words: "one\n\n;two\n; three;\n#4")"
    #expect(message.withoutComments(by: ";").text == "one\n\n ;two\n ; three;\n> #4")
    #expect(message.withoutComments(by: "auto") == message)
    #expect(message.withoutComments(by: "#") == message)
  }

  @Test func `of the issue that they are about, and no other, closing words stay`() {
    #expect(Outgoing(words: "Closes #7 and #8.", about: 7).text == "Closes #7 and (#8).")
    #expect(Outgoing(words: "fixes gh-8 , and\n#9", about: 7).text == "fixes (gh-8) , and\n(#9)")
    #expect(Outgoing(words: "fix issues #8 & #9", about: 7).text == "fix issues (#8) & (#9)")
    #expect(Outgoing(line: "fix: GH-7", about: 7).text == "fix: GH-7")
    #expect(Outgoing(line: "Fixes org/name#7", about: 7).text == "Fixes (org/name#7)")
    #expect(Outgoing(line: "Closes #77", about: 7).text == "Closes (#77)")
  }

  @Test func `are named in digits where nobody sees them`() {
    let hidden: [UInt32] = [
      0x00ad, 0x034f, 0x061c, 0x115f, 0x17b4, 0x180b, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e,
      0x200f,
      0x2028, 0x2029, 0x202a, 0x202e, 0x2060, 0x2064, 0x2066, 0x2069, 0x206f, 0x3164, 0xfe00,
      0xfe0f,
      0xfeff, 0xffa0, 0xfff9, 0xfffa, 0xfffb, 0x1d173, 0xe0001, 0xe0041, 0xe007f, 0xe0100, 0xe01ef,
    ]
    for value in hidden {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let digits = String(value, radix: 16, uppercase: true)
      let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      #expect(visible("x\(Character(scalar))y") == "x<U+\(padded)>y")
    }
    for value in (0x00...0x1f).filter({ $0 != 9 && $0 != 10 }) + Array(0x7f...0x9f) {
      guard let scalar = Unicode.Scalar(UInt32(value)) else { continue }
      #expect(!visible("x\(String(Character(scalar)))y").unicodeScalars.contains(scalar))
    }
  }

  @Test func `cannot end a fence or a name between backquotes that is ours`() {
    #expect(("\(code: "a` @ada `b")" as Outgoing).text == "`a' @ada 'b`")
    #expect(Outgoing(words: "```\nx").text == "```\nx\n```")
    #expect(Outgoing(words: "````\n```").text == "````\n```\n````")
  }

  @Test func `do not get to a line's start by wrapping`() {
    for word in ["Cc: a", "#", "/merge", "--- a", "diff --git", "From x", "BREAKING CHANGE: y"] {
      for count in 60...75 {
        let text =
          String(repeating: "w", count: count) + " " + word + " and some more words after it"
        let lines = Outgoing(words: text, wrappedTo: 72).text.lines()
        #expect(lines.allSatisfy { !$0.hasPrefix(word.split(separator: " ")[0]) }, "\(lines)")
        let again = Outgoing(words: text).wrapped(to: 72).text.lines()
        #expect(again.allSatisfy { !$0.hasPrefix(word.split(separator: " ")[0]) }, "\(again)")
      }
    }
  }

  @Test func `are wrapped where they are a list of names, or of words that may not begin a line`() {
    let names = (1...9).map { "`test_sums.Sums.test_case_\($0)`" }.joined(separator: ", ")
    let text = Outgoing(words: "All pass, among them \(names), which failed.", wrappedTo: 72).text
    #expect(text.lines().allSatisfy { $0.count <= 72 })
    let paths = "it is \(String(repeating: "said that ", count: 6))/merge /close and more"
    let lines = Outgoing(words: paths, wrappedTo: 72).text.lines()
    #expect(lines.allSatisfy { $0.count <= 72 && !$0.hasPrefix("/") } && lines.count == 2)
  }

  @Test func `of ours act, in a text that holds others'`() {
    let text: Outgoing = "## Evidence\n\n\(words: "## Evidence\nCc: x")\n\nRun: \(3)\n"
    #expect(text.text == "## Evidence\n\n> ## Evidence\n> Cc: x\n\nRun: 3\n")
  }

  @Test func `white space without end after a closing word costs no more than its length`() {
    let gap = String(repeating: " ", count: 100_000)
    for text in ["Fixes #1\(gap)x", "Fixes\(gap)x#", "Fixes #1,\(gap)and\(gap)x", "fix:\(gap):#"] {
      let shown: Outgoing = "\(block: text)"
      #expect((text.count...text.count + 2).contains(shown.text.count))
    }
  }
}
