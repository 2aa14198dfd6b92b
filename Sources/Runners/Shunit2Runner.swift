import Vocabulary

/// shUnit2.
///
/// It prints each test's name on a line of its own, and counts tests that ran, and assertions that failed or were
/// skipped.
package enum Shunit2Runner: Runner {
  package static let name = "shunit2"
  package static let marks = ["Ran "]

  package static func read(_ output: Output) -> Reading? {
    var text = Shunit2Text()
    for (number, line) in output.lines.enumerated() { text.take(line, number) }
    return text.reading
  }
}

/// What is known of shUnit2's text, line by line.
private struct Shunit2Text {
  private var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
  private var tests: [NamedTest] = []
  private var open: [NamedTest] = []
  private var areNamesKnown = true
  private var ran: Int?
  /// Lines that end with what can be a test's name.
  private var candidates = 0
  private var isClosed = false
  private var isShunit2 = false
  private var doubt: String?
  private var span: Range<Int>?
  private var start: Int?

  mutating func take(_ line: Line, _ number: Int) {
    guard let first = line.bytes.first else { return }
    if line.contains("ASSERT:") {
      if line.contains("unknown failure encountered running a test") {
        doubt = doubt ?? "a test of shUnit2's ended its run"
      }
      if let place = open.indices.last { open[place].result = .failed }
      return
    }
    if let rest = line.after("shunit2:ERROR "), let name = rest.cut(at: "()") {
      if let place = open.lastIndex(where: { $0.name == name.before.text }) {
        open[place].result = .failed
      }
      return
    }
    if line.bytes.last.map(Shunit2Text.isName) == true, line.contains("test") { candidates += 1 }
    switch first {
    case UInt8(ascii: "t"):
      guard line.bytes.allSatisfy(Shunit2Text.isName), line.hasPrefix("test") else { return }
      start = start ?? number
      isClosed = false
      open.append(NamedTest(line.text, .passed))
    case UInt8(ascii: "R"):
      // `Ran 3 tests.`
      guard let rest = line.after("Ran "), let cut = rest.cut(at: " "),
        cut.after.equals("tests.") || cut.after.equals("test."), let count = cut.before.number
      else { return }
      (ran, isShunit2) = (count, true)
      covers(number)
    case UInt8(ascii: "O"), UInt8(ascii: "F"): close(line, number)
    default: break
    }
  }

  private static func isName(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
  }

  private mutating func covers(_ number: Int) {
    let first = start ?? number
    span = min(span?.lowerBound ?? first, first)..<(number + 1)
  }

  /// `OK`, `OK (skipped=2)`, `FAILED (failures=3,skipped=2)`
  private mutating func close(_ line: Line, _ number: Int) {
    guard let count = ran else { return }
    let isGood = line.equals("OK") || line.hasPrefix("OK (skipped=")
    guard isGood || line.hasPrefix("FAILED (failures=") else { return }
    if candidates < count {
      doubt = doubt ?? "shUnit2 counts \(count) tests and tells of \(open.count)"
    }
    let failures = line.number(after: "failures") ?? 0
    let skips = line.number(after: "skipped") ?? 0
    let named = open.filter { $0.result == .failed }.count
    let isWhole = open.count == count && (named > 0) == (failures > 0) && named <= failures
    // Assertions are counted: a test may have failed in several, and each that was skipped may be another test's.
    let failed = isWhole ? named : isGood ? 0 : max(1, min(failures, count))
    let skipped = min(skips, max(0, count - failed))
    counts.failed += failed
    counts.skipped += skipped
    counts.passed += max(0, count - failed - skipped)
    areNamesKnown = areNamesKnown && isWhole
    tests += skips > 0 ? open.filter { $0.result == .failed } : open
    (open, ran, isClosed, start, candidates) = ([], nil, true, nil, 0)
    covers(number)
  }

  /// All of it; `nil` where shUnit2 has said nothing.
  var reading: Reading? {
    guard isShunit2 else { return nil }
    var reading = Reading()
    (reading.span, reading.isClosed, reading.doubt) = (span, isClosed && ran == nil, doubt)
    reading.counts = counts
    if areNamesKnown { reading.tests = tests }
    return reading
  }
}
