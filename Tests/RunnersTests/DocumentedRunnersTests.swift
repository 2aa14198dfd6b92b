import Testing
import Vocabulary

@testable import Runners

/// Runners that cannot be installed where the tests run; what they print is as their documentation
/// has it.
@Suite struct `Runners read by their documentation` {
  private func report(
    _ text: String, _ command: String? = nil, status: Int = 0, files: [ReportFile] = []
  ) -> TestReport {
    TestReading.read(Array(text.utf8), ending: .exited(status), command: command, files: files)
  }

  private func counts(_ passed: Int, _ failed: Int, _ skipped: Int) -> TestReport.Counts {
    TestReport.Counts(passed: passed, failed: failed, skipped: skipped)
  }

  @Test(arguments: [
    "erl -noshell -eval 'eunit:test(m)' -s init stop", "rebar3 eunit", "mix test", "busted",
    "phpunit tests", "bundle exec rspec", "deno test", "lein test", "dart test", "dotnet test",
    "sbt test", "Rscript -e 'testthat::test_dir(\"tests\")'",
  ])
  func `a runner that is called and says nothing was cut short`(_ command: String) {
    #expect(report("", command).doubt != nil)
    #expect(!report("", command).isByExitStatus)
  }

  // MARK: Julia

  @Test
  func `Julia's cells belong to the column they end below, and sets within sets are not added`() {
    let read = report(
      """
      Test Summary: | Pass  Fail  Error  Broken  Total  Time
      Foo Tests     |    2     1              1      4  0.1s
        Animals     |    1     1                     2  0.1s
        Arrays      |    1                      1      2  0.0s
      ERROR: LoadError: Some tests did not pass: 2 passed, 1 failed, 0 errored, 1 broken.
      Test Summary: | Pass  Total  Time
      größe         |   14     14  0.0s

      """, status: 1)
    #expect(read.reader == "julia")
    #expect(read.counts == counts(16, 1, 1))
    #expect(read.failed == ["Foo Tests"])
  }

  @Test func `Julia's set without a test is none`() {
    let read = report("Test Summary: | Total  Time\nempty         |     0  0.0s\n")
    #expect(read.counts == counts(0, 0, 0))
    #expect(!read.allPass)
  }

  // MARK: .NET

  @Test func `the short lines of several projects are added up`() {
    let read = report(
      """
      Starting test execution, please wait...
      A total of 1 test files matched the specified pattern.
        Failed Ns.Class.Method(x: 1) [5 ms]
        Error Message:
         Assert.Equal() Failure

      Failed!  - Failed:     1, Passed:     2, Skipped:     1, Total:     4, Duration: 5 ms - a.dll (net8.0)
      Passed!  - Failed:     0, Passed:     3, Skipped:     0, Total:     3, Duration: 6 s - b.dll (net8.0)

      """, "dotnet test", status: 1)
    #expect(read.counts == counts(5, 1, 1))
    #expect(read.failed == ["Ns.Class.Method(x: 1)"])
  }

  @Test func `the long summary of dotnet is read to its last number`() {
    let read = report(
      """
        Passed A.B [1 ms]
        Skipped A.C [1 ms]

      Test Run Successful.
      Total tests: 2
           Passed: 1
          Skipped: 1
       Total time: 1.2 Seconds

      """, "dotnet test -v n")
    #expect(read.counts == counts(1, 0, 1))
    #expect(read.passed == ["A.B"])
    #expect(read.skipped == ["A.C"])
  }

  @Test func `the newer platform's summary is read, and one of no tests is none`() {
    let text = """
      Test run summary: Passed! - bin/x.dll (net9.0|x64)
        total: 3
        failed: 0
        succeeded: 2
        skipped: 1
        duration: 1s 200ms

      """
    #expect(report(text, "dotnet test").counts == counts(2, 0, 1))
    #expect(!report("Test run summary: Zero tests ran\n  total: 0\n", "dotnet test").allPass)
  }

  @Test(arguments: [
    "The active test run was aborted. Reason: Test host process crashed\n",
    "Passed!  - Failed: 0, Passed: 3, Skipped: 0, Total: 3, Duration: 5 ms - a.dll\nTest Run Aborted.\n",
    "Build succeeded.\n",
  ])
  func `an aborted run of dotnet is no pass`(_ text: String) {
    #expect(!report(text, "dotnet test").allPass)
  }

  // MARK: Dart

  private let dart = """
    00:00 +0: loading test/a_test.dart
    00:00 +0: test/a_test.dart: S a
    00:01 +1: test/a_test.dart: S b
    00:01 +1 -1: test/a_test.dart: S b [E]
      Expected: <2>
    00:01 +1 ~1 -1: Some tests failed.

    """

  @Test func `dart's counters are those of the closing line`() {
    let read = report(dart, "dart test", status: 1)
    #expect(read.counts == counts(1, 1, 1))
    #expect(read.failed == ["test/a_test.dart > S b"])
  }

  @Test func `dart without its closing line was cut short`() {
    let read = report(
      "00:00 +0: loading test/a_test.dart\n00:00 +1: test/a_test.dart: S b\n", "dart test")
    #expect(!read.allPass)
    #expect(report("00:00 +2: All tests passed!\n", "flutter test").counts == counts(2, 0, 0))
    #expect(!report("00:00 +0 ~2: All tests skipped.\n", "dart test").allPass)
    #expect(!report("00:00 +0: No tests ran.\n", "dart test").allPass)
  }

  @Test func `dart's report file names every test that is not hidden`() {
    let events = """
      {"protocolVersion":"0.1.1","type":"start","time":0}
      {"suite":{"id":0,"platform":"vm","path":"test/a_test.dart"},"type":"suite","time":0}
      {"test":{"id":1,"name":"loading test/a_test.dart","suiteID":0,"groupIDs":[]},"type":"testStart"}
      {"testID":1,"result":"success","skipped":false,"hidden":true,"type":"testDone"}
      {"test":{"id":2,"name":"S a","suiteID":0,"groupIDs":[]},"type":"testStart"}
      {"testID":2,"result":"success","skipped":false,"hidden":false,"type":"testDone"}
      {"test":{"id":3,"name":"S b","suiteID":0,"groupIDs":[]},"type":"testStart"}
      {"testID":3,"result":"failure","skipped":false,"hidden":false,"type":"testDone"}
      {"test":{"id":4,"name":"S c","suiteID":0,"groupIDs":[]},"type":"testStart"}
      {"testID":4,"result":"success","skipped":true,"hidden":false,"type":"testDone"}

      """
    let done = events + "{\"success\":false,\"type\":\"done\",\"time\":9}\n"
    let file = ReportFile(path: "dart.json", bytes: Array(done.utf8))
    let read = report(dart, "dart test", status: 1, files: [file])
    #expect(read.passed == ["test/a_test.dart > S a"])
    #expect(read.failed == ["test/a_test.dart > S b"])
    #expect(read.skipped == ["test/a_test.dart > S c"])
    #expect(read.doubt == nil)
    let half = ReportFile(path: "dart.json", bytes: Array(events.utf8))
    #expect(report("", "dart test", files: [half]).doubt != nil)
  }

  @Test func `dart is asked for its report file by an option`() throws {
    let call = try #require(Call("flutter test test/a_test.dart"))
    #expect(
      DartRunner.request(for: call, in: "/place")?.arguments
        == ["--file-reporter", "json:/place/dart.json"])
    #expect(DartRunner.request(for: Call("dart run"), in: "/place") == nil)
  }

  // MARK: Scala

  private let scala = """
    [info] SetSpec:
    [info] An empty Set
    [info] - should have size 0
    [info] - should produce an error *** FAILED ***
    [info]   Expected exception to be thrown (SetSpec.scala:12)
    [info] - should be ignored !!! IGNORED !!!
    [info] Run completed in 200 milliseconds.
    [info] Total number of tests run: 2
    [info] Suites: completed 1, aborted 0
    [info] Tests: succeeded 1, failed 1, canceled 0, ignored 1, pending 0
    [info] *** 1 TEST FAILED ***

    """

  @Test func `sbt's own line is not added to ScalaTest's`() {
    let both = scala + "[error] Failed: Total 2, Failed 1, Errors 0, Passed 1, Ignored 1\n"
    for text in [scala, both] {
      let read = report(text, "sbt test", status: 1)
      #expect(read.counts == counts(1, 1, 1))
      #expect(read.passed == ["SetSpec > An empty Set > should have size 0"])
      #expect(read.failed == ["SetSpec > An empty Set > should produce an error"])
    }
  }

  @Test func `a suite that was aborted is a failure, whatever was counted`() {
    let read = report(
      """
      [info] Suites: completed 1, aborted 1
      [info] Tests: succeeded 3, failed 0, canceled 0, ignored 0, pending 0

      """, "sbt test")
    #expect(read.counts == counts(3, 1, 0))
  }

  @Test func `other frameworks within sbt are counted by its line`() {
    #expect(
      report("[info] Passed: Total 5, Failed 0, Errors 0, Passed 5\n").counts == counts(5, 0, 0))
    #expect(!report("[info] compiling 1 Scala source\n", "sbt test").allPass)
  }

  // MARK: Clojure

  @Test func `Leiningen's tests are named by their namespaces`() {
    let read = report(
      """

      lein test my.core-test

      FAIL in (adds) (core_test.clj:7)
      expected: (= 1 2)

      lein test :only my.core-test/adds

      Ran 3 tests containing 5 assertions.
      2 failures, 0 errors.
      Tests failed.

      """, "lein test", status: 1)
    #expect(read.counts == counts(2, 1, 0))
    #expect(read.failed == ["my.core-test > adds"])
  }

  @Test func `Leiningen's run without a closing line was cut short`() {
    #expect(!report("\nlein test my.core-test\n", "lein test").allPass)
    #expect(!report("\nlein test my.core-test\n", "make").allPass)
  }

  @Test func `a script that says it is testing something is no run of clojure's`() {
    #expect(report("\nTesting foo.bar\nok\n").isByExitStatus)
  }
}
