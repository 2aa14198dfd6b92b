import Vocabulary

/// doctest, the test framework for C++.
///
/// Only tests that failed are named; the closing lines have the numbers, those of test cases and not those of
/// assertions.
package enum DoctestRunner: Runner {
  package static let name = "doctest"
  package static let marks = ["[doctest] "]

  package static func read(_ output: Output) -> Reading? {
    var text = DoctestText()
    for (number, line) in output.lines.enumerated() { text.take(line, number) }
    return text.reading
  }
}

/// What is known of doctest's text, line by line.
private struct DoctestText {
  private var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
  private var tests: [NamedTest] = []
  private var areNamesKnown = true
  private var starts = 0
  private var ends = 0
  private var sum: TestReport.Counts?
  private var doubt: String?
  private var span: Range<Int>?
  /// The tests shown in the open run: those that failed or were to fail.
  private var shown: [Shown] = []
  private var places: [String: Int] = [:]
  private var current = 0
  private var place = Place.outside
  private var location = ""
  private var suite: String?

  private struct Shown {
    var name: String
    var hasFailed = false
    var isExpected = false
  }

  /// Where in a block the next line stands.
  private enum Place { case outside, rule, header, body }

  mutating func take(_ line: Line, _ number: Int) {
    if let rest = line.after("[doctest] ") {
      own(rest, number)
      return
    }
    if line.hasSuffix("=========="), line.bytes.suffix(79).allSatisfy({ $0 == UInt8(ascii: "=") }),
      line.bytes.count >= 79
    {
      (place, suite) = (.rule, nil)
      return
    }
    switch place {
    case .outside: break
    case .rule:
      guard line.hasSuffix(":") else {
        place = .outside
        return
      }
      (place, location) = (.header, line.text)
    case .header: header(line)
    case .body: body(line)
    }
  }

  private mutating func header(_ line: Line) {
    if let name = line.after("TEST SUITE: ") {
      suite = name.text
    } else if line.hasPrefix("DESCRIPTION: ") {
      return
    } else if let name = line.after("TEST CASE:  ")
      ?? line.after("  Scenario: ").map({ _ in
        Line(line.bytes.dropFirst(2))
      })
    {
      let full = suite.map { "\($0) > \(name.text)" } ?? name.text
      // A test case is shown once for each of its sub-cases that failed.
      current = places[location + full] ?? shown.count
      if current == shown.count {
        places[location + full] = current
        shown.append(Shown(name: full))
      }
      place = .body
    } else {
      place = .outside
    }
  }

  private mutating func body(_ line: Line) {
    guard shown.indices.contains(current) else { return }
    let test = current
    if line.contains("marking it as not failed") { shown[test].isExpected = true }
    if line.contains("Marking it as failed!") || line.hasPrefix("Test case exceeded time limit") {
      shown[test].hasFailed = true
    }
    // `a.cpp:5: ERROR: CHECK( 1 == 2 ) is NOT correct!`, with `a.cpp(5): ` where asked for.
    guard let cut = line.cut(at: ": ERROR: ") ?? line.cut(at: ": FATAL ERROR: "),
      cut.before.bytes.last.map({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ")") }) == true
    else { return }
    shown[test].hasFailed = true
  }

  /// A line that begins with `[doctest] `.
  private mutating func own(_ line: Line, _ number: Int) {
    span = min(span?.lowerBound ?? number, number)..<(number + 1)
    place = .outside
    if line.hasPrefix("doctest version is ") { starts += 1 }
    if line.hasPrefix("test cases:") {
      sum = TestReport.Counts(
        passed: line.number(before: "passed") ?? 0, failed: line.number(before: "failed") ?? 0,
        skipped: line.number(before: "skipped") ?? 0)
    }
    guard let status = line.after("Status: "), let sum else { return }
    close(sum, isGood: status.hasPrefix("SUCCESS"))
  }

  private mutating func close(_ sum: TestReport.Counts, isGood: Bool) {
    let expected = shown.filter(\.isExpected)
    let failed = shown.filter { $0.hasFailed && !$0.isExpected }
    if failed.count > sum.failed { areNamesKnown = false }
    // What failed as expected is among doctest's passed.
    let skipped = min(expected.count, sum.passed)
    counts.passed += sum.passed - skipped
    counts.failed += sum.failed
    counts.skipped += sum.skipped + skipped
    if isGood != (sum.failed == 0) {
      doubt = doubt ?? "doctest's status is not that of its numbers"
    }
    tests += failed.map { NamedTest($0.name, .failed) }
    tests += expected.map { NamedTest($0.name, .skipped) }
    ends += 1
    (self.sum, shown, places) = (nil, [], [:])
  }

  /// All of it; `nil` where doctest has said nothing.
  var reading: Reading? {
    guard starts + ends > 0 else { return nil }
    var reading = Reading()
    (reading.span, reading.doubt, reading.counts) = (span, doubt, counts)
    reading.isClosed = ends > 0 && ends >= starts
    if areNamesKnown { reading.tests = tests }
    return reading
  }
}
