import Vocabulary

/// Which lines were run by how many failing and passing tests.
struct Coverage: Hashable, Sendable {
  private var failing: [String: Set<Int>] = [:]
  private var passing: [String: [Int: Int]] = [:]
  private var passingTests = 0

  /// Adds the lines that the failing tests ran, all of them together.
  mutating func addFailing(_ lines: [String: Set<Int>]) { failing = lines }

  /// Adds the lines that passing tests ran together; counted as `tests` tests.
  mutating func addPassing(_ lines: [String: Set<Int>]) {
    passingTests += 1
    for (path, numbers) in lines {
      for number in numbers { passing[path, default: [:]][number, default: 0] += 1 }
    }
  }

  /// Files that failing tests run.
  var paths: [String] { failing.keys.sorted() }

  /// Whether failing tests run anything of the file.
  func knows(_ path: String) -> Bool { failing[path] != nil }

  /// Ochiai's suspicion of the lines numbered from 1, with the failing tests counted as one.
  ///
  /// After Ochiai's coefficient as used for fault localisation by Abreu, Zoeteweij and van Gemund.
  func ochiai(of path: String, lines: ClosedRange<Int>) -> Double {
    guard let run = failing[path], lines.contains(where: run.contains) else { return 0 }
    let passed = lines.map { passing[path]?[$0] ?? 0 }.max() ?? 0
    return 1 / (1 + Double(passed)).squareRoot()
  }
}

/// Finds out which lines Python tests run, with a tracer of the interpreter's own.
enum PythonCoverage {
  /// What begins a line of the tracer's in the output.
  static let mark = "colleague-lines "

  /// The command that runs `tests` under the tracer; `nil` where the test command is not Python's.
  static func command(for testCommand: String, tests: [String]) -> String? {
    let words = testCommand.split(separator: " ").map(String.init)
    guard words.count > 2, words[0].hasPrefix("python"), words[1] == "-m",
      !testCommand.contains(where: { ";&|<>$`\n'\"".contains($0) })
    else { return nil }
    let module = words[2]
    guard module == "pytest" || module == "unittest" else { return nil }
    let named = tests.prefix(8).filter { !$0.contains("'") && !$0.contains(" ") }
    guard !named.isEmpty else { return nil }
    let options = module == "pytest" ? ["-q", "-p", "no:cacheprovider", "--tb=no"] : []
    let own = module == "pytest" ? words[3...].filter { $0.hasPrefix("--") } : []
    let rest = (options + own + named.map { "'\($0)'" }).joined(separator: " ")
    return "\(words[0]) -c '\(tracer)' \(module) \(rest)"
  }

  /// Runs the module named first under `sys.settrace` and prints the lines run below the workspace.
  private static let tracer = """
    import os, runpy, sys, threading
    root = os.getcwd() + os.sep
    lines = {}
    def local(frame, event, argument):
        if event == "line":
            lines[frame.f_code.co_filename].add(frame.f_lineno)
        return local
    def trace(frame, event, argument):
        name = frame.f_code.co_filename
        if not name.startswith(root):
            return None
        lines.setdefault(name, set()).add(frame.f_lineno)
        return local
    sys.argv = sys.argv[1:]
    sys.path.insert(0, os.getcwd())
    threading.settrace(trace)
    sys.settrace(trace)
    try:
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    except BaseException:
        pass
    finally:
        sys.settrace(None)
        print()
        for name in sorted(lines):
            numbers = " ".join(str(number) for number in sorted(lines[name]))
            print("\(mark)" + name[len(root):] + ": " + numbers, flush=True)
    """

  /// The lines by path in what the tracer printed; `nil` when it printed nothing.
  static func lines(in output: String) -> [String: Set<Int>]? {
    var found: [String: Set<Int>] = [:]
    for line in output.split(separator: "\n") where line.hasPrefix(mark) {
      guard let colon = line.lastIndex(of: ":") else { continue }
      let path = String(line[..<colon].dropFirst(mark.count))
      found[path] = Set(line[line.index(after: colon)...].split(separator: " ").compactMap { Int($0) })
    }
    return found.isEmpty ? nil : found
  }
}
