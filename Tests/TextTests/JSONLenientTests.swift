import Testing

@testable import Text

@Suite struct `JSON that strict readers refuse` {
  private static let read: [(text: String, value: JSON)] = [
    ("{\"a\": \"x\n\ty\"}", ["a": "x\n\ty"]), ("[\"\u{1}\r\n\"]", ["\u{1}\r\n"]),
    (#"{"a": "\ud83d!"}"#, ["a": "\u{fffd}!"]), (#"{"a": "\udc4b"}"#, ["a": "\u{fffd}"]),
    (#"{"a": "\ud83d\udc4b\\ud83d\""}"#, ["a": "👋\\ud83d\""]),
  ]

  @Test(arguments: read.indices)
  func `is read where it has one reading`(index: Int) {
    #expect(JSON(lenient: Self.read[index].text) == Self.read[index].value)
  }

  @Test(arguments: [
    "{", "{\"a\": \"x", "{\"a\": \"x\n}", "{\"a\"\n\"b\"}", "x", "", "{\"a\": \"\\\n\"}",
  ])
  func `is not guessed at`(text: String) { #expect(JSON(lenient: text) == nil) }

  /// The text that pieces of JSON strings come to, one after another.
  private func joined(_ pieces: [[UInt8]]) -> String? {
    var hasHalves = false
    var text = ""
    for piece in pieces {
      let bytes = Array("{\"a\":\"".utf8) + piece + Array("\"}".utf8)
      guard let part = JSON(piece: bytes, noting: &hasHalves)?["a"]?.string else { return nil }
      text += part
    }
    return hasHalves ? rejoined(text) : text
  }

  @Test func `gives characters that are cut between two pieces back, wherever they are cut`() {
    let text = Array("größe 👋.".utf8)
    for place in 0...text.count {
      #expect(joined([Array(text[..<place]), Array(text[place...])]) == "größe 👋.", "\(place)")
    }
    #expect(joined(text.map { [$0] }) == "größe 👋.")
    let halves = [#"a\ud83d"#, #"\udc4bb\ud83d"#, "c", #"\udc4b"#].map { Array($0.utf8) }
    #expect(joined(halves) == "a👋b\u{fffd}c\u{fffd}")
    #expect(joined([[0xf0, 0x9f], Array("x".utf8)]) == "\u{fffd}x")
  }
}
