import Vocabulary

/// minitest, plain and verbose, of a file, of rake and of Rails, and the reporters of
/// `minitest-reporters`.
///
/// A test is `Class#test_name`; the number that a specification gets by its place is left out.
package enum MinitestRunner: Runner {
  package static let name = "minitest"
  package static let marks = ["# Running", "Started with run options", " errors, "]

  /// By a pattern of whole names, for one file and for Rails.
  package static func focused(
    _ call: Call, on tests: [String], stopsEarly: Bool
  ) -> String? {
    let isRails = call.program == "rails" && call.words.dropFirst().first == "test"
    let isFile = call.program == "ruby" && call.words.count { $0.hasSuffix(".rb") } == 1
    guard isRails || isFile,
      !call.words.contains(where: { word in
        ["--", "-n", "--name", "-i", "--include", "-e", "--exclude", "-x"].contains(word)
          || ["--name=", "--include=", "--exclude=", "-n/"].contains { word.hasPrefix($0) }
      }), tests.allSatisfy({ $0.contains("#") && !$0.hasSuffix(")") && !$0.contains("/") })
    else { return nil }
    let patterns = tests.map { test in
      let cut = Line(test).cut(at: "#")
      let name = escapedForRegex(cut?.after.text ?? "")
      return "\(escapedForRegex(cut?.before.text ?? ""))#(test_\\d{4}_)?\(name)"
    }
    return call.replacing(words: call.words + ["-n", "/^(\(patterns.joined(separator: "|")))$/"])
  }

  package static func read(_ output: Output) -> Reading? {
    var reading = Reading()
    var text = MinitestText()
    for (number, line) in output.lines.enumerated() where text.take(line) { reading.covers(number) }
    text.finish()
    guard text.isMinitest else { return nil }
    reading.tests = text.names
    reading.counts = text.tally.counts
    reading.isClosed = text.tally.closed > 0 && !text.isOpen
    reading.announced = text.tally.counts.failed == 0 ? text.announced : nil
    reading.doubt = text.doubt
    // The order is shuffled.
    reading.isOrdered = false
    return reading
  }
}

/// What is known of minitest's text, line by line.
private struct MinitestText {
  var tally = SessionTally()
  var announced: Int?
  /// Whether a run was begun that has no closing line.
  var isOpen = false
  var doubt: String?
  private var isTimed = false
  /// The last line that looks like a closing one: what a test prints may look so too.
  private var closing: (ran: Int, failed: Int, skipped: Int)?
  /// Tests of verbose lines; lines of several threads run into one another.
  private var told: [NamedTest] = []
  private var isGarbled = false
  private var failed: [String] = []
  /// How many of them there were at the last closing line.
  private var kept = (told: 0, failed: 0)
  private var openName: String?
  /// Marks of tests before the time, one for each where the reporter is minitest's own.
  private var marks = 0
  private var hasMarks = false
  /// The word before a name in a report of one test.
  private var heading: TestResult?

  /// Whether one of minitest's own lines was there.
  var isMinitest: Bool { tally.closed > 0 || isOpen }

  /// Verbose lines where they agree with the numbers, else what failed.
  var names: [NamedTest] {
    var reading = Reading()
    reading.tests = told
    if !isGarbled && openName == nil && (told.isEmpty || reading.total == tally.counts),
      !told.isEmpty
    {
      return told
    }
    return failed.map { NamedTest($0, .failed) }
  }

  /// Takes the next line; gives whether it is one of minitest's own.
  mutating func take(_ line: Line) -> Bool {
    // RSpec has such a line as well, without a seed.
    if line.hasPrefix("Run options:") && line.contains("--seed ")
      || line.hasPrefix("Started with run options")
    {
      finish()
      if isOpen { doubt = doubt ?? "a run of minitest's has no closing line" }
      (isOpen, isTimed, openName, heading) = (true, false, nil, nil)
      (hasMarks, marks) = (line.hasPrefix("Run options:") && !isQuiet(line), 0)
      return true
    }
    if line.hasPrefix("# Running") {
      isOpen = true
      return true
    }
    if line.hasPrefix("Finished in "),
      line.hasSuffix("s") || line.contains("runs/s") || line.contains("tests/s")
    {
      isTimed = isOpen
      return false
    }
    if line.hasPrefix("Running "), let number = line.number(before: "tests", "test"),
      line.contains(" in a single process") || line.contains(" in parallel using ")
    {
      announced = (announced ?? 0) + number
      return isOpen
    }
    if isTimed, close(line) { return true }
    guard isOpen else { return false }
    return note(line) && closing == nil
  }

  /// A line within a run.
  private mutating func note(_ line: Line) -> Bool {
    if !isTimed || closing != nil { marks += line.bytes.count { ".FES*".utf8.contains($0) } }
    if let result = heading {
      heading = nil
      if let name = MinitestText.reported(line) {
        if result == .failed { failed.append(name) }
        return true
      }
    }
    heading = MinitestText.heading(line)
    if heading != nil { return true }
    return !isTimed && note(verbose: line)
  }

  /// Whether its options say that no marks are printed.
  private func isQuiet(_ line: Line) -> Bool {
    line.words.contains { $0.equals("-q") || $0.equals("--quiet") }
  }

  /// `3 runs, 2 assertions, 1 failures, 0 errors, 1 skips`
  private mutating func close(_ line: Line) -> Bool {
    guard let parts = line.numberedParts, parts.count >= 5,
      ["runs", "tests", "run", "test"].contains(parts[0].words),
      parts[1].words.hasPrefix("assertion"), parts[2].words.hasPrefix("failure"),
      parts[3].words.hasPrefix("error"), parts[4].words.hasPrefix("skip")
    else { return false }
    closing = (parts[0].number, parts[2].number + parts[3].number, parts[4].number)
    kept = (told.count, failed.count)
    return true
  }

  /// Counts the run that is open, where it is closed.
  mutating func finish() {
    guard isOpen, let (ran, failed, skipped) = closing else { return }
    // What follows the closing line is of others.
    told.removeLast(told.count - kept.told)
    self.failed.removeLast(self.failed.count - kept.failed)
    tally.close(of: ran, failed: failed, skipped: skipped)
    if hasMarks, ran > marks { doubt = doubt ?? "minitest counts more tests than it shows" }
    if openName != nil, failed == 0 { doubt = doubt ?? "a test of minitest's did not end" }
    (isOpen, isTimed, closing) = (false, false, nil)
  }

  /// `  1) Failure:`, `Error:` of Rails, `  2) Skipped:`
  private static func heading(_ line: Line) -> TestResult? {
    guard line.hasSuffix(":") else { return nil }
    var word = line.trimmed
    if line.hasPrefix("  "), let cut = word.cut(at: ") "), cut.before.number != nil {
      word = cut.after
    } else if line.hasPrefix(" ") {
      return nil
    }
    if word.equals("Failure:") || word.equals("Error:") { return .failed }
    return word.equals("Skipped:") ? .skipped : nil
  }

  /// `A#test_b [m.rb:4]:`, `A#test_e:`
  private static func reported(_ line: Line) -> String? {
    guard let whole = line.before(":"), whole.contains("#") else { return nil }
    if whole.hasSuffix("]"), let cut = whole.cut(atLast: " [") { return identity(cut.before) }
    return identity(whole)
  }

  /// `A#test_b = 0.00 s = F`; what a test prints stands before the time, on the same line or on
  /// lines of its own.
  private mutating func note(verbose line: Line) -> Bool {
    if let ended = MinitestText.ended(line) {
      var name = openName
      if let start = MinitestText.start(ended.before, isWhole: true) {
        isGarbled = isGarbled || openName != nil
        name = start
      }
      openName = nil
      guard let name else { return false }
      told.append(NamedTest(name, ended.result))
      return true
    }
    if let start = MinitestText.start(line, isWhole: false) {
      isGarbled = isGarbled || openName != nil
      openName = start
      return true
    }
    return false
  }

  /// What stands before `0.00 s = .`, and how the test came out.
  private static func ended(_ line: Line) -> (before: Line, result: TestResult)? {
    guard let cut = line.cut(atLast: " s = "), cut.after.bytes.count == 1 else { return nil }
    let result: TestResult
    switch cut.after.bytes.first {
    case UInt8(ascii: "."): result = .passed
    case UInt8(ascii: "F"), UInt8(ascii: "E"): result = .failed
    case UInt8(ascii: "S"): result = .skipped
    default: return nil
    }
    var rest = cut.before.bytes
    let decimals = rest.reversed().prefix { (0x30...0x39).contains($0) }.count
    rest = rest.dropLast(decimals)
    guard decimals == 2, rest.last == UInt8(ascii: ".") else { return nil }
    rest = rest.dropLast()
    // What a test printed may end with digits; a time has few.
    let digits = rest.reversed().prefix { (0x30...0x39).contains($0) }.count
    return digits == 0 ? nil : (Line(rest.dropLast(digits)), result)
  }

  /// The name in `A#test_b = `; in `A#test_b = printed` only where the line is no whole one, or the
  /// rest is no name.
  private static func start(_ line: Line, isWhole: Bool) -> String? {
    guard line.bytes.first != 0x20, line.contains("#test_") else { return nil }
    if isWhole, let name = line.before(" = "), !name.contains(" = ") || !name.contains(" = 0") {
      return name.lastRange(of: "#test_") == name.range(of: "#test_") ? identity(name) : nil
    }
    guard let cut = line.cut(at: " = "), cut.before.contains("#test_"),
      line.lastRange(of: "#test_") == line.range(of: "#test_")
    else { return nil }
    return identity(cut.before)
  }

  /// Without the number of a specification's place: `Stack#test_0001_is empty`.
  private static func identity(_ name: Line) -> String {
    guard let cut = name.cut(at: "#test_"), cut.after.bytes.count > 5,
      cut.after.bytes.prefix(4).allSatisfy({ (0x30...0x39).contains($0) }),
      cut.after.bytes.dropFirst(4).first == UInt8(ascii: "_")
    else { return name.text }
    return "\(cut.before.text)#\(Line(cut.after.bytes.dropFirst(5)).text)"
  }
}
