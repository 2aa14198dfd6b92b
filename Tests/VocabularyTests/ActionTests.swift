import Foundation
import Testing
import Vocabulary

@Suite("Actions as they are kept")
struct ActionTests {
  @Test(arguments: [
    (Int.max, Int.max, 1_000_000_000...1_000_000_199), (.min, .max, 1...1_000_000_199),
    (0, -5, 1...1), (7, 3, 7...7), (7, 9, 7...9),
  ])
  func `the lines of a read are ones that can be counted with`(
    first: Int, last: Int, lines: ClosedRange<Int>
  ) throws {
    let json = #"{"action":"read","path":"a","first":\#(first),"last":\#(last)}"#
    let action = try JSONDecoder().decode(Action.self, from: Data(json.utf8))
    #expect(action == .read(path: "a", lines: lines, view: .text))
  }
}
