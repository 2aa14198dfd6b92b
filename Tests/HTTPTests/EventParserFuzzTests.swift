import HTTP
import Support
import Testing

@Suite struct `Event streams at random` {
  /// What streams are made of: fields, line ends, marks, and bytes that are no UTF-8.
  private static let pieces: [[UInt8]] =
    ["data", "event", "id", "retry", ":", ": ", " ", "\r", "\n", "\r\n", "\n\n", "x", "{\"a\":1}"]
    .map { Array($0.utf8) } + [[0xef, 0xbb, 0xbf], [0xff], [0], []]

  /// The events of a whole stream, as the HTML standard reads them, line by line and simply.
  private static func events(of stream: [UInt8]) -> [Event] {
    var lines: [[UInt8]] = [[]]
    var place = 0
    while place < stream.count {
      let byte = stream[place]
      if byte == 0x0d || byte == 0x0a {
        if byte == 0x0d, place + 1 < stream.count, stream[place + 1] == 0x0a { place += 1 }
        lines.append([])
      } else {
        lines[lines.count - 1].append(byte)
      }
      place += 1
    }
    // The last line has no end: it is not read.
    lines.removeLast()
    if lines.first?.starts(with: [0xef, 0xbb, 0xbf]) == true { lines[0].removeFirst(3) }
    var events: [Event] = []
    var (name, data): ([UInt8], [[UInt8]]) = ([], [])
    for line in lines {
      if line.isEmpty {
        if !data.isEmpty {
          let word = name.isEmpty ? "message" : String(decoding: name, as: UTF8.self)
          events.append(Event(name: word, data: Array(data.joined(separator: [0x0a]))))
        }
        (name, data) = ([], [])
        continue
      }
      let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.count
      var value = Array(line[colon...].dropFirst())
      if value.first == UInt8(ascii: " ") { value.removeFirst() }
      if Array(line[..<colon]) == Array("data".utf8) { data.append(value) }
      if Array(line[..<colon]) == Array("event".utf8) { name = value }
    }
    return events
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `are read as the standard says, however they are cut`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<50 {
      var stream: [UInt8] = []
      for _ in 0..<Int.random(in: 0...40, using: &random) {
        stream += Self.pieces[Int.random(in: Self.pieces.indices, using: &random)]
      }
      var parser = EventParser()
      var events: [Event] = []
      var rest = stream[...]
      while !rest.isEmpty {
        let size = Int.random(in: 1...min(9, rest.count), using: &random)
        events += try parser.feed(rest.prefix(size))
        rest = rest.dropFirst(size)
      }
      #expect(events == Self.events(of: stream), "\(String(decoding: stream, as: UTF8.self))")
    }
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `that are too large are so wherever they are cut`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let limit = Int.random(in: 8...64, using: &random)
    let stream = Array("data: \(String(repeating: "x", count: 100))\n\n".utf8)
    var parser = EventParser(limit: limit)
    var rest = stream[...]
    var failures = 0
    while !rest.isEmpty {
      let size = Int.random(in: 1...min(9, rest.count), using: &random)
      do { #expect(try parser.feed(rest.prefix(size)).isEmpty) } catch { failures += 1 }
      rest = rest.dropFirst(size)
    }
    #expect(failures > 0)
  }
}
