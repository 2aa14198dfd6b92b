import HTTP
import Testing

@Suite("When to try again", .timeLimit(.minutes(10)))
struct RetryAfterTests {
  private static let then = 784_111_777

  @Test(
    arguments: [
      ("0", 0), ("7", 7), (" 120\t", 120), ("-5", 0), ("99999999999999999999", 1 << 31),
      ("9223372036854775807", 1 << 31), ("Sun, 06 Nov 1994 08:49:37 GMT", 60),
      ("Sunday, 06-Nov-94 08:49:37 GMT", 60), ("Sun Nov  6 08:49:37 1994", 60),
      ("Sun, 06 Nov 1994 08:48:00 GMT", 0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
      ("", nil), ("-", nil), ("soon", nil), ("7s", nil), ("1.5", nil), ("٣", nil), ("Sunday", nil),
      ("Sun, 99 Foo 1994 08:49:37 GMT", nil), ("2004-12-31 10:00", nil),
      ("7 7", nil), ("Sun:", nil),
    ] as [(String, Int?)])
  func `seconds and dates in the three formats are read; garbage is none`(
    text: String, seconds: Int?
  ) {
    #expect(retryAfter(text, now: RetryAfterTests.then - 60) == seconds)
  }

  @Test func `a date counts from the server's own clock`() {
    let head = Head(
      status: 503,
      headers: [
        "date": "Sun, 06 Nov 1994 08:49:07 GMT", "retry-after": "Sun, 06 Nov 1994 08:49:37 GMT",
      ])
    #expect(head.retryAfter == 30)
    #expect(Head(status: 503, headers: ["retry-after": "soon"]).retryAfter == nil)
    #expect(Head(status: 503).retryAfter == nil)
  }
}
