import HTTP
import Loopback
import Synchronization
import Testing

@Suite("What servers do to a body", .timeLimit(.minutes(10)))
struct BodiesTests {
  private static let text = "data: {}\n\ndata: [DONE]\n\n"
  /// The text above, compressed.
  private static let compressed: [(coding: String, bytes: [UInt8])] = [
    (
      "gzip",
      [
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 75, 73, 44, 73, 180, 82, 168, 174, 229, 226, 74, 1, 179,
        162, 93, 252, 253, 92, 99, 185, 184, 0, 156, 216, 52, 225, 24, 0, 0, 0,
      ]
    ),
    (
      "deflate",
      [
        120, 156, 75, 73, 44, 73, 180, 82, 168, 174, 229, 226, 74, 1, 179, 162, 93, 252, 253, 92,
        99, 185, 184, 0, 94, 238, 6, 231,
      ]
    ),
    (
      "br",
      [
        139, 11, 128, 100, 97, 116, 97, 58, 32, 123, 125, 10, 10, 100, 97, 116, 97, 58, 32, 91, 68,
        79, 78, 69, 93, 10, 10, 3,
      ]
    ),
  ]

  private func answer(_ coding: String, _ bytes: [UInt8]) -> [Part] {
    [
      .text(
        "HTTP/1.1 200 OK\r\nContent-Encoding: \(coding)\r\nContent-Length: \(bytes.count)\r\n\r\n"),
      .bytes(bytes),
    ]
  }

  @Test(arguments: compressed.indices)
  func `one that is compressed without being asked is unpacked`(index: Int) async throws {
    let (coding, bytes) = Self.compressed[index]
    let server = try server(answer(coding, bytes))
    defer { server.stop() }
    let (_, body) = try await Client(environment: [:]).send(Request(.get, server.url))
    #expect(body == Self.text)
    #expect(server.received.first?.headers["accept-encoding"] == nil)
  }

  @Test func `one that is compressed badly is broken, and what it unpacks to has the same limit`()
    async throws
  {
    let broken = try server(answer("gzip", Array("data: {}".utf8)))
    defer { broken.stop() }
    let failure = await Client(environment: [:]).failure(Request(.get, broken.url))
    guard case .broken? = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    let (coding, bytes) = Self.compressed[0]
    let large = try server(answer(coding, bytes))
    defer { large.stop() }
    #expect(
      await Client(environment: [:]).failure(Request(.get, large.url, limit: 8))
        == .tooLarge(limit: 8))
  }

  @Test func `one that says it is over is not waited for, nor lost when the connection breaks`()
    async throws
  {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nend\r\n"
    for last in [Part.stall, .reset] {
      let server = try server([.text(head), .pause(0.1), last])
      defer { server.stop() }
      let collected = Collected()
      let taken = try await seconds {
        _ = try await Client(environment: [:]).send(
          Request(.get, server.url), settling: { collected.text == "end" ? 0.3 : nil }
        ) { bytes, _ in
          collected.take(bytes)
          return true
        }
      }
      #expect(collected.text == "end" && taken < 60)
    }
  }

  @Test func `whether it says itself where it ends is known`() {
    #expect(Head(status: 200, headers: ["content-length": "3"]).isFramed)
    #expect(Head(status: 200, headers: ["transfer-encoding": "Chunked"]).isFramed)
    #expect(!Head(status: 200, headers: ["connection": "close"]).isFramed)
  }
}

@Suite struct `Event streams whose events are divided by one line end` {
  private func events(_ stream: String, cutAt place: Int) throws -> [Event] {
    var parser = EventParser(splitsObjects: true)
    let bytes = Array(stream.utf8)
    var events = try parser.feed(bytes[..<place])
    events += try parser.feed(bytes[place...])
    return events + parser.finish()
  }

  @Test(arguments: [
    "data: {\"a\":1}\nid: 0\ndata: {\"b\":2}\nid: 1\ndata: [DONE]\nid: 2\n",
    "data: {\"a\":1}\ndata: {\"b\":2}\ndata: [DONE]",
    "data: {\"a\":1}\n\ndata: {\"b\":2}\ndata: [DONE]\n\n",
  ])
  func `are read as those they are, wherever they are cut`(stream: String) throws {
    for place in 0...stream.utf8.count {
      #expect(
        try events(stream, cutAt: place).map(\.text) == [#"{"a":1}"#, #"{"b":2}"#, "[DONE]"],
        "\(place)")
    }
  }

  @Test func `keep one object in several lines together, and names with their data`() throws {
    let pretty = "data: {\"a\":\ndata: {\"b\": 1}\ndata: }\n\n"
    #expect(try events(pretty, cutAt: 3).map(\.text) == ["{\"a\":\n{\"b\": 1}\n}"])
    let named = "event: a\ndata: {}\nevent: b\ndata: {}\nevent: c\n\n"
    #expect(try events(named, cutAt: 0).map(\.name) == ["a", "c"])
  }
}
