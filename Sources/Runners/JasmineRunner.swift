import Vocabulary

/// jasmine: its closing numbers, and the names of what fails.
package enum JasmineRunner: Runner {
  package static let name = "jasmine"
  package static let marks = ["Finished in "]

  package static func isCalled(by call: Call) -> Bool { call.arguments(after: "jasmine") != nil }

  package static func read(_ output: Output) -> Reading? {
    var reading = Reading()
    var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
    var (isFailures, failedSpecs, isOpen, isClosed) = (false, 0, false, false)
    for (number, line) in output.lines.enumerated() {
      // test-unit says the same word, after naming its suite.
      if line.equals("Started"),
        number == 0 || !output.lines[number - 1].hasPrefix("Loaded suite ")
      {
        (isOpen, isFailures, failedSpecs) = (true, false, 0)
      } else if line.equals("Failures:") && isOpen {
        isFailures = true
      } else if line.equals("Pending:") && isOpen {
        isFailures = false
      } else if isFailures, let cut = line.cut(at: ") "), cut.before.number == failedSpecs + 1 {
        failedSpecs += 1
        reading.add(cut.after.text, .failed)
      } else if isOpen, let suite = line.after("Suite error: ") {
        reading.add(unloaded: suite.text)
      } else if isOpen, number + 1 < output.lines.count,
        output.lines[number + 1].hasPrefix("Finished in "),
        output.lines[number + 1].hasSuffix("seconds"),
        let own = closing(line)
      {
        if number > 0, output.lines[number - 1].hasPrefix("Ran ") {
          reading.doubt = "jasmine was told to run some of the specs only"
        }
        counts.passed += max(0, own.specs - failedSpecs - own.pending)
        counts.failed += max(own.failures, failedSpecs)
        counts.skipped += own.pending
        (isOpen, isClosed, isFailures) = (false, true, false)
      } else {
        continue
      }
      reading.covers(number)
    }
    guard isClosed || isOpen else { return nil }
    reading.counts = counts
    reading.isClosed = isClosed && !isOpen
    reading.isOrdered = false
    return reading
  }

  /// `6 specs, 4 failures, 1 pending spec`, `No specs found`
  private static func closing(_ line: Line) -> (specs: Int, failures: Int, pending: Int)? {
    if line.equals("No specs found") { return (0, 0, 0) }
    guard let specs = line.words.first?.number, line.number(before: "spec", "specs") == specs,
      let failures = line.number(before: "failure", "failures")
    else { return nil }
    return (specs, failures, line.number(before: "pending") ?? 0)
  }
}
