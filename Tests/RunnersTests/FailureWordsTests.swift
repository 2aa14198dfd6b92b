import Testing

@testable import Runners

@Suite struct `A line that is printed behind a status of 0` {
  @Test(arguments: [
    "1 failure", "Tests failed: 1", "1 test failed", "1 failing", "FAILURES!", "Failed: 1",
    "Errors: 2", "FAIL: test_a", "FAIL test_a", "FAILED", "not ok 1 - a", "not ok", "✗ a",
    "✘ a failed",
    "✖ a", "[FAIL] a", "a ... FAIL", "a: FAILED", "a -> FAILED", "test a failed",
    "AssertionError: 3 != 4", "Result: FAIL", "passed 2 / failed 1", "1/2 tests passed",
    "2 of 3 tests passed", "1 of 3 tests failed", "50% tests passed", "Failed tests: a",
    "*** 1 failure detected", "Assertion failed: x == y", "1 error", "Some tests failed.",
    "There were failures", "TEST FAILURE", "# fail 1", "fail: 1", "1 tests FAILED out of 3",
    "Segmentation fault (core dumped)", "KO: 1", "NOK a", "3 tests, 1 failure",
  ])
  func `tells of a failure`(line: String) {
    #expect(FailureWords.areIn(Line(line)))
  }

  @Test(arguments: [
    "0 failed", "0 failures", "FAIL-safe mode on", "failures: none", "Failures: 0", "no failures",
    "No tests failed", "checking that a bad login failed: ok", "test_failed_login ... ok",
    "ok: reports \"1 failed\" when a rule breaks", "Failed login is refused: PASS",
    "warning: failed to load optional module", "INFO retry after failed attempt 1",
    "error handling: ok", "expected failure: 1", "1 expected failures", "xfailed: 2",
    "Failed over to replica 1", "no error", "Error rate: 0%", "FAILED: 0", "Failed tests: none",
    "Failed tests: (none)", "Failed tests:", "0 of 3 tests failed", "3 of 3 tests passed",
    "Assertion failed messages are shown in red", "FAIL FAST: on", "failfast=True",
    "fail-fast: true", "FAILURE RATE 0.0%", "fail: 0", "not ok to drink, said the teapot",
    "Known failures: 1", "FAIL  | 0", "FAIL 0", "100% tests passed", "3/3 tests passed", "",
    "a.cpp:7: warning: 'FAILED:'", "0 tests FAILED out of 3", "all failures are mended",
  ])
  func `is about something else`(line: String) {
    #expect(!FailureWords.areIn(Line(line)))
  }
}
