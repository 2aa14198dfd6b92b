import Support
import Testing

@testable import Models

@Suite struct `Lines of a summary` {
  @Test func `stand as they are where they fit, and there are none of none`() {
    #expect(SummaryLines([]).text(within: 10) == nil)
    #expect(SummaryLines(["- one", "- two"]).text(within: 12) == "- one\n- two")
  }

  @Test func `are cut before any is left out, the long ones first`() {
    let long = "- " + String(repeating: "x", count: 298)
    let text = SummaryLines(["- the port is 8123"] + Array(repeating: long, count: 9))
      .text(within: 1200)
    let lines = text?.split(separator: "\n") ?? []
    #expect(lines.count == 10 && lines.first == "- the port is 8123")
    #expect(lines.dropFirst().allSatisfy { $0.hasSuffix("…") && $0.utf8.count > 100 })
  }

  @Test func `keep within the limit, the newest where they are too many`() {
    let seed: UInt64 = 3
    var random = SeededGenerator(seed: seed)
    for number in 0..<300 {
      let lines = (0..<Int.random(in: 1..<60, using: &random)).map { line in
        "\(line) " + String(repeating: "é", count: Int.random(in: 0..<150, using: &random))
      }
      let limit = Int.random(in: 400..<3000, using: &random)
      let shown = SummaryLines(lines).text(within: limit)?.split(separator: "\n") ?? []
      let place: Comment = "seed \(seed), \(number)"
      #expect(shown.reduce(0) { $0 + $1.utf8.count + 1 } <= limit, place)
      #expect(shown.last?.hasPrefix("\(lines.count - 1) ") == true, place)
      let first = Int(shown.first?.split(separator: " ").first ?? "") ?? -1
      #expect(shown.count == lines.count - first, place)
      // So many have eighty bytes each.
      if lines.count * 81 <= limit { #expect(first == 0, place) }
    }
  }
}
