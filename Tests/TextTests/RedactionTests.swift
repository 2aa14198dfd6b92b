import Testing

@testable import Text

@Suite struct `Texts made safe to keep and to show` {
  @Test(
    arguments: [
      ("key sk-ant-api03-\(String(repeating: "a1", count: 20))", 1),
      (#"{"m":"x\nghp_\#(String(repeating: "a1", count: 18))"}"#, 1),
      (
        #"x\nAKIA\#(String(repeating: "A1", count: 8)), %0AAIza\#(String(repeating: "b2", count: 18))"#,
        2
      ),
      ("Authorization: Bearer abcdef", 1),
      ("https://ada:hunter2@example.org/x", 1), ("password = hunter2hunter2", 1),
      ("API_KEY='abc123def456'", 1),
      ("-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----", 1),
      ("the password is wrong", 0), ("sk-learn is a library", 0), ("https://example.org/a@b", 0),
      ("ghp_short", 0), ("def check(password):", 0),
      ("sk-123e4567-e89b-12d3-a456-426614174000", 1),
      ("Run: 20240101-update-sk-strings-0123456789ab", 0),
      ("by 20240101-fix-pypi-upload-of-wheels-with-names-0123456789ab.", 0),
    ])
  func `what looks like a secret is taken out, what does not stays`(text: String, count: Int) {
    let redacted = redact(text)
    #expect(redacted.count == count, "\(redacted.text)")
    #expect((redacted.text == text) == (count == 0))
  }

  @Test func `a second look finds nothing more`() {
    let text =
      "password=abc https://u:p@h Authorization: x ghp_" + String(repeating: "b", count: 36)
    let once = redact(text).text
    #expect(redact(once).text == once)
  }

  @Test func `what a terminal would obey, or a reader not see, is made visible`() {
    #expect(visible("a\u{1b}[31mb\r\u{7}") == "a<1B>[31mb<0D><07>")
    #expect(visible("x\u{202e}y\u{200b}z\u{e0041}") == "x<U+202E>y<U+200B>z<U+E0041>")
    #expect(visible("tab\tline\nümlaut 漢 🙂") == "tab\tline\nümlaut 漢 🙂")
  }
}
