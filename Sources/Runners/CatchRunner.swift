import Vocabulary

/// Catch2, versions 2 and 3, with its console reporter and its compact one.
///
/// Nothing is announced, and only tests that failed are named; the closing lines have the numbers.
package enum CatchRunner: Runner {
  package static let name = "catch2"
  package static let marks = [
    "test cases: ", "All tests passed (", "No tests ran", " host application.", "Passed ",
    "Failed ", "Randomness seeded to: ", "RNG seed: ",
  ]

  package static func focused(
    _ call: Call, on tests: [String], stopsEarly: Bool
  ) -> String? {
    // A long name was wrapped, and a star at an end stands for anything.
    let isExact = tests.allSatisfy { name in
      !name.isNumbered && name.utf8.count < 70 && !name.hasPrefix("*") && !name.hasSuffix("*")
        && !name.hasPrefix("~") && !name.hasPrefix("exclude:") && !name.contains("\"")
    }
    // What the call chose before is among the words, and cannot be told from the values of options.
    guard call.isOfProgram, isExact, !tests.isEmpty,
      call.words.dropFirst().allSatisfy({ $0.hasPrefix("-") })
    else { return nil }
    let specification = tests.map { name in
      name.map { "\\,[".contains($0) ? "\\\($0)" : "\($0)" }.joined()
    }.joined(separator: ",")
    return call.replacing(words: call.words + [specification] + (stopsEarly ? ["--abort"] : []))
  }

  package static func read(_ output: Output) -> Reading? {
    var text = CatchText()
    for number in output.lines.indices { text.take(output.lines, number) }
    return text.reading
  }
}

/// What is known of Catch2's text, line by line.
private struct CatchText {
  private var failed: [String] = []
  private var known: Set<String> = []
  private var runFailed: [String] = []
  private var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
  private var isCatch = false
  private var isClosed = false
  private var areNamesKnown = true
  private var span: Range<Int>?
  private var test: String?
  private var headerEnd = 0
  private var isCompact = false

  mutating func take(_ lines: [Line], _ number: Int) {
    let line = lines[number]
    guard let first = line.bytes.first else { return }
    switch first {
    case UInt8(ascii: "-"):
      guard CatchText.isRule(line, "-"), number >= headerEnd,
        let header = CatchText.header(lines, number)
      else { return }
      (test, headerEnd) = (header.name, header.end + 1)
    case UInt8(ascii: "R"):
      if let seed = line.after("Randomness seeded to: "), seed.number != nil { begins(number) }
      // The compact reporter of version 3 has no rule before its closing lines.
      if let seed = line.after("RNG seed: "), seed.number != nil {
        isCompact = true
        begins(number)
      }
    case UInt8(ascii: "t"):
      if isClosing(lines, number), let sum = CatchText.sum(line) {
        close(sum, number, hasExpected: line.contains("failed as expected"))
      }
    case UInt8(ascii: "A"):
      if let sum = CatchText.allPassed(line), isClosing(lines, number) {
        close(sum, number)
      }
    case UInt8(ascii: "N"):
      if line.equals("No tests ran"), isClosing(lines, number) {
        close(TestReport.Counts(passed: 0, failed: 0, skipped: 0), number)
      }
      if line.equals("No tests ran.") {
        close(TestReport.Counts(passed: 0, failed: 0, skipped: 0), number)
      }
    case UInt8(ascii: "P"), UInt8(ascii: "F"):
      if let sum = CatchText.compact(line) { close(sum, number) }
    default: break
    }
    if line.hasSuffix(" host application."), line.contains(" is a Catch") { begins(number) }
    if let test, CatchText.isFailure(line), !known.contains(test) {
      known.insert(test)
      runFailed.append(test)
    }
  }

  private mutating func begins(_ number: Int) {
    isCatch = true
    isClosed = false
    covers(number)
  }

  private mutating func covers(_ number: Int) {
    span = min(span?.lowerBound ?? number, number)..<(number + 1)
  }

  private mutating func close(
    _ sum: TestReport.Counts, _ number: Int, hasExpected: Bool = false
  ) {
    covers(number)
    (isCatch, isClosed, isCompact) = (true, true, false)
    counts.passed += sum.passed
    counts.failed += sum.failed
    counts.skipped += sum.skipped
    // What fails as expected is shown like what fails.
    if hasExpected || runFailed.count > sum.failed { areNamesKnown = false }
    failed += runFailed
    (runFailed, known, test) = ([], [], nil)
  }

  /// `a.cpp:5: FAILED:`
  private static func isFailure(_ line: Line) -> Bool {
    guard let place = line.before(": FAILED:"), let last = place.bytes.last else { return false }
    return (0x30...0x39).contains(last) || last == UInt8(ascii: ")")
  }

  private static func isRule(_ line: Line, _ character: Character) -> Bool {
    guard let byte = character.asciiValue else { return false }
    return line.bytes.count >= 60 && line.bytes.allSatisfy { $0 == byte }
  }

  /// Whether the closing lines may begin here.
  private func isClosing(_ lines: [Line], _ number: Int) -> Bool {
    isCompact || number > 0 && CatchText.isRule(lines[number - 1], "=")
  }

  /// The name of a test case between rules, with what was wrapped put together again; the lines of sections, which are
  /// indented, are left out.
  private static func header(_ lines: [Line], _ number: Int) -> (name: String, end: Int)? {
    let names = lines[(number + 1)...].prefix(12)
    guard let end = names.firstIndex(where: { isRule($0, "-") }), let first = names.first,
      first.indent == 0, !first.isEmpty
    else { return nil }
    var name = first
    var text = first.text
    for line in names[..<end].dropFirst() {
      // A line goes on where the next word had no room, with an indent of its own.
      let word = line.words.first?.bytes.count ?? 0
      guard name.bytes.count + 1 + word > 78,
        line.indent == 0
          || line.indent
            == (first.range(of: ": ").map { $0.upperBound - first.bytes.startIndex } ?? 0)
      else { break }
      text += " " + line.trimmed.text
      name = line
    }
    return (text, end)
  }

  /// `test cases: 11 | 3 passed | 6 failed | 1 skipped | 2 failed as expected`
  private static func sum(_ line: Line) -> TestReport.Counts? {
    guard let rest = line.after("test cases:") else { return nil }
    let parts = rest.bytes.split(separator: UInt8(ascii: "|")).map { Line($0).trimmed }
    guard parts.count > 1, parts[0].number != nil else { return nil }
    var sum = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
    for part in parts.dropFirst() {
      guard let number = part.words.first?.number else { return nil }
      if part.hasSuffix(" passed") {
        sum.passed += number
      } else if part.hasSuffix(" failed") {
        sum.failed += number
      } else if part.hasSuffix(" skipped") || part.hasSuffix(" failed as expected") {
        sum.skipped += number
      } else {
        return nil
      }
    }
    return sum
  }

  /// `All tests passed (2 assertions in 1 test case)`
  private static func allPassed(_ line: Line) -> TestReport.Counts? {
    guard let rest = line.after("All tests passed ("), rest.hasSuffix(")"),
      let cut = rest.cut(at: " in "), let number = cut.after.words.first?.number,
      cut.after.contains(" test case")
    else { return nil }
    return TestReport.Counts(passed: number, failed: 0, skipped: 0)
  }

  /// `Passed all 3 test cases with 5 assertions.`, `Failed 6 test cases, failed 7 assertions.`
  private static func compact(_ line: Line) -> TestReport.Counts? {
    guard line.hasSuffix("."), line.contains(" test case"), line.contains("assertion") else {
      return nil
    }
    let words = line.words
    if line.hasPrefix("Passed "), let number = words.lazy.compactMap(\.number).first,
      line.contains(" with ") || line.contains("(no assertions)")
    {
      return TestReport.Counts(passed: number, failed: 0, skipped: 0)
    }
    guard line.hasPrefix("Failed "), line.contains(", failed ") else { return nil }
    let number = words.lazy.compactMap(\.number).first
    return TestReport.Counts(passed: 0, failed: number ?? 1, skipped: 0)
  }

  /// All of it; `nil` where Catch2 has said nothing.
  var reading: Reading? {
    guard isCatch else { return nil }
    var reading = Reading()
    reading.span = span
    reading.isClosed = isClosed
    reading.counts = counts
    if areNamesKnown { reading.tests = (failed + runFailed).map { NamedTest($0, .failed) } }
    return reading
  }
}
