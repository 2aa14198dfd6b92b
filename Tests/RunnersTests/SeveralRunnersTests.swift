import Testing
import Vocabulary

@testable import Runners

@Suite struct `Several runners in one output` {
  /// Whose lines look much alike.
  private static let suites: Set<Substring> = [
    "rspec", "minitest", "test-unit", "phpunit", "exunit", "eunit", "busted", "testthat", "ounit",
    "alcotest", "tasty", "hspec", "hunit", "quickcheck", "clojure.test", "deno", "pytest",
  ]

  private static let goldens: [Golden] = Golden.all.filter { golden in
    let parts = golden.path.split(separator: "/")
    return suites.contains(parts[0])
      && ["plain.txt", "plain-q.txt", "pass.txt", "dir.txt"].contains(parts[1])
  }

  @Test(arguments: goldens) func `one after the other are added up`(_ first: Golden) {
    for second in Self.goldens where second.one("runner") != first.one("runner") {
      let (one, two) = (first.read(command: false), second.read(command: false))
      let both = TestReading.read(
        first.output + [0x0a] + second.output, ending: .exited(0), command: nil)
      let sum = TestReport.Counts(
        passed: one.counts.passed + two.counts.passed,
        failed: one.counts.failed + two.counts.failed,
        skipped: one.counts.skipped + two.counts.skipped)
      #expect(both.counts == sum, "\(second.path): \(both)")
      #expect(both.doubt == nil, "\(second.path)")
    }
  }
}
