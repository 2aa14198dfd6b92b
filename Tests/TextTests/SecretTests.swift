import Testing

@testable import Text

@Suite struct `Secrets in texts` {
  /// Letters and digits such as tokens are made of, the same at each call.
  private static func token(_ count: Int, from alphabet: String = Self.letters) -> String {
    let alphabet = Array(alphabet)
    var state: UInt64 = 0x9e37_79b9_7f4a_7c15
    return String(
      (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return alphabet[Int(state >> 33) % alphabet.count]
      })
  }

  private static let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
  private static let hex = "0123456789abcdef"
  private static let capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

  /// A text, and what must not be left of it.
  private static let secrets: [(text: String, secret: String)] = {
    func marked(_ prefix: String, _ count: Int, from alphabet: String = letters) -> (String, String)
    {
      let secret = prefix + token(count, from: alphabet)
      return ("value \(secret) end", secret)
    }
    func after(_ head: String, _ secret: String, _ tail: String = "") -> (String, String) {
      (head + secret + tail, secret)
    }
    let aws = "wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + token(10)
    let webToken = "eyJ\(token(20)).eyJ\(token(40)).\(token(43))"
    return [
      marked("sk-ant-api03-", 80), marked("sk-proj-", 60), marked("sk-", 48),
      marked("ghp_", 36), marked("gho_", 36), marked("ghu_", 36), marked("ghs_", 36),
      marked("ghr_", 36), marked("github_pat_", 60), marked("glpat-", 20), marked("glcbt-", 24),
      marked("glptt-", 40), marked("glrt-", 20), marked("xoxb-", 40), marked("xapp-1-", 40),
      after("https://hooks.slack.com/services/", "T\(token(8))/B\(token(8))/\(token(24))"),
      marked("AKIA", 16, from: capitals), marked("ASIA", 16, from: capitals),
      after("aws_secret_access_key = ", aws), after("\"SecretAccessKey\": \"", aws, "\","),
      after("the key ", aws, " is"), after("AKIA\(token(16, from: capitals))\n", aws, "\n"),
      marked("AIza", 35), marked("ya29.", 60), marked("GOCSPX-", 28),
      after("AccountName=x;AccountKey=", token(86) + "==", ";EndpointSuffix=core"),
      after("?sv=2020&sig=", token(43) + "%3D"), marked("dop_v1_", 64, from: hex),
      marked("sk_live_", 24), marked("rk_test_", 24), marked("whsec_", 32),
      ("SG.\(token(22)).\(token(43))", token(43)), marked("hvs.", 90), marked("npm_", 36),
      marked("pypi-AgEIcHlwaS5vcmc", 90), marked("hf_", 34), marked("gsk_", 52),
      marked("dckr_pat_", 27), marked("glsa_", 32), marked("dapi", 32, from: hex),
      marked("shpat_", 32, from: hex), marked("AGE-SECRET-KEY-1", 58, from: capitals),
      after("x ", webToken, "."), after("12345678:AA", token(33)),
      after("https://ada:", "hunter2", "@example.org/x"),
      after("postgres://app:", token(12), "@db:5432/x"),
      after("Authorization: Bearer ", token(24)),
      after("{'Authorization': 'Bearer ", token(24), "'}"),
      after("authorization: Basic ", token(24)),
      after("-H \"Authorization: token ", token(40), "\""),
      after("x-api-key: ", token(32)), after("DB_PASS=", token(12)),
      after("DB_PASS=", "correcthorse"),
      after("export TOKEN=", "notsosecretbutstill"), after("TOKEN=", token(20)),
      after("api_key: \"", token(24), "\""), after("password = ", "hunter2hunter2"),
      after("password: \"", "CorrectHorseBatteryStaple", "\""),
      after("\"client_secret\": \"", token(32), "\""),
      after("curl -u ada:", token(12), " https://example.org"),
      after("machine example.org login ada password ", token(14)),
      after("\"auth\": \"", token(32), "\""),
      (
        "-----BEGIN OPENSSH PRIVATE KEY-----\n\(token(70))\n-----END OPENSSH PRIVATE KEY-----\nx",
        token(70)
      ),
      ("-----BEGIN EC PRIVATE KEY-----\n\(token(64))", token(64)),
    ]
  }()

  @Test func `of every common form nothing is left`() {
    for (text, secret) in Self.secrets {
      let redacted = redact(text)
      #expect(!redacted.text.contains(secret), "\(text) became \(redacted.text)")
      #expect(redacted.text.contains("[redacted]"), "\(text)")
      #expect(redact(redacted.text).text == redacted.text)
    }
  }

  @Test func `a secret that stands among other text is taken out and nothing else`() {
    let filler = (0..<50).map { "line \($0) of output\n" }.joined()
    for (text, _) in Self.secrets {
      let alone = redact(text).text
      let amid = redact(filler + text + "\n" + filler).text
      if !text.contains("EC PRIVATE KEY") {
        #expect(amid == filler + alone + "\n" + filler, "\(text)")
      }
    }
  }

  @Test(arguments: [
    "Run: 20240101-update-sk-strings-0123456789ab",
    "commit 4469daf5b0cd1b0ab9e0e5c6c1e1a2b3c4d5e6f7",
    "id: 123e4567-e89b-12d3-a456-426614174000",
    "\"integrity\": \"sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==\"",
    "resolved = \"https://registry.example.org/left-pad/-/left-pad-1.3.0.tgz#5b8a3a7765dfe001261dde915589e782f8c94d1e\"",
    "checksum = \"d8f9a1c2b3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0\"",
    "h1:cuWJBLO/0lC7tJ8lZx7g2vZ9oQ5QKjRgjb0oIVCjnzs=", "the password is wrong",
    "sk-learn is a library", "sk-loading-indicator-large-screen", "https://example.org/a@b",
    "https://user@example.org/path:80", "ghp_short", "def check(password):",
    "password = getpass.getpass()", "password = self.settings.password",
    "secret = os.environ['SECRET']",
    "api_key = config.api_key", "token = tokenizer.next_token()", "token: string",
    "tokens: 12345678",
    "password: password123", "password=\"test1234\"", "\"password\": \"secret123\"",
    "PASSED tests/test_token.py::test_secret_is_kept", "Authorization: required",
    "bearer of bad news",
    "secret: false", "TOKEN=$TOKEN", "TOKEN=${{ secrets.TOKEN }}", "password: <your password>",
    "DB_PASS=xxxxxxxx", "API_KEY=your_api_key_1", "http://[::1]:8080/@scope/name",
    "see Sources/Commands/Subcommands/SecretScannerTests.swift:120", "key-value store",
    "Tests/CommandsTests/Golden01/NameOfThing", "aB1" + String(repeating: "c", count: 37),
    "asia and akia",
    "-----BEGIN CERTIFICATE-----", "github_pat_ and glpat- are prefixes",
    "data:image/png;base64,iVBORw0KGgo",
    "    password: String,", "password = utf8_to_utf16_dup(buf)",
    "credentials = standard_b64encode(x)",
    "START = b\"-----BEGIN RSA PRIVATE KEY-----\"\nEND = b\"-----END RSA PRIVATE KEY-----\"",
    "let secretKeys: [String: Int] = [:]", "error: invalid token: '}'",
  ])
  func `what only looks like a secret stays`(text: String) {
    #expect(redact(text).text == text)
  }

  @Test(arguments: [
    "sk-own-Zq3rT9vLw0pXb7Hn2Kc5Md8F", "correct horse battery staple", "p4ss/w0rd+with=signs?&more",
    "q9Zx!hunter", String(repeating: "Lq7f", count: 40),
  ])
  func `a secret of our own is found in every form`(secret: String) {
    let redactor = Redactor(hiding: [secret])
    let bytes = Array(secret.utf8)
    let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    func shown(_ text: String) -> String { redactor("a \(text) b").value }
    for form in [secret, String(secret.reversed()), hex, hex.uppercased()] {
      #expect(shown(form) == "a [redacted] b", "\(form)")
    }
    if bytes.count >= 32 {
      for half in [secret.prefix(bytes.count / 2), secret.suffix(bytes.count / 2)] {
        #expect(shown(String(half)) == "a [redacted] b")
      }
    }
  }

  @Test func `base64 of a text that holds our secret keeps none of it, wherever it stands`() throws
  {
    let secret = "sk-own-Zq3rT9vLw0pXb7Hn2Kc5Md8F"
    let redactor = Redactor(hiding: [secret])
    for head in ["", "a", "ab", "abc", "key=", "user:"] {
      let all = Array((head + secret + "\nmore").utf8)
      let encoded = base64(all)
      let left = redactor(encoded).value
      #expect(left.contains("[redacted]"))
      // What is left of it is too short to hold anything but its edges.
      let pieces = left.replacing("[redacted]", with: " ").split(separator: " ")
      #expect(pieces.allSatisfy { $0.count <= encoded.count / 3 }, "\(left)")
    }
    let lines = base64(Array(secret.utf8)).map(String.init)
    let broken = lines[..<20].joined() + "\n" + lines[20...].joined()
    #expect(!redactor(broken).value.contains(lines[4..<20].joined()))
  }

  private func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var value = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      var part = ""
      for _ in 0..<4 {
        part = String(alphabet[value & 63]) + part
        value >>= 6
      }
      text += part.prefix(group.count + 1) + String(repeating: "=", count: 3 - group.count)
    }
    return text
  }

  @Test func `every rule that is kept can be read`() {
    let (rules, tables) = SecretRules.standard
    #expect(rules.count == tables && rules.allSatisfy(\.isWhole))
    #expect(Set(rules.map(\.id)).count == rules.count)
  }

  @Test func `a text of nothing but keywords takes time linear in it, and is no way around`() {
    let text =
      String(repeating: "password=eyJ-sk-://-----BEGIN ", count: 400) + "ghp_" + Self.token(36)
    let clock = ContinuousClock()
    let short = String(text.prefix(text.count / 8))
    #expect(!redact(text).text.contains("ghp_" + Self.token(36)))
    // The least of some tries each, for other work on the machine only adds.
    func least(_ text: String) -> Duration {
      (0..<5).map { _ in clock.measure { _ = redact(text) } }.min() ?? .zero
    }
    #expect(least(text) < least(short) * 40)
  }
}

@Suite struct `Patterns over bytes` {
  private func match(_ pattern: String, _ text: String) -> String? {
    guard let pattern = BytePattern(pattern) else { return "?" }
    var matcher = BytePatternMatcher()
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBufferPointer { buffer in
      matcher.firstMatch(of: pattern, in: buffer, from: 0...buffer.count, before: buffer.count)
        .map { String(decoding: buffer[$0.captured], as: UTF8.self) }
    }
  }

  @Test(arguments: [
    ("a+", "baac", "aa"), ("a+?", "baac", "a"), ("a{2,3}", "aaaa", "aaa"), ("a{2}", "a", nil),
    ("x(a|ab)(c|bcd)", "xabcd", "a"), ("(?i)KEY", "my key", "key"), ("^b", "a\nb", "b"),
    ("b$", "b\na", "b"), ("[^a-c]+", "abxyc", "xy"), (#"\bkey\b"#, "monkey key", "key"),
    (#"\w+\s\d+"#, "- ab 12", "ab 12"), (#"[\s\S]*?end"#, "a\nb end", "a\nb end"),
    ("a.c", "a\nc", nil),
    (#"\Aab"#, "bab", nil), (#"ab\z"#, "abab", "ab"), (#"\."#, "a.b", "."),
    ("(?:ab)*c", "ababc", "ababc"),
    ("a|b|c", "c", "c"), ("", "x", ""), ("[]a]+", "a]", "a]"),
    (#"\bkey"#, #"x\nkey %0Akey"#, "key"),
  ])
  func `match as Perl's do`(pattern: String, text: String, found: String?) {
    #expect(match(pattern, text) == found, "\(pattern) in \(text)")
  }

  @Test func `a pattern whose program or nesting would grow without bound is none`() {
    func nested(_ depth: Int) -> String {
      String(repeating: "(", count: depth) + "a" + String(repeating: ")", count: depth)
    }
    #expect(BytePattern("(a{100}){100}") != nil)
    #expect(BytePattern("((a{1000}){1000}){1000}") == nil)
    #expect(BytePattern("((((a{0,999}){999}){999}){999}){999}") == nil)
    #expect(BytePattern(nested(50)) != nil && BytePattern(nested(100_000)) == nil)
  }

  @Test(arguments: ["(", "[a", "a{2,1}", "(?=a)", "*a", #"\q"#, "a)"])
  func `what is not known is none`(pattern: String) {
    #expect(BytePattern(pattern) == nil)
  }
}
