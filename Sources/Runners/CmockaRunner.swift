import Vocabulary

/// cmocka, printing for people: one group of tests after the other.
package enum CmockaRunner: Runner {
  package static let name = "cmocka"
  package static let marks = [" test(s)"]

  package static func read(_ output: Output) -> Reading? {
    var text = CmockaText()
    for (number, line) in output.lines.enumerated() where text.take(line) {
      text.span = min(text.span?.lowerBound ?? number, number)..<(number + 1)
    }
    return text.reading
  }
}

/// What is known of cmocka's text, line by line.
private struct CmockaText {
  var span: Range<Int>?
  private var groups: [CmockaGroup] = []
  /// Whether the last frame was cmocka's: GoogleTest's lines look the same within theirs.
  private var isOpen = false

  private static let verdicts: [(mark: String, result: TestResult)] = [
    ("[       OK ] ", .passed), ("[  FAILED  ] ", .failed), ("[  ERROR   ] ", .failed),
    ("[  SKIPPED ] ", .skipped),
  ]

  /// Takes the next line; gives whether it is one of cmocka's own.
  mutating func take(_ line: Line) -> Bool {
    guard line.contains("] ") else { return false }
    if let range = line.lastRange(of: "[==========] ") {
      let isOwn = frame(Line(line.bytes[range.upperBound...]))
      if isOwn { isOpen = true } else if groups.last?.isClosed == true { isOpen = false }
      return isOwn
    }
    guard isOpen else { return false }
    guard let place = groups.indices.last else { return false }
    if let range = line.lastRange(of: "[ RUN      ] ") {
      groups[place].begin(Line(line.bytes[range.upperBound...]))
      return true
    }
    for (mark, result) in CmockaText.verdicts {
      guard let range = line.lastRange(of: mark) else { continue }
      let name = Line(line.bytes[range.upperBound...])
      if groups[place].end(name, result) { return true }
      return groups[place].note(name, result)
    }
    if let cut = line.cut(atLast: "[  PASSED  ] "), let count = cut.after.words.first?.number {
      return groups[place].close(count)
    }
    return false
  }

  /// `Running 5 test(s).`, `tests: Running 5 test(s).`, `5 test(s) run.`
  private mutating func frame(_ line: Line) -> Bool {
    guard let cut = line.cut(at: " test(s)"), let number = cut.before.words.last?.number else {
      return false
    }
    if let running = cut.before.cut(at: "Running ") {
      let name = running.before.before(": ").map(\.text)
      groups.append(CmockaGroup(name: name, announced: number))
      return true
    }
    guard cut.after.equals(" run."), let place = groups.indices.last else { return false }
    return groups[place].told(number)
  }

  /// All of it; `nil` where cmocka has said nothing.
  var reading: Reading? {
    guard !groups.isEmpty else { return nil }
    var reading = Reading()
    reading.span = span
    reading.isClosed = groups.allSatisfy(\.isClosed)
    for group in groups {
      reading.tests += group.all
      if let unloaded = group.unloaded { reading.add(unloaded: unloaded) }
      reading.doubt = reading.doubt ?? group.doubt
    }
    return reading
  }
}

/// One group of tests.
private struct CmockaGroup {
  var name: String?
  var announced: Int
  private var tests: [NamedTest] = []
  private var open: Line?
  private var ran: Int?
  private var passed: Int?
  private var hasSetUpFailed = false
  private var isBroken = false

  init(name: String?, announced: Int) {
    (self.name, self.announced) = (name, announced)
  }

  var isClosed: Bool { ran != nil && passed != nil }

  /// What its tests are called; newer versions print the group's name.
  private func full(_ test: String) -> String { name.map { "\($0) > \(test)" } ?? test }

  mutating func begin(_ test: Line) {
    guard ran == nil else { return }
    if open != nil { isBroken = true }
    open = test
  }

  /// Ends the open test if it is `test`; gives whether it did.
  mutating func end(_ test: Line, _ result: TestResult) -> Bool {
    guard let open, open == test else { return false }
    tests.append(NamedTest(full(test.text), result))
    self.open = nil
    return true
  }

  /// Takes note of a set-up or tear-down of the group's; gives whether it was one.
  mutating func note(_ text: Line, _ result: TestResult) -> Bool {
    guard open == nil, result == .failed,
      text.hasPrefix("GROUP SETUP") || text.hasPrefix("GROUP TEARDOWN")
    else { return isClosed }
    hasSetUpFailed = true
    return true
  }

  mutating func told(_ count: Int) -> Bool {
    guard open == nil, ran == nil else { return false }
    ran = count
    return true
  }

  mutating func close(_ count: Int) -> Bool {
    guard ran != nil, passed == nil else { return false }
    passed = count
    return true
  }

  /// Its tests, that among them which began and did not end.
  var all: [NamedTest] { tests + (open.map { [NamedTest(full($0.text), .failed)] } ?? []) }

  /// What stands for it where its set-up or tear-down failed.
  var unloaded: String? { hasSetUpFailed ? full("group") : nil }

  var doubt: String? {
    if isBroken { return "a test of cmocka's has no end" }
    guard let ran, let passed, !hasSetUpFailed else { return nil }
    if ran != announced || ran != tests.count {
      return "cmocka announced \(announced) tests and tells of \(tests.count)"
    }
    if passed != tests.filter({ $0.result == .passed }).count {
      return "cmocka's closing numbers are not those of its tests"
    }
    return nil
  }
}
