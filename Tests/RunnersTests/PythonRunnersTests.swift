import Foundation
import Support
import Testing
import Vocabulary

@testable import Runners

private func read(
  _ text: String, _ command: String? = nil, exit: Int = 0, files: [ReportFile] = []
) -> TestReport {
  TestReading.read(Array(text.utf8), ending: .exited(exit), command: command, files: files)
}

private func focused(_ command: String, _ tests: String..., stopsEarly: Bool = false) -> String? {
  guard let call = Call(command),
    let runner = TestReading.runners.first(where: { $0.isCalled(by: call) })
  else { return nil }
  return runner.focused(call, on: tests, stopsEarly: stopsEarly)
}

private func report(_ cases: String...) -> ReportFile {
  let text = "<testsuites><testsuite name=\"pytest\">\(cases.joined())</testsuite></testsuites>"
  return ReportFile(path: "pytest.xml", bytes: Array(text.utf8))
}

private func passing(_ name: String, in file: String = "test_a") -> String {
  "<testcase classname=\"\(file)\" name=\"\(name)\" file=\"\(file).py\"/>"
}

@Suite struct `A report file of pytest's` {
  private let two = "..    [100%]\n2 passed in 0.01s\n"

  @Test func `gives the names that its text leaves out`() {
    let report = read(two, "pytest -q", files: [report(passing("test_1"), passing("test_2"))])
    #expect(report.passed == ["test_a.py::test_1", "test_a.py::test_2"])
    #expect(report.isFromFile && report.allPass)
  }

  @Test func `that is no XML is not believed`() {
    let broken = ReportFile(path: "pytest.xml", bytes: Array("<testsuites><testcase".utf8))
    let report = read(two, "pytest -q", files: [broken])
    #expect(report.doubt?.contains("cannot be read") == true)
  }

  @Test func `that tells of other tests than the closing line is not believed`() {
    #expect(!read(two, "pytest -q", files: [report(passing("test_1"))]).allPass)
  }

  @Test func `is of the last of several sessions`() {
    let text = ".    [100%]\n1 passed in 0.01s\n" + two
    let files = [report(passing("test_1"), passing("test_2"))]
    let both = read(text, "pytest -q b; pytest -q a", files: files)
    #expect(both.counts == .init(passed: 3, failed: 0, skipped: 0) && both.allPass)
  }

  @Test func `makes no pass of a session that says nothing of its end`() {
    let files = [report(passing("test_1"), passing("test_2"))]
    #expect(read("", "pytest -p no:terminal", files: files).doubt != nil)
    #expect(read("..    [100%]\n", "pytest -qq", files: files).allPass)
    #expect(!read("...    [100%]\n", "pytest -qq", files: files).allPass)
  }

  @Test func `bears out what only a closing line tells`() {
    let files = [report(passing("test_1"), passing("test_2"))]
    let text = "printed\n.more\n.\n2 passed in 0.01s\n"
    #expect(!read(text, "pytest -q -s").allPass)
    #expect(read(text, "pytest -q -s", files: files).allPass)
  }

  @Test func `names an inherited test by the class that has it`() {
    let inherited =
      "<testcase classname=\"pkg.test_b.TestB\" name=\"test_x\" file=\"pkg/base.py\"/>"
    let text = "..    [100%]\n2 passed in 0.01s\n"
    let report = read(text, "pytest -q", files: [report(inherited, passing("test_1"))])
    #expect(report.passed == ["pkg/test_b.py::TestB::test_x", "test_a.py::test_1"])
  }

  @Test func `does not mistake the start of a file's name for the file`() {
    let other = "<testcase classname=\"test_b.TestB\" name=\"test_x\" file=\"test.py\"/>"
    let report = read(".    [100%]\n1 passed in 0.01s\n", "pytest -q", files: [report(other)])
    #expect(report.passed == ["test_b.py::TestB::test_x"])
  }
}

@Suite struct `A request for a report file of pytest's` {
  private func request(_ command: String?) -> ReportRequest? {
    PytestRunner.request(for: command.flatMap { Call($0) }, in: "/p")
  }

  @Test func `is a variable, which reaches pytest behind a script, too`() {
    let words = "--junitxml=/p/pytest.xml -o junit_family=xunit1"
    #expect(request("pytest -q")?.environment == ["PYTEST_ADDOPTS": words])
    #expect(request("make test")?.environment == ["PYTEST_ADDOPTS": words])
    #expect(request(nil)?.environment == ["PYTEST_ADDOPTS": words])
  }

  @Test(arguments: ["PYTEST_ADDOPTS=-v pytest", "env PYTEST_ADDOPTS=-v pytest"])
  func `leaves the command's own variable alone`(_ command: String) {
    #expect(request(command)?.environment == [:])
    #expect(request(command)?.arguments.first == "--junitxml=/p/pytest.xml")
  }

  @Test(arguments: [
    "pytest --junitxml=own.xml", "pytest --junit-xml own.xml", "pytest -p no:junitxml",
    "PYTEST_ADDOPTS=-v pytest -- a.py",
  ])
  func `is none where the command has another use for it`(_ command: String) {
    #expect(request(command) == nil)
  }
}

@Suite struct `A closing line of pytest's` {
  @Test func `behind a pipe that leaves the rest out is not believed`() {
    #expect(!read("2 passed in 0.01s\n", "pytest | tail -1").allPass)
  }

  @Test func `tells of failures whatever stands before it`() {
    #expect(read("1 failed, 2 passed in 0.01s\n", "pytest | tail -1").counts.failed == 1)
    let hidden = "F    [100%]\n1 failed in 0.01s\n.    [100%]\n1 passed in 0.01s\n"
    #expect(read(hidden, "pytest -q a; pytest -q b").counts.failed == 1)
  }

  @Test func `of a second session is missed`() {
    let one = "..    [100%]\n2 passed in 0.01s\n"
    #expect(read(one, "pytest -q a").allPass)
    #expect(
      read(one, "pytest -q a; pytest -q b").doubt == "pytest is called 2 times and closes 1 times")
    #expect(!read("done\n", "cd a && pytest -q").allPass)
  }
}

@Suite struct `Text of unittest's` {
  private let rule = String(repeating: "-", count: 70)

  /// What Python 3.8 prints for parts of a test, a tear-down that fails, and what is around a class.
  private var older: String {
    let double = String(repeating: "=", count: 70)
    return """
      test_d (test_a.Down) ... ERROR
      test_e (test_a.Down) ... FAIL
      ERROR
      ERROR
      test_doc (test_a.T)
      First line of it ... ok ... ok
      test_log (test_a.T) ... WARNING:root:x
      ok
      test_sub (test_a.T)
      Doc of sub ... test_subskip (test_a.T) ... skipped 'w'
      skipped 'w'
      test_1 (test_a.TearDown) ... ok
      ERROR
      test_bad (unittest.loader._FailedTest) ... ERROR

      \(double)
      ERROR: test_d (test_a.Down)
      \(rule)
      \(double)
      ERROR: test_e (test_a.Down)
      \(rule)
      \(double)
      ERROR: setUpClass (test_a.SetUp)
      \(rule)
      \(double)
      ERROR: tearDownClass (test_a.TearDown)
      \(rule)
      \(double)
      ERROR: test_bad (unittest.loader._FailedTest)
      \(rule)
      \(double)
      FAIL: test_e (test_a.Down)
      \(rule)
      \(double)
      FAIL: test_sub (test_a.T) [msg (x)] (i=2)
      Doc of sub
      \(rule)
      Ran 8 tests in 0.001s

      FAILED (failures=2, errors=5, skipped=2)

      """
  }

  @Test func `before Python 3.11 has the method outside of the parentheses`() {
    let report = read(older, "python3 -m unittest -v", exit: 1)
    #expect(report.passed == ["test_a.T.test_doc", "test_a.T.test_log", "test_a.TearDown.test_1"])
    #expect(
      report.failed == [
        "test_a.Down.test_d", "test_a.Down.test_e", "test_a.SetUp", "test_a.T.test_sub",
        "test_a.TearDown.tearDownClass", "test_bad",
      ])
    #expect(report.skipped == ["test_a.T.test_subskip"])
    #expect(report.unloaded == ["test_a.SetUp", "test_bad"])
    #expect(report.doubt == nil)
  }

  @Test func `of Python 3.12 says when no tests ran`() {
    let text = "\n\(rule)\nRan 0 tests in 0.000s\n\nNO TESTS RAN\n"
    let report = read(text, "python3 -m unittest", exit: 5)
    #expect(report.doubt == nil && report.counts == .init(passed: 0, failed: 0, skipped: 0))
    let skipped = read(
      "s\n\(rule)\nRan 0 tests in 0.000s\n\nNO TESTS RAN (skipped=1)\n", "python3 -m unittest")
    #expect(skipped.doubt == nil && skipped.counts.skipped == 1 && !skipped.allPass)
  }

  @Test func `of Python 3.12.1 leaves what is skipped out of its number`() {
    let text = "..s\n\n\(rule)\nRan 2 tests in 0.000s\n\nOK (skipped=1)\n"
    let report = read(text, "python3 -m unittest")
    #expect(report.allPass && report.counts == .init(passed: 2, failed: 0, skipped: 1))
  }

  @Test func `that names fewer tests than it counts is not believed`() {
    let text = "test_1 (a.T.test_1) ... ok\n\n\(rule)\nRan 9 tests in 0.000s\n\nOK\n"
    #expect(read(text, "python3 -m unittest -v").doubt != nil)
    #expect(read("..\n\(rule)\nRan 9 tests in 0.000s\n\nOK\n", "python3 -m unittest").doubt != nil)
    #expect(read("..\nRan 2 tests in 0.000s\n\nOK\n", "python3 -m unittest").doubt != nil)
  }
}

@Suite struct `Sessions of nox` {
  private let rule = String(repeating: "-", count: 70)

  private func session(_ name: String, _ last: String, _ ending: String) -> String {
    """
    nox > Running session \(name)
    nox > python3 -m unittest -v test_\(name)
    test_1 (test_\(name).T.test_1) ... ok
    \(last)
    nox > Session \(name) \(ending)

    """
  }

  @Test func `are added up, each with its name before its tests`() {
    let closing = "\n\(rule)\nRan 1 test in 0.000s\n\nOK"
    let text =
      session("a", closing, "was successful.")
      + session("b", closing, "was successful in 2 seconds.")
      + "nox > Ran 2 sessions:\nnox > * a: success\nnox > * b: success\n"
    let report = read(text, "nox")
    #expect(report.passed == ["a > test_a.T.test_1", "b > test_b.T.test_1"])
    #expect(report.allPass && report.reader == "nox")
  }

  @Test func `one of which is cut short are no pass`() {
    let closing = "\n\(rule)\nRan 1 test in 0.000s\n\nOK"
    let text =
      session("a", closing, "was successful.") + session("b", "", "was successful.")
      + "nox > Ran 2 sessions:\nnox > * a: success\nnox > * b: success\n"
    #expect(read(text, "nox").doubt == "unittest's closing line is missing")
  }

  @Test func `that fail without a test are named`() {
    let text =
      "nox > Running session lint\nnox > false\nnox > Command false failed with exit code 1\n"
      + "nox > Session lint failed.\n"
    #expect(read(text, "nox", exit: 1).failed == ["lint"])
    #expect(read(text, "nox", exit: 1).unloaded == ["lint"])
  }
}

@Suite struct `A command for some tests only` {
  @Test func `of pytest has their nodes in the place of its paths`() {
    #expect(
      focused("python3 -m pytest -q -p no:cacheprovider", "t/test_a.py::test_p[a - b's]")
        == "python3 -m pytest -q -p no:cacheprovider --rootdir=. 't/test_a.py::test_p[a - b'\\''s]'"
    )
    #expect(
      focused("pytest -k 'a or b' t/a t/b -vm slow", "t/a/test_a.py::test_1", stopsEarly: true)
        == "pytest -k 'a or b' -vm slow -x t/a/test_a.py::test_1")
    #expect(
      focused("X=1 coverage run -m pytest --maxfail 3 -n2 t", "t/test_a.py::test_1")
        == "X=1 coverage run -m pytest --maxfail 3 -n2 t/test_a.py::test_1")
  }

  @Test func `of pytest asks for nodes below the folder of its configuration`() {
    #expect(
      focused("pytest services/a", "test_a.py::test_1") == "pytest services/a/test_a.py::test_1")
    #expect(
      focused("pytest services/a/tests", "tests/test_a.py::test_1")
        == "pytest services/a/tests/test_a.py::test_1")
    #expect(
      focused("pytest services/a/test_a.py", "test_a.py::test_1")
        == "pytest services/a/test_a.py::test_1")
  }

  @Test(arguments: [
    "pytest --unknown value", "pytest -- a.py", "pytest --pyargs pkg", "pytest @words",
    "pytest -n2 --dist loadgroup",
  ])
  func `of pytest is none where its words are not understood`(_ command: String) {
    #expect(focused(command, "a.py::test_1") == nil)
  }

  @Test func `of pytest is none for a file that cannot be loaded`() {
    #expect(focused("pytest", "test_bad.py") == nil)
  }

  @Test func `of unittest has their names in the place of discovery`() {
    #expect(
      focused("python3.11 -W error -m unittest discover -v -s tests -t .", "tests.test_a.T.test_1")
        == "python3.11 -W error -m unittest -v tests.test_a.T.test_1")
    #expect(
      focused(
        "python3 -m unittest -b test_a test_b", "test_a.T.test_1", "test_b.T.test_1",
        stopsEarly: true)
        == "python3 -m unittest -b -f test_a.T.test_1 test_b.T.test_1")
    #expect(
      focused("coverage run -m unittest discover -s ./ -p '*_test.py'", "a_test.T.test_1")
        == "coverage run -m unittest a_test.T.test_1")
  }

  @Test func `of unittest looks for them where they cannot be imported from`() {
    #expect(
      focused("python3 -m unittest discover -v -s tests", "test_a.T.test_1", "test_a.T.test_2")
        == "python3 -m unittest discover -v -s tests -p test_a.py -k 'test_a.T.test_[1*]' "
        + "-k 'test_a.T.test_[2*]'")
    #expect(
      focused("python3 -m unittest discover -s tests", "test_a.T.test_1", "test_b.T.test_1") == nil)
  }

  @Test(arguments: ["test_a", "test_a.T", "test_a.T.test_1 (2)", "mod.add", "my test: test_1"])
  func `of unittest is none for what is no method`(_ name: String) {
    #expect(focused("python3 -m unittest", name) == nil)
  }

  @Test func `of nose2, trial and Django keeps their options`() {
    #expect(
      focused("nose2 -v -s tests pkg", "test_a.T.test_1", "test_a.test_f:2")
        == "nose2 -v -s tests test_a.T.test_1 test_a.test_f:2")
    #expect(
      focused("trial -j 2 --reporter=text pkg", "pkg.test_a.T.test_1", stopsEarly: true)
        == "trial -j 2 --reporter=text -x pkg.test_a.T.test_1")
    #expect(
      focused("python3 manage.py test --parallel 2 -v 2 app", "app.tests.A.test_1")
        == "python3 manage.py test --parallel 2 -v 2 app.tests.A.test_1")
    #expect(focused("behave", "features/a.feature > good") == nil)
  }

  /// Whether Python can be run here.
  static var hasPython: Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/python3") }

  @Test(.needs("Python", hasPython)) func `of unittest runs these alone`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    let tests = folder.appendingPathComponent("tests")
    try FileManager.default.createDirectory(at: tests, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = """
      import unittest
      class T(unittest.TestCase):
          def test_1(self): pass
          def test_12(self): self.fail()
      class XT(unittest.TestCase):
          def test_1(self): self.fail()
      """
    try Data(text.utf8).write(to: tests.appendingPathComponent("test_a.py"))
    try Data("import nowhere".utf8).write(to: tests.appendingPathComponent("test_b.py"))
    let whole = "/usr/bin/python3 -m unittest discover -v -s tests"
    let command = try #require(focused(whole, "test_a.T.test_1"))
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
    process.arguments = ["60", "/bin/sh", "-c", command]
    process.currentDirectoryURL = folder
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = Array(pipe.fileHandleForReading.readDataToEndOfFile())
    process.waitUntilExit()
    let report = TestReading.read(
      output, ending: .exited(Int(process.terminationStatus)), command: command)
    #expect(report.passed == ["test_a.T.test_1"] && report.failed.isEmpty && report.allPass)
  }
}

@Suite struct `A command of several calls` {
  @Test func `is taken apart where each is done`() {
    let calls = Call.sequence("cd 'a;b' && pytest -q; true\nmake test")
    #expect(
      calls?.map(\.words) == [["cd", "a;b"], ["pytest", "-q"], ["true"], ["make", "test"]])
    #expect(Call.sequence("")?.isEmpty == true)
  }

  @Test(arguments: [
    "pytest || true", "pytest | tee log", "if true; then pytest; fi", "pytest & wait",
    "for a in b; do pytest; done", "pytest > log", "set -e; pytest",
  ])
  func `is not understood where one may not be done`(_ command: String) {
    #expect(Call.sequence(command) == nil)
  }
}
