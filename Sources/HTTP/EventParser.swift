/// An event of an event stream.
package struct Event: Hashable, Sendable {
  /// What kind it is; `message` unless the stream says.
  package var name: String
  /// Its lines of data, joined by line feeds.
  package var data: [UInt8]

  /// An event.
  package init(name: String = "message", data: [UInt8]) {
    self.name = name
    self.data = data
  }

  /// The data as text; what is no UTF-8 is replaced.
  package var text: String { String(decoding: data, as: UTF8.self) }
}

/// An event of a stream grew too large; nothing more is read from the stream.
package struct EventTooLarge: Error, Hashable, Sendable {
  /// The most bytes one event may have.
  package let limit: Int
  /// The events of the same call that were complete before it.
  package let events: [Event]
}

/// Reads server-sent events, as the HTML standard has it, from a stream cut into any pieces.
///
/// `id` and `retry` are skipped, since nobody here connects again by itself. Where objects are split, a stream is
/// read as well whose events are divided by one line end: a line of data that begins an object, or is `[DONE]`, behind
/// data that ends one, begins an event of its own; no JSON value can go on like that.
package struct EventParser: Sendable {
  private static let mark: [UInt8] = [0xef, 0xbb, 0xbf]

  private let limit: Int
  private var line: [UInt8] = []
  private let splitsObjects: Bool
  private var name: [UInt8] = []
  /// A name that came behind data: of that event, unless another one follows without an empty line.
  private var lateName: [UInt8]?
  private var data: [UInt8] = []
  private var isFirstLine = true
  private var isAfterReturn = false
  private var isTooLarge = false

  /// A parser at the beginning of a stream, for events of `limit` bytes at most; 8 MiB unless told.
  ///
  /// - Parameter splitsObjects: Whether data that are JSON objects are an event each, also without empty lines between.
  package init(limit: Int = 8 << 20, splitsObjects: Bool = false) {
    self.limit = limit
    self.splitsObjects = splitsObjects
  }

  /// Whether the stream, if it ends here, ends amid an event, which is not given out then.
  package var hasRemainder: Bool {
    let isMark = isFirstLine && EventParser.mark.starts(with: line)
    return !data.isEmpty || !name.isEmpty || !(line.isEmpty || isMark)
  }

  /// Takes the next bytes and returns the events they complete, in order.
  ///
  /// - Complexity: O(*n*) in the bytes.
  /// - Throws: ``EventTooLarge`` as soon as an event passes the limit, and from then on always.
  package mutating func feed(
    _ bytes: some Collection<UInt8>
  ) throws(EventTooLarge) -> [Event] {
    guard !isTooLarge else { throw EventTooLarge(limit: limit, events: []) }
    var events: [Event] = []
    // A copy in one piece: element by element, a generic collection is slow.
    var rest = Array(bytes)[...]
    while let first = rest.first {
      if isAfterReturn {
        isAfterReturn = false
        if first == 0x0a {
          rest.removeFirst()
          continue
        }
      }
      let end = rest.firstIndex { $0 == 0x0a || $0 == 0x0d }
      line += rest[..<(end ?? rest.endIndex)]
      if data.count + name.count + line.count > limit {
        isTooLarge = true
        throw EventTooLarge(limit: limit, events: events)
      }
      guard let end else { break }
      isAfterReturn = rest[end] == 0x0d
      rest = rest[rest.index(after: end)...]
      if let event = endLine() { events.append(event) }
    }
    return events
  }

  /// The events that the end of the stream leaves open, for whoever can tell by their data that they are whole. The
  /// parser is at the beginning of a stream again.
  package mutating func finish() -> [Event] {
    var events: [Event] = []
    if !line.isEmpty, let event = endLine() { events.append(event) }
    if let event = endEvent() { events.append(event) }
    self = EventParser(limit: limit, splitsObjects: splitsObjects)
    return events
  }

  /// Takes the line in; returns the event that it ends.
  private mutating func endLine() -> Event? {
    defer {
      line.removeAll(keepingCapacity: true)
      isFirstLine = false
    }
    let content = isFirstLine && line.starts(with: EventParser.mark) ? line[3...] : line[...]
    guard !content.isEmpty else { return endEvent() }
    let colon = content.firstIndex(of: UInt8(ascii: ":")) ?? content.endIndex
    var value = content[colon...].dropFirst()
    if value.first == UInt8(ascii: " ") { value.removeFirst() }
    let field = content[..<colon]
    if field.elementsEqual("data".utf8) {
      let ended = splitsObjects && beginsAnew(value) ? endEvent(isBeforeLateName: true) : nil
      data += value
      data.append(0x0a)
      return ended
    }
    if field.elementsEqual("event".utf8) {
      if data.isEmpty { name = Array(value) } else { lateName = Array(value) }
    }
    return nil
  }

  /// Whether a line of data cannot belong to the data before it.
  private func beginsAnew(_ value: ArraySlice<UInt8>) -> Bool {
    let done = Array("[DONE]".utf8)
    guard let last = data.dropLast().last else { return false }
    let isEnded =
      data.first == UInt8(ascii: "{") && last == UInt8(ascii: "}") || data.dropLast() == done[...]
    return isEnded && (value.first == UInt8(ascii: "{") || value == done[...])
  }

  /// Ends the event.
  ///
  /// - Parameter isBeforeLateName: Whether a name behind its data is that of the next one.
  private mutating func endEvent(isBeforeLateName: Bool = false) -> Event? {
    let late = lateName
    defer {
      name = isBeforeLateName ? late ?? [] : []
      lateName = nil
      data = []
    }
    if let late, !isBeforeLateName { name = late }
    guard !data.isEmpty else { return nil }
    data.removeLast()
    return Event(
      name: name.isEmpty ? "message" : String(decoding: name, as: UTF8.self), data: data)
  }
}
