import Support
import Testing
import Text

@testable import ACP

@Suite struct `Messages of JSON-RPC` {
  private func read(_ text: String) throws(Message.Refused) -> Message {
    try Message(parsing: Array(text.utf8))
  }

  /// What is answered to a line; `nil` where it is a message.
  private func refusal(_ bytes: [UInt8]) -> Message.Refused? {
    do { _ = try Message(parsing: bytes) } catch { return error }
    return nil
  }

  @Test func `are requests, notifications and responses`() throws {
    #expect(
      try read(#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"a":[1]}}"#)
        == .request(id: 1, method: "initialize", params: ["a": [1]]))
    #expect(
      try read(#"{"id":"x","method":"m","jsonrpc":"2.0"}"#)
        == .request(id: "x", method: "m", params: [:]))
    #expect(
      try read(#"{"jsonrpc":"2.0","method":"session/cancel","params":{"sessionId":"s"}}"#)
        == .notification(method: "session/cancel", params: ["sessionId": "s"]))
    #expect(
      try read(#"{"jsonrpc":"2.0","id":7,"result":{"outcome":1}}"#)
        == .response(id: 7, result: ["outcome": 1]))
    #expect(
      try read(#"{"jsonrpc":"2.0","id":7,"error":{"code":-1,"message":"no"}}"#)
        == .response(id: 7, result: nil))
  }

  @Test(arguments: [
    LongText(""), "{", "[1,", "nonsense", "{\"a\":}", "{\"jsonrpc\":\"2.0\" \"id\":1}",
    LongText(repeating: "[", count: 1 << 20), LongText(repeating: "{\"a\":", count: 200),
    "{\"a\":\"\\ud800\"}",
  ])
  func `are not what is no JSON, cut off or nested too deep`(_ given: LongText) {
    #expect(refusal(Array(given.text.utf8)) == .init(id: .null, error: .notJSON))
  }

  @Test func `are not read where they have too many values`() {
    let values = String(repeating: "1,", count: Message.valueLimit) + "1"
    let error = ProtocolError.tooManyValues(limit: Message.valueLimit)
    #expect(refusal(Array("[\(values)]".utf8)) == .init(id: .null, error: error))
    // Those in a text are none.
    #expect(refusal(Array("\"\(values)\"".utf8)) == .init(id: .null, error: .notAMessage))
  }

  @Test func `are not what is no UTF-8`() {
    let bytes =
      Array(#"{"jsonrpc":"2.0","id":1,"method":""#.utf8) + [0xff, 0xc0] + Array("\"}".utf8)
    #expect(refusal(bytes) == .init(id: .null, error: .notJSON))
  }

  @Test(arguments: [
    ("[]", JSON.null), ("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"}]", .null), ("1", .null),
    ("{}", .null), (#"{"jsonrpc":"2.0","id":3}"#, 3),
    (#"{"jsonrpc":"1.0","id":3,"method":"m"}"#, 3),
    (#"{"id":3,"method":"m"}"#, 3), (#"{"jsonrpc":"2.0","id":"a","method":7}"#, "a"),
    (#"{"jsonrpc":"2.0","id":{},"method":"m"}"#, .null),
    (#"{"jsonrpc":"2.0","id":1.5,"method":"m"}"#, .null), (#"{"jsonrpc":"2.0","result":1}"#, .null),
  ])
  func `are not other values, and the answer has the id where one is named`(
    _ text: String, _ id: JSON
  ) {
    #expect(refusal(Array(text.utf8)) == .init(id: id, error: .notAMessage))
  }

  @Test func `are a line each, whatever texts hold`() throws {
    let lines = [
      Message.request(3, "m", ["a": "x\ny\u{2028}"]), Message.notification("m", "\r\n"),
      Message.response("a\nb", ["\n": 1]), Message.error(.null, code: -32700, "a\nb"),
    ]
    for line in lines {
      #expect(line.last == 0x0a)
      #expect(line.dropLast().allSatisfy { $0 != 0x0a && $0 != 0x0d })
      _ = try Message(parsing: line.dropLast())
    }
  }

  @Test func `come back as they were sent`() throws {
    let sent = Message.error(9, code: -32602, "no", data: ["hint": "so"])
    #expect(try Message(parsing: sent) == .response(id: 9, result: nil))
    #expect(
      try Message(parsing: Message.request(4, "m", [1]))
        == .request(id: 4, method: "m", params: [1]))
  }
}

@Suite struct `Lines of a stream` {
  @Test func `are whole however the bytes come`() {
    let text = Array("one\n\ntwo\r\nthree".utf8)
    for size in 1...text.count {
      var scanner = LineScanner(limit: 100)
      var lines: [LineScanner.Line] = []
      for start in stride(from: 0, to: text.count, by: size) {
        lines += scanner.take(text[start..<min(start + size, text.count)])
      }
      #expect(lines == [.whole(Array("one".utf8)), .whole([]), .whole(Array("two\r".utf8))])
    }
  }

  @Test func `that are too long are told once, and the next one is read`() {
    var scanner = LineScanner(limit: 4)
    #expect(scanner.take(Array("12345".utf8)) == [])
    #expect(scanner.take(Array("67890".utf8)) == [])
    #expect(
      scanner.take(Array("\n1234\n12345\n".utf8)) == [
        .tooLong, .whole(Array("1234".utf8)), .tooLong,
      ])
  }
}
