import Vocabulary

/// Which lines were run by how many failing and passing tests.
struct Coverage: Hashable, Sendable {
  /// How many failing and how many passing tests ran a line.
  struct Count: Hashable, Sendable {
    var failing = 0
    var passing = 0
  }

  /// The counts by path and line, from 1.
  var counts: [ExactText: [Int: Count]] = [:]
  /// Failing tests that were watched.
  var failingTests = 0

  /// Files that failing tests run.
  var paths: [String] {
    counts.filter { $0.value.values.contains { $0.failing > 0 } }.keys.sorted().map(\.wrappedValue)
  }

  /// Whether failing tests run anything of the file.
  func knows(_ path: String) -> Bool {
    counts[path]?.values.contains { $0.failing > 0 } ?? false
  }

  /// Ochiai's suspicion of the lines numbered from 1: the highest among them.
  ///
  /// The coefficient as used for fault localisation by Abreu, Zoeteweij and van Gemund.
  func ochiai(of path: String, lines: ClosedRange<Int>) -> Double {
    guard let file = counts[path], failingTests > 0 else { return 0 }
    return lines.map { line in
      guard let count = file[line], count.failing > 0 else { return 0 }
      let failing = Double(count.failing)
      return failing / (Double(failingTests) * (failing + Double(count.passing))).squareRoot()
    }.max() ?? 0
  }
}

/// Finds out which lines Python tests run, with a tracer of the interpreter's own.
enum PythonCoverage {
  /// What begins a line of the tracer's in the output.
  static let mark = "colleague-lines "

  /// Passing tests watched beside the failing ones, at most.
  private static let passing = 30

  /// The command that watches some passing tests and then failing ones; `nil` where the test command
  /// is not Python's.
  static func command(for testCommand: String, _ baseline: TestReport) -> String? {
    let words = testCommand.split(separator: " ").map(String.init)
    guard words.count > 2, words[0].hasPrefix("python"), words[1] == "-m",
      !testCommand.contains(where: { ";&|<>$`\n'\"".contains($0) }),
      let tracer = tracers[words[2]]
    else { return nil }
    let failed = baseline.failed.filter { !$0.contains("'") }.prefix(10)
    let arguments = words[3...].joined(separator: " ")
    let chosen: String
    if words[2] == "pytest" {
      // Its quiet output names no passing tests: the tracer chooses among all that are collected.
      chosen = "'\(failed.joined(separator: "\n"))' \(arguments)"
    } else {
      let passed = baseline.passed.filter { !$0.contains("'") }.prefix(passing)
      let names = (passed + failed).map { "'\($0)'" }.joined(separator: " ")
      // Tests that hang leave no names behind: all are watched then, each for a second.
      chosen = failed.isEmpty ? arguments : names
    }
    return "# which lines the tests run\n\(words[0]) -c '\(watch)\(tracer)\(tell)' \(chosen)"
  }

  /// Counts the lines of the workspace that each test runs.
  private static let watch = """
    import os, signal, sys, threading
    def late(number, frame):
        raise TimeoutError("over its time")
    signal.signal(signal.SIGALRM, late)
    root = os.getcwd() + os.sep
    current, counts, tests = set(), {}, [0, 0]
    def local(frame, event, argument):
        if event == "line":
            current.add((frame.f_code.co_filename, frame.f_lineno))
        return local
    def trace(frame, event, argument):
        if not frame.f_code.co_filename.startswith(root):
            return None
        current.add((frame.f_code.co_filename, frame.f_lineno))
        return local
    def end(failed):
        tests[failed] += 1
        for place in current:
            counts.setdefault(place, [0, 0])[failed] += 1
        current.clear()
    sys.path.insert(0, os.getcwd())
    threading.settrace(trace)
    sys.settrace(trace)

    """

  /// How each runner is told to say when a test begins and how it ends.
  private static let tracers = [
    "pytest": """
    import pytest
    failed = [False]
    wanted = sys.argv[1].splitlines()
    class Watch:
        def pytest_collection_modifyitems(self, items):
            bad = [item for item in items if item.nodeid in wanted]
            good = [item for item in items if item.nodeid not in wanted]
            items[:] = good[:\(passing)] + bad if wanted else good[:2 * \(passing)]
        def pytest_runtest_logstart(self, nodeid, location):
            current.clear()
            failed[0] = False
            signal.alarm(1)
        def pytest_runtest_logreport(self, report):
            failed[0] = failed[0] or report.outcome == "failed"
        def pytest_runtest_logfinish(self, nodeid, location):
            signal.alarm(0)
            end(failed[0])
    try:
        pytest.main(["-q", "-p", "no:cacheprovider", "--tb=no", "--maxfail=5"] + sys.argv[2:], plugins=[Watch()])
    except BaseException:
        pass

    """,
    "unittest": """
    import unittest
    class Watch(unittest.TextTestResult):
        def startTest(self, test):
            current.clear()
            signal.alarm(1)
            self.before = len(self.failures) + len(self.errors)
            super().startTest(test)
        def stopTest(self, test):
            signal.alarm(0)
            end(len(self.failures) + len(self.errors) > self.before)
            if tests[1] >= 5:
                self.stop()
            super().stopTest(test)
    try:
        runner = unittest.TextTestRunner(resultclass=Watch, verbosity=0)
        unittest.main(module=None, argv=["unittest"] + sys.argv[1:], testRunner=runner, exit=False)
    except BaseException:
        pass

    """,
  ]

  /// One line for the tests, then one a file: `path: line failing passing, …`.
  private static let tell = """
    sys.settrace(None)
    print()
    print("\(mark)tests: %d %d" % (tests[1], tests[0]))
    files = {}
    for (name, line), (passed, bad) in sorted(counts.items()):
        if bad:
            files.setdefault(name, []).append("%d %d %d" % (line, bad, passed))
    for name, lines in files.items():
        print("\(mark)" + name[len(root):] + ": " + ", ".join(lines), flush=True)
    """

  /// What the tracer printed; `nil` when it printed nothing of a failing test.
  static func coverage(in output: String) -> Coverage? {
    var coverage = Coverage()
    for line in output.split(separator: "\n") where line.hasPrefix(mark) {
      guard let colon = line.lastIndex(of: ":") else { continue }
      let name = String(line[..<colon].dropFirst(mark.count))
      let entries = line[line.index(after: colon)...].split(separator: ",").map { entry in
        entry.split(separator: " ").compactMap { Int($0) }
      }
      if name == "tests", let first = entries.first?.first {
        coverage.failingTests = first
        continue
      }
      for entry in entries where entry.count == 3 {
        coverage.counts[name, default: [:]][entry[0]] = .init(failing: entry[1], passing: entry[2])
      }
    }
    return coverage.failingTests == 0 || coverage.counts.isEmpty ? nil : coverage
  }
}
