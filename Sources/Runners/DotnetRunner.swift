import Vocabulary

/// `dotnet test`: the lines of VSTest, short and long, and the summary of the newer platform.
package enum DotnetRunner: Runner {
  package static let name = "dotnet"
  package static let marks = ["Total tests: ", "Test run summary: ", " - Failed: ", "Test Run "]

  package static func isCalled(by call: Call) -> Bool {
    call.program == "dotnet" && ["test", "vstest"].contains(call.words.dropFirst().first ?? "")
  }

  package static func read(_ output: Output) -> Reading? {
    var reading = Reading()
    var text = DotnetText()
    for (number, line) in output.lines.enumerated() where text.take(line) { reading.covers(number) }
    text.finish()
    guard text.tally.closed > 0 || text.doubt != nil else { return nil }
    reading.tests = text.tests
    reading.counts = text.tally.counts
    reading.isClosed = text.tally.closed > 0
    reading.isOrdered = false
    reading.doubt = text.doubt
    return reading
  }
}

/// What is known of the text of `dotnet test`, line by line.
private struct DotnetText {
  private(set) var tally = SessionTally()
  private(set) var tests: [NamedTest] = []
  private(set) var doubt: String?
  /// The numbers of a summary of several lines, by their words.
  private var block: [String: Int]?
  /// Whether the line before was `Test Run Successful.` or the like.
  private var hasVerdict = false

  /// Takes the next line; gives whether it is one of the runner's own.
  mutating func take(_ line: Line) -> Bool {
    if line.contains("Test Run Aborted") || line.contains("test run was aborted") {
      doubt = "dotnet's run was aborted"
      return true
    }
    let isJudged = hasVerdict
    hasVerdict = line.hasPrefix("Test Run ")
    if isJudged, let total = line.after("Total tests: ") {
      finish()
      block = ["total": total.number ?? 0]
      doubt = total.number == nil ? "dotnet does not know how many tests there are" : doubt
      return true
    }
    if line.hasPrefix("Test run summary: ") {
      finish()
      block = [:]
      if line.hasPrefix("Test run summary: Zero tests ran") { block = ["total": 0] }
      return true
    }
    if block != nil {
      if let cut = line.trimmed.cut(at: ": "), let number = cut.after.trimmed.number {
        block?[cut.before.text.lowercased()] = number
        return true
      }
      finish()
    }
    return short(line) || note(line)
  }

  /// Counts a summary of several lines.
  mutating func finish() {
    guard let numbers = block else { return }
    block = nil
    guard let total = numbers["total"] else { return }
    tally.close(of: total, failed: numbers["failed"] ?? 0, skipped: numbers["skipped"] ?? 0)
  }

  /// `Passed!  - Failed:     0, Passed:     3, Skipped:     0, Total:     3, Duration: 5 ms - a.dll
  /// (net8.0)`
  private mutating func short(_ line: Line) -> Bool {
    guard ["Passed!", "Failed!", "Skipped!"].contains(where: { line.hasPrefix($0) }),
      let failed = line.number(after: " - Failed:"), let passed = line.number(after: ", Passed:"),
      let skipped = line.number(after: ", Skipped:"), line.contains(", Total:")
    else { return false }
    tally.close(passed: passed, failed: failed, skipped: skipped)
    return true
  }

  /// `  Failed Some.Class.Method(x: 1) [5 ms]`; of the newer platform `failed Some.Class.Method
  /// (5ms)`.
  private mutating func note(_ line: Line) -> Bool {
    for (word, result) in [
      ("Passed ", TestResult.passed), ("Failed ", .failed), ("Skipped ", .skipped),
    ] {
      guard let rest = line.after("  " + word), rest.hasSuffix("]") else { continue }
      guard let cut = rest.cut(atLast: " ["), !cut.before.isEmpty else { continue }
      tests.append(NamedTest(cut.before.text, result))
      return true
    }
    if let rest = line.after("failed "), rest.hasSuffix(")"), let cut = rest.cut(atLast: " ("),
      cut.after.bytes.first.map({ (0x30...0x39).contains($0) }) ?? false
    {
      tests.append(NamedTest(cut.before.text, .failed))
      return true
    }
    return false
  }
}
