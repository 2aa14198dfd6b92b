import Glibc
import Runners
import Sandboxes
import Vocabulary

/// Measures how long it takes to read what a large test run printed, and what it costs to follow which files tests
/// open.
struct TestsBench {
  /// Tests in the reports that are read, and files in the suite that is followed.
  private static let size = (tests: 100_000, files: 2_000)
  private let directory: String

  /// What was measured.
  struct Measured {
    /// Tests of each report.
    var tests = TestsBench.size.tests
    /// Seconds to read the text of so many.
    var text = 0.0
    /// Seconds to read a JUnit file of so many.
    var file = 0.0
    /// Memory that reading either takes at the most, in bytes; 0 where the system does not tell.
    var memory = 0
    /// Seconds of a suite of many small files.
    var plain = 0.0
    /// Seconds of the same suite, followed.
    var followed = 0.0
    /// The median of the second to the first, pair by pair.
    var ratio = 0.0
  }

  /// A bench whose suite lies below `directory`.
  init(in directory: String) { self.directory = directory }

  /// Reads both reports, and runs the suite with and without being followed in turn.
  func measured(rounds: Int) async throws -> Measured {
    var measured = Measured()
    let (text, file) = (TestsBench.text, TestsBench.file)
    let start = Memory.now
    Memory.forgetPeak()
    measured.text = try seconds(rounds) {
      try read(text, files: [])
    }
    measured.file = try seconds(rounds) {
      try read(
        Array("\(TestsBench.size.tests) passed in 9.00s\n".utf8),
        files: [ReportFile(path: "pytest.xml", bytes: file)])
    }
    measured.memory = max(0, Memory.peak - start)
    try await follow(rounds, &measured)
    return measured
  }

  private func seconds(_ rounds: Int, _ work: () throws -> Void) rethrows -> Double {
    var times: [Double] = []
    for _ in 0..<rounds {
      let start = ContinuousClock.now
      try work()
      times.append((.now - start) / .seconds(1))
    }
    return median(times)
  }

  private func read(_ output: [UInt8], files: [ReportFile]) throws {
    let report = TestReading.read(
      output, ending: .exited(0), command: "python3 -m pytest -v", files: files)
    guard report.passed.count == TestsBench.size.tests, report.allPass else {
      throw BenchError("the report of \(TestsBench.size.tests) tests was read as \(report.summary)")
    }
  }

  private func follow(_ rounds: Int, _ measured: inout Measured) async throws {
    let path = directory + "/suite"
    for number in 0..<TestsBench.size.files {
      let folder = "\(path)/tests/part\(number / 100)"
      if number % 100 == 0 {
        try BenchProcess(["mkdir", "-p", folder]).run()
        try SmallFile.write("", to: "\(folder)/__init__.py")
      }
      try SmallFile.write(
        """
        import unittest
        class T(unittest.TestCase):
            def test_it(self):
                self.assertEqual(\(number) + 1, \(number + 1))

        """, to: "\(folder)/test_\(number).py")
    }
    try SmallFile.write("", to: "\(path)/tests/__init__.py")
    chmod(path, 0o755)
    let sandbox = try Sandbox(directory: directory, readable: [], isConfined: true)
    let parts = (0..<((TestsBench.size.files + 99) / 100)).map { "tests/part\($0)" }
    var command = Command(shell: "python3 -m unittest discover -s tests -t .")
    var (plain, followed): ([Double], [Double]) = ([], [])
    for round in 0...rounds {
      command.watched = []
      let first = try await sandbox.run(command, in: .folder(path))
      command.watched = ["", "tests"] + parts
      let second = try await sandbox.run(command, in: .folder(path))
      guard first.ending == .exited(0), second.opened?.count ?? 0 >= TestsBench.size.files else {
        let seen = second.opened.map { "\($0.count) files seen" } ?? "files not seen"
        throw BenchError("the suite that is followed ended with \(second.ending), \(seen)")
      }
      guard round > 0 else { continue }
      plain.append(first.seconds)
      followed.append(second.seconds)
    }
    measured.plain = median(plain)
    measured.followed = median(followed)
    measured.ratio = median(zip(followed, plain).map { $0 / $1 })
  }

  private static var text: [UInt8] {
    var lines = [
      "============================= test session starts ==============================",
      "platform linux -- Python 3.11.2, pytest-7.2.1, pluggy-1.0.0 -- /usr/bin/python3",
      "cachedir: .pytest_cache", "rootdir: /workspace",
      "collecting ... collected \(size.tests) items", "",
    ]
    lines += (0..<size.tests).map { number in
      let share = String((number + 1) * 100 / size.tests)
      let percent = String(repeating: " ", count: 3 - share.count) + share
      return
        "tests/test_part\(number % 97).py::TestCase\(number % 31)::test_number[\(number)] PASSED [\(percent)%]"
    }
    lines.append("========== \(size.tests) passed in 9.00s ==========")
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  private static var file: [UInt8] {
    var text =
      "<?xml version=\"1.0\"?><testsuites><testsuite name=\"pytest\" tests=\"\(size.tests)\">\n"
    for number in 0..<size.tests {
      text +=
        "<testcase classname=\"tests.test_part\(number % 97).TestCase\(number % 31)\" name=\"test_number[\(number)]\" "
        + "file=\"tests/test_part\(number % 97).py\" line=\"3\" time=\"0.001\" />\n"
    }
    return Array((text + "</testsuite></testsuites>\n").utf8)
  }
}
