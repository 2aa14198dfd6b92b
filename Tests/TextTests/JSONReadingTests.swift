import Foundation
import Testing

@testable import Text

@Suite struct `JSON that is read fast` {
  private struct Whole: Codable, Equatable {
    var name: String
    var count: Int
    var share: Double
    var isOn: Bool
    var maybe: String?
    var small: UInt8
    var list: [Int?]
    var members: [String: [Part]]
    var kind: Kind
  }

  private struct Part: Codable, Equatable {
    var text: String
    var bytes: Data?
  }

  private enum Kind: String, Codable { case one, two }

  private static let whole = #"""
    {"name":"a\u0000b\ud83d\udc4b ü","count":-7,"share":0.5,"isOn":true,"maybe":null,"small":255,
    "list":[1,null,9007199254740993],"members":{"":[{"text":"x"}],"k\n":[{"text":"","bytes":"AAE="}]},"kind":"two"}
    """#

  /// What both readers make of a text.
  private func agree<Value: Decodable & Equatable>(on text: String, as type: Value.Type) {
    let foundation = try? JSONDecoder().decode(type, from: Data(text.utf8))
    let ours = try? JSONReading.value(type, in: Array(text.utf8))
    #expect(ours == foundation, "\(text)")
  }

  @Test(arguments: [
    "0", "-0", "1.0", "1e3", "1.5", "1e400", "9223372036854775807", "9223372036854775808", "-1",
    "256",
    "true", "null", #""x""#, #""\ud800""#, "\"\u{1}\"", "[]", "{}", "[1,]", "", " ", "nonsense",
    #"{"a":1,"a":2}"#, "[1] 2", "\u{feff}1", "01", "NaN", #"{"a":{"b":[1,2.0,"c",null,false]}}"#,
  ])
  func `is what Foundation reads, whatever is wanted`(text: String) {
    agree(on: text, as: Int.self)
    agree(on: text, as: UInt8.self)
    agree(on: text, as: Double.self)
    agree(on: text, as: Bool.self)
    agree(on: text, as: String.self)
    agree(on: text, as: String?.self)
    agree(on: text, as: [Int].self)
    agree(on: text, as: [String: JSON].self)
    #expect(
      JSON(parsing: text) == (try? JSONDecoder().decode(JSON.self, from: Data(text.utf8))),
      "\(text)"
    )
  }

  @Test
  func `of records is what Foundation reads, cut anywhere and with any byte in another's place`() {
    agree(on: Self.whole, as: Whole.self)
    let bytes = Array(Self.whole.utf8)
    for place in bytes.indices {
      for other: UInt8 in [0x00, 0x22, 0x30, 0x5c, 0x7d, 0xff] {
        var changed = bytes
        changed[place] = other
        let foundation = try? JSONDecoder().decode(Whole.self, from: Data(changed))
        #expect((try? JSONReading.value(Whole.self, in: changed)) == foundation)
      }
      #expect((try? JSONReading.value(Whole.self, in: Array(bytes[..<place]))) == nil)
    }
  }

  @Test func `of a wrong kind gets Foundation's own error`() {
    #expect {
      _ = try JSONReading.value(Whole.self, in: Array(#"{"name":7}"#.utf8))
    } throws: { error in
      guard case DecodingError.typeMismatch(_, let context) = error else { return false }
      return context.codingPath.map(\.stringValue) == ["name"]
    }
  }
}
