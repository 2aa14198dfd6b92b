import Vocabulary

/// `meson test`, also behind `ninja test`.
package enum MesonRunner: Runner {
  package static let name = "meson"
  package static let marks = [
    "Ok: ", "No tests defined.", "No suitable tests defined.", " OK  ", " FAIL  ",
  ]

  package static func isCalled(by call: Call) -> Bool {
    call.arguments(after: "meson")?.first == "test"
  }

  package static func read(_ output: Output) -> Reading? {
    var text = MesonText()
    for (number, line) in output.lines.enumerated() { text.take(line, number) }
    return text.reading
  }
}

/// What is known of Meson's text, line by line.
private struct MesonText {
  private var tests: [NamedTest] = []
  /// The tests of the open run by their number, so that a summary's repetition counts for nothing.
  private var open: [Int: NamedTest] = [:]
  private var total: Int?
  private var sums: MesonSums?
  private var isMeson = false
  private var isClosed = true
  private var doubt: String?
  private var span: Range<Int>?

  mutating func take(_ line: Line, _ number: Int) {
    guard let first = line.bytes.first else { return }
    if first == UInt8(ascii: "N"),
      line.equals("No tests defined.") || line.equals("No suitable tests defined.")
    {
      runs.append(TestReport.Counts(passed: 0, failed: 0, skipped: 0))
      return covers(number)
    }
    if let result = MesonLine(line) {
      // Another count of all within an open run stands in what a test printed.
      if let total, total != result.total { return }
      total = result.total
      if open[result.place] == nil { open[result.place] = NamedTest(result.name, result.result) }
      isClosed = false
      sums = nil
      return covers(number)
    }
    if line.hasPrefix("Ok: ") { sums = MesonSums() }
    if var known = sums, known.take(line) {
      sums = known
      return
    }
    if line.hasPrefix("Full log written to ") {
      if let sums { close(sums, number) }
      return
    }
    // Whatever else stands between was printed by a test.
    sums = nil
  }

  private mutating func covers(_ number: Int) {
    isMeson = true
    span = min(span?.lowerBound ?? number, number)..<(number + 1)
  }

  private mutating func close(_ sums: MesonSums, _ number: Int) {
    let told = open.values
    func count(_ result: TestResult) -> Int { told.lazy.filter { $0.result == result }.count }
    covers(number)
    self.sums = nil
    // A quiet run names only what did not pass.
    let unnamed = sums.passed - count(.passed)
    if sums.failed != count(.failed) || sums.skipped < count(.skipped) || unnamed < 0 {
      doubt = doubt ?? "Meson's closing numbers are not those of its tests"
    }
    if let total, sums.failed == 0, sums.all != total {
      doubt = doubt ?? "Meson has \(total) tests and tells of \(sums.all)"
    }
    hidden.passed += max(0, unnamed)
    hidden.skipped += max(0, sums.skipped - count(.skipped))
    isClosed = true
    runs.append(
      TestReport.Counts(passed: sums.passed, failed: sums.failed, skipped: sums.skipped))
    flush()
  }

  private var runs: [TestReport.Counts] = []

  /// What was counted and not named.
  private var hidden = TestReport.Counts(passed: 0, failed: 0, skipped: 0)

  /// Ends a run of tests.
  private mutating func flush() {
    tests += open.sorted { $0.key < $1.key }.map(\.value)
    open = [:]
    total = nil
  }

  /// All of it; `nil` where Meson has said nothing.
  var reading: Reading? {
    guard isMeson else { return nil }
    var reading = Reading()
    reading.span = span
    reading.isClosed = isClosed
    reading.doubt = doubt
    reading.isOrdered = false
    reading.runs = runs
    reading.tests = tests + open.sorted { $0.key < $1.key }.map(\.value)
    if hidden.passed + hidden.skipped > 0 {
      let named = reading.total
      reading.counts = TestReport.Counts(
        passed: named.passed + hidden.passed, failed: named.failed,
        skipped: named.skipped + hidden.skipped)
    }
    return reading
  }
}

/// The closing numbers, one a line.
private struct MesonSums {
  var passed = 0
  var failed = 0
  var skipped = 0

  var all: Int { passed + failed + skipped }

  /// Takes one line; gives whether it is of them.
  mutating func take(_ line: Line) -> Bool {
    guard let cut = line.cut(at: ":"), let number = cut.after.trimmed.number else { return false }
    switch cut.before.text {
    case "Ok": passed += number
    case "Expected Fail", "Skipped", "Ignored": skipped += number
    case "Fail", "Unexpected Pass", "Timeout": failed += number
    default: return false
    }
    return true
  }
}

/// A line such as ` 3/14 unit - my_proj:fail    FAIL     0.03s   exit status 1`.
private struct MesonLine {
  var place: Int
  var total: Int
  var name: String
  var result: TestResult

  private static let words: [(word: String, result: TestResult)] = [
    ("OK", .passed), ("FAIL", .failed), ("SKIP", .skipped), ("EXPECTEDFAIL", .skipped),
    ("UNEXPECTEDPASS", .failed), ("ERROR", .failed), ("TIMEOUT", .failed), ("INTERRUPT", .failed),
    ("IGNORED", .skipped),
  ]

  init?(_ line: Line) {
    let text = Line(line.bytes.drop { $0 == 0x20 })
    guard let first = text.bytes.first, (0x31...0x39).contains(first),
      let space = text.cut(at: " "), let slash = space.before.cut(at: "/"),
      let place = slash.before.number, let total = slash.after.number
    else { return nil }
    // The time comes after the word, which comes after the name: read from the end.
    let rest = space.after
    for (word, result) in MesonLine.words {
      guard let cut = rest.cut(atLast: " \(word) "), MesonLine.isTime(cut.after) else { continue }
      self.place = place
      self.total = total
      name = cut.before.trimmed.text
      self.result = result
      return
    }
    return nil
  }

  /// `     0.03s   exit status 1`, in old versions `0.03 s`.
  private static func isTime(_ text: Line) -> Bool {
    guard let first = text.words.first else { return false }
    let number = first.before("s") ?? first
    guard let dot = number.cut(at: "."), dot.before.number != nil, dot.after.number != nil else {
      return false
    }
    return first.hasSuffix("s") || text.words.dropFirst().first?.hasPrefix("s") == true
  }
}
