import Vocabulary

/// Robot Framework, with its list of tests or with letters.
package enum RobotRunner: Runner {
  package static let name = "robot"
  package static let marks = ["| PASS |", "| FAIL |", "| SKIP |", "Output:  ", "Running suite '"]

  package static func isCalled(by call: Call) -> Bool {
    call.arguments(after: "robot", module: "robot") != nil
      || call.arguments(after: "robot", module: "robot.run") != nil
  }

  package static func read(_ output: Output) -> Reading? {
    var text = RobotText()
    var reading = Reading()
    for (number, line) in output.lines.enumerated() where text.take(line) { reading.covers(number) }
    guard text.isRobot else { return nil }
    reading.isClosed = !text.runs.isEmpty && !text.isOpen
    let runs = output.isOneRun ? Array(text.runs.suffix(1)) : text.runs
    reading.runs = runs.map(\.counts)
    reading.tests = (runs.isEmpty ? text.tests : runs.flatMap(\.tests))
    reading.doubt = runs.lazy.compactMap(\.doubt).first
    guard reading.isClosed else { return reading }
    reading.counts = .init(
      passed: runs.map(\.counts.passed).reduce(0, +),
      failed: runs.map(\.counts.failed).reduce(0, +),
      skipped: runs.map(\.counts.skipped).reduce(0, +))
    return reading
  }
}

/// What is known of Robot's text, line by line.
private struct RobotText {
  /// One run.
  struct Run {
    var counts: TestReport.Counts
    var tests: [NamedTest]
    var doubt: String?
  }

  /// The runs that came to their end.
  private(set) var runs: [Run] = []
  /// The tests of the run that has not.
  private(set) var tests: [NamedTest] = []
  /// Whether a line of Robot's own was there.
  private(set) var isRobot = false

  /// Whether a run has begun that has not come to its end.
  var isOpen: Bool { announced != nil || !tests.isEmpty || !suites.isEmpty }

  private var announced: Int?
  private var suites: [(name: String, first: Int)] = []
  /// How many characters a name has at most.
  private var width = 70
  /// Whether the last rule was a double one.
  private var isDouble = false
  /// How many lines there are since the last rule, and the first of them.
  private var lines = 1
  private var first: Line?
  /// The result that stands after a name, until the next rule says of what.
  private var pending: (name: String, result: TestResult)?
  private var isTornDown = false
  private var totals: TestReport.Counts?
  private var failing: [String] = []

  /// Takes the next line; gives whether it is one of Robot's own.
  mutating func take(_ line: Line) -> Bool {
    if let isDouble = RobotText.rule(line) {
      takeRule(isDouble: isDouble, line.bytes.count)
      return isRobot
    }
    if lines == 0 { first = line }
    lines += 1
    if line.hasPrefix("Running suite '"),
      let count = line.number(before: "tests.", "test.", "tasks.")
    {
      (announced, isRobot) = (count, true)
      return true
    }
    if let name = line.after("FAIL: "), announced != nil, lines == 1 {
      failing.append(name.trimmed.text)
      return true
    }
    if let counts = RobotText.totals(line) {
      totals = counts
      return isRobot
    }
    if line.hasPrefix("Output:  "), totals != nil, isOpen {
      close()
      return true
    }
    if line.hasSuffix("uite teardown failed:") { isTornDown = true }
    guard line.bytes.last == UInt8(ascii: "|"), pending == nil, !suites.isEmpty else {
      return false
    }
    for (tag, result) in [
      ("| PASS |", TestResult.passed), ("| FAIL |", .failed), ("| SKIP |", .skipped),
    ]
    where line.hasSuffix(tag) {
      guard let first else { return false }
      pending = (name(lines == 1 ? line.before(tag) ?? line : first), result)
      isRobot = true
      return true
    }
    return false
  }

  private static func rule(_ line: Line) -> Bool? {
    guard line.bytes.count >= 20, let byte = line.bytes.first,
      byte == UInt8(ascii: "=") || byte == UInt8(ascii: "-"), line.bytes.allSatisfy({ $0 == byte })
    else { return nil }
    return byte == UInt8(ascii: "=")
  }

  /// The name in the first column.
  private func name(_ line: Line) -> String {
    let column = Line(String(line.text.prefix(width)))
    return (column.cut(at: " :: ")?.before ?? column).trimmed.text
  }

  private mutating func takeRule(isDouble: Bool, _ count: Int) {
    let wasDouble = self.isDouble
    defer {
      (self.isDouble, lines, first) = (isDouble, 0, nil)
      if pending != nil { (pending, isTornDown) = (nil, false) }
    }
    if !isDouble {
      if let pending, let suite = suites.last {
        tests.append(NamedTest("\(suite.name) > \(pending.name)", pending.result))
      }
      return
    }
    if pending != nil {
      guard let suite = suites.popLast() else { return }
      // What comes after the last test of a suite may fail all of them.
      if isTornDown {
        for place in tests.indices.dropFirst(suite.first) { tests[place].result = .failed }
      }
      return
    }
    if let first, wasDouble, lines == 1, announced == nil {
      width = max(8, count - 8)
      let name = first.cut(at: " :: ")?.before ?? first
      suites.append((name.trimmed.text, tests.count))
    }
  }

  /// `4 tests, 2 passed, 1 failed, 1 skipped`; before Robot 4 `4 tests total, 3 passed, 1 failed`.
  private static func totals(_ line: Line) -> TestReport.Counts? {
    guard let first = line.bytes.first, (0x30...0x39).contains(first) else { return nil }
    let parts = line.text.split(separator: ",")
    guard parts.count == 3 || parts.count == 4,
      let all = Line(String(parts[0].prefix { $0 != " " })).number,
      ["test", "tests", "task", "tasks", "tests total", "test total"].contains(
        parts[0].drop { $0 != " " }.dropFirst())
    else { return nil }
    var numbers: [Int] = []
    for (part, word) in zip(parts.dropFirst(), ["passed", "failed", "skipped"]) {
      let words = part.split(separator: " ")
      guard words.count == 2, words[1] == word, let number = Line(String(words[0])).number else {
        return nil
      }
      numbers.append(number)
    }
    guard numbers.reduce(0, +) == all else { return nil }
    return .init(
      passed: numbers[0], failed: numbers[1], skipped: numbers.count > 2 ? numbers[2] : 0)
  }

  private mutating func close() {
    guard let totals else { return }
    let told = totals.passed + totals.failed + totals.skipped
    var run = Run(counts: totals, tests: tests)
    if let announced {
      run.tests = failing.map { NamedTest($0, .failed) }
      if announced != told { run.doubt = "robot announced \(announced) tests and tells of \(told)" }
    } else if tests.count != told {
      run.doubt = "robot tells of \(told) tests and names \(tests.count)"
    }
    runs.append(run)
    (tests, suites, failing, announced) = ([], [], [], nil)
    (self.totals, first, pending, isTornDown) = (nil, nil, nil, false)
  }
}
