import Testing
import Vocabulary

@testable import Triggers

@Suite("What reviewers say")
struct ReviewTests {
  private func comments(_ text: String) throws -> [ReviewComment] {
    try ReviewReader.read(Array(text.utf8))
  }

  @Test("free text is one comment, and a list is one for each item")
  func freeText() throws {
    #expect(
      try comments("Please say why.\n\nAnd test it.\n").map(\.text) == [
        "Please say why.\n\nAnd test it."
      ])
    let list = "Two things:\n\n- name it\n  better\n- test it\n\nsrc/a.py:7: off by one\n"
    let found = try comments(list)
    #expect(found.map(\.text) == ["name it\n  better", "test it", "off by one"])
    #expect(found.map(\.path) == [nil, nil, "src/a.py"] && found.last?.line == 7)
    #expect(try comments("1. one\n2) two\n").map(\.text) == ["one", "two"])
  }

  @Test("a mail's answers have the place that the quoted difference shows")
  func mail() throws {
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

  @Test("an mbox has many mails, of several parts and in other encodings")
  func mbox() throws {
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

  @Test("what gh and glab print is understood")
  func forges() throws {
    let gh = #"[{"body":"Name it","path":"a.py","line":3,"user":{"login":"zoe"},"diff_hunk":"@@"}]"#
    let found = try comments(gh)
    #expect(
      found == [
        ReviewComment(text: "Name it", author: "zoe", path: "a.py", line: 3, quoted: "@@")
      ])
    let view =
      #"{"title":"x","body":"own","reviews":[{"body":"No","author":{"login":"z"}},{"body":""}],"comments":[{"body":"Why?"}]}"#
    #expect(try comments(view).map(\.text) == ["No", "Why?"])
    let glab =
      #"{"notes":[{"body":"Hm","author":{"username":"z"},"position":{"new_path":"b.c","new_line":9}},{"body":"merged","system":true}]}"#
    #expect(try comments(glab) == [ReviewComment(text: "Hm", author: "z", path: "b.c", line: 9)])
    #expect(throws: ReviewError.json("it has no comments with a 'body' that says something")) {
      try comments(#"{"a":1}"#)
    }
  }

  @Test("what says nothing is refused", arguments: ["", "\n \n", "> quoted\n", "Hi,\n\nthanks\n"])
  func nothing(_ text: String) throws {
    #expect(throws: ReviewError.empty) { try comments(text) }
  }

  @Test("places out of all measure, parts within parts and floods of comments do no harm")
  func outOfMeasure() throws {
    let large = try comments("> @@ -1 +9223372036854775807 @@\n> a\n> b\nfix this\n")
    #expect(large.map(\.line) == [nil] && large.map(\.text) == ["fix this"])
    let parts = (0..<2000).map { "Content-Type: multipart/m; boundary=b\($0)\n\n--b\($0)\n" }
    let nested = try comments("From: a@b\nSubject: x\n" + parts.joined() + "\nfix\n")
    #expect(nested.map(\.text) == ["fix"])
    let many = (0...ReviewReader.commentLimit).map { "- item \($0)\n" }.joined()
    #expect(throws: ReviewError.tooMany(ReviewReader.commentLimit + 1)) { try comments(many) }
  }

  @Test("binary and foreign text is refused")
  func odd() {
    #expect(throws: ReviewError.binary) { try ReviewReader.read([0x61, 0]) }
    #expect(throws: ReviewError.notUTF8) { try ReviewReader.read([0x61, 0xff]) }
    #expect(throws: ReviewError.tooLarge) {
      try ReviewReader.read([UInt8](repeating: 0x61, count: ReviewReader.byteLimit + 1))
    }
  }
}
