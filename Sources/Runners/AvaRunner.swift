import Vocabulary

/// ava. Names are the test's, behind the file's where several are run: `file › test`.
package enum AvaRunner: Runner {
  package static let name = "ava"
  package static let marks = ["  ─\n"]

  package static func isCalled(by call: Call) -> Bool {
    guard let own = call.arguments(after: "ava") else { return false }
    return !own.contains { $0 == "--tap" || $0 == "-t" || $0 == "--watch" }
  }

  package static func read(_ output: Output) -> Reading? {
    var text = AvaText()
    var reading = Reading()
    for (number, line) in output.lines.enumerated() where text.take(line) { reading.covers(number) }
    guard text.isAva else { return nil }
    text.end()
    reading.tests = text.tests
    for name in text.unloaded { reading.add(unloaded: name) }
    reading.isClosed = text.isClosed
    reading.isOrdered = false
    reading.doubt = text.doubt
    return reading
  }
}

/// What is known of ava's text, line by line.
private struct AvaText {
  private(set) var tests: [NamedTest] = []
  private(set) var unloaded: [String] = []
  private(set) var doubt: String?
  private(set) var isClosed = false
  /// What failed, with the message that may stand behind its name.
  private var failures: [Line] = []
  /// Lines between the rules, one of which is the name of what failed.
  private var titles: Set<Line> = []
  private var rules = 0
  private var passed: Int?

  /// Whether one of ava's own lines was there.
  var isAva: Bool { rules > 0 }

  /// Takes the next line; gives whether it is one of ava's own.
  mutating func take(_ line: Line) -> Bool {
    guard line.hasPrefix("  "), line.indent == 2 else { return false }
    let text = Line(line.bytes.dropFirst(2))
    if text.equals("─") {
      rules += 1
      return true
    }
    if text.hasPrefix("✔ ") || text.hasPrefix("✖ ") || text.hasPrefix("- [") { return entry(text) }
    guard rules > 0 else { return false }
    if let number = text.words.first?.number, AvaText.isCount(text) {
      isClosed = true
      if text.hasSuffix(" passed") { passed = number }
      return true
    }
    titles.insert(text)
    return true
  }

  private mutating func entry(_ text: Line) -> Bool {
    isClosed = false
    if let name = text.after("✔ [expected fail] ") {
      tests.append(NamedTest(AvaText.timeless(name), .skipped))
    } else if let name = text.after("✔ ") {
      tests.append(NamedTest(AvaText.timeless(name), .passed))
    } else if let name = text.after("- [skip] ") ?? text.after("- [todo] ") {
      tests.append(NamedTest(name.text, .skipped))
    } else if let name = text.after("✖ [fail]: ") ?? text.after("✖ [unexpected pass]: ") {
      failures.append(name)
    } else if let rest = text.after("✖ No tests found in "), let cut = rest.cut(at: ",") {
      note(unloaded: cut.before)
    } else if let rest = text.after("✖ "), let cut = rest.cut(at: " exited ") {
      note(unloaded: cut.before)
    } else if text.hasPrefix("✖ "),
      let cut = text.cut(at: " when running ") ?? text.cut(at: " remaining in ")
    {
      note(unloaded: cut.after)
    } else {
      return false
    }
    return true
  }

  private mutating func note(unloaded name: Line) {
    if !unloaded.contains(name.text) { unloaded.append(name.text) }
    isClosed = true
  }

  private static func timeless(_ name: Line) -> String {
    guard let text = name.before("s)"), let cut = text.cut(atLast: " ("),
      let first = cut.after.bytes.first, (0x30...0x39).contains(first)
    else { return name.text }
    return cut.before.text
  }

  /// `3 tests failed`, `1 known failure`, `1 uncaught exception`
  private static func isCount(_ text: Line) -> Bool {
    let words = text.words
    guard words.count == 3 else { return false }
    let nouns = ["test", "tests", "known", "uncaught", "unhandled", "previous"]
    return nouns.contains { words[1].equals($0) }
  }

  /// Gives what failed its name, and holds the number of the passed against the names.
  mutating func end() {
    for failure in failures {
      let title = titles.filter { failure == $0 || failure.hasPrefix($0.text + " ") }
        .max { $0.bytes.count < $1.bytes.count }
      tests.append(NamedTest((title ?? failure).text, .failed))
    }
    let named = tests.count { $0.result == .passed }
    if let passed, passed != named {
      doubt = "ava counts \(passed) passed tests and names \(named)"
    }
  }
}
