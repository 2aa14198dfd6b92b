import Vocabulary

/// stestr, which runs tests of `unittest` in several processes.
package enum StestrRunner: Runner {
  package static let name = "stestr"
  package static let marks = [
    "Worker Balance", "The specified regex doesn't match", " ... ok",
  ]

  package static func isCalled(by call: Call) -> Bool {
    guard let own = call.arguments(after: "stestr", module: "stestr") else { return false }
    return own.contains { ["run", "last", "load"].contains($0) }
  }

  /// The numbers below `Totals`, by their words.
  private struct Totals {
    var ran: Int?
    var numbers: [String: Int] = [:]
    var isClosed: Bool { ran != nil && numbers["Failed"] != nil }
  }

  package static func read(_ output: Output) -> Reading? {
    var reading = Reading()
    var totals: [Totals] = []
    var isDone = false
    var isOpen = false
    // The file, where one could not be loaded, is told once more at the end.
    for (number, line) in output.lines.enumerated() {
      if line.hasPrefix("{"), let test = test(line) {
        test.isUnloaded ? reading.add(unloaded: test.name) : reading.add(test.name, test.result)
        reading.covers(number)
      } else if line.equals("Totals") {
        isOpen = true
      } else if isOpen, line.hasPrefix("Ran: "), let ran = line.number(before: "tests", "test") {
        totals.append(Totals(ran: ran))
        reading.covers(number)
      } else if isOpen, let rest = line.after(" - "), let colon = rest.cut(at: ": "),
        !totals.isEmpty, let count = colon.after.trimmed.number
      {
        totals[totals.count - 1].numbers[colon.before.text] = count
        reading.covers(number)
      } else if line.hasPrefix("Sum of execute time") || line.equals("Worker Balance") {
        isOpen = false
        reading.covers(number)
      } else if let module = line.after("Failed to import test module: ") {
        reading.add(unloaded: module.trimmed.text)
        reading.covers(number)
      } else if line.hasPrefix("The specified regex doesn't match with anything") {
        isDone = true
        reading.covers(number)
      }
    }
    guard !totals.isEmpty || isDone || reading.span != nil else { return nil }
    reading.isOrdered = false
    reading.foldEqualNames()
    if output.isOneRun, let last = totals.last { totals = [last] }
    reading.isClosed =
      totals.allSatisfy(\.isClosed) && (!totals.isEmpty || isDone || !reading.unloaded.isEmpty)
    guard reading.isClosed else { return reading }
    count(totals, in: &reading)
    return reading
  }

  private static func count(_ totals: [Totals], in reading: inout Reading) {
    func sum(_ word: String) -> Int { totals.map { $0.numbers[word] ?? 0 }.reduce(0, +) }
    let ran = totals.map { $0.ran ?? 0 }.reduce(0, +)
    reading.runs = totals.map {
      .init(
        passed: $0.numbers["Passed"] ?? 0, failed: $0.numbers["Failed"] ?? 0,
        skipped: $0.numbers["Skipped"] ?? 0)
    }
    var counts = TestReport.Counts(
      passed: sum("Passed"), failed: sum("Failed") + sum("Unexpected Success"),
      skipped: sum("Skipped"))
    // A failure that was expected is printed as `ok`, so that nothing tells it from a pass but the numbers.
    if counts.passed > 0 {
      counts.passed += sum("Expected Fail")
    } else {
      counts.skipped += sum("Expected Fail")
      reading.tests.removeAll { $0.result == .passed }
    }
    // Files that could not be loaded, and tests that ended with their process, are in no number.
    counts.failed = max(counts.failed, reading.names(.failed).count)
    reading.counts = counts
    let shown = counts.passed + counts.failed + counts.skipped
    if counts.failed == 0, shown != ran || reading.names(.passed).count < counts.passed {
      reading.doubt = "stestr ran \(ran) tests and names \(reading.tests.count)"
    }
  }

  /// `{0} tests.test_a.T.test_1 [0.000088s] ... ok`
  private static func test(_ line: Line) -> (name: String, result: TestResult, isUnloaded: Bool)? {
    guard let start = line.cut(at: "} "), Line(start.before.bytes.dropFirst()).number != nil,
      let dots = start.after.cut(atLast: " ... ") ?? start.after.cut(at: " ... ")
    else { return nil }
    // A reason may hold dots as well.
    let sides = start.after.cut(at: " ... SKIPPED") ?? dots
    var name = sides.before
    if name.hasSuffix("]"), let time = name.cut(atLast: " [") { name = time.before }
    let result: TestResult
    switch sides.after.words.first?.text {
    case "ok": result = .passed
    case "FAILED", "inprogress", "fail": result = .failed
    default:
      guard start.after.contains(" ... SKIPPED") else { return nil }
      result = .skipped
    }
    if let parts = UnittestName.parts(name) {
      return (parts.name, result, parts.kind != .test && result == .failed)
    }
    return (name.trimmed.text, result, false)
  }
}
