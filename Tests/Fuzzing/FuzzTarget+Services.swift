import HTTP

@testable import Models

extension FuzzTarget {
  /// What services send: event streams, answers of each wire format, faults.
  static let services = [
    FuzzTarget("event-stream") { bytes in
      guard let piece = bytes.first.map({ Int($0) + 1 }) else { return }
      let stream = Array(bytes.dropFirst())
      let whole = events(of: [stream[...]])
      let pieces = stride(from: 0, to: stream.count, by: piece).map {
        stream[$0..<min(stream.count, $0 + piece)]
      }
      require(events(of: pieces), is: whole, "events of pieces of \(piece) bytes")
      let size = whole.events.reduce(0) { $0 + $1.data.count }
      require(size <= stream.count, "more data than bytes")
    },
    FuzzTarget("openai-stream") { answer(to: $0, by: OpenAIWire()) },
    FuzzTarget("anthropic-stream") { answer(to: $0, by: AnthropicWire()) },
    FuzzTarget("responses-stream") { answer(to: $0, by: ResponsesWire()) },
  ]

  private struct Stream: Equatable {
    var events: [Event] = []
    var isTooLarge = false
    var hasRemainder = false
  }

  private static func events(of pieces: [ArraySlice<UInt8>]) -> Stream {
    var parser = EventParser(limit: 512)
    var stream = Stream()
    for piece in pieces where !stream.isTooLarge {
      do { stream.events += try parser.feed(piece) } catch {
        stream.events += error.events
        stream.isTooLarge = true
      }
    }
    stream.hasRemainder = !stream.isTooLarge && parser.hasRemainder
    return stream
  }

  /// Reads an answer: the first byte says its status and type and how it is cut, the rest is its body.
  private static func answer(to bytes: [UInt8], by wire: some Wire) {
    guard let first = bytes.first else { return }
    let types = ["", "text/event-stream", "application/json"]
    let status = first & 0x80 == 0 ? 200 : 400 + Int(first & 0x7f)
    let head = Head(status: status, headers: ["content-type": types[Int(first % 3)]])
    let body = Array(bytes.dropFirst())
    var whole = StreamingResponse(wire.makeAccumulator())
    var parted = StreamingResponse(wire.makeAccumulator())
    _ = body.withUnsafeBytes { whole.take($0, head) }
    let size = Int(first % 13) + 1
    for start in stride(from: 0, to: body.count, by: size) {
      let wantsMore = body[start..<min(body.count, start + size)].withUnsafeBytes {
        parted.take($0, head)
      }
      guard wantsMore else { break }
    }
    let answers = [whole, parted].map { response in
      var response = response
      return Result { () throws(APIFault) in try response.answer(head) }
    }
    require(answers[1], is: answers[0], "an answer cut into pieces of \(size) bytes")
    guard case .success(let answer) = answers[0] else { return }
    require(
      answer.text.utf8.count + answer.calls.reduce(0) { $0 + $1.arguments.utf8.count }
        <= 6 * body.count + 2, "an answer longer than its body")
    for call in answer.calls { require(!call.name.isEmpty, "a call without a name") }
  }
}
