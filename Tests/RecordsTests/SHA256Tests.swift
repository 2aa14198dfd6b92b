import Digests
import Records
import Support
import Testing

@Suite("Digests by SHA-256")
struct SHA256Tests {
  @Test func `texts of any length have the digest that sha256sum gives them`() throws {
    for count in [0, 1, 3, 55, 56, 57, 63, 64, 65, 119, 120, 200] {
      let text =
        String(repeating: "aü", count: count / 3) + String(repeating: "x", count: count % 3)
      let sum = try run(["sha256sum"], in: "/", environment: ["PATH": "/usr/bin:/bin"], input: text)
      #expect(sum.output.hasPrefix(SHA256.digits(of: text) + " "))
    }
  }
}
