import Glibc
import HTTP
import Loopback
import Synchronization
import Testing

@Suite("A request and its response", .timeLimit(.minutes(10)))
struct ClientTests {
  private let client = Client(environment: [:])

  @Test func `a body goes out as it is and the answer comes back, with its head`() async throws {
    let server = try Server { request in
      Response.status(
        201, headers: [("X-Kind", " echo "), ("X-Twice", "1"), ("x-twice", "2")], body: request.text
      )
    }
    let (head, body) = try await client.send(
      Request(
        .post, server.url + "/v1?a=b", headers: [("Content-Type", "text/plain"), ("X-Empty", "")],
        body: Array("grüß dich".utf8)))
    #expect(head.status == 201)
    #expect(head.headers["x-kind"] == "echo" && head.headers["x-twice"] == "2")
    #expect(body == "grüß dich")
    let request = try #require(server.received.first)
    #expect(request.method == "POST" && request.path == "/v1?a=b")
    #expect(request.headers["content-type"] == "text/plain")
    #expect(request.headers["x-empty"] == "")
    for name in ["expect", "accept-encoding", "user-agent", "authorization"] {
      #expect(request.headers[name] == nil)
    }
  }

  @Test func `a large body goes out whole`() async throws {
    let server = try Server { Response.ok(body: String($0.body.count)) }
    let body = [UInt8](repeating: 7, count: 5_000_000)
    let answer = try await client.send(Request(.post, server.url, body: body))
    #expect(answer.body == "5000000")
  }

  @Test(arguments: [Request.Method.get, .post])
  func `a GET and a POST without a body send none`(method: Request.Method) async throws {
    let server = try Server { Response.ok(body: $0.method + $0.text) }
    let answer = try await client.send(Request(method, server.url))
    #expect(answer.body == method.rawValue)
    #expect(server.received.first?.headers["content-type"] == nil)
  }

  @Test func `pieces are handed on while the rest is still to come`() async throws {
    let server = try server(
      Response.chunked(contentType: "text/plain", ["a", "b", "c"], pause: 0.15))
    let first = Mutex<ContinuousClock.Instant?>(nil)
    let collected = Collected()
    let head = try await client.send(Request(.get, server.url)) { bytes, head in
      if head.status == 200 { first.withLock { $0 = $0 ?? .now } }
      collected.take(bytes)
      return true
    }
    #expect(head.headers["content-type"] == "text/plain")
    #expect(collected.text == "abc" && collected.count == 3)
    let ahead = ContinuousClock.now - (try #require(first.withLock { $0 }))
    #expect(ahead > .milliseconds(200))
  }

  @Test func `a response sent byte by byte arrives whole`() async throws {
    let whole = Response.events(["grüße\nund Küsse", "[DONE]"]).flatMap { part in
      if case .bytes(let bytes) = part { bytes.map { Part.bytes([$0]) } } else { [part] }
    }
    let parser = Mutex(EventParser())
    let events = Mutex<[Event]>([])
    let server = try server(whole)
    _ = try await client.send(Request(.get, server.url)) { bytes, _ in
      let new = try? parser.withLock { try $0.feed(bytes) }
      events.withLock { $0 += new ?? [] }
      return new != nil
    }
    #expect(events.withLock { $0.map(\.text) } == ["grüße\nund Küsse", "[DONE]"])
  }

  @Test func `a connection is used again, and one that the server closed is replaced`() async throws
  {
    let server = try Server { request in
      Response.ok(body: "x") + (request.number == 1 ? [.close] : [])
    }
    for _ in 0..<3 { _ = try await client.send(Request(.post, server.url, body: [1])) }
    #expect(server.received.map(\.connection) == [0, 0, 1])
  }

  @Test func `requests of one client do not wait for one another`() async throws {
    // Nobody is answered before all have come.
    let arrived = Mutex(0)
    let server = try Server { request in
      arrived.withLock { $0 += 1 }
      for _ in 0..<3000 where arrived.withLock({ $0 }) < 10 { usleep(10_000) }
      return Response.ok(body: arrived.withLock { $0 } < 10 ? "alone" : request.text)
    }
    let client = client
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<10 {
        group.addTask {
          let text = String(number)
          return try await client.send(
            Request(.post, server.url, body: Array(text.utf8))
          ).body == text
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
  }

  @Test func `a status of any kind is a response`() async throws {
    let server = try Server { request in
      switch request.path {
      case "/204": Response.status(204)
      case "/429": Response.status(429, headers: [("Retry-After", "7")], body: "slow down")
      default:
        [.text("HTTP/1.1 103 Early Hints\r\nx: 1\r\n\r\n")] + Response.status(500, body: "sorry")
      }
    }
    let empty = try await client.send(Request(.post, server.url + "/204"))
    #expect(empty.head.status == 204 && empty.body == "")
    let busy = try await client.send(Request(.post, server.url + "/429"))
    #expect(busy.head.status == 429 && busy.head.retryAfter == 7 && busy.body == "slow down")
    let failed = try await client.send(Request(.post, server.url + "/500"))
    #expect(failed.head.status == 500 && failed.head.retryAfter == nil && failed.body == "sorry")
    #expect(failed.head.headers["x"] == nil)
  }

  @Test func `a redirect is returned, and the credentials go nowhere else`() async throws {
    let other = try server(Response.ok(body: "stolen"))
    let first = try server(
      Response.status(302, headers: [("Location", other.url)], body: "moved"))
    let (head, body) = try await client.send(
      Request(.post, first.url, headers: [("Authorization", "Bearer secret")]))
    #expect(head.status == 302 && head.headers["location"] == other.url && body == "moved")
    #expect(first.received.count == 1 && other.connections == 0)
  }

  @Test func `a receiver that has enough ends the transfer`() async throws {
    let server = try server([.text("HTTP/1.1 200 OK\r\n\r\nfirst"), .stall])
    let head = try await client.send(Request(.get, server.url)) { _, _ in false }
    #expect(head.status == 200)
    #expect(await eventually { server.departures == 1 })
  }

  @Test func `a trailer is not taken for a header`() async throws {
    let server = try server([
      .text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: head\r\n\r\n"),
      .text("1\r\nx\r\n0\r\nX-A: trailer\r\nX-B: trailer\r\n\r\n"),
    ])
    let (head, body) = try await client.send(Request(.get, server.url))
    #expect(body == "x" && head.headers["x-a"] == "head" && head.headers["x-b"] == nil)
  }

  @Test func `a client that goes closes its connections`() async throws {
    let server = try server(Response.ok(body: "x"))
    for _ in 0..<3 { _ = try await Client(environment: [:]).send(Request(.get, server.url)) }
    #expect(server.connections == 3)
    #expect(await eventually { server.openConnections == 0 })
  }

  @Test func `a client may go on its own thread`() async throws {
    let server = try server(Response.ok(body: "x"))
    for _ in 0..<20 {
      let client = Client(environment: [:])
      _ = try await client.send(Request(.get, server.url)) { [client] _, _ in
        withExtendedLifetime(client) { true }
      }
    }
    #expect(await eventually { server.openConnections == 0 })
  }
}
