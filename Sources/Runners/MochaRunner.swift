import Vocabulary

/// mocha: its reporters `spec` and `list` with names, `dot`, `min` and the like by their closing numbers alone.
///
/// Names are the suites and the test, joined by ` > `; of `list` what it prints.
package enum MochaRunner: Runner {
  package static let name = "mocha"
  package static let marks = [" passing (", "✔ ", "✓ ", "  √ "]

  package static func isCalled(by call: Call) -> Bool {
    guard let own = call.arguments(after: "mocha") ?? call.arguments(after: "_mocha") else {
      return false
    }
    return !own.enumerated().contains { place, word in
      if word == "-R" || word == "--reporter" {
        return !readable.contains(own.dropFirst(place + 1).first ?? "")
      }
      guard word.hasPrefix("--reporter=") else { return false }
      return !readable.contains(String(word.dropFirst(11)))
    }
  }

  private static let readable: Set = ["spec", "list", "dot", "min", "nyan", "progress", "landing"]

  package static func read(_ output: Output) -> Reading? {
    var text = MochaText()
    var reading = Reading()
    for number in output.lines.indices where text.take(number, of: output.lines) {
      reading.covers(number)
    }
    guard text.isMocha else { return nil }
    reading.tests = text.tests
    reading.counts = text.counts
    reading.isClosed = text.isClosed
    return reading
  }
}

/// What is known of mocha's text, line by line.
private struct MochaText {
  private(set) var tests: [NamedTest] = []
  private(set) var counts: TestReport.Counts?
  private var runs = 0
  /// The tests of the run that is not closed yet.
  private var open: [NamedTest] = []
  private var suites: [String] = []
  /// How many failures the closed run still tells of, and how many it has told of.
  private var retold = (count: 0, next: 1)
  /// Whether the lines right below the closing number are read.
  private var isClosing = false
  private var hasMark = false

  /// Whether one of mocha's own lines was there.
  var isMocha: Bool { runs > 0 || hasMark }

  var isClosed: Bool { runs > 0 && open.isEmpty }

  /// Takes line `number`; gives whether it is one of mocha's own.
  mutating func take(_ number: Int, of lines: [Line]) -> Bool {
    let line = lines[number]
    if isClosing {
      if let (count, word) = MochaText.number(line, ["pending", "failing"]) {
        if word == "pending" { counts?.skipped += count }
        if word == "failing" {
          counts?.failed += count
          retold = (count, 1)
        }
        return true
      }
      isClosing = false
    }
    if let (count, _) = MochaText.number(line, ["passing"]), number > 0, lines[number - 1].isEmpty,
      MochaText.isClosing(number, of: lines)
    {
      return close(count)
    }
    guard !line.isEmpty else { return false }
    if isRetelling(line) { return false }
    if let failure = MochaText.failure(line) {
      if retold.next <= retold.count && failure.number == retold.next {
        retold.next += 1
        return true
      }
      let known = open.count { $0.result == .failed }
      guard failure.number == known + 1, retold.next > retold.count else { return false }
      add(failure.name, .failed, at: failure.indent)
      return true
    }
    if let (name, result, indent) = MochaText.mark(line) {
      add(name, result, at: indent)
      hasMark = true
      return true
    }
    return suite(number, of: lines)
  }

  /// Whether a line is part of what mocha tells of a failure after its numbers: a message, a difference, a stack. What a later
  /// run prints begins with a suite, for which no more than two spaces are left free.
  private func isRetelling(_ line: Line) -> Bool {
    retold.next > 1 && open.isEmpty && suites.isEmpty && line.indent > 2
      && MochaText.failure(line) == nil
  }

  /// `  12 passing (3ms)`, `  1 pending`
  private static func number(_ line: Line, _ words: [String]) -> (Int, String)? {
    guard line.hasPrefix("  "), line.indent == 2 else { return nil }
    let parts = line.words
    guard parts.count == 2 || parts.count == 3, let count = parts[0].number else { return nil }
    let word = parts[1].text
    guard words.contains(word), (parts.count == 3) == (word == "passing") else { return nil }
    return parts.count == 2 || parts[2].hasPrefix("(") && parts[2].hasSuffix(")")
      ? (count, word) : nil
  }

  /// Whether mocha's empty line follows the numbers that begin in line `number`.
  private static func isClosing(_ number: Int, of lines: [Line]) -> Bool {
    var next = number + 1
    while next < lines.count, MochaText.number(lines[next], ["pending", "failing"]) != nil {
      next += 1
    }
    return next + 1 < lines.count && lines[next].isEmpty
  }

  private mutating func close(_ passed: Int) -> Bool {
    // Where tests are named, a number that is not theirs is printed by a test.
    let named = open.count { $0.result == .passed }
    guard open.isEmpty || named == passed || named == 0 else { return false }
    runs += 1
    isClosing = true
    let before = counts ?? TestReport.Counts(passed: 0, failed: 0, skipped: 0)
    counts = before
    counts?.passed += passed
    tests += open
    (open, suites, retold) = ([], [], (0, 1))
    return true
  }

  /// `    3) name`
  private static func failure(_ line: Line) -> (number: Int, name: String, indent: Int)? {
    let indent = line.indent
    guard indent >= 2 else { return nil }
    let text = Line(line.bytes.dropFirst(indent))
    guard let first = text.bytes.first, (0x31...0x39).contains(first),
      let cut = text.cut(at: ") "), let number = cut.before.number
    else { return nil }
    return (number, cut.after.text, indent)
  }

  /// `    ✔ name (75ms)`, `    - name`, behind what a test printed without a line feed.
  private static func mark(_ line: Line) -> (name: String, result: TestResult, indent: Int)? {
    let indent = line.indent
    let text = Line(line.bytes.dropFirst(indent))
    if indent >= 2, let name = text.after("- ") { return (name.text, .skipped, indent) }
    guard line.bytes.contains(0xe2) else { return nil }
    for mark in ["✔ ", "✓ ", "√ "] {
      if indent >= 2, let name = text.after(mark) { return (timeless(name), .passed, indent) }
      guard let range = line.range(of: "  " + mark) else { continue }
      let spaces = line.bytes[..<(range.lowerBound + 2)].reversed().prefix { $0 == 0x20 }.count
      return (timeless(Line(line.bytes[range.upperBound...])), .passed, spaces)
    }
    return nil
  }

  /// The name without ` (75ms)`, or `: 75ms` of the reporter `list`.
  private static func timeless(_ name: Line) -> String {
    if let text = name.before("ms)"), let cut = text.cut(atLast: " ("), cut.after.number != nil {
      return cut.before.text
    }
    if let text = name.before("ms"), let cut = text.cut(atLast: ": "), cut.after.number != nil {
      return cut.before.text
    }
    return name.text
  }

  private mutating func add(_ name: String, _ result: TestResult, at indent: Int) {
    while suites.count > max(0, indent / 2 - 1) { suites.removeLast() }
    open.append(NamedTest((suites + [name]).joined(separator: " > "), result))
  }

  /// A suite's name stands in front of something that is indented by two more spaces; one of the outermost has an
  /// empty line or a line of mocha's above it.
  private mutating func suite(_ number: Int, of lines: [Line]) -> Bool {
    let line = lines[number]
    let indent = line.indent
    guard indent >= 2, indent % 2 == 0, retold.next > retold.count, indent / 2 - 1 <= suites.count,
      indent > 2 || number == 0 || lines[number - 1].isEmpty || MochaText.isOwn(lines[number - 1]),
      number + 1 < lines.count, lines[number + 1].indent == indent + 2
    else { return false }
    while suites.count > indent / 2 - 1 { suites.removeLast() }
    suites.append(Line(line.bytes.dropFirst(indent)).text)
    return true
  }

  private static func isOwn(_ line: Line) -> Bool {
    mark(line) != nil || failure(line) != nil
  }
}
