import Foundation
import HTTP
import Loopback
import Support
import Testing

/// A server with a certificate for `localhost` that nobody vouches for.
private final class SecureServer {
  static let isPossible = ["/usr/bin/openssl", "/usr/local/bin/openssl"]
    .contains { FileManager.default.isExecutableFile(atPath: $0) }

  let directory: TemporaryDirectory
  let port: UInt16
  private let running: Running

  var certificate: String { directory.path + "/certificate" }

  init() throws {
    directory = try TemporaryDirectory()
    let environment = ["PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": directory.path]
    let making = """
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key \
      -out certificate -subj /CN=localhost -addext subjectAltName=DNS:localhost
      """
    _ = try run(["sh", "-c", making], in: directory.path, environment: environment)
    let before = try Server { _ in [] }
    port = before.port
    before.stop()
    running = try Running(
      ["openssl", "s_server", "-www", "-accept", "\(port)", "-cert", "certificate", "-key", "key"],
      in: directory.path, environment: environment)
  }

  deinit {
    kill(running.id, SIGKILL)
    _ = try? running.wait()
  }
}

@Suite("Certificates", .needs("openssl", SecureServer.isPossible), .timeLimit(.minutes(10)))
struct CertificateTests {
  private func isUntrusted(_ error: HTTPError?) -> Bool {
    if case .tls(let reason) = error { !reason.isEmpty } else { false }
  }

  @Test
  func `a certificate is trusted if the bundle has it and it names the host, and else refused`()
    async throws
  {
    let server = try SecureServer()
    let request = Request(.get, "https://localhost:\(server.port)/")
    let stranger = Client(environment: [:])
    var error = await stranger.failure(request)
    let end = ContinuousClock.now + .seconds(10)
    while error == .refused && ContinuousClock.now < end {
      try await Task.sleep(for: .milliseconds(20))
      error = await stranger.failure(request)
    }
    #expect(isUntrusted(error), "\(String(describing: error))")
    for variable in ["SSL_CERT_FILE", "CURL_CA_BUNDLE"] {
      let friend = Client(environment: [variable: server.certificate])
      let head = try await friend.send(request) { _, _ in true }
      #expect(head.status == 200)
      let other = Request(.get, "https://127.0.0.1:\(server.port)/")
      #expect(isUntrusted(await friend.failure(other)))
    }
    let lost = Client(environment: ["SSL_CERT_FILE": server.certificate + ".missing"])
    #expect(isUntrusted(await lost.failure(request)))
  }
}
