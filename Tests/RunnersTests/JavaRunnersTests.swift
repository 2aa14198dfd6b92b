import Testing
import Vocabulary

@testable import Runners

/// What is read of `text`, which a command that is not known has printed.
func said(_ text: String, status: Int = 0, command: String = "make test") -> TestReport {
  TestReading.read(Array(text.utf8), ending: .exited(status), command: command)
}

@Suite struct `Java's runners` {
  private let gradle = """
    :compileTestJava
    :test

    BTest > ok PASSED

    ATest > assume SKIPPED

    ATest > bad FAILED
        java.lang.AssertionError at ATest.java:4

    3 tests completed, 1 failed, 1 skipped

    """

  @Test func `Gradle's words on each test are read`() {
    let read = said(gradle + ":test FAILED\n\nBUILD FAILED in 12s\n", status: 1)
    #expect(read.reader == "gradle")
    #expect(read.doubt == nil)
    #expect(read.passed == ["BTest > ok"])
    #expect(read.failed == ["ATest > bad"])
    #expect(read.skipped == ["ATest > assume"])
    #expect(Golden.numbers(read.counts) == "1 1 1")
  }

  @Test func `a build of Gradle's that hides failures does not pass`() {
    let hidden = gradle.replacing("BTest > ok PASSED\n", with: "")
    let read = said(hidden + "BUILD SUCCESSFUL in 12s\n")
    #expect(Golden.judged(read) == "fail")
    #expect(Golden.numbers(read.counts) == "1 1 1")
  }

  @Test func `where Gradle names failures alone, the exit status decides in both cases`() {
    let failing = gradle.replacing("BTest > ok PASSED\n", with: "")
    #expect(said(failing + "BUILD FAILED in 12s\n", status: 1).isByExitStatus)
    #expect(said(":compileJava\n:test\n\nBUILD SUCCESSFUL in 2s\n").isByExitStatus)
  }

  @Test func `a task of Gradle's without tests is no pass`() {
    #expect(Golden.judged(said("> Task :test NO-SOURCE\n\nBUILD SUCCESSFUL in 4s\n")) == "none")
  }

  @Test func `a build of Gradle's that does not come to its end is cut short`() {
    #expect(Golden.judged(said("> Task :test\n\nBTest > ok PASSED\n")) == "cut short")
  }

  private let ant = """
    Buildfile: build.xml

    test:
        [junit] Testsuite: ATest
        [junit] Tests run: 4, Failures: 1, Errors: 1, Skipped: 1, Time elapsed: 0.063 sec
        [junit] ------------- Standard Output ---------------
        [junit] Tests run: 9, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0 sec
        [junit] no line feed------------- ---------------- ---------------

    """

  @Test func `ant's formatter plain is read, and what a test prints is not`() {
    let read = said(
      ant + """
            [junit] Testcase: assume took 0.016 sec
            [junit] \tSKIPPED: got: <false>, expected: is <true>
            [junit] Testcase: assume took 0.041 sec
            [junit] Testcase: ok took 0 sec
            [junit] Testcase: bad took 0.001 sec
            [junit] \tFAILED
            [junit] Testcase: err took 0 sec
            [junit] \tCaused an ERROR
            [junit] Test ATest FAILED

        BUILD SUCCESSFUL
        """)
    #expect(read.doubt == nil)
    #expect(Golden.numbers(read.counts) == "1 2 1")
    #expect(read.passed == ["ATest > ok"])
    #expect(read.failed == ["ATest > bad", "ATest > err"])
    #expect(read.skipped == ["ATest > assume"])
    #expect(!read.allPass)
  }

  @Test func `ant's formatter brief names what fails`() {
    let read = said(
      ant + """
            [junit] Testcase: assume(ATest):SKIPPED: got: <false>, expected: is <true>
            [junit] Testcase: bad(ATest):\tFAILED
            [junit] expected:<1> but was:<2>
            [junit] Testcase: err(ATest):\tCaused an ERROR
            [junit] Test ATest FAILED

        BUILD FAILED
        """, status: 1)
    #expect(Golden.numbers(read.counts) == "1 2 1")
    #expect(read.failed == ["ATest > bad", "ATest > err"])
  }

  @Test func `a class that fails without a number fails a build of ant's that succeeds`() {
    let read = said("test:\n    [junit] Test ATest FAILED\n\nBUILD SUCCESSFUL\n")
    #expect(Golden.judged(read) == "fail")
    #expect(read.failed == ["ATest"])
  }

  @Test func `ant's summary is read, and cut short without an end`() {
    let summary = """
          [junit] Running ATest
          [junit] Tests run: 2, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 sec

      """
    #expect(Golden.judged(said(summary + "BUILD SUCCESSFUL\n")) == "pass")
    #expect(Golden.judged(said(summary)) == "cut short")
    let open = summary + "    [junit] Running BTest\n\nBUILD SUCCESSFUL\n"
    #expect(Golden.judged(said(open)) == "cut short")
  }

  @Test func `a quiet Maven is asked for Surefire's words`() {
    let quiet = Call("mvn -q test").flatMap { MavenRunner.request(for: $0, in: "/r") }
    #expect(quiet?.arguments.count == 2)
    #expect(quiet?.arguments.first?.hasSuffix("plugin.surefire=info") ?? false)
    let loud = Call("mvn verify").flatMap { MavenRunner.request(for: $0, in: "/r") }
    #expect(loud?.arguments == ["-Dsurefire.reportFormat=plain"])
  }

  @Test func `what Surefire 3 prints is read, module by module`() {
    let read = said(
      """
      [INFO] --- surefire:3.2.5:test (default-test) @ core ---
      [INFO] -------------------------------------------------------
      [INFO]  T E S T S
      [INFO] -------------------------------------------------------
      [INFO] Running x.ATest
      [ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.1 s <<< FAILURE! -- in x.ATest
      [ERROR] x.ATest.bad -- Time elapsed: 0.004 s <<< FAILURE!
      [INFO] x.ATest.good -- Time elapsed: 0.004 s
      [INFO]
      [INFO] Results:
      [INFO]
      [ERROR] Failures:
      [ERROR]   ATest.bad:5 expected: <1> but was: <2>
      [INFO]
      [ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0
      [INFO] --- surefire:3.2.5:test (default-test) @ web ---
      [INFO] No tests to run.
      [INFO] BUILD FAILURE
      """, status: 1)
    #expect(read.failed == ["core > x.ATest.bad"])
    #expect(read.passed == ["core > x.ATest.good"])
    #expect(Golden.numbers(read.counts) == "1 1 0")
  }

  @Test func `JUnit's XML is read wherever it is printed, and not without its end`() {
    let xml = """
      Starting.
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuite name="suite" tests="2">
        <testsuite name="inner"><testcase name="a &lt; b" classname="C"/></testsuite>
        <testcase name="c" classname="C"><failure message="no"/></testcase>

      """
    let whole = said(xml + "</testsuite>\nDone.\n")
    #expect(whole.reader == "junit")
    #expect(whole.passed == ["suite > inner > C > a < b"])
    #expect(whole.failed == ["suite > C > c"])
    #expect(whole.doubt == nil)
    #expect(said(xml).doubt != nil)
    #expect(said(xml.replacing("no\"/>", with: "no\">") + "</testsuite>\n").doubt != nil)
  }
}
