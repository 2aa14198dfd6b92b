import Foundation
import Testing
import Text

@testable import Commands

@Suite("A line of JSON")
struct JSONLineTests {
  private struct Value: Codable, Equatable {
    var text: String
    var others: [String: [String]]
    var number = 3
  }

  @Test(arguments: [
    "canary-Q7w2E9r4T6y1", "canary\"quoted\"-Q7w2E9r4", "canary\\with\\backslashes",
    "canary\nof two lines", "canary-ü-\u{1f511}-Q7w2E9r4",
  ])
  func `has no secret in any of its texts, however JSON spells it, and stays JSON`(secret: String)
    throws
  {
    let value = Value(
      text: "before \(secret) \"after\"", others: ["a/b": [secret, "plain \\ text"]])
    let line = jsonLine(value, by: Redactor(hiding: [secret]))
    let read = try JSONDecoder().decode(Value.self, from: Data(line))
    #expect(!read.text.contains("canary") && read.text.hasSuffix(" \"after\""))
    #expect(read.others["a/b"]?[0].contains("canary") == false)
    #expect(read.others["a/b"]?[1] == "plain \\ text" && read.number == 3)
    #expect(line.last == 0x0a && line.count { $0 == 0x0a } == 1)
  }

  @Test func `without a secret is what the encoder makes of the value`() throws {
    let value = Value(text: "a \"b\" \\ c/d\u{1}\n", others: ["x": ["", "0123456789"]])
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    #expect(Data(jsonLine(value, by: Redactor())) == (try encoder.encode(value)) + [0x0a])
  }
}
