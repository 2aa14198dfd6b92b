import Testing
import Vocabulary

@testable import Mail

@Suite("What reviewers say in mails that their programs have changed")
struct MangledReviewTests {
  private func comments(_ text: String) throws -> [ReviewComment] {
    try ReviewReader.read(Array(text.utf8))
  }

  @Test func `a mail that has only a page is read as its text, with what it quotes`() throws {
    let found = try comments(
      """
      From: Zoe <zoe@example.org>
      To: ada@example.org
      Subject: Re: [PATCH 1/1] basket: sum all
      MIME-Version: 1.0
      Content-Type: text/html; charset=utf-8

      <html><head><title>Re</title><style>p { color: red }</style></head><body>
      <!-- nothing > here -->
      <div dir="ltr">Hi,<br></div>
      <blockquote class="gmail_quote">diff --git a/shop/basket.py b/shop/basket.py<br>
      --- a/shop/basket.py<br>+++ b/shop/basket.py<br>@@ -7,2 +7,3 @@ class Basket:<br>
      &nbsp; &nbsp; &nbsp; &nbsp; &nbsp;self.prices = []<br>
      +&nbsp; &nbsp; &nbsp; &nbsp; self.discount = 0<br></blockquote>
      <p>A discount &lt; 0 &amp; &#x201C;above&#8221; one:<br>what   then?</p>
      <ul><li>name it</li></ul><script>alert("x")</script>
      <pre>  two
        lines</pre></body></html>
      """)
    #expect(
      found.map(\.text) == [
        "A discount < 0 & “above” one:\nwhat then?\n\n- name it\n  two\n  lines"
      ])
    #expect(found.first?.path == "shop/basket.py" && found.first?.line == 8)
    #expect(found.first?.quoted?.hasSuffix("+        self.discount = 0") == true)
  }

  @Test(arguments: [
    // What a mailer made of a long quoted line, and what the reviewer said.
    ("third_argument)\n>      return x\n\nName it.", "Name it."),
    ("third_argument)\n\nName it.", "Name it."),
    ("> third_argument)\n>      return x\nName it.", "Name it."),
    ("Name it.", "Name it."), ("Name it.\n\nAnd this.", "Name it.\n\nAnd this."),
  ])
  func `what is wrapped off a quoted line is no comment`(rest: String, said: String) throws {
    let long = "+    total = compute_the_total_of(first_argument, second_argument,"
    let found = try comments(
      """
      From: Zoe <zoe@example.org>
      To: ada@example.org
      Subject: Re: [PATCH 1/1] basket: sum all

      > --- a/shop/basket.py
      > +++ b/shop/basket.py
      > @@ -7,2 +7,3 @@ class Basket:
      >  class Basket:
      > \(long)
      \(rest)
      """)
    #expect(found.map(\.text) == [said])
    #expect(found.first?.line == (rest.contains("return x") ? 9 : 8))
  }
}
