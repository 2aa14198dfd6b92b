import Vocabulary

/// The closing numbers that many home-made runners print: `3 passed, 1 failed` in one line, or `Tests passed: 3` and
/// `Tests failed: 1` in lines one after the other.
///
/// Several of them are several runs and are added up, unless the last is the sum of the others.
package enum PlainRunner: Runner {
  package static let name = "plain"
  package static let marks = ["passed", "Passed", "PASSED", "succeeded", "Succeeded"]

  package static func read(_ output: Output) -> Reading? {
    var reading = Reading()
    var open = PlainTally()
    for (number, line) in output.lines.enumerated() {
      guard let tally = PlainTally(line) else {
        if !PlainTally.isDecoration(line) { open = PlainTally() }
        continue
      }
      if !open.add(tally) { open = tally }
      guard let counts = open.counts else { continue }
      reading.runs.append(counts)
      reading.covers(number)
      open = PlainTally()
    }
    guard let last = reading.runs.last else { return nil }
    if reading.runs.count > 2, sum(reading.runs.dropLast()) == last { reading.runs = [last] }
    reading.counts = sum(reading.runs[...])
    reading.isClosed = true
    return reading
  }

  private static func sum(_ runs: ArraySlice<TestReport.Counts>) -> TestReport.Counts {
    runs.reduce(into: .init(passed: 0, failed: 0, skipped: 0)) { sum, run in
      sum.passed += run.passed
      sum.failed += run.failed
      sum.skipped += run.skipped
    }
  }
}

/// Numbers of tests that one line counts, or some lines one after the other.
struct PlainTally: Hashable {
  private(set) var passed: Int?
  private(set) var failed: Int?
  private(set) var skipped: Int?

  /// Nothing counted.
  init() {}

  /// The numbers of `line`, where it says no more than them: `12 passed, 1 failed`, `Results: 2 tests failed.`,
  /// `Passed: 3 | Failed: 0`; `nil` for any other.
  init?(_ line: Line) {
    guard (3..<200).contains(line.bytes.count), let tokens = PlainTally.tokens(line) else {
      return nil
    }
    // What stands last tells whether numbers come before their words.
    let isNumberFirst = tokens.last.map { if case .word = $0 { true } else { false } } ?? false
    var label: [String] = []
    var number: Int?
    for token in tokens {
      switch (token, isNumberFirst) {
      case (.word(let word), _): label.append(word)
      case (.number(let next), true):
        guard number == nil ? PlainTally.isHead(label, of: line) : take(label, number) else {
          return nil
        }
        (number, label) = (next, [])
      case (.number(let next), false):
        guard take(label, next) else { return nil }
        label = []
      }
    }
    if isNumberFirst, !take(label, number) { return nil }
    guard passed != nil || failed != nil || skipped != nil else { return nil }
  }

  /// The counts, where both what passed and what failed is known.
  var counts: TestReport.Counts? {
    guard let passed, let failed else { return nil }
    return .init(passed: passed, failed: failed, skipped: skipped ?? 0)
  }

  /// Adds the numbers of a further line; `false` where it counts again what is counted already.
  mutating func add(_ other: PlainTally) -> Bool {
    guard passed == nil || other.passed == nil, failed == nil || other.failed == nil,
      skipped == nil || other.skipped == nil
    else { return false }
    passed = passed ?? other.passed
    failed = failed ?? other.failed
    skipped = skipped ?? other.skipped
    return true
  }

  /// Whether a line only sets others apart.
  static func isDecoration(_ line: Line) -> Bool {
    line.bytes.allSatisfy { Line.isSpace($0) || "-=_*#+~".utf8.contains($0) }
  }

  // MARK: Reading

  private enum Token {
    case word(String)
    case number(Int)
  }

  private static let spaces = Set(" \t:=,;|-*#()[]!\u{b}.".utf8)

  /// The words and numbers of a line; `nil` where anything else stands there, and soon.
  private static func tokens(_ line: Line) -> [Token]? {
    var tokens: [Token] = []
    var hasNumber = false
    var bytes = line.trimmed.bytes
    if bytes.last == UInt8(ascii: ".") { bytes = bytes.dropLast() }
    while let first = bytes.first {
      // A stroke with a space on both sides parts numbers; any other is of a path.
      if first == UInt8(ascii: "/"), bytes.dropFirst().first == 0x20, !tokens.isEmpty {
        bytes = bytes.dropFirst()
        continue
      }
      if first >= 0x80 || spaces.contains(first) && first != UInt8(ascii: ".") {
        bytes = bytes.dropFirst()
        continue
      }
      let isDigit = isDigit(first)
      guard isDigit || isLetter(first), tokens.count < 12 else { return nil }
      let part = bytes.prefix { isDigit ? self.isDigit($0) : isLetter($0) }
      bytes = bytes.dropFirst(part.count)
      // What touches is part of another word: `0.5s`, `50%`, `a.py`.
      if let next = bytes.first, !(next >= 0x80), !spaces.contains(next) || next == 0x2e {
        return nil
      }
      if isDigit {
        guard let number = Line(part).number else { return nil }
        hasNumber = true
        tokens.append(.number(number))
      } else {
        let word = Line(part).text.lowercased()
        // Any word may stand first, as the name of what was tested.
        guard known.contains(word) || tokens.isEmpty else { return nil }
        tokens.append(.word(word))
      }
    }
    return hasNumber ? tokens : nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
  }

  private static let passing: Set<String> = [
    "passed", "passes", "passing", "pass", "succeeded", "success", "successes", "successful",
  ]
  private static let failing: Set<String> = [
    "failed", "fails", "failing", "fail", "failure", "failures", "error", "errors",
  ]
  private static let skipping: Set<String> = ["skipped", "skips", "ignored", "disabled"]
  private static let others: Set<String> = [
    "test", "tests", "case", "cases", "total", "result", "results", "summary", "unit", "and", "run",
    "ran",
  ]
  private static let known = passing.union(failing).union(skipping).union(others)

  /// Beginnings of words before the numbers that say that no tests are counted.
  private static let foreign = [
    "assert", "check", "lint", "step", "file", "warn", "rule", "format", "type", "require",
    "expect",
  ]

  /// Whether these words may stand before the numbers: none, words of tests, or one name with a colon.
  private static func isHead(_ words: [String], of line: Line) -> Bool {
    guard let first = words.first else { return true }
    if words.allSatisfy(others.contains) { return true }
    return words.count == 1 && !foreign.contains(where: first.hasPrefix)
      && line.cut(at: ":").map { $0.before.trimmed.bytes.allSatisfy(isLetter) } == true
  }

  /// Takes a number with its words; `false` where these are not of tests, or count the same again.
  private mutating func take(_ label: [String], _ number: Int?) -> Bool {
    guard let number, !label.isEmpty, label.allSatisfy(PlainTally.known.contains) else {
      return false
    }
    let words = label.filter { !PlainTally.others.contains($0) }
    guard words.count <= 1 else { return false }
    guard let word = words.first else { return true }
    if PlainTally.passing.contains(word) {
      guard passed == nil else { return false }
      passed = number
    } else if PlainTally.skipping.contains(word) {
      guard skipped == nil else { return false }
      skipped = number
    } else {
      failed = (failed ?? 0) + number
    }
    return true
  }
}
