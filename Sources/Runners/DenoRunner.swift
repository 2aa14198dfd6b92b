import Vocabulary

/// `deno test`. A test is `file > name`; its steps are parts of it.
package enum DenoRunner: Runner {
  package static let name = "deno"
  package static let marks = [" passed | ", " from ./"]

  package static func isCalled(by call: Call) -> Bool {
    call.program == "deno" && call.words.dropFirst().first == "test"
      && !call.words.contains { $0.hasPrefix("--reporter") || $0 == "--no-run" }
  }

  package static func read(_ output: Output) -> Reading? {
    var text = DenoText()
    guard var reading = Reading(output, taking: &text) else { return nil }
    reading.unloaded = text.unloaded
    reading.announced = text.tally.counts.failed == 0 ? text.announced : nil
    return reading
  }
}

/// What is known of deno's text, line by line.
private struct DenoText: ClosedText {
  private(set) var tally = SessionTally()
  private(set) var tests: [NamedTest] = []
  private(set) var unloaded: [String] = []
  private(set) var announced: Int?
  private(set) var isOpen = false
  private var file = ""
  private var isFenced = false

  /// Takes the next line; gives whether it is one of deno's own.
  mutating func take(_ line: Line) -> Bool {
    // What a test prints stands between two rules.
    if line.hasPrefix("-----"), line.contains("output") {
      isFenced = !line.contains("output end")
      return true
    }
    guard !isFenced else { return false }
    if line.hasPrefix("running "), let cut = line.cut(at: " from "),
      let number = cut.before.number(before: "tests", "test")
    {
      (file, isOpen) = (cut.after.projectPath, true)
      announced = (announced ?? 0) + number
      return true
    }
    if let rest = line.after("Uncaught error from "), let path = rest.before(" FAILED") {
      tests.append(NamedTest(path.projectPath, .failed))
      unloaded.append(path.projectPath)
      isOpen = true
      return true
    }
    return close(line) || note(line)
  }

  /// `FAILED | 2 passed (2 steps) | 4 failed (2 steps) | 2 ignored (2 steps) (90ms)`
  private mutating func close(_ line: Line) -> Bool {
    guard let rest = line.after("ok | ") ?? line.after("FAILED | "), line.hasSuffix("s)"),
      let passed = rest.number(before: "passed"), let failed = rest.number(before: "failed")
    else { return false }
    tally.close(
      passed: passed, failed: failed, skipped: rest.number(before: "ignored") ?? 0)
    isOpen = false
    return true
  }

  /// `b x ... FAILED (545µs)`, `s ... FAILED (due to 1 failed step) (3ms)`
  private mutating func note(_ line: Line) -> Bool {
    guard isOpen, line.bytes.first != 0x20, line.hasSuffix(")"), let cut = line.cut(atLast: " ... ")
    else { return false }
    let result: TestResult
    if cut.after.hasPrefix("ok (") {
      result = .passed
    } else if cut.after.hasPrefix("FAILED (") {
      result = .failed
    } else if cut.after.hasPrefix("ignored (") {
      result = .skipped
    } else {
      return false
    }
    tests.append(NamedTest("\(file) > \(cut.before.text)", result))
    return true
  }
}
