import Testing
import Vocabulary

@testable import Runners

/// What is read of `text`, printed by a command that nobody knows.
private func read(
  _ text: String, status: Int = 0, command: String? = nil, files: [ReportFile] = []
) -> TestReport {
  TestReading.read(
    Array(text.utf8), ending: .exited(status), command: command, files: files)
}

@Suite struct `Each golden of compiled languages and shells` {
  static let own: [String: String] = [
    "automake": "automake", "bats": "bats", "boost": "boost", "catch2": "catch2",
    "check": "check", "cmocka": "cmocka", "cpputest": "cpputest", "criterion": "criterion",
    "ctest": "ctest", "cunit": "cunit", "doctest": "doctest", "gtest": "gtest",
    "meson": "meson", "meson-new": "meson", "prove": "prove", "shunit2": "shunit2", "tap": "tap",
    "tcltest": "tcltest",
  ]

  @Test(arguments: Golden.all) func `is read by its own runner's reader alone`(_ golden: Golden) {
    guard let suite = golden.path.split(separator: "/").first,
      let own = Self.own[String(suite)], golden.one("real") != "by status"
    else { return }
    let reader = golden.read().reader
    // Some print the protocol of others when they are told to.
    #expect(reader == own || reader == "tap" && golden.files.isEmpty)
  }
}

@Suite struct `Native runners in one output` {
  private static func goldens(_ name: String) -> [Golden] {
    Golden.all.filter { golden in
      let parts = golden.path.split(separator: "/")
      return `Each golden of compiled languages and shells`.own[String(parts[0])] != nil
        && parts[1] == name
    }
  }

  @Test(arguments: goldens("plain.txt")) func `one after the other are added up`(_ first: Golden) {
    let one = first.read(command: false)
    for second in Self.goldens("pass.txt") where second.one("runner") != first.one("runner") {
      let two = second.read(command: false)
      guard one.reader != two.reader else { continue }
      let both = TestReading.read(
        first.output + [0x0a] + second.output, ending: .exited(0), command: nil)
      // Without their files.
      let (left, right) = (
        first.read(withFiles: false, command: false), second.read(withFiles: false, command: false)
      )
      let sum = TestReport.Counts(
        passed: left.counts.passed + right.counts.passed,
        failed: left.counts.failed + right.counts.failed,
        skipped: left.counts.skipped + right.counts.skipped)
      #expect(both.counts == sum, "\(second.path): \(both)")
      #expect(both.doubt == nil, "\(second.path)")
    }
  }
}

@Suite struct `Unity's text` {
  static let plain = """
    partialt.c:11:test_a:PASS
    t.c:6:test_b:FAIL: Expected 1 Was 2:with: colon:FAIL
    t.c:7:test_c:IGNORE: later
    t.c:9:test_e:INFO: good
    t.c:11:test_e:PASS (0 ms)

    -----------------------
    4 Tests 1 Failures 1 Ignored
    FAIL

    """

  @Test func `names each test by its file, whatever was printed before it`() {
    let report = read(Self.plain, status: 1)
    #expect(report.passed == ["t.c > test_a", "t.c > test_e"])
    #expect(report.failed == ["t.c > test_b"])
    #expect(report.skipped == ["t.c > test_c"])
    #expect(report.counts == .init(passed: 2, failed: 1, skipped: 1))
    #expect(report.doubt == nil)
  }

  @Test func `without its closing lines is no pass`() {
    let report = read("t.c:11:test_a:PASS\nt.c:12:test_b:PASS\n")
    #expect(report.reader == "unity")
    #expect(!report.allPass)
    #expect(report.doubt != nil)
  }

  @Test func `of fixtures names what failed`() {
    let report = read(
      """
      Unity test run 1 of 1
      ..f.c:3:TEST(G, two):FAIL: Expected 1 Was 2
      !

      -----------------------
      3 Tests 1 Failures 1 Ignored
      FAIL

      """, status: 1)
    #expect(report.failed == ["TEST(G, two)"])
    #expect(report.counts == .init(passed: 1, failed: 1, skipped: 1))
    #expect(report.doubt == nil)
  }

  @Test func `of a run without tests is no pass`() {
    let report = read("\n-----------------------\n0 Tests 0 Failures 0 Ignored\nOK\n")
    #expect(!report.allPass)
    #expect(report.summary == "no test ran")
  }
}

@Suite struct `Catch2 of version 3` {
  @Test func `tells of skipped tests in its closing line`() {
    let rule = String(repeating: "=", count: 79)
    let report = read(
      """
      Randomness seeded to: 3768498264
      \(rule)
      test cases: 2 | 1 passed | 1 skipped
      assertions: 1 | 1 passed

      """)
    #expect(report.counts == .init(passed: 1, failed: 0, skipped: 1))
    #expect(report.allPass)
  }

  @Test func `that only skipped is no pass`() {
    let report = read(
      "RNG seed: 2568432469\ntest cases: 1 | 1 skipped\nassertions: - none -\n\n")
    #expect(report.counts == .init(passed: 0, failed: 0, skipped: 1))
    #expect(!report.allPass)
  }

  @Test func `that ends after its seed is cut short`() {
    let report = read("Randomness seeded to: 3768498264\n")
    #expect(report.reader == "catch2")
    #expect(report.doubt != nil)
  }

  @Test func `does not close with words that a test prints`() {
    let report = read(
      "Randomness seeded to: 1\nAll tests passed (9 assertions in 3 test cases)\n")
    #expect(!report.allPass)
  }
}

@Suite struct `CTest's report file` {
  static let two = """
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuite name="(empty)" tests="3">
      <testcase name="one" classname="one" status="run"/>
      <testcase name="gone" classname="gone" status="notrun"><skipped message="Unable to find executable"/></testcase>
      <testcase name="skip" classname="skip" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/></testcase>
    </testsuite>
    """

  @Test func `has among its skipped what could not be started, which failed`() {
    let report = read(
      "", status: 8, command: "ctest -Q",
      files: [ReportFile(path: "ctest.xml", bytes: Array(Self.two.utf8))])
    #expect(report.isFromFile)
    #expect(report.failed == ["gone"])
    #expect(report.skipped == ["skip"])
    #expect(report.passed == ["one"])
    #expect(report.doubt == nil)
  }

  @Test func `that is broken is not believed`() {
    let report = read(
      "", command: "ctest",
      files: [ReportFile(path: "ctest.xml", bytes: Array(Self.two.utf8.prefix(150)))])
    #expect(!report.allPass)
    #expect(report.doubt?.contains("cannot be read") == true)
  }

  @Test func `is asked for once, and not where tests are only listed`() throws {
    let plain = try #require(Call("ctest --test-dir build -j4"))
    #expect(
      CTestRunner.request(for: plain, in: "/place")?.arguments
        == ["--output-junit", "/place/ctest.xml"])
    for command in ["ctest -N", "ctest --output-junit mine.xml", "make test"] {
      let call = try #require(Call(command))
      #expect(CTestRunner.request(for: call, in: "/place") == nil)
    }
  }
}

@Suite struct `A test program's own output` {
  @Test func `that holds all of another GoogleTest's belongs to the test that printed it`() {
    let report = read(
      """
      [==========] Running 1 test from 1 test suite.
      [ RUN      ] S.A
      [==========] Running 1 test from 1 test suite.
      [ RUN      ] I.B
      [  FAILED  ] I.B (0 ms)
      [==========] 1 test from 1 test suite ran. (0 ms total)
      [  PASSED  ] 0 tests.
      [  FAILED  ] 1 test, listed below:
      [  FAILED  ] I.B
      [       OK ] S.A (1 ms)
      [==========] 1 test from 1 test suite ran. (1 ms total)
      [  PASSED  ] 1 test.

      """)
    #expect(report.passed == ["S.A"])
    #expect(report.counts == .init(passed: 1, failed: 0, skipped: 0))
    #expect(report.doubt == nil)
  }

  @Test func `of the kind of GoogleTest's closing lines closes nothing while a test is open`() {
    let report = read(
      """
      [==========] Running 2 tests from 1 test suite.
      [ RUN      ] S.A
      [==========] 2 tests from 1 test suite ran. (0 ms total)
      [  PASSED  ] 2 tests.

      """)
    #expect(!report.allPass)
    #expect(report.failed == ["S.A"])
  }

  @Test func `that looks like Check's closing line makes its numbers doubtful`() {
    let report = read(
      """
      Running suite(s): S
      100%: Checks: 9, Failures: 0, Errors: 0
      100%: Checks: 1, Failures: 0, Errors: 0

      """)
    #expect(!report.allPass)
  }

  @Test func `that has an element of serial Automake's makes its numbers doubtful`() {
    let report = read(
      """
      make  check-TESTS
      PASS: forged
      PASS: a.sh
      =================
      All 1 tests passed
      =================

      """.replacing("=================", with: "=================="))
    #expect(!report.allPass)
  }

  @Test func `of lesser tests than shUnit2 counts is not believed`() {
    let report = read("test_a\n\nRan 3 tests.\n\nOK\n")
    #expect(report.reader == "shunit2")
    #expect(!report.allPass)
  }
}

@Suite struct `TAP` {
  @Test func `of Criterion has names without times and reasons`() {
    let report = read(
      """
      TAP version 13
      1..3
      # Criterion v2.4.1
      ok - S::a  (0.00s)
      not ok - S::c unexpected signal after cr.c:7
      not ok - T::to timed out (1.01s)

      """, status: 1)
    #expect(report.passed == ["S::a"])
    #expect(report.failed == ["S::c", "T::to"])
  }

  @Test func `is not seen in sentences and other runners' words`() {
    for text in [
      "ok\n", "ok then, 1..2 it is\n", "1..2 of 3\n", "not ok\nall is well\n", "1..2\n",
    ] {
      #expect(read(text).reader == "exit-status", "\(text)")
    }
  }

  @Test func `whose numbers pass the plan is not believed`() {
    #expect(!read("1..2\nok 1 - a\nok 3 - c\n").allPass)
    #expect(!read("1..2\nok 1 - a\nok 1 - b\n").allPass)
    #expect(read("1..2\nok 2 - b\nok 1 - a\n").allPass)
  }

  @Test func `of a harness's files is named by the files`() {
    let text = """
      t/a.t .. ok
      t/b.t .. ok
      All tests successful.
      Files=2, Tests=3,  0 wallclock secs
      Result: PASS

      """
    let files = [
      ReportFile(path: "prove/t/a.t", bytes: Array("1..2\nok 1 - x\nok 2 # SKIP no\n".utf8)),
      ReportFile(path: "prove/workspace/t/b.t", bytes: Array("not ok 1 - y # TODO z\n1..1\n".utf8)),
    ]
    let report = read(text, command: "prove", files: files)
    #expect(report.isFromFile)
    #expect(report.passed == ["t/a.t > x"])
    #expect(report.skipped == ["t/a.t > test 2", "t/b.t > y"])
    #expect(report.counts == .init(passed: 1, failed: 0, skipped: 2))
    // Where a file is missing, the harness's numbers are all there is.
    let less = read(text, command: "prove", files: [files[0]])
    #expect(!less.isFromFile)
    #expect(less.counts == .init(passed: 3, failed: 0, skipped: 0))
  }
}
