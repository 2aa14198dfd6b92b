import HTTP
import Testing

@Suite("Event streams", .timeLimit(.minutes(10)))
struct EventParserTests {
  private static let sample =
    Array(
      "\u{FEFF}: a comment\r\ndata: grüße 👋\r\ndata:und\rdata\n\nevent: delta\r\nid: 7\nretry: 10\r\n"
        .utf8)
    + Array("data:  two\r\r\r\nevent: lost\n\nnonsense\ndata: {\"a\": 1}\n\n:\n\ndata\n\n".utf8)
    + Array("dataset: x\nevent:\ndata: last\r\n\r\ndata: unfinished\n".utf8)

  private static let expected = [
    Event(data: Array("grüße 👋\nund\n".utf8)), Event(name: "delta", data: Array(" two".utf8)),
    Event(data: Array("{\"a\": 1}".utf8)), Event(data: []), Event(data: Array("last".utf8)),
  ]

  @Test func `fields, comments, line ends and the mark are read as the standard says`() throws {
    var parser = EventParser()
    #expect(try parser.feed(EventParserTests.sample) == EventParserTests.expected)
    #expect(parser.hasRemainder)
  }

  @Test func `however a stream is cut, the events are the same`() throws {
    let sample = EventParserTests.sample
    for position in 0...sample.count {
      var parser = EventParser()
      var events = try parser.feed(sample[..<position])
      events += try parser.feed(sample[position...])
      #expect(events == EventParserTests.expected, "cut at \(position)")
      #expect(parser.hasRemainder)
    }
    var parser = EventParser()
    var events: [Event] = []
    for byte in sample { events += try parser.feed(CollectionOfOne(byte)) }
    #expect(events == EventParserTests.expected)
  }

  @Test(arguments: [
    ("", false), ("\u{FEFF}", false), ("\n", false), ("data: x\n\n", false), (":x\n", false),
    ("\r\n", false), ("data: x\r\r", false), ("d", true), ("data: x", true), ("data: x\n", true),
    ("event: x\n", true), ("\u{FEFF}d", true),
  ])
  func `a stream that ends amid an event has a remainder`(stream: String, hasRemainder: Bool) throws
  {
    var parser = EventParser()
    _ = try parser.feed(stream.utf8)
    #expect(parser.hasRemainder == hasRemainder)
  }

  @Test func `an event grows to the limit and no further, however the stream is cut`() throws {
    let stream = Array("data: 1234\n\ndata: 12345678\n\ndata: 1\n\n".utf8)
    for size in 1...stream.count {
      var parser = EventParser(limit: 12)
      var events: [Event] = []
      var errors = 0
      for start in stride(from: 0, to: stream.count, by: size) {
        do throws(EventTooLarge) {
          events += try parser.feed(stream[start..<min(start + size, stream.count)])
        } catch {
          events += error.events
          errors += 1
        }
      }
      #expect(events.map(\.text) == ["1234"])
      #expect(errors > 0)
    }
  }

  @Test func `lines of data add up towards the limit, comments do not`() throws {
    var parser = EventParser(limit: 1000)
    for _ in 0..<1000 { #expect(try parser.feed(": still here\n".utf8).isEmpty) }
    #expect(throws: EventTooLarge.self) {
      for _ in 0..<1000 { _ = try parser.feed("data: 123\n".utf8) }
    }
  }
}
