import Vocabulary

/// What is known of pytest's text, line by line.
///
/// A session runs from its header, or in quiet mode from the first signs of its progress, to its closing line. A line
/// that looks like a closing one is held against what the session announced, or what its progress showed, since tests
/// print such lines, too: those of pytest's plugins among their captured output.
struct PytestText {
  /// Tests that are named.
  private(set) var tests: [NamedTest] = []
  /// Files and folders that could not be collected.
  private(set) var unloaded: [String] = []
  /// The numbers of each session that is believed.
  private(set) var runs: [TestReport.Counts] = []
  /// What speaks against believing it.
  private(set) var doubt: String?
  /// A line of letters that no closing line belongs to; `nil` where there is none.
  private(set) var loose: Int?
  /// The number of the line that is taken.
  var number = 0 {
    didSet { session.number = number }
  }
  /// Tests seen by their letters in a session that came to its end without a closing line, as with `-qq`.
  private(set) var shown: Int?
  /// Whether one of pytest's own lines was there.
  private(set) var isPytest = false

  private let isOneRun: Bool
  private var session = PytestSession()
  /// Files that the command named or pytest needed, and that could not be read at all.
  private var broken: [String] = []

  /// Nothing read yet.
  ///
  /// - Parameter isOneRun: Whether there is one session only.
  init(isOneRun: Bool) { self.isOneRun = isOneRun }

  /// Why a closing line is not believed that nothing before it bears out; a report file can.
  static let unproved = "pytest's closing line tells of tests that were not seen to run"

  /// The numbers of all sessions; `nil` where there is none.
  var counts: TestReport.Counts? {
    guard !runs.isEmpty || !broken.isEmpty else { return nil }
    return TestReport.Counts(
      passed: runs.map(\.passed).reduce(0, +),
      failed: runs.map(\.failed).reduce(0, +) + broken.count,
      skipped: runs.map(\.skipped).reduce(0, +))
  }

  /// Takes the next line; gives whether it is one of pytest's own.
  mutating func take(_ line: Line) -> Bool {
    guard let first = line.bytes.first else { return false }
    switch first {
    case UInt8(ascii: "="): return frame(line)
    case UInt8(ascii: "!"): return interruption(line)
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "n"):
      if let counts = PytestText.closing(line) { return close(counts, isFramed: false) }
    case UInt8(ascii: "c"), UInt8(ascii: "E"), UInt8(ascii: "I"), UInt8(ascii: "r"):
      if isOfStart(line) { return true }
    case UInt8(ascii: " "): return false
    default: break
    }
    // Behind what a session printed last that was ended in its midst.
    if line.bytes.last == UInt8(ascii: "="), let cut = line.cut(at: " test session starts ="),
      cut.before.hasSuffix("=====")
    {
      begin()
      return true
    }
    return session.take(line)
  }

  /// Ends the last session.
  mutating func end() {
    finish()
    if session.hasEnded { isPytest = true }
    for name in broken {
      tests.append(NamedTest(name, .failed))
      unloaded.append(name)
    }
  }

  // MARK: Lines

  /// `==== test session starts ====`, `==== FAILURES ====`, `==== 2 passed in 0.01s ====`
  private mutating func frame(_ line: Line) -> Bool {
    guard line.hasSuffix("=") else { return false }
    if let counts = PytestText.closing(line) { return close(counts, isFramed: true) }
    let title = Line(line.bytes.drop { $0 == UInt8(ascii: "=") }).trimmed
    if title.hasPrefix("test session starts ") {
      begin()
      return true
    }
    return session.enter(title)
  }

  private mutating func begin() {
    isPytest = true
    if session.hasHeader, isOneRun || (session.closings.isEmpty && session.place != .progress) {
      session.isNested = true
      return
    }
    finish()
    session = PytestSession()
    session.hasHeader = true
  }

  private mutating func close(_ counts: TestReport.Counts, isFramed: Bool) -> Bool {
    // With a header the closing line is framed as well.
    guard isFramed ? session.hasHeader || session.isBare : !session.hasHeader else { return false }
    isPytest = true
    let proof = session.proof(of: counts, isOneRun: isOneRun)
    session.closings.append((counts, proof))
    if proof == .strong && !isOneRun {
      finish()
      session = PytestSession()
    }
    return true
  }

  /// `!!!! Interrupted: 1 error during collection !!!!`, `!!!! _pytest.outcomes.Exit: enough !!!!`
  private mutating func interruption(_ line: Line) -> Bool {
    guard line.hasPrefix("!!!!"), line.hasSuffix("!") else { return false }
    if line.contains("Exit: ") || line.contains(" KeyboardInterrupt ") {
      doubt = doubt ?? "pytest was told to stop before its end"
    }
    return true
  }

  /// What stands before the progress of a session.
  private mutating func isOfStart(_ line: Line) -> Bool {
    if session.place == .progress, let path = line.after("rootdir: "), session.hasHeader {
      session.root = path.after("/workspace/")?.text
      return true
    }
    if let path = line.after("ImportError while loading conftest '")?.before("'.") {
      isPytest = true
      broken.append(PytestText.path(path))
      return true
    }
    if line.hasPrefix("INTERNALERROR> ") {
      doubt = doubt ?? "pytest broke off by an error of its own"
      return true
    }
    let rest = line.after("collecting ... ")
    if rest != nil && session.hasHeader { session.isVerbose = true }
    let start = rest ?? line
    for label in ["ERROR: file or directory not found: ", "ERROR: not found: "] {
      guard session.place == .progress, let path = start.after(label) else { continue }
      broken.append(PytestText.path(path))
      return true
    }
    return start.hasPrefix("collected ") && session.collected(start)
  }

  /// A path as seen from the project's folder, as far as that is known.
  private static func path(_ path: Line) -> String { (path.after("/workspace/") ?? path).text }

  // MARK: Sessions

  /// Takes over what the session said.
  private mutating func finish() {
    defer { session.closings = [] }
    guard let chosen = session.chosen else {
      if session.hasHeader {
        doubt = doubt ?? "a session of pytest's has no closing line"
      } else if session.letters > 0 && runs.isEmpty && session.hasEnded {
        shown = (shown ?? 0) + session.letters
      } else if session.letters > 0 && !isOneRun {
        // They may be another runner's, unless a share of the whole follows them.
        if session.hasShare { doubt = doubt ?? "a session of pytest's has no closing line" }
        loose = loose ?? session.firstLetters
      }
      takeNames()
      return
    }
    var counts = chosen.counts
    if chosen.proof < .fair {
      // A line without anything before it, after a session: somebody's print.
      if session.isBare && !runs.isEmpty && counts.failed == 0 { return }
      doubt = doubt ?? (chosen.proof == .none ? PytestText.unproved : PytestSession.contradiction)
    }
    if !isOneRun && counts.failed == 0 {
      counts.failed = session.closings.map(\.counts.failed).reduce(0, +)
    }
    runs.append(counts)
    takeNames(failed: counts.failed)
  }

  private mutating func takeNames(failed: Int = 0) {
    var names = session.names
    // Without a short summary parts of tests fail unnamed, while the test itself is shown as passed.
    if session.isSilent && names.tests.count(where: { $0.result == .failed }) < failed {
      names.tests.removeAll { $0.result == .passed }
    }
    tests += names.tests
    unloaded += names.unloaded
  }

  /// `=== 1 failed, 2 passed in 0.12s ===`, `2 passed, 1 warning in 61.20s (0:01:01)`, `no tests ran in 0.01s`.
  static func closing(_ line: Line) -> TestReport.Counts? {
    guard let cut = line.cut(atLast: " in "), isTime(cut.after) else { return nil }
    let text = Line(cut.before.bytes.drop { $0 == UInt8(ascii: "=") }).trimmed
    if text.equals("no tests ran") || text.hasPrefix("no tests collected") {
      return .init(passed: 0, failed: text.number(before: "error", "errors") ?? 0, skipped: 0)
    }
    var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
    var isKnown = false
    for part in text.bytes.split(separator: UInt8(ascii: ",")) {
      let words = Line(part).words
      guard words.count >= 2, let number = words[0].number, let word = words.last?.text else {
        return nil
      }
      // `2 subtests passed` counts parts of tests, `2 tests collected` what is not run; of `3/5 tests collected (2
      // deselected)` nothing ran either.
      guard words.count == 2 else {
        guard words.count == 3 else { return nil }
        isKnown = isKnown || words[1].equals("subtests") || words[2].equals("collected")
        continue
      }
      switch word {
      case "passed", "xpassed": counts.passed += number
      case "failed", "error", "errors": counts.failed += number
      case "skipped", "xfailed": counts.skipped += number
      case "deselected", "warning", "warnings", "rerun", "reruns": break
      default: continue
      }
      isKnown = true
    }
    return isKnown ? counts : nil
  }

  /// `0.12s`, `61.20s (0:01:01)`, with or without a rule behind it.
  private static func isTime(_ text: Line) -> Bool {
    var rest = text.bytes[...]
    let digits = rest.prefix { (0x30...0x39).contains($0) }
    rest = rest.dropFirst(digits.count)
    guard !digits.isEmpty, rest.first == UInt8(ascii: ".") else { return false }
    let decimals = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
    rest = rest.dropFirst(1 + decimals.count)
    guard !decimals.isEmpty, Line(rest).hasPrefix("s") || Line(rest).hasPrefix(" seconds") else {
      return false
    }
    return Line(rest.dropFirst(rest.first == 0x20 ? 8 : 1)).bytes.allSatisfy {
      $0 == 0x20 || $0 == UInt8(ascii: "=") || "():0123456789".utf8.contains($0)
    }
  }
}
