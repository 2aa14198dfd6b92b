import HTTP
import Text

/// Feeds response bytes through the parser of server-sent events into the chunk accumulator; reads a body that is no
/// stream whole.
struct StreamingResponse: Sendable {
  private var parser = EventParser(splitsObjects: true)
  private var accumulator: any ChunkAccumulator
  private var whole: [UInt8] = []
  private var isStream: Bool?
  private var fault: APIFault?
  /// Bytes received.
  private(set) var count = 0

  /// Seconds of quiet after which the answer is whole, whatever becomes of the connection; `nil` before its end.
  var settling: Double? {
    guard isStream == true, fault == nil else { return nil }
    return switch accumulator.end {
    case .open: nil
    case .marked: 5
    case .final: 0.5
    }
  }

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

  /// Whether a body is a stream of events: by its first bytes, whatever its type says, and by its type where they are
  /// no field of an event and begin no JSON; `nil` while they are too few.
  private static func streams(_ bytes: [UInt8], _ head: Head) -> Bool? {
    let start = bytes.drop { [0xef, 0xbb, 0xbf, 0x20, 0x09, 0x0a, 0x0d].contains($0) }
    guard let first = start.first else { return nil }
    for word in ["data:", "event:", "id:", "retry:", ":"] {
      if start.starts(with: word.utf8) { return true }
      if word.utf8.starts(with: start) { return nil }
    }
    let isJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    return !isJSON && head.headers["content-type"]?.contains("event-stream") == true
  }

  /// The answer, when the response has ended.
  mutating func answer(_ head: Head) throws(APIFault) -> Answer {
    if let fault { throw fault }
    guard head.status == 200 else {
      throw APIFault(status: head.status, body: whole, after: head.retryAfter)
    }
    if isStream != true {
      guard whole.contains(where: { $0 > 0x20 }) else { throw .emptyStream }
      guard let body = JSON(lenient: whole) else {
        throw .broken(reason: "an answer that is neither a stream nor JSON")
      }
      try take(whole: body)
    } else {
      for event in parser.finish() where event.isWhole { try accumulator.take(event) }
    }
    return try accumulator.answer()
  }

  /// Takes a body that is no stream: an answer, an error, or a list of what would be the events of a stream.
  private mutating func take(whole body: JSON) throws(APIFault) {
    guard case .array(let elements) = body else { return try accumulator.take(whole: body) }
    for element in elements { try accumulator.take(Event(data: element.bytes)) }
  }
}

extension Event {
  /// Whether its data are not cut: the mark of an end, or JSON.
  fileprivate var isWhole: Bool { text.trimmed == "[DONE]" || JSON(lenient: data) != nil }
}
