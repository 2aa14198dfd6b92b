import Testing
import Vocabulary

@testable import Workspaces

@Suite("Results read from what runners print")
struct TestReadingTests {
  struct Golden: CustomTestStringConvertible {
    var name: String
    var output: String
    var status: Int
    var passed: [String]
    var failed: [String]
    var skipped: [String] = []
    var counts: [Int]
    var testDescription: String { name }
  }

  static let goldens = [
    Golden(
      name: "pytest, quiet",
      output: """
        .F.s                                                                     [100%]
        =================================== FAILURES ===================================
        ___________________________________ test_two ___________________________________

            def test_two():
        >       assert total([1, 2]) == 3
        E       assert 4 == 3

        test_sum.py:7: AssertionError
        =========================== short test summary info ============================
        FAILED test_sum.py::test_two - assert 4 == 3
        1 failed, 2 passed, 1 skipped in 0.03s
        """, status: 1, passed: [], failed: ["test_sum.py::test_two"], counts: [2, 1, 1]),
    Golden(
      name: "pytest, verbose",
      output: """
        ============================= test session starts ==============================
        platform linux -- Python 3.11.2, pytest-7.2.1, pluggy-1.0.0+repack
        collected 3 items

        test_sum.py::test_one PASSED                                             [ 33%]
        test_sum.py::test_two FAILED                                             [ 66%]
        test_sum.py::test_name[a - b] SKIPPED (no display)                       [100%]

        =========================== short test summary info ============================
        FAILED test_sum.py::test_two - assert 4 == 3
        ==================== 1 failed, 1 passed, 1 skipped in 0.02s ====================
        """, status: 1, passed: ["test_sum.py::test_one"], failed: ["test_sum.py::test_two"],
      skipped: ["test_sum.py::test_name[a - b]"], counts: [1, 1, 1]),
    Golden(
      name: "pytest that cannot import",
      output: """
        ==================================== ERRORS ====================================
        _________________________ ERROR collecting test_sum.py _________________________
        E   ModuleNotFoundError: No module named 'sums'
        =========================== short test summary info ============================
        ERROR test_sum.py
        !!!!!!!!!!!!!!!!!!!! Interrupted: 1 error during collection !!!!!!!!!!!!!!!!!!!!
        1 error in 0.05s
        """, status: 2, passed: [], failed: ["test_sum.py"], counts: [0, 1, 0]),
    Golden(
      name: "pytest without a test", output: "\nno tests ran in 0.00s\n", status: 5, passed: [],
      failed: [], counts: [0, 0, 0]),
    Golden(
      name: "unittest, verbose",
      output: """
        test_one (test_sum.SumTest.test_one) ... ok
        test_two (test_sum.SumTest.test_two) ... FAIL
        test_later (test_sum.SumTest.test_later) ... skipped 'later'

        ======================================================================
        FAIL: test_two (test_sum.SumTest.test_two)
        ----------------------------------------------------------------------
        Traceback (most recent call last):
          File "/workspace/test_sum.py", line 9, in test_two
            self.assertEqual(total([1, 2]), 3)
        AssertionError: 4 != 3

        ----------------------------------------------------------------------
        Ran 3 tests in 0.001s

        FAILED (failures=1, skipped=1)
        """, status: 1, passed: ["test_sum.SumTest.test_one"],
      failed: ["test_sum.SumTest.test_two"], skipped: ["test_sum.SumTest.test_later"],
      counts: [1, 1, 1]),
    Golden(
      name: "swift test",
      output: """
        Test Suite 'All tests' started at 2024-01-01 10:00:00.000.
        Test Case 'SumTests.testOne' started at 2024-01-01 10:00:00.000
        Test Case 'SumTests.testOne' passed (0.001 seconds)
        Test Case 'SumTests.testTwo' started at 2024-01-01 10:00:00.000
        /workspace/Tests/SumTests.swift:9: error: SumTests.testTwo : XCTAssertEqual failed: ("4") is not equal to ("3") - 
        Test Case 'SumTests.testTwo' failed (0.002 seconds)
        Test Suite 'All tests' failed at 2024-01-01 10:00:00.010.
        \t Executed 2 tests, with 1 failure (0 unexpected) in 0.003 (0.003) seconds
        """, status: 1, passed: ["SumTests.testOne"], failed: ["SumTests.testTwo"],
      counts: [1, 1, 0]),
    Golden(
      name: "go test -v",
      output: """
        === RUN   TestOne
        --- PASS: TestOne (0.00s)
        === RUN   TestTwo
            sum_test.go:12: got 4, want 3
        --- FAIL: TestTwo (0.00s)
        === RUN   TestLater
            sum_test.go:16: later
        --- SKIP: TestLater (0.00s)
        FAIL
        FAIL\texample.org/sum\t0.002s
        FAIL
        """, status: 1, passed: ["TestOne"], failed: ["TestTwo"], skipped: ["TestLater"],
      counts: [1, 1, 1]),
    Golden(
      name: "cargo test",
      output: """
        running 3 tests
        test tests::later ... ignored
        test tests::one ... ok
        test tests::two ... FAILED

        failures:

        failures:
            tests::two

        test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s
        """, status: 101, passed: ["tests::one"], failed: ["tests::two"],
      skipped: ["tests::later"], counts: [1, 1, 1]),
    Golden(
      name: "ctest",
      output: """
        Test project /workspace/build
            Start 1: one
        1/2 Test #1: one ..............................   Passed    0.00 sec
            Start 2: two
        2/2 Test #2: two ..............................***Failed    0.00 sec

        50% tests passed, 1 tests failed out of 2
        """, status: 8, passed: ["one"], failed: ["two"], counts: [1, 1, 0]),
    Golden(
      name: "TAP",
      output: """
        1..4
        ok 1 - adds
        not ok 2 - carries
        ok 3 - draws # SKIP no display
        ok 4 - rounds
        """, status: 1, passed: ["adds", "rounds"], failed: ["carries"], skipped: ["draws"],
      counts: [2, 1, 1]),
    Golden(
      name: "node --test",
      output: """
        ✔ adds (0.6ms)
        ✖ carries (0.4ms)
        ℹ tests 2
        ℹ suites 0
        ℹ pass 1
        ℹ fail 1
        ℹ cancelled 0
        ℹ skipped 0
        ℹ todo 0
        ℹ duration_ms 40.1

        ✖ failing tests:

        ✖ carries (0.4ms)
        """, status: 1, passed: ["adds"], failed: ["carries"], counts: [1, 1, 0]),
    Golden(
      name: "jest",
      output: """
        FAIL ./sum.test.js
          ✓ adds (2 ms)
          ✕ carries (1 ms)

        Test Suites: 1 failed, 1 total
        Tests:       1 failed, 1 passed, 2 total
        Snapshots:   0 total
        Time:        0.4 s
        """, status: 1, passed: ["adds"], failed: ["carries"], counts: [1, 1, 0]),
    Golden(
      name: "maven",
      output: """
        [INFO] Running SumTest
        [ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.03 s <<< FAILURE! -- in SumTest
        [ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0
        """, status: 1, passed: [], failed: [], counts: [1, 1, 0]),
    Golden(
      name: "JUnit XML",
      output: """
        <?xml version="1.0"?><testsuites><testsuite name="s" tests="3">
        <testcase classname="Sum" name="one" time="0.1"/>
        <testcase classname="Sum" name="two"><failure message="4 &lt; 3">why</failure></testcase>
        <testcase classname="Sum" name="later"><skipped/></testcase>
        </testsuite></testsuites>
        """, status: 1, passed: ["Sum.one"], failed: ["Sum.two"], skipped: ["Sum.later"],
      counts: [1, 1, 1]),
    Golden(
      name: "no runner known", output: "all is well\n", status: 0, passed: [], failed: [],
      counts: [0, 0, 0]),
  ]

  @Test("names and counts are those the runner tells", arguments: goldens)
  func golden(_ golden: Golden) {
    let report = TestReading.read(Excerpt(golden.output), ending: .exited(golden.status))
    #expect(report.passed == golden.passed.sorted())
    #expect(report.failed == golden.failed.sorted())
    #expect(report.skipped == golden.skipped.sorted())
    #expect([report.counts.passed, report.counts.failed, report.counts.skipped] == golden.counts)
    #expect(report.succeeded == (golden.status == 0))
  }

  @Test("colour changes nothing", arguments: goldens)
  func colour(_ golden: Golden) {
    let coloured = golden.output.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "\u{1b}[1;31m\($0)\u{1b}[0m" }.joined(separator: "\n")
    #expect(
      TestReading.read(Excerpt(coloured), ending: .exited(golden.status))
        == TestReading.read(Excerpt(golden.output), ending: .exited(golden.status)))
  }

  @Test("output cut anywhere never makes a failed command pass", arguments: goldens)
  func truncated(_ golden: Golden) {
    guard golden.status != 0 else { return }
    for end in golden.output.indices {
      let report = TestReading.read(
        Excerpt(String(golden.output[..<end])), ending: .exited(golden.status))
      #expect(!report.allPass)
    }
  }

  @Test("a command that succeeds but ran no test is not a pass")
  func zeroTests() {
    let report = TestReading.read(Excerpt("\nRan 0 tests in 0.000s\n\nOK\n"), ending: .exited(0))
    #expect(!report.allPass)
    #expect(report.summary == "no test ran")
  }

  @Test("a runner that reports a failure and exits with 0 has not passed")
  func lyingStatus() {
    let report = TestReading.read(
      Excerpt("FAILED a.py::b - x\n1 failed, 1 passed in 0.1s\n"), ending: .exited(0))
    #expect(!report.allPass)
  }
}
