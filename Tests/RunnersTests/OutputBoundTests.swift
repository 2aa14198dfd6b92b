import Testing
import Vocabulary

@testable import Runners

@Suite("How much output is read")
struct OutputBoundTests {
  private func cut(_ text: String, lines: Int = 2, bytes: Int = 100) -> (String, Int) {
    let (kept, omitted) = OutputBound(lines: lines, bytes: bytes).cut(Array(text.utf8))
    return (String(decoding: kept, as: UTF8.self), omitted)
  }

  @Test(arguments: ["", "a", "a\n", "a\nb\nc\nd", "a\nb\nc\nd\n", "\n\n\n\n"])
  func `what is within the bound is read whole`(text: String) {
    #expect(cut(text) == (text, 0))
  }

  @Test func `beyond it whole lines are left out of the middle`() {
    #expect(cut("a\nb\nccc\nd\ne\n") == ("a\nb\nd\ne\n", 4))
    #expect(cut("a\nb\nccc\nd\ne") == ("a\nb\nd\ne", 4))
    #expect(cut("aaaa\nbbbb\ncccc\n", lines: 9, bytes: 5) == ("aaaa\ncccc\n", 5))
    #expect(cut("aaaaaaaa", lines: 9, bytes: 5) == ("", 8))
  }

  @Test func `a flood before the closing lines hides them not, and is no whole report`() {
    let flood = String(repeating: "y\n", count: 210_000)
    let session =
      "test_a ... ok\n\n----------------------------------------------------------------------\nRan 1 test in 0.1s\n\nOK\n"
    let report = TestReading.read(
      Array((flood + session).utf8), ending: .exceeded(.time), command: "python3 -m unittest -v")
    #expect(report.counts.passed == 1)
  }
}
