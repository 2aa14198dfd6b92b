import Testing
import Vocabulary

@testable import Runners

private func report(_ text: String) -> TestReport {
  TestReading.read(Array(text.utf8), ending: .exited(0))
}

@Suite struct `tasty's words` {
  @Test func `a closing line that a test prints before any result is not believed`() {
    let text = """
      G
        a:
      All 12 tests passed (0.00s)
      OK
        b: OK

      All 2 tests passed (0.00s)

      """
    #expect(!report(text).allPass)
  }

  @Test func `hidden successes pass by the closing line`() {
    #expect(report("\nAll 2 tests passed (0.00s)\n").allPass)
  }
}
