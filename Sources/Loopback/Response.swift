/// One thing a server does to answer; an answer is a list of them, done in order.
///
/// After the last, the connection stays open for the next request unless a part ended it.
package enum Part: Hashable, Sendable {
  /// Sends these bytes as they are.
  case bytes([UInt8])
  /// Sends nothing for this many seconds.
  case pause(Double)
  /// Ends the connection so that the peer sees it reset.
  case reset
  /// Ends the connection in good order.
  case close
  /// Keeps the connection open and sends nothing until the peer goes or the server stops.
  case stall

  /// Sends this text.
  package static func text(_ text: String) -> Part { .bytes(Array(text.utf8)) }
}

/// Well-formed answers.
package enum Response {
  /// A response with status 200 and a body of known length.
  package static func ok(contentType: String = "application/json", body: String) -> [Part] {
    status(200, headers: [("Content-Type", contentType)], body: body)
  }

  /// A response with any status; with 204 and 304, which have no body, `body` has to be empty.
  package static func status(
    _ code: Int, headers: [(name: String, value: String)] = [], body: String = ""
  ) -> [Part] {
    var head = "HTTP/1.1 \(code) Status\r\n"
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    if code != 204 && code != 304 { head += "Content-Length: \(body.utf8.count)\r\n" }
    return [.text(head + "\r\n" + body)]
  }

  /// A stream of server-sent events, each with this text as its data and in a chunk of its own.
  ///
  /// - Parameter pause: Seconds before each event.
  package static func events(_ events: [String], pause: Double = 0) -> [Part] {
    let chunks = events.map { text in
      text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { "data: \($0)\n" }.joined() + "\n"
    }
    return chunked(contentType: "text/event-stream", chunks, pause: pause)
  }

  /// A response with status 200 in these chunks; an empty one is left out, since it would be the last.
  ///
  /// - Parameter pause: Seconds before each chunk.
  package static func chunked(
    contentType: String, _ chunks: [String], pause: Double = 0
  ) -> [Part] {
    let head =
      "HTTP/1.1 200 OK\r\nContent-Type: \(contentType)\r\nTransfer-Encoding: chunked\r\n\r\n"
    var parts = [Part.text(head)]
    for chunk in chunks where !chunk.isEmpty {
      if pause > 0 { parts.append(.pause(pause)) }
      parts.append(.text(String(chunk.utf8.count, radix: 16) + "\r\n" + chunk + "\r\n"))
    }
    return parts + [.text("0\r\n\r\n")]
  }
}
