import Testing
import Vocabulary

@testable import Runners

@Suite struct `Reports that are not what they should be` {
  private let command = "python3 -m pytest -q"
  private let text = "..                                        [100%]\n2 passed in 0.01s\n"

  private func file(_ inner: String) -> ReportFile {
    ReportFile(path: "pytest.xml", bytes: Array(inner.utf8))
  }

  private func read(_ file: ReportFile?, _ text: String? = nil, status: Int = 0) -> TestReport {
    TestReading.read(
      Array((text ?? self.text).utf8), ending: .exited(status), command: command,
      files: file.map { [$0] } ?? [])
  }

  private func suite(_ cases: String) -> String {
    "<?xml version=\"1.0\"?><testsuites><testsuite name=\"pytest\">\(cases)</testsuite></testsuites>"
  }

  private let two =
    "<testcase classname=\"test_a\" name=\"test_1\" file=\"test_a.py\"/><testcase classname=\"test_a\" name=\"test_2\" file=\"test_a.py\"/>"

  @Test func `a whole file is believed`() {
    let report = read(file(suite(two)))
    #expect(report.allPass)
    #expect(report.isFromFile)
    #expect(report.passed == ["test_a.py::test_1", "test_a.py::test_2"])
  }

  @Test(arguments: [
    "", "<", "<testsuites>", "<testsuites/><testsuites/>", "no XML at all", "\u{0}\u{0}",
    "<testsuites><testsuite><testcase name='a'/></testsuites>",
    "<testsuites><testsuite><testcase name='a\u{1}'/></testsuite></testsuites>",
    "<testsuites>&unknown;</testsuites>", "<html><body/></html>",
    "<!DOCTYPE testsuites [<!ENTITY a \"b\">]><testsuites><testsuite><testcase name=\"&a;\"/></testsuite></testsuites>",
  ])
  func `a broken file is not believed, and says why`(content: String) {
    let report = read(file(content))
    #expect(!report.allPass)
    #expect(report.doubt?.contains("report file") == true, "\(report)")
  }

  @Test func `suites nested deeper than those of any runner are not read`() throws {
    func nested(_ depth: Int) -> [UInt8] {
      let (start, end) = ("<testsuite name='s'><testcase name='t'/>", "</testsuite>")
      let text = String(repeating: start, count: depth) + String(repeating: end, count: depth)
      return Array(text.utf8)
    }
    #expect(try JUnitDocument(nested(64)).tests.count == 64)
    #expect(throws: JUnitError.self) { try JUnitDocument(nested(65)) }
  }

  @Test func `a file that was cut short anywhere is not believed`() {
    let whole = Array(suite(two).utf8)
    for end in whole.indices {
      let report = TestReading.read(
        Array(text.utf8), ending: .exited(0), command: command,
        files: [ReportFile(path: "pytest.xml", bytes: Array(whole[..<end]))])
      #expect(!report.allPass, "cut at \(end)")
    }
  }

  @Test func `a file that tells of other tests than the last line is not believed as a pass`() {
    let one = "<testcase classname=\"test_a\" name=\"test_1\" file=\"test_a.py\"/>"
    #expect(!read(file(suite(one))).isFromFile || read(file(suite(one))).doubt != nil)
    let failing = suite(
      one
        + "<testcase classname=\"test_a\" name=\"test_2\" file=\"test_a.py\"><failure message=\"x\"/></testcase>"
    )
    #expect(!read(file(failing)).allPass)
  }

  @Test func `entities, character data and comments are read as what they stand for`() {
    let report = read(
      file(
        suite(
          "<!-- x --><testcase classname=\"test_a\" name=\"test_1[a &lt; b &#38; c]\" file=\"test_a.py\"/>"
            + "<testcase classname=\"test_a\" name=\"test_2\" file=\"test_a.py\"><system-out><![CDATA[<failure/> </testcase>]]></system-out></testcase>"
        )))
    #expect(report.allPass)
    #expect(report.passed == ["test_a.py::test_1[a < b & c]", "test_a.py::test_2"])
  }

  @Test func `a file that is gone leaves the text, which is no pass where the base left a file`() {
    let base = read(
      file(
        suite(
          two.replacing(
            "name=\"test_2\" file=\"test_a.py\"/>",
            with: "name=\"test_2\" file=\"test_a.py\"><failure/></testcase>"))),
      "F.                                      [100%]\nFAILED test_a.py::test_2\n1 failed, 1 passed in 0.01s\n",
      status: 1)
    #expect(base.isFromFile && base.failed == ["test_a.py::test_2"])
    let gone = read(nil)
    #expect(!gone.isFromFile)
  }

  @Test func `null bytes, carriage returns and an unfinished last line change nothing`() {
    let plain = read(nil)
    #expect(plain.allPass)
    #expect(read(nil, text.replacing("\n", with: "\r\n")) == plain)
    #expect(read(nil, text.replacing("..", with: "\u{0}.\u{0}.")) == plain)
    #expect(read(nil, String(text.dropLast())) == plain)
  }

  @Test func `of output whose middle is missing the names are not believed`() {
    let report = TestReading.read(
      Array(text.utf8), omitted: 200 << 20, ending: .exited(0), command: command)
    #expect(!report.allPass)
    #expect(report.passed.isEmpty)
    #expect(report.doubt?.contains("left out") == true)
  }

  @Test(arguments: [
    "12 passed in 0.01s", "OK", "Ran 9 tests in 0.1s\n\nOK",
    "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
    "ok 1 - x\n1..1", "[  PASSED  ] 5 tests.", "Tests: 5 passed, 5 total", "5 passed, 0 failed",
    "All tests passed (3 assertions in 3 test cases)",
    "BUILD SUCCESSFUL", "100% tests passed, 0 tests failed out of 5",
  ])
  func `what a program prints before it ends early is no pass where its runner is known`(
    forged: String
  ) {
    for command in [
      "python3 -m pytest -v", "python3 -m unittest -v", "cargo test", "node --test",
      "go test ./...", "swift test",
    ] {
      let starts = [
        "python3 -m pytest -v":
          "============================= test session starts ==============================\nplatform linux -- Python 3.11.2, pytest-7.2.1\ncollecting ... collected 5 items\n\n",
        "cargo test":
          "     Running unittests src/lib.rs (target/debug/deps/a-0123456789abcdef)\n\nrunning 5 tests\n",
        "swift test": "◇ Test run started.\n◇ Test a() started.\n",
        "node --test": "TAP version 13\n# Subtest: a\n",
      ]
      let report = TestReading.read(
        Array(((starts[command] ?? "") + forged + "\n").utf8), ending: .exited(0), command: command)
      let isOwn = command.contains("unittest") && forged.contains("Ran 9")
      #expect(!report.allPass || isOwn, "\(command): \(report)")
    }
  }

  @Test func `a second closing line does not take back the failures of the first`() {
    let report = read(
      nil,
      "F.                                      [100%]\nFAILED test_a.py::test_1\n1 failed, 1 passed in 0.01s\n2 passed in 0.01s\n"
    )
    #expect(report.counts.failed == 1)
    #expect(!report.allPass)
  }

  @Test func `time that is up is no pass, whatever was printed`() {
    let report = TestReading.read(Array(text.utf8), ending: .exceeded(.time), command: command)
    #expect(!report.allPass)
    #expect(report.doubt == "pytest was ended before it was through")
  }

  @Test(arguments: [
    "9223372036854775807 tests, 9223372036854775807 passed, 1 failed",
    "9223372036854775807 scenarios passed, 9223372036854775807 failed, 1 skipped\n9 steps passed, 0 failed",
    "Ran 1 test in 0.1s\n\nFAILED (failures=9223372036854775807, errors=1)",
    "Ran 1 tests in 0.1s\n\nFAILED (failures=9223372036854775807, errors=1)",
  ])
  func `numbers that no run has are no numbers, with every runner`(text: String) {
    for runner in TestReading.runners { _ = runner.read(Output(Array(text.utf8))) }
    #expect(!read(nil, text, status: 1).allPass)
    #expect(Line("999999999999").number == 999_999_999_999 && Line("1000000000000").number == nil)
  }
}
