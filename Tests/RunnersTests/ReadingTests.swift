import Testing
import Vocabulary

@testable import Runners

@Suite struct `Parts of tests` {
  @Test func `are named and not counted`() {
    var reading = Reading()
    reading.tests = [
      NamedTest("outer", .failed), NamedTest("outer > one", .passed, isPart: true),
      NamedTest("outer > two", .failed, isPart: true),
    ]
    #expect(reading.total == .init(passed: 0, failed: 1, skipped: 0))
    #expect(reading.names(.failed) == ["outer", "outer > two"])
  }
}
