import Foundation
import Loopback
import Support
import Synchronization
import Testing

@testable import Proxies

@Suite("A proxy", .timeLimit(.minutes(10)))
struct ProxyTests {
  private let name = "packages.example"

  /// A server, and a proxy that lets one at it by `name`.
  private func pair(
    within limits: ProxyLimits = .init(), _ respond: @escaping @Sendable (ReceivedRequest) -> [Part]
  ) throws -> (Server, Serving) {
    let server = try Server(respond: respond)
    let entries = ["\(name):\(server.port)", "127.0.0.1:\(server.port)"]
    return (server, try Serving(entries, [name: ["127.0.0.1"]], within: limits))
  }

  private func answering(_ text: String) -> [Part] {
    [.bytes(Array("HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)".utf8))]
  }

  @Test func `passes plain HTTP on, and counts what goes either way`() throws {
    let (server, serving) = try pair { _ in self.answering("hello") }
    let wire = try Wire(to: serving.port)
    wire.send("POST http://\(name):\(server.port)/a?b HTTP/1.1\r\nContent-Length: 4\r\n\r\nbo")
    wire.send("dy")
    #expect(wire.read().hasSuffix("\r\n\r\nhello"))
    let seen = try #require(server.received.first)
    #expect(seen.path == "/a?b" && seen.body == Array("body".utf8))
    #expect(seen.headers["host"] == "\(name):\(server.port)")
    let use = serving.proxy.stop()
    #expect(use.refused.isEmpty && use.requests == 1 && use.received > 40 && use.sent > 60)
  }

  @Test func `passes a tunnel on both ways, what came with its request too`() throws {
    let (server, serving) = try pair { self.answering($0.path) }
    let wire = try Wire(to: serving.port)
    wire.send("CONNECT \(name):\(server.port) HTTP/1.1\r\n\r\nGET /first HTTP/1.1\r\n\r\n")
    #expect(wire.read(until: "/first").hasPrefix("HTTP/1.1 200 "))
    wire.send("GET /second HTTP/1.1\r\n\r\n")
    #expect(wire.read(until: "/second").hasSuffix("/second"))
    wire.finish()
    #expect(wire.read() == "")
  }

  @Test func `moves much, both ways at once, as it is`() throws {
    let text = String(repeating: "0123456789abcdef", count: 1 << 17)
    let (server, serving) = try pair { self.answering(String(decoding: $0.body, as: UTF8.self)) }
    let wire = try Wire(to: serving.port)
    wire.send("CONNECT \(name):\(server.port) HTTP/1.1\r\n\r\n")
    wire.send("POST / HTTP/1.1\r\nContent-Length: \(text.utf8.count)\r\nConnection: close\r\n\r\n")
    wire.send(text)
    #expect(wire.read().hasSuffix("\r\n\r\n" + text))
    #expect(serving.proxy.stop().received > text.utf8.count)
  }

  @Test(arguments: [
    "CONNECT other.example:443 HTTP/1.1", "GET http://other.example:443/ HTTP/1.1",
    "CONNECT OTHER.example.:443 HTTP/1.1",
  ])
  func `refuses a host that is not listed, names it and where, and looks nothing up`(
    head: String
  ) throws {
    let serving = try Serving(["allowed.example"], ["other.example": ["192.0.2.1"]])
    let answer = try serving.answer(to: head + "\r\n\r\n")
    #expect(
      answer.lowercased().hasPrefix(
        "http/1.1 403 colleague.network does not allow other.example")
        && answer.hasSuffix(":443\n"), "\(answer)")
    #expect(serving.asked.names.withLock { $0.isEmpty })
    #expect(try serving.answer(to: head + "\r\n\r\n").contains(" 403 "))
    #expect(serving.proxy.stop().refused.map { $0.filter { $0 != "." } } == ["otherexample:443"])
  }

  @Test(arguments: [
    "127.0.0.1", "169.254.169.254", "10.0.0.1", "::1", "fd00::1", "::ffff:127.0.0.1",
  ])
  func `refuses a listed name that leads inside`(address: String) throws {
    let server = try Server { _ in self.answering("inside") }
    let asked = "\(name):\(server.port)"
    let serving = try Serving([asked], [name: [address]])
    let answer = try serving.answer(to: "GET http://\(asked)/ HTTP/1.1\r\n\r\n")
    #expect(answer.contains(" 403 ") && answer.contains("not public"), "\(answer)")
    #expect(serving.proxy.stop().refused == [asked] && server.connections == 0)
  }

  @Test func `asks a name once and connects to what was judged`() throws {
    let (server, serving) = try pair { _ in self.answering("hello") }
    #expect(
      try serving.answer(to: "GET http://\(name):\(server.port)/ HTTP/1.1\r\n\r\n")
        .hasSuffix("hello"))
    #expect(serving.asked.names.withLock { $0 } == [name])
  }

  @Test func `says what is wrong with a request, with a host, and with a connection`() throws {
    let (socket, closed) = try Serving.listening()
    close(socket)
    let serving = try Serving(
      ["none.example", "shut.example:\(closed)", "127.0.0.1:\(closed)"],
      ["shut.example": ["127.0.0.1"]])
    for (head, status) in [
      ("GET /x HTTP/1.1", 400), ("\u{16}\u{3}\u{1}", 400), ("BREW", 400),
      ("GET ftp://none.example/ HTTP/1.1", 501),
      ("POST http://none.example/ HTTP/1.1\r\nTransfer-Encoding: chunked", 411),
      ("CONNECT none.example:443 HTTP/1.1", 502), ("CONNECT shut.example:\(closed) HTTP/1.1", 502),
      ("GET http://none.example/ HTTP/1.1\r\nX: " + String(repeating: "x", count: 17 << 10), 431),
      ("X" + String(repeating: "x", count: 200 << 10), 431),
    ] {
      let answer = try serving.answer(to: head + "\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(head.prefix(40)): \(answer)")
    }
    #expect(serving.proxy.stop().refused.isEmpty)
  }

  @Test func `sends one request to a host and no second one behind it`() throws {
    let (server, serving) = try pair { _ in self.answering("hello") }
    let wire = try Wire(to: serving.port)
    wire.send(
      "GET http://\(name):\(server.port)/ HTTP/1.1\r\n\r\nGET http://other.example/ HTTP/1.1\r\n\r\n"
    )
    #expect(wire.read() == "")
    let late = try Wire(to: serving.port)
    late.send("GET http://\(name):\(server.port)/first HTTP/1.1\r\n\r\n")
    #expect(late.read().hasSuffix("hello"))
    late.send("GET http://other.example/second HTTP/1.1\r\n\r\n")
    #expect(late.read() == "")
    #expect(server.received.map(\.path) == ["/first"])
  }

  @Test func `waits neither for a head nor for a byte for ever, and for no connection`() throws {
    var limits = ProxyLimits()
    (limits.headSeconds, limits.idleSeconds, limits.seconds) = (0.5, 0.5, 3)
    let (server, serving) = try pair(within: limits) { _ in
      (0..<400).map { _ in [Part.bytes([0x2e]), .pause(0.05)] }.flatMap(\.self)
    }
    #expect(try serving.answer(to: "GET http://a.example/ HTTP/1.1\r\nX: ").contains(" 408 "))
    let idle = try Wire(to: serving.port)
    idle.send("CONNECT \(name):\(server.port) HTTP/1.1\r\n\r\n")
    #expect(idle.read().hasPrefix("HTTP/1.1 200 "))
    // Twenty bytes a second come, and no idle time.
    let busy = try serving.answer(to: "GET http://\(name):\(server.port)/ HTTP/1.1\r\n\r\n")
    #expect((1...200).contains(busy.count))
  }

  @Test func `has so many connections at a time, and lets others wait`() throws {
    var limits = ProxyLimits()
    (limits.connections, limits.headSeconds) = (4, 1)
    let (server, serving) = try pair(within: limits) { _ in self.answering("hello") }
    let silent = try (0..<20).map { _ in try Wire(to: serving.port) }
    let wire = try Wire(to: serving.port)
    wire.send("GET http://\(name):\(server.port)/ HTTP/1.1\r\n\r\n")
    #expect(wire.read().hasSuffix("hello"))
    #expect(silent.allSatisfy { $0.read().contains(" 408 ") })
  }

  @Test func `outlives a flood`() async throws {
    let (server, serving) = try pair { _ in self.answering("hello") }
    let line = "GET http://\(name):\(server.port)/ HTTP/1.1\r\n\r\n"
    let answered = await withTaskGroup(of: Int.self) { group in
      for part in 0..<4 {
        group.addTask {
          var answered = 0
          for number in 0..<100 {
            guard let wire = try? Wire(to: serving.port) else { continue }
            // Every other one goes without waiting.
            wire.send(line)
            if (part + number).isMultiple(of: 2), wire.read().hasSuffix("hello") { answered += 1 }
          }
          return answered
        }
      }
      return await group.reduce(0, +)
    }
    #expect(answered == 200)
  }

  @Test func `ends at once with all its connections, whatever they wait for`() throws {
    let server = try Server { _ in [.stall] }
    let asked = "\(name):\(server.port)"
    let serving = try Serving(
      [asked, "127.0.0.1:\(server.port)"], [name: ["127.0.0.1"]], answeringAfter: 0)
    let slow = try Serving(["slow.example"], answeringAfter: 3)
    let wires = try (0..<3).map { _ in try Wire(to: serving.port) }
    wires[1].send("GET http://\(asked)/ HTTP/1.1\r\n\r\n")
    wires[2].send("CONNECT \(asked) HTTP/1.1\r\n\r\n")
    _ = wires[2].read(until: "\r\n\r\n")
    let waiting = try Wire(to: slow.port)
    waiting.send("CONNECT slow.example:443 HTTP/1.1\r\n\r\n")
    let end = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < end, slow.asked.names.withLock({ $0.isEmpty }) { usleep(1000) }
    let start = ContinuousClock.now
    #expect(serving.proxy.stop().requests == 2)
    _ = slow.proxy.stop()
    #expect(ContinuousClock.now - start < .seconds(2))
    #expect(wires.allSatisfy { $0.read() == "" })
    #expect(serving.proxy.stop().requests == 2)
  }

  @Test func `keeps so many of the hosts that it refuses`() throws {
    var limits = ProxyLimits()
    limits.refused = 3
    let serving = try Serving(["allowed.example"], within: limits)
    for number in 0..<8 {
      _ = try serving.answer(to: "CONNECT h\(number).example:443 HTTP/1.1\r\n\r\n")
    }
    #expect(serving.proxy.stop().refused == ["h0.example:443", "h1.example:443", "h2.example:443"])
  }
}
