import Vocabulary

/// cargo nextest; names are the binary and the test, `demo::one it_works`, as it prints them.
package enum NextestRunner: Runner {
  package static let name = "nextest"
  package static let marks = ["     Summary [", "    Starting "]

  package static func isCalled(by call: Call) -> Bool {
    guard var own = call.arguments(after: "cargo") else { return false }
    if own.first?.hasPrefix("+") ?? false { own = own.dropFirst() }
    return own.first == "nextest" && ["run", "r"].contains(own.dropFirst().first)
  }

  package static func read(_ output: Output) -> Reading? {
    var reading = Reading()
    var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
    var results: [String: TestResult] = [:]
    var order: [String] = []
    var announced: Int?
    for (number, line) in output.lines.enumerated() {
      if let rest = line.after("    Starting "), let count = rest.number(before: "test", "tests") {
        announced = count
        reading.isClosed = false
      } else if let cut = line.after("     Summary [")?.cut(at: "] ") {
        guard let own = closing(cut.after) else { continue }
        if let announced, own.ran < announced, own.failed == 0 {
          reading.doubt = "nextest announced \(announced) tests and ran \(own.ran)"
        }
        counts.passed += own.passed
        counts.failed += own.failed
        counts.skipped += own.skipped
        announced = nil
        reading.isClosed = true
      } else if announced != nil, let (name, result) = test(line) {
        if results[name] == nil { order.append(name) }
        // The last of several tries counts.
        results[name] = result
      } else {
        continue
      }
      reading.covers(number)
    }
    guard reading.isClosed || announced != nil else { return nil }
    for name in order { reading.add(name, results[name] ?? .failed) }
    reading.counts = counts
    reading.isClosed = reading.isClosed && announced == nil
    reading.isOrdered = false
    return reading
  }

  /// `        PASS [   0.003s] (1/3) demo::one it_works`, `   TRY 2 PASS [   0.004s] demo tests::two`
  private static func test(_ line: Line) -> (String, TestResult)? {
    guard line.indent >= 2, let open = line.cut(at: " ["), let close = open.after.cut(at: "s] ")
    else {
      return nil
    }
    var name = close.after.trimmed
    if name.hasPrefix("("), let count = name.cut(at: ") ") { name = count.after.trimmed }
    let words = open.before.words
    guard let word = words.last, (1...3).contains(words.count), !name.isEmpty,
      Line(open.before.bytes.filter { $0 != 0x20 }[...]).text.allSatisfy({
        $0.isUppercase || $0.isNumber || $0 == "-"
      })
    else { return nil }
    switch word.text {
    case "PASS", "LEAK": return (name.text, .passed)
    case "SLOW", "TERMINATING", "START": return nil
    default: return (name.text, .failed)
    }
  }

  /// `3/5 tests run: 2 passed (1 flaky), 1 failed, 1 timed out, 1 skipped`
  private static func closing(
    _ text: Line
  ) -> (ran: Int, passed: Int, failed: Int, skipped: Int)? {
    guard let cut = text.cut(at: " run: "), let first = cut.before.words.first else { return nil }
    let ran = first.number ?? first.cut(at: "/")?.before.number
    guard let ran, let passed = cut.after.number(before: "passed") else { return nil }
    let skipped = cut.after.number(before: "skipped") ?? 0
    return (ran, passed, max(0, ran - passed), skipped)
  }
}
