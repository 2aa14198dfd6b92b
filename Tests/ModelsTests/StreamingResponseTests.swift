import HTTP
import Testing
import Text

@testable import Models

@Suite struct `What comes over the wire` {
  private static let stream = chunks(delta(#"{"content":"x"}"#), ends("stop"))
  private static let whole = #"{"choices":[{"message":{"content":"x"},"finish_reason":"stop"}]}"#

  private func outcome(_ pieces: [ArraySlice<UInt8>], _ type: String?) -> Outcome {
    let head = Head(status: 200, headers: type.map { ["content-type": $0] } ?? [:])
    var response = StreamingResponse(OpenAIWire().makeAccumulator())
    for piece in pieces {
      let goesOn = piece.withUnsafeBytes { response.take($0, head) }
      if !goesOn { break }
    }
    return Outcome { () throws(APIFault) in try response.answer(head) }
  }

  @Test(arguments: [nil, "text/event-stream; charset=utf-8", "text/plain", "application/json"])
  func `a stream is known by its type or its first bytes, wherever it is cut`(type: String?) {
    let bytes = Array(Self.stream.utf8)
    let expected = Outcome.success(.saying("x"))
    for place in 0...12 {
      #expect(outcome([bytes[..<place], bytes[place...]], type) == expected, "cut at \(place)")
    }
    #expect(outcome(bytes.indices.map { bytes[$0...$0] }, type) == expected)
    let commented = Array(": ping\n\n".utf8) + bytes
    #expect(outcome(commented.indices.map { commented[$0...$0] }, type) == expected)
  }

  @Test func `events divided by one line end are read, also without an end of the last`() {
    let stream = Self.stream.replacing("\n\n", with: "\nid: 0\n")
    #expect(outcome([Array(stream.utf8)[...]], nil) == .success(.saying("x")))
    let lines = Self.stream.replacing("\n\n", with: "\n").dropLast()
    #expect(outcome([Array(lines.utf8)[...]], nil) == .success(.saying("x")))
  }

  @Test func `an error in a list is that error, and a list of chunks a stream`() {
    let error = #"[{"error":{"code":429,"message":"slow down"}}]"#
    #expect(
      outcome([Array(error.utf8)[...]], nil)
        == .failure(.rateLimited(after: nil, message: "slow down")))
    let list = "[\(delta(#"{"content":"x"}"#)),\n\(ends("stop"))]"
    #expect(outcome([Array(list.utf8)[...]], "application/json") == .success(.saying("x")))
  }

  @Test(arguments: [nil, "application/json", "text/event-stream"])
  func `one JSON body is an answer as well, wherever it is cut`(type: String?) {
    let bytes = Array(Self.whole.utf8)
    for place in 0...12 {
      let pieces = [bytes[..<place], bytes[place...]]
      #expect(outcome(pieces, type) == .success(.saying("x")), "cut at \(place)")
    }
  }

  @Test func `nothing is told from something else`() {
    #expect(outcome([], nil) == .failure(.emptyStream))
    #expect(outcome([], "text/event-stream") == .failure(.emptyStream))
    let page = Array("<html>".utf8)
    #expect(
      outcome([page[...]], "text/html")
        == .failure(.broken(reason: "an answer that is neither a stream nor JSON")))
  }

  @Test func `a status with its body and its wait is a fault`() {
    let head = Head(status: 429, headers: ["retry-after": "7"])
    var response = StreamingResponse(OpenAIWire().makeAccumulator())
    let body = Array(#"{"error":{"message":"slow down"}}"#.utf8)
    #expect(body.withUnsafeBytes { response.take($0, head) })
    #expect(throws: APIFault.rateLimited(after: 7, message: "slow down")) {
      try response.answer(head)
    }
  }
}
