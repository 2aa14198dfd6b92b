@testable import Text

extension FuzzTarget {
  /// Texts that leave, secrets, and the patterns they are found by.
  static let texts = [
    FuzzTarget("outgoing") { bytes in
      let text = bytes.text
      let line = Outgoing(line: text, about: 7)
      require(!line.text.contains(where: \.isNewline), "a line of two lines")
      let all: [Outgoing] = [
        line, Outgoing(words: text, about: 7), Outgoing(words: text, wrappedTo: 72),
        Outgoing(kept: text), "\(code: text)", "\(block: text)", "\(ours: text)",
      ]
      for outgoing in all {
        require(visible(outgoing.text), is: outgoing.text, "hidden characters")
      }
      require(Outgoing(line: line.text, about: 7), is: line, "a line of a line")
      let words = Outgoing(words: text, about: 7)
      require(Outgoing(words: words.text, about: 7), is: words, "words of words")
      require(
        Outgoing(words: text).text.utf8.count <= 16 * text.utf8.count + 64, "longer than its text")
    },
    FuzzTarget("prose") { bytes in
      let text = bytes.text
      let line = oneLine(text)
      require(oneLine(line), is: line, "one line of one line")
      require(clipped(line, to: 50).count <= 50, "a clipped line that is too long")
      // By scalars: a word can begin with a mark that is drawn on the space before it.
      let words = { (text: String) in
        text.unicodeScalars.split { $0 == " " || $0 == "\n" }.map { String($0) }
      }
      let plain = text.unicodeScalars.filter { $0 != "\r" }.reduce(into: "") {
        $0.unicodeScalars.append($1)
      }
      require(trimmedLines(trimmedLines(plain)), is: trimmedLines(plain), "trimmed twice")
      require(words(wrapped(plain, to: 20)), is: words(plain), "the words of a wrapped text")
    },
    FuzzTarget("redaction", check: checkRedaction),
    FuzzTarget("secret-rules") { bytes in
      let parts = bytes.parts(2)
      let rules = TOMLTable.all(in: parts[0].text).compactMap { SecretRule($0, allowing: []) }
      for rule in rules where rule.isWhole { match(rule.pattern, in: parts[1]) }
    },
    FuzzTarget("pattern") { bytes in
      let parts = bytes.parts(2)
      match(LazyPattern(parts[0].text), in: parts[1])
    },
    FuzzTarget("json-documents") { bytes in
      var end = 0
      for document in JSONDocuments(in: bytes) {
        require(
          document.bytes.startIndex >= end && !document.bytes.isEmpty && document.line > 0,
          "documents that overlap")
        end = document.bytes.endIndex
      }
    },
    FuzzTarget("text-encoding") { bytes in
      let parts = bytes.parts(2)
      let text = TextEncoding(parts[0].text).text(of: parts[1])
      require(text.utf8.count <= 4 * parts[1].count + 4, "longer than its bytes")
    },
  ]

  /// A secret of ours does not come out in any of its forms, whatever stands around it.
  private static let checkRedaction: @Sendable ([UInt8]) -> Void = { bytes in
    let secret = "correct-horse-battery-9staple"
    let forms = [
      secret, String(secret.reversed()), "Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5LTlzdGFwbGU=",
      "636f72726563742d686f7273652d626174746572792d39737461706c65",
    ]
    let parts = bytes.parts(2).map(\.text)
    let redactor = Redactor(hiding: [secret])
    for form in forms {
      let core = form.filter { $0 != "=" }
      let shown = redactor(parts[0] + form + parts[1]).value
      require(!shown.contains(core), "\(core) comes out")
    }
    let text = bytes.text
    var end = 0
    for finding in redactor.scanner.findings(in: text) {
      require(
        finding.place.lowerBound >= end && !finding.place.isEmpty
          && finding.place.upperBound <= text.utf8.count, "a place outside of the text")
      end = finding.place.lowerBound
    }
  }

  /// A match lies within the text.
  private static func match(_ pattern: LazyPattern, in text: [UInt8]) {
    guard let pattern = pattern.pattern else { return }
    var matcher = BytePatternMatcher()
    text.withUnsafeBufferPointer { bytes in
      guard
        let match = matcher.firstMatch(
          of: pattern, in: bytes, from: 0...bytes.count, before: bytes.count)
      else { return }
      require(
        match.whole.lowerBound >= 0 && match.whole.upperBound <= bytes.count
          && match.captured.lowerBound >= match.whole.lowerBound
          && match.captured.upperBound <= match.whole.upperBound, "a match outside of the text")
    }
  }
}
