import Text
import Threads

/// A request on its way to the thread of its server, and who waits for the answer.
struct ServerRequest: Sendable {
  let method: String
  let params: JSON
  /// Seconds until it is given up.
  let seconds: Double
  let cancellation: CancellationFlag
  /// Whether the server is told when it is given up; the first request of a connection may not be.
  let isCancellable: Bool
  let continuation: CheckedContinuation<Result<JSON, MCPError>, Never>
}

/// What goes to and fro between us and one server: which requests are open, and what is to be written.
///
/// No stream and no clock of its own; times are seconds by one clock.
struct Exchange {
  private struct Open {
    let request: ServerRequest
    let deadline: Double
  }

  private var open: [Int: Open] = [:]
  private var lastID = 0
  /// Lines that were no messages.
  private var junk = 0
  /// Bytes received since the last request.
  private var received = 0
  private var lines = LineBuffer(limit: Exchange.lineLimit)
  /// What is to be written next.
  var outgoing: [UInt8] = []

  /// The most bytes of a line.
  static let lineLimit = 8 << 20
  /// The most bytes in answer to one request.
  static let answerLimit = 64 << 20
  /// The most bytes that wait to be read by the server.
  static let outgoingLimit = 4 << 20
  /// The most lines that are no messages: what a server says on the wrong stream as it starts is forgiven.
  static let junkLimit = 100

  /// When the next request is to be given up; `nil` where none is open.
  var deadline: Double? { open.values.lazy.map(\.deadline).min() }

  /// Sends a request.
  mutating func begin(_ request: ServerRequest, at now: Double) {
    lastID += 1
    received = 0
    open[lastID] = Open(request: request, deadline: now + max(0, request.seconds))
    send(["id": .int(lastID), "method": .string(request.method), "params": request.params])
  }

  /// Sends a notification.
  mutating func notify(_ method: String, _ params: JSON? = nil) {
    let message: JSON = ["method": .string(method)]
    send(params.map { message.merging(["params": $0]) } ?? message)
  }

  /// Gives up what is over its time, or no longer wanted.
  mutating func giveUp(at now: Double) {
    for (id, one) in open {
      let isCancelled = one.request.cancellation.isRequested
      guard isCancelled || one.deadline <= now else { continue }
      open[id] = nil
      if one.request.isCancellable {
        let reason = isCancelled ? "no longer wanted" : "no answer in time"
        notify("notifications/cancelled", ["requestId": .int(id), "reason": .string(reason)])
      }
      one.request.continuation.resume(
        returning: .failure(isCancelled ? .cancelled : .slow(seconds: one.request.seconds)))
    }
  }

  /// Takes what the server has written, and answers what it asks; `changed` is called where it says that its tools are
  /// others now.
  ///
  /// - Throws: ``MCPError/garbled``, ``MCPError/flooded(bytes:)``; the server is not to be listened to any more.
  mutating func take(
    _ bytes: ArraySlice<UInt8>, changed: () -> Void
  ) throws(MCPError) {
    received += bytes.count
    guard received <= Exchange.answerLimit else { throw .flooded(bytes: Exchange.answerLimit) }
    guard let whole = lines.take(bytes) else { throw .flooded(bytes: Exchange.lineLimit) }
    for line in whole {
      guard let messages = Incoming.read(line) else {
        junk += 1
        guard junk <= Exchange.junkLimit else { throw .garbled }
        continue
      }
      for message in messages { take(message, changed) }
    }
    guard outgoing.count <= Exchange.outgoingLimit else {
      throw .flooded(bytes: Exchange.outgoingLimit)
    }
  }

  /// Answers all who wait with `error`.
  mutating func fail(_ error: MCPError) {
    for one in open.values { one.request.continuation.resume(returning: .failure(error)) }
    open = [:]
  }

  private mutating func take(_ message: Incoming, _ changed: () -> Void) {
    switch message {
    case .answer(let id, let result):
      guard let one = open.removeValue(forKey: id) else { return }
      one.request.continuation.resume(
        returning: result.mapError { .refused(code: $0.code, message: $0.message) })
    case .notification("notifications/tools/list_changed"): changed()
    case .notification: break
    case .request(let id, "ping"): send(["id": id, "result": [:]])
    case .request(let id, let method):
      // We offer nothing: no sampling, no elicitation, no roots.
      let words = "Method not found: \(method.prefix(100))"
      send(["id": id, "error": ["code": -32601, "message": .string(words)]])
    }
  }

  private mutating func send(_ message: JSON) {
    outgoing += message.merging(["jsonrpc": "2.0"]).bytes + [UInt8(ascii: "\n")]
  }
}
