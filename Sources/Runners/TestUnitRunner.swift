import Vocabulary

/// test-unit, the other library of Ruby's: plain and verbose.
///
/// A test is `Class#test_name`. An `exit 0` within a test leaves a whole summary of fewer tests;
/// only the verbose form shows the test that did not end.
package enum TestUnitRunner: Runner {
  package static let name = "test-unit"
  package static let marks = ["Loaded suite "]

  package static func read(_ output: Output) -> Reading? {
    var text = TestUnitText()
    return Reading(output, taking: &text)
  }
}

/// What is known of test-unit's text, line by line.
private struct TestUnitText: ClosedText {
  var tally = SessionTally()
  /// Whether a run was begun that has no closing line.
  var isOpen = false
  var doubt: String?
  private var isTimed = false
  private var isOpenAtEnd = false
  /// Marks of tests before the time, one for each.
  private var marks = 0
  /// The last line that looks like a closing one: what a test prints may look so too.
  private var closing: (ran: Int, failed: Int, skipped: Int)?
  private var className = ""
  private var openName: String?
  private var said: TestResult?
  /// Tests of verbose lines, and those of the reports in between.
  private var told: [NamedTest] = []
  private var reported: [NamedTest] = []
  /// How many of them there were at the last closing line.
  private var kept = (told: 0, reported: 0)

  /// Verbose lines where they agree with the numbers, else the reports.
  var tests: [NamedTest] {
    var reading = Reading()
    reading.tests = told
    guard !told.isEmpty, reading.total == tally.counts else {
      var folded = Reading()
      folded.tests = reported
      folded.foldEqualNames()
      return folded.tests
    }
    return told
  }

  /// Takes the next line; gives whether it is one of test-unit's own.
  mutating func take(_ line: Line) -> Bool {
    if line.hasPrefix("Loaded suite ") {
      finish()
      if isOpen { doubt = doubt ?? "a run of test-unit's has no closing line" }
      (isOpen, isTimed, className, openName) = (true, false, "", nil)
      marks = 0
      return true
    }
    guard isOpen else { return false }
    if line.hasPrefix("Finished in "), line.hasSuffix(" seconds.") {
      isTimed = true
      isOpenAtEnd = openName != nil
      return false
    }
    if isTimed, close(line) { return true }
    if !isTimed || closing != nil { marks += line.bytes.count { ".FEOP".utf8.contains($0) } }
    return (note(report: line) || note(verbose: line)) && closing == nil
  }

  /// `3 tests, 3 assertions, 1 failures, 0 errors, 0 pendings, 1 omissions, 0 notifications`
  private mutating func close(_ line: Line) -> Bool {
    guard let parts = line.numberedParts, parts.count >= 4, parts[0].words == "tests",
      parts[1].words == "assertions", parts[2].words == "failures", parts[3].words == "errors"
    else { return false }
    let skipped = parts.dropFirst(4).filter { ["pendings", "omissions"].contains($0.words) }
    closing = (
      parts[0].number, parts[2].number + parts[3].number, skipped.map(\.number).reduce(0, +)
    )
    kept = (told.count, reported.count)
    return true
  }

  /// Counts the run that is open, where it is closed.
  mutating func finish() {
    guard isOpen, let (ran, failed, skipped) = closing else { return }
    // What follows the closing line is of others.
    told.removeLast(told.count - kept.told)
    reported.removeLast(reported.count - kept.reported)
    tally.close(of: ran, failed: failed, skipped: skipped)
    if ran > marks { doubt = doubt ?? "test-unit counts more tests than it shows" }
    if isOpenAtEnd { doubt = doubt ?? "a test of test-unit's did not end" }
    (isOpen, isTimed, isOpenAtEnd, closing) = (false, false, false, nil)
  }

  /// `Failure: test_b(A)`, `Error: test_e(A): RuntimeError: x`, `Omission: why [test_c(A)]`
  private mutating func note(report line: Line) -> Bool {
    for (word, result) in [
      ("Failure: ", TestResult.failed), ("Error: ", .failed), ("Pending: ", .skipped),
      ("Omission: ", .skipped), ("Notification: ", .passed),
    ] {
      guard let rest = line.after(word) else { continue }
      said = max(said ?? .skipped, result)
      guard result != .passed, let name = TestUnitText.identity(rest) else { return true }
      reported.append(NamedTest(name, result))
      return true
    }
    return false
  }

  /// `A#test_b` of `test_b(A)`, which words before or behind may stand with.
  private static func identity(_ line: Line) -> String? {
    var text = line
    if line.hasSuffix("]"), let inner = line.cut(atLast: " [") {
      text = Line(inner.after.bytes.dropLast())
    }
    var place = text.bytes.startIndex
    while let open = text.bytes[place...].firstIndex(of: UInt8(ascii: "(")) {
      let inner = text.bytes[(open + 1)...].prefix { $0 != UInt8(ascii: ")") }
      let rest = Line(text.bytes[inner.endIndex...].dropFirst())
      if let first = inner.first, (0x41...0x5a).contains(first), open > text.bytes.startIndex,
        rest.isEmpty || rest.hasPrefix(":")
      {
        return "\(Line(inner).text)#\(Line(text.bytes[..<open]).text)"
      }
      place = open + 1
    }
    return nil
  }

  /// `A: `, `  test_a:\t\t.: (0.000220)`; what a test prints, and its report, stand before the
  /// mark.
  private mutating func note(verbose line: Line) -> Bool {
    if let time = line.cut(atLast: ": ("), line.hasSuffix(")"),
      Line(time.after.bytes.dropLast()).isDecimal
    {
      let opened = TestUnitText.opened(time.before).map { "\(className)#\($0)" }
      guard let name = opened ?? openName else { return false }
      told.append(NamedTest(name, TestUnitText.result(time.before.bytes.last, said)))
      (openName, said) = (nil, nil)
      return true
    }
    if let name = TestUnitText.opened(line) {
      if openName != nil { doubt = doubt ?? "a test of test-unit's did not end" }
      (openName, said) = ("\(className)#\(name)", nil)
      return true
    }
    guard let name = line.before(": ")?.trimmed, let first = name.bytes.first,
      (0x41...0x5a).contains(first), !name.contains(" ")
    else { return false }
    className = name.text
    return true
  }

  /// The name before the tabs.
  private static func opened(_ line: Line) -> String? {
    guard line.hasPrefix("  "), let tab = line.range(of: ":\t") else { return nil }
    return Line(line.bytes[..<tab.lowerBound]).trimmed.text
  }

  private static func result(_ mark: UInt8?, _ said: TestResult?) -> TestResult {
    switch mark {
    case UInt8(ascii: "."): said == .failed ? .failed : .passed
    case UInt8(ascii: "F"), UInt8(ascii: "E"): .failed
    case UInt8(ascii: "O"), UInt8(ascii: "P"): .skipped
    default: said ?? .passed
    }
  }
}
