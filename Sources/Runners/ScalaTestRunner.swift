import Vocabulary

/// ScalaTest, by itself or within sbt, whose own line counts the tests of every framework.
package enum ScalaTestRunner: Runner {
  package static let name = "scalatest"
  package static let marks = ["Tests: succeeded ", ": Total "]

  package static func isCalled(by call: Call) -> Bool {
    call.program == "sbt"
      && call.words.dropFirst().contains { $0 == "test" || $0.hasSuffix("/test") }
  }

  package static func read(_ output: Output) -> Reading? {
    var reading = Reading()
    var text = ScalaTestText()
    for (number, line) in output.lines.enumerated() where text.take(line) { reading.covers(number) }
    guard text.counts != nil else { return nil }
    reading.tests = text.tests
    reading.counts = text.counts
    reading.isClosed = true
    reading.isOrdered = false
    if reading.names(.passed).count > reading.total.passed
      || reading.names(.failed).count > reading.total.failed
    {
      reading.tests = []
    }
    return reading
  }
}

/// What is known of ScalaTest's and sbt's text, line by line.
private struct ScalaTestText {
  private(set) var tests: [NamedTest] = []
  private var scala = SessionTally()
  private var sbt = SessionTally()
  private var suite = ""
  private var scope = ""
  private var aborted = 0

  /// sbt's numbers, where it prints them, else ScalaTest's; a suite that was aborted is in neither.
  var counts: TestReport.Counts? {
    var counts = sbt.closed > 0 ? sbt.counts : scala.counts
    guard sbt.closed + scala.closed > 0 else { return nil }
    if aborted > 0, counts.failed == 0 { counts.failed = aborted }
    return counts
  }

  /// Takes the next line; gives whether it is one of ScalaTest's or sbt's own.
  mutating func take(_ line: Line) -> Bool {
    let text = line.after("[info] ") ?? line.after("[error] ") ?? line
    if let rest = text.after("Tests: succeeded "),
      let failed = rest.number(after: ", failed"), let canceled = rest.number(after: ", canceled"),
      let ignored = rest.number(after: ", ignored"), let pending = rest.number(after: ", pending"),
      let succeeded = rest.cut(at: ",")?.before.number
    {
      scala.close(passed: succeeded, failed: failed, skipped: canceled + ignored + pending)
      return true
    }
    if text.hasPrefix("Suites: completed "), let number = text.number(after: ", aborted") {
      aborted += number
      return true
    }
    if let rest = text.after("Passed: Total ") ?? text.after("Failed: Total ")
      ?? text.after("Error: Total "), let failed = rest.number(after: ", Failed"),
      let errors = rest.number(after: ", Errors"), let passed = rest.number(after: ", Passed")
    {
      let skipped = [", Skipped", ", Ignored", ", Canceled", ", Pending"].map {
        rest.number(after: $0) ?? 0
      }
      sbt.close(passed: passed, failed: failed + errors, skipped: skipped.reduce(0, +))
      return true
    }
    return note(text)
  }

  /// `SetSpec:`, `An empty set`, `- should be empty *** FAILED ***`
  private mutating func note(_ text: Line) -> Bool {
    let trimmed = text.trimmed
    guard let title = trimmed.after("- ") else {
      if let name = text.before(":"), !name.isEmpty, !name.contains(" ") {
        (suite, scope) = (name.text, "")
      } else if !trimmed.isEmpty, text.bytes.first != 0x20 {
        scope = trimmed.text
      }
      return false
    }
    guard !suite.isEmpty else { return false }
    var (name, result) = (title, TestResult.passed)
    if let cut = title.cut(at: " *** FAILED ***") { (name, result) = (cut.before, .failed) }
    for mark in [" !!! IGNORED !!!", " !!! CANCELED !!!", " (pending)"] {
      if let cut = title.cut(at: mark) { (name, result) = (cut.before, .skipped) }
    }
    let parts = [suite, scope, name.text].filter { !$0.isEmpty }
    tests.append(NamedTest(parts.joined(separator: " > "), result))
    return true
  }
}
