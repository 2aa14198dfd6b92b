import HTTP

/// What has come of an answer so far.
struct Reception: Sendable {
  private var parser = EventParser()
  private var assembler: any Assembler
  private var whole: [UInt8] = []
  private var isStream: Bool?
  private var fault: APIFault?
  private(set) var count = 0

  init(_ assembler: any Assembler) { self.assembler = assembler }

  /// Takes some bytes; whether more are wanted.
  mutating func take(_ bytes: UnsafeRawBufferPointer, _ head: Head) -> Bool {
    count += bytes.count
    guard head.status == 200, isStream != false else {
      whole += bytes
      return whole.count < Reception.limit
    }
    guard isStream == nil else { return feed(Array(bytes)) }
    whole += bytes
    isStream = Reception.streams(whole, head)
    guard isStream == true else { return true }
    defer { whole = [] }
    return feed(whole)
  }

  private mutating func feed(_ bytes: [UInt8]) -> Bool {
    do {
      for event in try parser.feed(bytes) { try assembler.take(event) }
    } catch let error as APIFault {
      fault = error
    } catch {
      fault = .broken(reason: "an event larger than any answer")
    }
    return fault == nil
  }

  /// The most bytes of a body that is no stream.
  private static let limit = 8 << 20

  /// Whether a body that begins so is a stream of events: its type says so, or where it has none, its
  /// first bytes; `nil` while they are too few to tell.
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

  /// The answer, when everything has come.
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
      try assembler.take(whole: body)
    }
    return try assembler.answer()
  }
}
