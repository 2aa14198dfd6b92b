import Vocabulary

/// JUnit 4's own runner for the console: its closing numbers, and the names of what fails, `bad(ATest)`.
package enum JUnit4Runner: Runner {
  package static let name = "junit4"
  package static let marks = ["JUnit version "]

  package static func isCalled(by call: Call) -> Bool {
    call.program == "java" && call.words.contains { $0 == "org.junit.runner.JUnitCore" }
  }

  package static func read(_ output: Output) -> Reading? {
    var reading = Reading()
    var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
    var (isOpen, isTimed, announced, known, ran) = (false, false, 0, 0, 0)
    for (number, line) in output.lines.enumerated() {
      if line.hasPrefix("JUnit version ") {
        if isOpen { reading.doubt = "a run of JUnit's has no closing line" }
        (isOpen, isTimed, announced, known, ran) = (true, false, 0, 0, 0)
      } else if isOpen, line.hasPrefix("Time: ") {
        isTimed = true
      } else if isTimed, line.hasPrefix("There w"),
        let count = line.number(before: "failure:", "failures:")
          ?? line.number(before: "failure", "failures")
      {
        announced = count
      } else if isTimed, known < announced, let cut = line.cut(at: ") "),
        cut.before.number == known + 1
      {
        known += 1
        // A failure of a whole class is no test that was run.
        let isTest = cut.after.hasSuffix(")")
        if isTest { ran += 1 }
        if isTest {
          reading.add(cut.after.text, .failed)
        } else {
          reading.add(unloaded: cut.after.text)
        }
      } else if isTimed, line.hasPrefix("OK ("), let count = line.number(before: "test", "tests") {
        counts.passed += count
        (isOpen, isTimed, reading.isClosed) = (false, false, true)
      } else if isTimed, line.hasPrefix("Tests run: "), number > 0,
        output.lines[number - 1].equals("FAILURES!!!"),
        let count = line.number(after: "Tests run:"),
        let failures = line.number(after: "Failures:")
      {
        counts.passed += max(0, count - ran)
        counts.failed += failures
        (isOpen, isTimed, reading.isClosed) = (false, false, true)
      } else {
        continue
      }
      reading.covers(number)
    }
    guard isOpen || reading.isClosed else { return nil }
    reading.isClosed = reading.isClosed && !isOpen
    reading.counts = counts
    return reading
  }
}
