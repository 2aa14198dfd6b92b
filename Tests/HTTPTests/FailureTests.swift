import Glibc
import HTTP
import Loopback
import Testing

@Suite("Responses that fail", .timeLimit(.minutes(10)))
struct FailureTests {
  private let client = Client(environment: [:])

  private func isBroken(_ error: HTTPError?) -> Bool {
    if case .broken = error { true } else { false }
  }

  @Test func `a server that falls silent has idled; one that trickles is late`() async throws {
    let silent = try server([.text("HTTP/1.1 200 OK\r\n\r\nx"), .stall])
    let mute = try server([.stall])
    let trickle = [Part](repeating: .pause(0.05), count: 200).flatMap { [$0, .text("x")] }
    let slow = try server([.text("HTTP/1.1 200 OK\r\n\r\n")] + trickle)
    let timeouts = Request.Timeouts(idle: 0.3, total: 0.8)
    for server in [silent, mute] {
      let time = await seconds {
        let error = await client.failure(Request(.get, server.url, timeouts: timeouts))
        #expect(error == .idle(seconds: 0.3))
      }
      #expect(time > 0.29)
    }
    let time = await seconds {
      let error = await client.failure(Request(.get, slow.url, timeouts: timeouts))
      #expect(error == .late(seconds: 0.8))
    }
    #expect(time > 0.79)
    #expect(await eventually { slow.departures == 1 })
  }

  @Test func `the time a receiver takes is not the server's idling`() async throws {
    let server = try server(Response.chunked(contentType: "text/plain", ["a", "b"], pause: 0.05))
    let head = try await client.send(
      Request(.get, server.url, timeouts: .init(idle: 0.3))
    ) { _, _ in
      let end = ContinuousClock.now + .milliseconds(400)
      while ContinuousClock.now < end { usleep(20_000) }
      return true
    }
    #expect(head.status == 200)
  }

  @Test func `nobody there, no such host, no such address and no such scheme are told apart`()
    async throws
  {
    let gone = try server([])
    gone.stop()
    #expect(await client.failure(Request(.get, gone.url)) == .refused)
    let host = "no-such-host.invalid"
    #expect(
      await client.failure(Request(.get, "http://user:secret@\(host)/x")) == .unresolved(host: host)
    )
    for url in ["", "x", "/x", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://a b/"] {
      #expect(await client.failure(Request(.get, url)) == .badURL, "\(url)")
    }
  }

  @Test func `a connection that is not made in time is told`() async throws {
    // Nobody accepts here, and beyond the first few the system answers none either.
    let full = try Full()
    let error = await client.failure(
      Request(.get, full.url, timeouts: .init(connect: 0.3, idle: 5, total: 10)))
    #expect(error == .connectLate)
  }

  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", Part.close, "hello"),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\nhello", .close, "hello"),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", .close, "hello"),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n", .close, ""),
    ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", .reset, "hello"),
    ("", .reset, ""),
    ("", .close, ""),
    ("SSH-2.0-OpenSSH_9.2\r\n\r\n", .close, ""),
    ("HTTP/1.1 hello\r\n\r\nhello", .close, ""),
    ("HTTP/1.1 200 OK\r\nX: y", .close, ""),
  ])
  func `a response that breaks off or is no HTTP is broken, and what came of it was handed on`(
    response: String, end: Part, body: String
  ) async throws {
    // A reset may overtake what was sent before it.
    let server = try server([.text(response), .pause(0.05), end])
    let collected = Collected()
    let error = await client.failure(Request(.get, server.url), into: collected)
    #expect(isBroken(error), "\(String(describing: error))")
    #expect(collected.text == body)
  }

  @Test func `an endless body ends at the limit, and not a byte more is handed on`() async throws {
    let block = Part.bytes([UInt8](repeating: 120, count: 1 << 16))
    let server = try server(
      [.text("HTTP/1.1 200 OK\r\n\r\n")] + Array(repeating: block, count: 10_000))
    let collected = Collected()
    let error = await client.failure(Request(.get, server.url, limit: 100_000), into: collected)
    #expect(error == .tooLarge(limit: 100_000))
    #expect(collected.bytes.count == 100_000)
    #expect(await eventually { server.departures == 1 })
  }

  @Test func `a body as large as the limit is none too large`() async throws {
    let server = try server(Response.ok(body: "12345"))
    let answer = try await client.send(Request(.get, server.url, limit: 5))
    #expect(answer.body == "12345")
    #expect(await client.failure(Request(.get, server.url, limit: 4)) == .tooLarge(limit: 4))
  }

  @Test func `endless headers are broken`() async throws {
    let line = Part.text("X-Long: " + String(repeating: "x", count: 1000) + "\r\n")
    let server = try server([.text("HTTP/1.1 200 OK\r\n")] + Array(repeating: line, count: 10_000))
    #expect(isBroken(await client.failure(Request(.get, server.url))))
  }

  @Test func `a cancelled request ends while the server stalls, and the server sees it`()
    async throws
  {
    let server = try server([.text("HTTP/1.1 200 OK\r\n\r\nx"), .stall])
    let collected = Collected()
    let client = client
    let task = Task { await client.failure(Request(.get, server.url), into: collected) }
    #expect(await eventually { collected.count == 1 })
    task.cancel()
    #expect(await task.value == .cancelled)
    #expect(await eventually { server.departures == 1 })
  }

  @Test func `a request of a cancelled task is not sent`() async throws {
    let server = try server(Response.ok(body: "x"))
    let client = client
    _ = try await client.send(Request(.get, server.url))
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return await client.failure(Request(.get, server.url))
    }
    task.cancel()
    #expect(await task.value == .cancelled)
    #expect(server.received.count == 1)
  }

  @Test(arguments: [("X", "a\r\nY: b"), ("X:Y", "a")])
  func `a header with a line break is not sent`(name: String, value: String) async throws {
    let server = try server(Response.ok(body: "x"))
    let error = await client.failure(Request(.get, server.url, headers: [(name, value)]))
    #expect(error == .badHeader(name: name))
    #expect(server.connections == 0)
  }

  @Test func `a server without TLS is no https server`() async throws {
    let server = try server(Response.ok(body: "x"))
    let error = await client.failure(Request(.get, "https://127.0.0.1:\(server.port)"))
    guard case .tls = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
