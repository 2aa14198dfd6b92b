import HTTP

/// Feeds response bytes through the parser of server-sent events into the chunk accumulator; reads a body that is no
/// stream whole.
struct StreamingResponse: Sendable {
  private var parser = EventParser()
  private var accumulator: any ChunkAccumulator
  private var whole: [UInt8] = []
  private var isStream: Bool?
  private var fault: APIFault?
  /// Bytes received.
  private(set) var count = 0

  init(_ accumulator: any ChunkAccumulator) { self.accumulator = accumulator }

  /// Adds some bytes.
  ///
  /// - Returns: Whether more are wanted; `false` after a fault.
  mutating func take(_ bytes: UnsafeRawBufferPointer, _ head: Head) -> Bool {
    count += bytes.count
    guard head.status == 200, isStream != false else {
      whole += bytes
      return whole.count < StreamingResponse.limit
    }
    guard isStream == nil else { return feed(Array(bytes)) }
    whole += bytes
    isStream = StreamingResponse.streams(whole, head)
    guard isStream == true else { return true }
    defer { whole = [] }
    return feed(whole)
  }

  private mutating func feed(_ bytes: [UInt8]) -> Bool {
    do {
      for event in try parser.feed(bytes) { try accumulator.take(event) }
    } catch let error as APIFault {
      fault = error
    } catch {
      fault = .broken(reason: "an event larger than any answer")
    }
    return fault == nil
  }

  /// The most bytes of a body that is no stream.
  private static let limit = 8 << 20

  /// Whether a body is a stream of events, by its type, or where it has none, by its first bytes; `nil` while they are
  /// too few.
  private static func streams(_ start: [UInt8], _ head: Head) -> Bool? {
    let type = head.headers["content-type"] ?? ""
    if type.contains("event-stream") { return true }
    if type.contains("json") { return false }
    let isBegun = ["data:", "event:", ":"].contains { word in
      word.utf8.starts(with: start.prefix(word.utf8.count))
    }
    guard isBegun else { return false }
    return start.contains(UInt8(ascii: ":")) ? true : nil
  }

  /// The answer, when the response has ended.
  mutating func answer(_ head: Head) throws(APIFault) -> Answer {
    if let fault { throw fault }
    guard head.status == 200 else {
      throw APIFault(status: head.status, body: whole, after: head.retryAfter)
    }
    if isStream != true {
      guard !whole.isEmpty else { throw .emptyStream }
      guard let body = JSON(parsing: whole) else {
        throw .broken(reason: "an answer that is neither a stream nor JSON")
      }
      try accumulator.take(whole: body)
    }
    return try accumulator.answer()
  }
}
