import Glibc

/// Takes secrets out of a text before it is kept, shown to a model, or handed on. Pure.
///
/// Taken out are: the literal `secrets`; blocks of private keys; tokens that services mark by a
/// prefix; what follows `Authorization:`; passwords in URLs; values assigned to names such as
/// `password` or `api_key`. What is taken out becomes `[redacted]`.
///
/// - Returns: The text, and how many secrets were taken out.
/// - Complexity: O(*n*) in the text for each kind of secret.
func redact(
  _ text: String, alsoHiding secrets: [String] = []
) -> (text: String, count: Int) {
  var redaction = Redaction(text)
  for secret in secrets where !secret.isEmpty { redaction.hide(secret) }
  redaction.hideKeys()
  redaction.hideByLine()
  return (redaction.text, redaction.count)
}

private struct Redaction {
  static let mark = "[redacted]"
  /// Prefixes by which services mark their tokens, and the least length of what follows.
  static let tokens: [(prefix: String, least: Int)] = [
    ("sk-ant-", 20), ("sk-", 20), ("ghp_", 30), ("gho_", 30), ("ghu_", 30), ("ghs_", 30),
    ("ghr_", 30), ("github_pat_", 30), ("glpat-", 20), ("xoxb-", 20), ("xoxp-", 20),
    ("xoxa-", 20), ("AKIA", 16), ("ASIA", 16), ("AIza", 30), ("hf_", 30), ("npm_", 30),
    ("pypi-", 40), ("ya29.", 20), ("eyJhbGci", 40),
  ]
  /// Ends of names whose values are secret.
  static let names = [
    "password", "passwd", "secret", "api_key", "apikey", "api-key", "access_token", "auth_token",
    "private_key", "client_secret", "secret_key", "access_key",
  ]

  private(set) var text: String
  private(set) var count = 0

  init(_ text: String) { self.text = text }

  mutating func hide(_ secret: String) {
    let bytes = Array(text.utf8)
    let length = secret.utf8.count
    let spans = Redaction.places(of: secret, in: bytes).map { $0..<($0 + length) }
    guard !spans.isEmpty else { return }
    let (cut, number) = Redaction.cut(spans, out: bytes)
    text = cut
    count += number
  }

  /// Blocks from `-----BEGIN … PRIVATE KEY-----` to their end, or to the end of the text.
  mutating func hideKeys() {
    guard text.contains("PRIVATE KEY-----") else { return }
    var lines: [Substring] = []
    var isInside = false
    for line in text.lines(keepingReturns: true) {
      if line.contains("-----BEGIN ") && line.contains("PRIVATE KEY-----") {
        isInside = true
        count += 1
        lines.append(Substring(Redaction.mark))
      }
      if !isInside { lines.append(line) }
      if line.contains("-----END ") { isInside = false }
    }
    text = lines.joined(separator: "\n")
  }

  mutating func hideByLine() {
    var hidden = 0
    text = text.lines(keepingReturns: true).map { line in
      let bytes = Array(line.utf8)
      guard bytes.count >= 8 else { return String(line) }
      var spans = Redaction.tokenSpans(bytes)
      spans +=
        Redaction.headerSpans(bytes) + Redaction.assignedSpans(bytes) + Redaction.urlSpans(bytes)
      guard !spans.isEmpty else { return String(line) }
      let (cut, number) = Redaction.cut(spans, out: bytes)
      hidden += number
      return cut
    }.joined(separator: "\n")
    count += hidden
  }

  /// The line without the spans, overlapping ones as one.
  private static func cut(_ spans: [Range<Int>], out bytes: [UInt8]) -> (String, Int) {
    var result: [UInt8] = []
    var position = 0
    var number = 0
    for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) where span.upperBound > position
    {
      if span.lowerBound >= position {
        result += bytes[position..<span.lowerBound]
        result += Array(mark.utf8)
        number += 1
      }
      position = span.upperBound
    }
    return (String(decoding: result + bytes[position...], as: UTF8.self), number)
  }

  private static func tokenSpans(_ bytes: [UInt8]) -> [Range<Int>] {
    var spans: [Range<Int>] = []
    for (prefix, least) in tokens {
      // What no word ends with needs nothing before it.
      let isPlain = prefix.utf8.count > 3 && (prefix.hasSuffix("_") || prefix.hasSuffix("-"))
      for start in places(of: prefix, in: bytes) where isPlain || begins(at: start, in: bytes) {
        let end = bytes[start...].firstIndex { !isToken($0) } ?? bytes.count
        if end - start >= prefix.utf8.count + least, !isInRunID(start..<end, of: bytes) {
          spans.append(start..<end)
        }
      }
    }
    return spans
  }

  /// Whether `span` ends the id of a run, `YYYYMMDD-<slug>-<12 hexadecimal digits>`, whose slug may begin as tokens do:
  /// records find runs by it.
  private static func isInRunID(_ span: Range<Int>, of bytes: [UInt8]) -> Bool {
    let start = bytes[..<span.lowerBound].lastIndex { !isToken($0) }.map { $0 + 1 } ?? 0
    var word = bytes[start..<span.upperBound]
    while word.last == 0x2e { word.removeLast() }
    let parts = word.split(separator: 0x2d)
    guard parts.count > 2, let date = parts.first, let digits = parts.last else { return false }
    return date.count == 8 && date.allSatisfy { (0x30...0x39).contains($0) } && digits.count == 12
      && digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
      && word.allSatisfy {
        $0 == 0x2d || (0x30...0x39).contains($0) || (0x61...0x7a).contains($0)
      }
  }

  /// Whether no word goes on at `start`: an escape such as `\n` or `%0A` before it ends one.
  private static func begins(at start: Int, in bytes: [UInt8]) -> Bool {
    guard start > 0, isWord(bytes[start - 1]) else { return true }
    return (start > 1 && bytes[start - 2] == 0x5c) || (start > 2 && bytes[start - 3] == 0x25)
  }

  private static func headerSpans(_ bytes: [UInt8]) -> [Range<Int>] {
    places(of: "authorization:", in: lowered(bytes)).map { $0 + 14..<bytes.count }
      .filter { span in bytes[span].contains { $0 > 0x20 } }
  }

  /// The value in `name = value` and `"name": "value"`, eight characters or more with a digit in it.
  private static func assignedSpans(_ bytes: [UInt8]) -> [Range<Int>] {
    let lower = lowered(bytes)
    var spans: [Range<Int>] = []
    for name in names {
      for start in places(of: name, in: lower) {
        var index = start + name.utf8.count
        while index < bytes.count,
          bytes[index] == 0x22 || bytes[index] == 0x27 || bytes[index] == 0x20
        { index += 1 }
        guard index < bytes.count, bytes[index] == 0x3d || bytes[index] == 0x3a else { continue }
        index += 1
        while index < bytes.count,
          bytes[index] == 0x20 || bytes[index] == 0x22 || bytes[index] == 0x27
        { index += 1 }
        let end =
          bytes[index...].firstIndex {
            $0 <= 0x20 || $0 == 0x22 || $0 == 0x27 || $0 == 0x2c || $0 == 0x3b
          } ?? bytes.count
        let value = bytes[index..<end]
        if value.count >= 8, value.contains(where: { (0x30...0x39).contains($0) }),
          value.allSatisfy({ $0 != 0x28 && $0 != 0x29 })
        {
          spans.append(index..<end)
        }
      }
    }
    return spans
  }

  /// The password in `scheme://user:password@host`.
  private static func urlSpans(_ bytes: [UInt8]) -> [Range<Int>] {
    places(of: "://", in: bytes).compactMap { start in
      let host = bytes[(start + 3)...].prefix { $0 > 0x20 && $0 != 0x2f && $0 != 0x22 }
      guard let at = host.lastIndex(of: 0x40), let colon = host[..<at].firstIndex(of: 0x3a),
        colon + 1 < at
      else { return nil }
      return colon + 1..<at
    }
  }

  /// Where `text` begins in `bytes`. Each line is searched a few dozen times, so the C library does it.
  private static func places(of text: String, in bytes: [UInt8]) -> [Int] {
    let wanted = Array(text.utf8)
    guard bytes.count >= wanted.count else { return [] }
    return bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return [] }
      var found: [Int] = []
      let last = bytes.count - wanted.count
      var start = 0
      while start <= last, let place = memchr(base + start, Int32(wanted[0]), last - start + 1) {
        if memcmp(place, wanted, wanted.count) == 0 { found.append(UnsafeRawPointer(place) - base) }
        start = UnsafeRawPointer(place) - base + 1
      }
      return found
    }
  }

  private static func lowered(_ bytes: [UInt8]) -> [UInt8] {
    bytes.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
  }

  private static func isToken(_ byte: UInt8) -> Bool {
    isWord(byte) || byte == 0x2d || byte == 0x5f || byte == 0x2e
  }
}
