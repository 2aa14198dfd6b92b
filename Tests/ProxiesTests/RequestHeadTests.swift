import Testing

@testable import Proxies

@Suite("The head of a request to a proxy")
struct RequestHeadTests {
  private func head(_ text: String) throws(ProxyRefusal) -> RequestHead {
    try RequestHead(Array(text.utf8)[...])
  }

  @Test func `of plain HTTP goes on with its path, its host, and nothing that is a proxy's`() throws
  {
    let head = try head(
      "GET http://Packages.example:8080?q=1 HTTP/1.1\r\nHost: other.example\r\n"
        + "Proxy-Authorization: Basic eDp5\r\nAccept: */*\r\nConnection: keep-alive, X-Own\r\n"
        + "X-Own: 1\r\nProxy-Connection: keep-alive\r\nUpgrade: h2c\r\nTE: trailers")
    #expect(
      String(decoding: head.forwarded, as: UTF8.self)
        == "GET /?q=1 HTTP/1.1\r\nHost: Packages.example:8080\r\naccept: */*\r\nConnection: close\r\n\r\n"
    )
    #expect(head.way == .plain && head.port == 8080 && head.bodyLength == 0)
  }

  @Test func `has a body of the length it says, which no other field takes away`() throws {
    let head = try head(
      "POST http://a.example/x HTTP/1.1\r\nContent-Length: 12 \r\nConnection: content-length")
    #expect(head.bodyLength == 12 && head.port == 80)
    #expect(String(decoding: head.forwarded, as: UTF8.self).contains("content-length: 12 \r\n"))
  }

  @Test func `of a tunnel says host and port`() throws {
    let head = try head("CONNECT [2001:db8::1]:8443 HTTP/1.1\r\nHost: a.example")
    #expect(head.way == .tunnel && head.port == 8443 && head.forwarded.isEmpty)
  }

  @Test(arguments: [
    "", "GET", "GET /path HTTP/1.1", "GET  http://a.example/ HTTP/1.1",
    "CONNECT a.example HTTP/1.1",
    "CONNECT http://a.example:443 HTTP/1.1", "GET http://u@a.example/ HTTP/1.1",
    "GET http://a.example/ HTTP/2.0", "GET http://a.example/ http/1.1",
    "GET http://a.example#x HTTP/1.1", "GET http:///x HTTP/1.1",
    "GET http://a.example\\b/ HTTP/1.1",
    "G(T http://a.example/ HTTP/1.1", "GET http://a.example/\u{0}b HTTP/1.1",
    "GET http://a.example/ HTTP/1.1\nX: 1", "GET http://a.example/ HTTP/1.1\r\nX: 1\rY: 2",
    "GET http://a.example/ HTTP/1.1\r\nX : 1", "GET http://a.example/ HTTP/1.1\r\n X: 1",
    "GET http://a.example/ HTTP/1.1\r\nX: 1\r\n folded", "GET http://a.example/ HTTP/1.1\r\n: 1",
    "GET http://a.example/é HTTP/1.1",
    "POST http://a.example/ HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2",
    "POST http://a.example/ HTTP/1.1\r\nContent-Length: +1",
    "POST http://a.example/ HTTP/1.1\r\nContent-Length: 1, 1",
    "POST http://a.example/ HTTP/1.1\r\nContent-Length: ",
    "POST http://a.example/ HTTP/1.1\r\nContent-Length: 99999999999999999999",
  ])
  func `is refused where two could read it in two ways, or nobody`(text: String) {
    #expect(throws: ProxyRefusal.malformed) { try head(text) }
  }

  @Test func `is refused with a body in pieces, and for what is neither a tunnel nor plain HTTP`() {
    let pieces =
      "POST http://a.example/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1"
    #expect(throws: ProxyRefusal.noLength) { try head(pieces) }
    for scheme in ["ftp", "https", "file"] {
      #expect(throws: ProxyRefusal.unknownScheme) {
        try head("GET \(scheme)://a.example/ HTTP/1.1")
      }
    }
  }
}
