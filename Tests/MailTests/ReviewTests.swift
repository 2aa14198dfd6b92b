import Testing
import Vocabulary

@testable import Mail

@Suite("What reviewers say")
struct ReviewTests {
  private func comments(_ text: String) throws -> [ReviewComment] {
    try ReviewReader.read(Array(text.utf8))
  }

  @Test func `free text is one comment, and a list is one for each item`() throws {
    #expect(
      try comments("Please say why.\n\nAnd test it.\n").map(\.text) == [
        "Please say why.\n\nAnd test it."
      ])
    let list = "Two things:\n\n- name it\n  better\n- test it\n\nsrc/a.py:7: off by one\n"
    let found = try comments(list)
    #expect(found.map(\.text) == ["name it\n  better", "test it", "off by one"])
    #expect(found.map(\.path) == [nil, nil, "src/a.py"] && found.last?.line == 7)
    #expect(try comments("1. one\n2) two\n").map(\.text) == ["one", "two"])
    #expect(try comments("src/a.py:7:\n").map(\.text) == ["src/a.py:7:"])
  }

  @Test func `a mail's answers have the place that the quoted difference shows`() throws {
    let found = try comments(
      """
      From 0000 Mon Sep 17 00:00:00 2001
      From: =?UTF-8?q?Z=C3=B6e?= <zoe@example.org>
      Subject: Re: [PATCH v2 2/3] basket: take discounts off
      Content-Type: text/plain; charset=utf-8
      Content-Transfer-Encoding: quoted-printable

      Hi Ada,

      On Monday Ada wrote:
      > diff --git a/shop/basket.py b/shop/basket.py
      > --- a/shop/basket.py
      > +++ b/shop/basket.py
      > @@ -7,3 +7,4 @@ class Basket:
      >          self.prices =3D []
      > +        self.discount =3D 0

      A discount above one =E2=80=93 what then?

      >  def sum(self):

      Call it total.

      Reviewed-by: Zoe <zoe@example.org>
      --=20
      Zoe
      """.replacing("--=20", with: "-- "))
    #expect(
      found.map(\.text) == [
        "A discount above one – what then?", "Call it total.\n\nReviewed-by: Zoe <zoe@example.org>",
      ])
    #expect(found.map(\.author) == ["Zöe", "Zöe"] && found.map(\.patch) == [2, 2])
    #expect(found.map(\.path) == ["shop/basket.py", "shop/basket.py"])
    #expect(found.map(\.line) == [8, 9])
    #expect(found[0].quoted?.hasSuffix("+        self.discount = 0") == true)
  }

  @Test func `an mbox has many mails, of several parts and in other encodings`() throws {
    let found = try comments(
      """
      From a Mon Sep 17 00:00:00 2001
      From: a@example.org
      Subject: Re: [PATCH 0/2] cover
      MIME-Version: 1.0
      Content-Type: multipart/alternative; boundary="xx"

      --xx
      Content-Type: text/plain
      Content-Transfer-Encoding: base64

      TWFrZSBpdCBzbWFsbGVyLgo=
      --xx
      Content-Type: text/html

      <p>Make it smaller.</p>
      --xx--

      From b Mon Sep 17 00:00:00 2001
      From: b@example.org
      Subject: Re: something else

      >From here it is mine.
      """)
    #expect(found.map(\.text) == ["Make it smaller."] || found.count == 2)
    #expect(found.first?.patch == 0 && found.first?.author == "a@example.org")
  }

  @Test func `what gh and glab print is understood`() throws {
    let gh = #"[{"body":"Name it","path":"a.py","line":3,"user":{"login":"zoe"},"diff_hunk":"@@"}]"#
    let found = try comments(gh)
    var named = ReviewComment(text: "Name it", author: "zoe", path: "a.py", line: 3, quoted: "@@")
    named.channel = .forge
    #expect(found == [named])
    let view =
      #"{"title":"x","body":"own","reviews":[{"body":"No","author":{"login":"z"}},{"body":""}],"comments":[{"body":"Why?"}]}"#
    #expect(try comments(view).map(\.text) == ["No", "Why?"])
    let glab =
      #"{"notes":[{"body":"Hm","author":{"username":"z"},"position":{"new_path":"b.c","new_line":9}},{"body":"merged","system":true}]}"#
    var hummed = ReviewComment(text: "Hm", author: "z", path: "b.c", line: 9)
    hummed.channel = .forge
    #expect(try comments(glab) == [hummed])
    // Of an account that is gone a forge names nobody; it comes from there all the same.
    let ghost = try comments(#"[{"body":"Name it","user":null}]"#)
    #expect(ghost.map(\.channel) == [.forge] && ghost[0].author == nil)
    #expect(throws: ReviewError.json("it has no comments with a 'body' that says something")) {
      try comments(#"{"a":1}"#)
    }
  }

  /// The words of each comment in `text`.
  private func texts(_ text: String) throws -> [String] { try comments(text).map(\.text) }

  private let head = "From: Zoe <zoe@example.org>\nSubject: Re: [PATCH 3/4] basket: discounts\n"

  @Test(arguments: [
    "Hi, could you bound the discount at one?", "Hey, this breaks above one.",
    "Best, use min() here", "Thanks, but please bound it.", "Thanks. Bound it?", "Hi, fix this",
    "Dear me, what a loop", "Best practice?", "Thanks for the patch, but it fails",
  ])
  func `a line that goes on after its greeting is a comment as a whole`(_ line: String) throws {
    #expect(try texts(line + "\n") == [line])
    #expect(try texts("- \(line)\n- rename it\n") == [line, "rename it"])
    #expect(try texts("\(head)\nHi Ada,\n\n> a\n\(line)\n") == [line])
  }

  @Test(arguments: [
    "Thanks!", "Hi Ada,", "Hello all,\n\nThanks a lot!", "Best regards,\nZoe Smith",
    "Thank you very much", "Thanks for the patch!", "Mit freundlichen Grüßen\nJürgen",
    "Dear Dr. Lovelace,", "Thanks, Zoe", "Ada,", "- Thanks!\n",
  ])
  func `courtesies alone say nothing`(_ text: String) throws {
    #expect(throws: ReviewError.empty) { try comments(text) }
    #expect(throws: ReviewError.empty) { try comments("\(head)\n> a\n\n\(text)\n") }
  }

  @Test func `only what parts an mbox and a head of several fields make mails of a text`() throws {
    let body = "Name it rebate.\n\nFrom here on it must be bounded.\n>From then on\n\nSay so.\n"
    let found = try comments(head + "\n" + body.replacing(">From then on\n", with: ""))
    #expect(found.map(\.author) == ["Zoe"] && found.map(\.patch) == [3])
    #expect(found[0].text.contains("From here on it must be bounded.\n\nSay so."))
    for line in [
      "From my side: bound it at one.", "Date: parse ISO forms as well.",
      "From: and To: are parsed wrongly", "Subject: and Date: too",
    ] {
      #expect(try texts(line + "\n") == [line])
    }
    let other =
      "From x@y Thu Jan  1 00:00:00 1970\n\(head)\nOne.\n\nFrom 10:00 to 11:00 it fails.\n"
    let mbox = other + "From z Mon Sep 17 00:00:00 2001\nFrom: Bo <b@x>\nSubject: hm\n\nTwo.\n"
    let mails = try comments(mbox)
    #expect(mails.map(\.text) == ["One.\n\nFrom 10:00 to 11:00 it fails.", "Two."])
    #expect(mails.map(\.author) == ["Zoe", "Bo"])
  }

  @Test
  func `parts are read in order, of alternatives the plain one, and a list's footer is no comment`()
    throws
  {
    let footer =
      "_______________________________________________\nshop-devel mailing list\nhttps://x\n"
    let mail = """
      \(head)MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary="out"

      No part yet.
      --out
      Content-Type: multipart/alternative; boundary="out-in"

      --out-in
      Content-Type: text/html

      <p>Please bound it.</p>
      --out-in
      Content-Type: text/plain

      Please bound it.

      --out-in--

      --out
      Content-Type: text/plain
      Content-Disposition: attachment; filename=log

      many lines
      --out
      Content-Type: text/plain

      And test it.
      --out
      Content-Type: text/plain

      \(footer)--out--
      Nor any more.
      """
    #expect(try texts(mail) == ["Please bound it.", "And test it."])
    #expect(try texts("\(head)\nBound it.\n\n\(footer)") == ["Bound it."])
    #expect(try texts("Title\n_____\nBound it.\n").count == 1)
    let encoded =
      "\(head)Content-Transfer-Encoding: base64\n\nQm91bmQg\naXQu\n\n\(footer)"
    #expect(try texts(encoded) == ["Bound it."])
    #expect(try texts(encoded.replacing(footer, with: "")) == ["Bound it."])
  }

  /// A mail of a series as `git format-patch` writes it.
  private func patch(_ number: Int, _ more: String = "", body: String = "Why.\n") -> String {
    """
    From 0123 Mon Sep 17 00:00:00 2001
    From: Ada <ada@example.org>
    Subject: [PATCH \(number)/200] basket: step \(number)
    In-Reply-To: <cover@example.org>
    \(more)
    \(body)---
     a.py | 2 +-

    diff --git a/a.py b/a.py
    --- a/a.py
    +++ b/a.py
    @@ -1 +1 @@
    -1
    +2
    -- 
    2.40


    """
  }

  @Test func `of a whole thread the patches and their cover letter are passed over`() throws {
    let cover =
      "From 0123 Mon Sep 17 00:00:00 2001\nFrom: Ada <ada@example.org>\n"
      + "Subject: [shop] [PATCH v2 0/200] Discounts\n\nTwo hundred of them.\n\nchange-id: x\n-- \n2.40\n\n"
    let series = cover + (1...200).map { patch($0) }.joined()
    #expect(throws: ReviewError.empty) { try comments(series) }
    let subjects = [
      "Re: [PATCH 3/200] step", "[shop] AW: [PATCH 3/200] step", "Your series",
      "[PATCH 3/200] step",
    ]
    for subject in subjects {
      let answer =
        "From z Thu Jan  1 00:00:00 2024\nFrom: Zoe <z@x.org>\nSubject: \(subject)\n\n> +2\n\nBound it.\n"
      #expect(try texts(series + answer) == ["Bound it."])
    }
    // Who answers with a patch of his own means it.
    let suggested = patch(3, body: "Rather so:\n").replacing("Subject: ", with: "Subject: Re: ")
    #expect(try comments(suggested).map(\.patch) == [3])
  }

  @Test(arguments: [
    "On Mon, Jan 1, 2024 at 10:00 AM Ada Lovelace <ada.lovelace@example.org>\nwrote:",
    "On Mon, 1 Jan 2024 at 10:00,\nAda Lovelace\n<ada@example.org> wrote:", "Ada wrote:",
    "Am 01.01.24 um 10:00 schrieb Ada:",
    "Am Mo., 1. Jan. 2024 um 10:00 Uhr schrieb Ada Lovelace\n<ada@x.org>:",
    "Le lun. 1 janv. 2024 à 10:00, Ada <ada@x.org> a\nécrit :",
    "El lun, 1 ene 2024 a las 10:00, Ada (<ada@x.org>)\nescribió:",
  ])
  func `the lines that introduce a quotation are no comment, however they are broken`(
    _ lines: String
  ) throws {
    let found = try comments(
      "\(head)\n\(lines)\n\n> +        self.discount = 0\n\nPlease bound it.\n")
    #expect(found.map(\.text) == ["Please bound it."])
    #expect(found[0].quoted?.hasPrefix("+        self.discount") == true)
    #expect(try texts("\(head)\nBound it.\n\n\(lines)\n> a\n") == ["Bound it."])
  }

  @Test func `what introduces no quotation of somebody stays`() throws {
    let text = "On large carts this is what the old code wrote:"
    #expect(try texts("\(head)\nSlow.\n\(text)\n> a\n") == ["Slow.\n\(text)"])
    let before = "On 3 carts it fails."
    #expect(try texts("\(head)\n\(before)\nAda <ada@x.org> wrote:\n> a\n") == [before])
  }

  @Test func `bodies and heads are read in the character set they name`() throws {
    func mail(_ charset: String, _ body: String, _ from: String) throws -> ReviewComment? {
      try comments(
        "From: \(from) <j@x.org>\nSubject: Re: x\nContent-Type: text/plain; format=flowed; charset=\"\(charset)\"\n"
          + "Content-Transfer-Encoding: quoted-printable\n\n\(body)\n"
      ).first
    }
    let western = try mail(
      "Windows-1252", "F=FCr 5=80 =96 gr=F6=DFer", "=?iso-8859-1?Q?J=FCrgen_M=FCller?=")
    #expect(western?.text == "Für 5€ – größer" && western?.author == "Jürgen Müller")
    #expect(try mail("iso-8859-15", "5=A4", "Z")?.text == "5€")
    #expect(try mail("windows-1250", "=8Alo =B3", "Z")?.text == "Šlo ł")
    #expect(try mail("iso-8859-2", "=B3=F3d=BC", "Z")?.text == "łódź")
    #expect(try mail("windows-1251", "=C4=E0", "=?koi8-r?B?5ME=?=")?.text == "Да")
    #expect(try mail("koi8-r", "=E4=C1", "=?koi8-r?B?5ME=?=")?.author == "Да")
    #expect(try mail("utf-8", "=C3=BC =FC", "Z")?.text == "ü \u{fffd}")
    // Two words make one, also in the middle of a character; what is none stays.
    let split = try mail("utf-8", "a", "=?UTF-8?B?w4Q=?=\n =?utf-8?Q?=C3?= =?utf-8?Q?=BC?= =?x Z")
    #expect(split?.author == "Äü =?x Z")
  }

  private func quoted(_ lines: String, _ mark: String = "> ") -> String {
    lines.split(separator: "\n", omittingEmptySubsequences: false).map { "\(mark)\($0)\n" }.joined()
  }

  @Test func `within a hunk nothing is a header, and a difference may be quoted again`() throws {
    let sql =
      "diff --git a/q.sql b/q.sql\n--- a/q.sql\n+++ b/q.sql\n@@ -10,3 +10,3 @@\n select 1\n--- old\n+++ new\n from t"
    for (mark, more) in [("> ", ""), (">", ""), ("> > ", "> Is that so?\n"), (">> ", "> Hm.\n")] {
      let found = try comments("\(head)\n\(quoted(sql, mark))\(more)\nWhy?\n")
      #expect(found.map(\.path) == ["q.sql"] && found.map(\.line) == [12], "\(mark)")
    }
    let early = quoted(sql.replacing("\n+++ new\n from t", with: ""))
    #expect(try comments("\(head)\n\(early)\nWhy?\n").map(\.line) == [10])
    // The rest of a hunk may be left out, with and without git's own line before the next file.
    let next = "--- a/b.py\n+++ b/b.py\n@@ -1,2 +1,3 @@\n a\n+b"
    for line in ["", "diff --git a/b.py b/b.py\n"] {
      let found = try comments("\(head)\n\(early)\n\(quoted(line + next))\nWhy?\n")
      #expect(found.map(\.path) == ["b.py"] && found.map(\.line) == [2])
    }
    let gone = "diff --git a/c.py b/c.py\n--- a/c.py\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b"
    let deleted = try comments("\(head)\n\(quoted(sql + "\n" + gone))\nWhy?\n")
    #expect(deleted.map(\.path) == ["c.py"])
  }

  @Test func `a line of the old file is not taken for one of the new`() throws {
    let gh = try comments(#"[{"body":"Why?","path":"a.py","line":12,"side":"LEFT"}]"#)
    #expect(gh.map(\.line) == [nil] && gh.map(\.oldLine) == [12] && gh.map(\.path) == ["a.py"])
    let glab = try comments(
      #"{"notes":[{"body":"Hm","position":{"new_path":"b.c","new_line":null,"old_line":9}}]}"#)
    #expect(glab.map(\.line) == [nil] && glab.map(\.oldLine) == [9])
    // How far down the difference a comment stands is no line of a file.
    #expect(try comments(#"[{"body":"Hm","path":"a","position":3}]"#).map(\.line) == [nil])
  }

  @Test func `JSON may be several documents, and is refused where it is not whole`() throws {
    let (one, two) = (#"[{"body":"one ]["}]"#, #"[{"body":"two \" {"}]"#)
    for gap in ["", " ", "\n", "\n\n"] {
      #expect(try texts(one + gap + two + "\n") == ["one ][", "two \" {"])
    }
    #expect(throws: ReviewError.json("it is cut off")) { try comments(#"[{"body":"one"},"#) }
    #expect(throws: ReviewError.json("it is cut off")) { try comments(one + #"[{"body":"tw"#) }
    #expect(throws: ReviewError.json("it is damaged")) { try comments(#"{"body":,}"#) }
    #expect(throws: ReviewError.json("something else stands beside it")) { try comments(one + "x") }
    #expect(try texts("[nit] name it\n") == ["[nit] name it"])
    #expect(try texts("{a} is unused\n") == ["{a} is unused"])
  }

  @Test(arguments: ["", "\n \n", "> quoted\n", "Hi,\n\nthanks\n"])
  func `what says nothing is refused`(_ text: String) throws {
    #expect(throws: ReviewError.empty) { try comments(text) }
  }

  @Test func `places out of all measure, parts within parts and floods of comments do no harm`()
    throws
  {
    let large = try comments("> @@ -1 +9223372036854775807 @@\n> a\n> b\nfix this\n")
    #expect(large.map(\.line) == [nil] && large.map(\.text) == ["fix this"])
    let parts = (0..<2000).map { "Content-Type: multipart/m; boundary=b\($0)\n\n--b\($0)\n" }
    let nested = try comments("From: a@b\nSubject: x\n" + parts.joined() + "\nfix\n")
    #expect(nested.map(\.text) == ["fix"])
    let many = (0...ReviewReader.commentLimit).map { "- item \($0)\n" }.joined()
    #expect(throws: ReviewError.tooMany(ReviewReader.commentLimit + 1)) { try comments(many) }
  }

  @Test func `binary and foreign text is refused`() {
    #expect(throws: ReviewError.binary) { try ReviewReader.read([0x61, 0]) }
    #expect(throws: ReviewError.notUTF8) { try ReviewReader.read([0x61, 0xff]) }
    #expect(throws: ReviewError.tooLarge) {
      try ReviewReader.read([UInt8](repeating: 0x61, count: ReviewReader.byteLimit + 1))
    }
  }
}
