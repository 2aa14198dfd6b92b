import Testing

@testable import Exports

@Suite struct `A split of runs into parts` {
  @Test(arguments: [
    "", "train", "train=", "train=0", "train=-1", "=1", "train=1,", "train=1,train=2", "a/b=1",
    "train=1.5", "train=9999999", "../x=1", "é=1",
  ])
  func `is refused where its text means none`(text: String) {
    #expect(DataSplit(text, by: .issue) == nil)
  }

  @Test func `gives each key one part, whatever else there is, near to the shares`() throws {
    let split = try #require(DataSplit("train=90,test=10", by: .issue))
    let parts = (0..<2000).map { split.part(of: "issue \($0)") }
    #expect(parts == (0..<2000).map { split.part(of: "issue \($0)") })
    let tests = parts.count { $0 == "test" }
    #expect((140...260).contains(tests), "\(tests)")
    // Fixed for good: a part that changed would leak test data into training.
    #expect((0..<12).filter { parts[$0] == "test" } == [2, 6])
  }
}
