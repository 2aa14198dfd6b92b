import Vocabulary

/// `make check` of a project built with Automake, with its parallel and its serial harness.
package enum AutomakeRunner: Runner {
  package static let name = "automake"
  package static let marks = [
    "Testsuite summary for ", "check-TESTS", "Making check in ", "tests passed\n",
    "tests failed\n", "test passed\n", "behaved as expected", "not behave as expected",
  ]

  package static func read(_ output: Output) -> Reading? {
    var text = AutomakeText()
    for number in output.lines.indices { text.take(output.lines, number) }
    return text.reading
  }
}

/// What is known of Automake's text, line by line.
private struct AutomakeText {
  private var tests: [NamedTest] = []
  private var unloaded: [String] = []
  /// The tests since the last closing lines.
  private var open: [NamedTest] = []
  private var openUnloaded: [String] = []
  private var openSkipped = 0
  private var folders: [String] = []
  private var sum: AutomakeSum?
  private var isLog = false
  private var isAutomake = false
  private var closings = 0
  private var doubt: String?
  private var span: Range<Int>?

  private static let results: [(word: String, result: TestResult)] = [
    ("PASS: ", .passed), ("FAIL: ", .failed), ("SKIP: ", .skipped), ("XFAIL: ", .skipped),
    ("XPASS: ", .failed), ("ERROR: ", .failed),
  ]

  mutating func take(_ lines: [Line], _ number: Int) {
    let line = lines[number]
    guard let first = line.bytes.first else { return }
    if line.hasPrefix("Testsuite summary for ") {
      (isLog, sum) = (false, AutomakeSum())
      return covers(number)
    }
    if sum != nil { return summed(line, number) }
    // A verbose run shows what the tests that failed printed, under a heading.
    if first == 0x20, line.hasPrefix("   "), line.hasSuffix("test-suite.log") { isLog = true }
    guard !isLog else { return }
    switch first {
    case UInt8(ascii: "m"):
      moved(line)
      if line.hasPrefix("make") && line.contains(" check-TESTS") { covers(number) }
    case UInt8(ascii: "M"):
      if line.hasPrefix("Making check in ") { covers(number) }
    case UInt8(ascii: "="): serial(lines, number)
    default:
      guard let found = AutomakeText.results.first(where: { line.hasPrefix($0.word) }) else {
        return
      }
      if found.word == "SKIP: " { openSkipped += 1 }
      note(Line(line.bytes.dropFirst(found.word.utf8.count)), found.result)
      isOpen(number)
    }
  }

  private mutating func covers(_ number: Int) {
    isAutomake = true
    isOpen(number)
  }

  private mutating func isOpen(_ number: Int) {
    span = min(span?.lowerBound ?? number, number)..<(number + 1)
  }

  /// `make[2]: Entering directory '/workspace/sub'`
  private mutating func moved(_ line: Line) {
    if let cut = line.cut(at: ": Entering directory '") {
      let path = (cut.after.before("'") ?? cut.after).text
      folders.append(path)
    } else if line.contains(": Leaving directory ") {
      _ = folders.popLast()
    }
  }

  private mutating func note(_ text: Line, _ result: TestResult) {
    var name = text
    if let directive = name.cut(at: " # ") { name = directive.before }
    let folder = folders.last.map { path in
      path == "/workspace" ? "" : path.hasPrefix("/workspace/") ? String(path.dropFirst(11)) : path
    }
    let full = (folder ?? "").isEmpty ? name.text : "\(folder ?? "") > \(name.text)"
    open.append(NamedTest(full, result))
    // What a driver says of a file as a whole, `t.tap - exited with status 1`.
    if result == .failed, let whole = name.cut(at: " - "), !whole.before.contains(" ") {
      openUnloaded.append(full)
    }
  }

  /// A line of the closing block.
  private mutating func summed(_ line: Line, _ number: Int) {
    isOpen(number)
    guard var sum else { return }
    if sum.take(line) {
      self.sum = sum
    } else if sum.isBegun || !line.hasPrefix("=") {
      self.sum = nil
      close(sum)
    }
  }

  private mutating func close(_ sum: AutomakeSum) {
    func count(_ result: TestResult) -> Int { open.lazy.filter { $0.result == result }.count }
    closings += 1
    if sum.total != sum.passed + sum.skipped + sum.failed
      || (sum.passed, sum.skipped, sum.failed) != (count(.passed), count(.skipped), count(.failed))
    {
      doubt = doubt ?? "Automake counts \(sum.total) tests and tells of \(open.count)"
    }
    flush()
  }

  private mutating func flush() {
    tests += open
    unloaded += openUnloaded
    (open, openUnloaded, openSkipped) = ([], [], 0)
  }

  /// The serial harness's closing line between rules: `All 3 tests passed`, `1 of 3 tests failed`.
  private mutating func serial(_ lines: [Line], _ number: Int) {
    guard number + 1 < lines.count else { return }
    let line = lines[number + 1]
    let isClosing = [
      "tests passed", "test passed", "tests failed", "test failed", "behaved as expected",
      "not behave as expected",
    ].contains { line.contains($0) }
    guard isClosing, line.bytes.count <= lines[number].bytes.count,
      number + 2 < lines.count,
      lines[(number + 2)...].prefix(5).contains(where: { $0.bytes == lines[number].bytes }),
      let count = line.number(before: "tests", "test")
    else { return }
    let ran = open.count - openSkipped
    isAutomake = true
    closings += 1
    if count != ran {
      doubt = doubt ?? "Automake counts \(count) tests and tells of \(ran)"
    }
    isOpen(number + 2)
    flush()
  }

  /// All of it; `nil` where Automake has said nothing.
  var reading: Reading? {
    guard isAutomake else { return nil }
    var reading = Reading()
    (reading.tests, reading.unloaded, reading.span) = (tests + open, unloaded + openUnloaded, span)
    reading.isClosed = closings > 0 && open.isEmpty && sum == nil
    reading.doubt = doubt
    return reading
  }
}

/// The numbers of a closing block.
private struct AutomakeSum {
  var total = 0
  var passed = 0
  var skipped = 0
  var failed = 0
  var isBegun = false

  /// Takes `# XFAIL: 1`; gives whether it is one of them.
  mutating func take(_ line: Line) -> Bool {
    guard let rest = line.after("# "), let cut = rest.cut(at: ":"),
      let number = cut.after.trimmed.number
    else { return false }
    switch cut.before.text {
    case "TOTAL": total = number
    case "PASS": passed = number
    case "SKIP", "XFAIL": skipped += number
    case "FAIL", "XPASS", "ERROR": failed += number
    default: return false
    }
    isBegun = true
    return true
  }
}
