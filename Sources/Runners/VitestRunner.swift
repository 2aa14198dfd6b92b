import Vocabulary

/// vitest: its closing numbers, and the names of what fails: the file, the suites and the test, joined by ` > `.
package enum VitestRunner: Runner {
  package static let name = "vitest"
  package static let marks = [" Test Files  ", " RUN  v", "No test files found, exiting"]

  package static func isCalled(by call: Call) -> Bool {
    guard let own = call.arguments(after: "vitest") else { return false }
    return !own.contains { ["list", "bench", "init", "typecheck"].contains($0) }
      && !own.enumerated().contains { place, word in
        guard word.hasPrefix("--reporter") else { return false }
        let reporter = word.split(separator: "=").dropFirst().first.map(String.init)
        return !["default", "verbose", "basic", "dot", "tree"].contains(
          reporter ?? own.dropFirst(place + 1).first ?? "")
      }
  }

  package static func read(_ output: Output) -> Reading? {
    var reading = Reading()
    var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
    var (isOpen, isClosed, counted) = (false, false, 0)
    for (number, line) in output.lines.enumerated() {
      if line.hasPrefix(" RUN  v") {
        if isOpen { reading.doubt = "a run of vitest's has no closing lines" }
        isOpen = true
      } else if let failed = line.after(" FAIL  ") {
        note(failed, in: &reading)
      } else if line.hasPrefix("No test files found, exiting with code ") {
        (isOpen, isClosed) = (false, true)
      } else if let files = line.after(" Test Files  "), number + 1 < output.lines.count,
        let tests = output.lines[number + 1].after("      Tests  ")
      {
        let own = closing(tests, output.lines[(number + 2)...].prefix(4))
        let unloaded = reading.unloaded.count - counted
        counted += unloaded
        counts.passed += own.passed
        counts.failed += own.failed + unloaded
        if own.failed + unloaded == 0 { counts.failed += files.number(before: "failed") ?? 0 }
        counts.skipped += own.skipped
        (isOpen, isClosed) = (false, true)
        reading.covers(number + 1)
      } else {
        continue
      }
      reading.covers(number)
    }
    guard isClosed || isOpen else { return nil }
    reading.foldEqualNames()
    reading.counts = counts
    reading.isClosed = isClosed && !isOpen
    return reading
  }

  /// ` FAIL  test/a.test.ts > suite > test`, ` FAIL  test/c.test.ts [ test/c.test.ts ]`
  private static func note(_ text: Line, in reading: inout Reading) {
    var name = text.trimmed
    // A project's name may stand before the path.
    if name.hasPrefix("|"), let cut = name.cut(at: "| ") { name = cut.after }
    if name.hasSuffix(" ]"), let cut = name.cut(atLast: " [ ") {
      if !reading.unloaded.contains(cut.before.text) { reading.add(unloaded: cut.before.text) }
    } else if name.contains(" > ") {
      reading.add(name.text, .failed)
    }
  }

  /// The numbers of `1 failed | 3 passed | 1 skipped | 1 todo (6)`, and of the errors below them that no test has
  /// caught.
  private static func closing(_ tests: Line, _ below: ArraySlice<Line>) -> TestReport.Counts {
    var counts = TestReport.Counts(
      passed: tests.number(before: "passed") ?? 0, failed: tests.number(before: "failed") ?? 0,
      skipped: (tests.number(before: "skipped") ?? 0) + (tests.number(before: "todo") ?? 0))
    for line in below {
      guard let errors = line.trimmed.after("Errors ") ?? line.trimmed.after("Type Errors ") else {
        continue
      }
      counts.failed += errors.number(before: "error", "errors", "failed") ?? 0
    }
    return counts
  }
}
