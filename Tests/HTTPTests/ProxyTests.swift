import HTTP
import Loopback
import Testing

@Suite("Proxies from the environment", .timeLimit(.minutes(10)))
struct ProxyTests {
  @Test(arguments: ["http_proxy", "all_proxy", "ALL_PROXY"])
  func `a request goes through the proxy, with its password`(variable: String) async throws {
    let proxy = try server(Response.ok(body: "through"))
    let client = Client(environment: [variable: "http://ada:lovelace@127.0.0.1:\(proxy.port)"])
    let answer = try await client.send(
      Request(.post, "http://no-such-host.invalid/x", headers: [("Authorization", "Bearer k")]))
    #expect(answer.body == "through")
    let request = try #require(proxy.received.first)
    #expect(request.path == "http://no-such-host.invalid/x")
    #expect(request.headers["proxy-authorization"] == "Basic YWRhOmxvdmVsYWNl")
    #expect(request.headers["authorization"] == "Bearer k")
  }

  @Test(arguments: [
    ["HTTP_PROXY": "http://127.0.0.1:1"], ["https_proxy": "http://127.0.0.1:1"],
    ["http_proxy": "http://127.0.0.1:1", "no_proxy": "127.0.0.0/8"],
    ["http_proxy": "http://127.0.0.1:1", "NO_PROXY": "127.0.0.1"], ["http_proxy": ""],
  ])
  func `a request goes straight where no proxy is meant`(environment: [String: String]) async throws
  {
    let server = try server(Response.ok(body: "straight"))
    let answer = try await Client(environment: environment).send(Request(.get, server.url))
    #expect(answer.body == "straight")
    #expect(server.received.first?.path == "/")
  }

  @Test func `a server that refuses is not the proxy's fault when it is reached without one`()
    async throws
  {
    let gone = try server([])
    gone.stop()
    let client = Client(environment: ["http_proxy": "http://127.0.0.2:1", "no_proxy": "127.0.0.1"])
    #expect(await client.failure(Request(.get, gone.url)) == .refused)
  }

  @Test(arguments: [
    "http://ada:lovelace@127.0.0.1:1", "http://ada:lovelace@no-such-proxy.invalid:80",
    "http://ada:lovelace@127.0.0.1:refusing", "nonsense://ada:lovelace@127.0.0.1:1",
  ])
  func `a proxy that is not there or turns us away is told, without its password`(url: String)
    async throws
  {
    let refusing = try server(Response.status(407, body: "ada:lovelace"))
    let proxy = url.replacing("refusing", with: String(refusing.port))
    let client = Client(environment: ["https_proxy": proxy])
    let error = await client.failure(Request(.post, "https://no-such-host.invalid/x"))
    guard case .proxy(let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!reason.contains("lovelace"))
    let request = refusing.received.first
    #expect(request == nil || request?.path == "no-such-host.invalid:443")
  }
}
