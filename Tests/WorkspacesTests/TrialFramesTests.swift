import Testing

@testable import Workspaces

@Suite("What the trial driver prints")
struct TrialFramesTests {
  private func outputs(_ text: String) -> [Int: String] {
    PythonBatch.frames(in: Array(text.utf8), token: Array("t".utf8)).mapValues(\.output.head)
  }

  @Test func `each candidate's output is read, whatever stands between them`() {
    #expect(outputs("noise\nt 0 0 3\nab\nt 1 -1 0\n") == [0: "ab\n", 1: ""])
  }

  @Test(arguments: ["9223372036854775807", "4", "-1", "x"])
  func `a length that the output does not have ends the reading`(length: String) {
    #expect(outputs("t 0 0 1\na\nt 1 0 \(length)\nabc") == [0: "a"])
  }
}
