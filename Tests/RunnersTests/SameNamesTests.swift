import Testing
import Vocabulary

@testable import Runners

@Suite struct `Tests of one name in two runners` {
  private let minitest = """
    Run options: --seed 1

    # Running:

    A#test_b = 0.00 s = .

    Finished in 0.000616s, 4872.0439 runs/s, 3248.0293 assertions/s.

    1 runs, 1 assertions, 0 failures, 0 errors, 0 skips

    """
  private let failing = """
    Loaded suite a
    Started
    A:
      test_b:\tF
    ===============================================================================
    Failure: test_b(A): <1> expected but was <2>.
    ===============================================================================
    : (0.001000)

    Finished in 0.0012 seconds.
    -------------------------------------------------------------------------------
    1 tests, 1 assertions, 1 failures, 0 errors, 0 pendings, 0 omissions, 0 notifications
    0% passed
    -------------------------------------------------------------------------------

    """

  @Test func `are told apart, so that none hides the other`() {
    let report = TestReading.read(
      Array((minitest + failing).utf8), ending: .exited(1), command: nil)
    #expect(report.readers.count == 2, "\(report)")
    #expect(Set(report.passed).isDisjoint(with: report.failed), "\(report)")
    #expect(report.passed.count + report.failed.count == 2, "\(report)")
  }
}
