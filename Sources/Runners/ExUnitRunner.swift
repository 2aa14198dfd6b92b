import Vocabulary

/// ExUnit, of Elixir, plain and with `--trace`.
///
/// A test is `Module > test name`.
package enum ExUnitRunner: Runner {
  package static let name = "exunit"
  package static let marks = [
    "Finished in ", "There are no tests to run", "  * test ", "Running ExUnit with seed: ",
  ]

  package static func isCalled(by call: Call) -> Bool {
    call.program == "mix" && call.words.dropFirst().first == "test"
  }

  package static func read(_ output: Output) -> Reading? {
    var text = ExUnitText()
    guard var reading = Reading(output, taking: &text) else { return nil }
    reading.foldEqualNames()
    reading.unloaded = text.unloaded
    reading.isOrdered = false
    return reading
  }
}

/// What is known of ExUnit's text, line by line.
private struct ExUnitText: ClosedText {
  var tally = SessionTally()
  var tests: [NamedTest] = []
  var unloaded: [String] = []
  var isOpen = false
  var doubt: String?
  private var isTimed = false
  private var module = ""
  private var openName: String?
  private var invalid: Set<String> = []

  /// Takes the next line; gives whether it is one of ExUnit's own.
  mutating func take(_ line: Line) -> Bool {
    if isTimed {
      isTimed = false
      if close(line) { return true }
    }
    if line.hasPrefix("Finished in "), line.contains(" second"),
      line.hasSuffix(")") || line.hasSuffix(" seconds")
    {
      isTimed = true
      return false
    }
    if line.hasPrefix("Running ExUnit with seed: ") {
      if isOpen { doubt = doubt ?? "a run of exunit's has no closing line" }
      isOpen = true
      return true
    }
    if line.equals("There are no tests to run") {
      isOpen = false
      tally.close(of: 0, failed: 0, skipped: 0)
      return true
    }
    // The virtual machine stopped below the run, which counts what there is.
    if line.hasPrefix("** (EXIT from #PID<"), tally.closed > 0 {
      doubt = doubt ?? "exunit was ended before it was through"
      return true
    }
    if line.hasPrefix("  * ") { return note(trace: line) }
    if line.hasPrefix("  "), note(report: line) { return true }
    // `XTest [test/x_test.exs]`
    if line.hasSuffix(".exs]"), let cut = line.cut(atLast: " ["), !cut.before.contains(" ") {
      module = cut.before.text
      return true
    }
    return false
  }

  /// Counts tests of modules whose set-up failed among the failed.
  mutating func finish() {
    guard !invalid.isEmpty else { return }
    for place in tests.indices {
      let module = tests[place].name.prefix { $0 != " " }
      if invalid.contains(String(module)) { tests[place].result = .failed }
    }
    for name in invalid where !tests.contains(where: { $0.name.hasPrefix(name + " > ") }) {
      tests.append(NamedTest(name, .failed))
      unloaded.append(name)
    }
  }

  /// `1 doctest, 2 properties, 6 tests, 1 failure, 2 invalid, 1 skipped, 3 excluded`
  private mutating func close(_ line: Line) -> Bool {
    guard let parts = line.numberedParts else { return false }
    var (total, failed, skipped) = (0, 0, 0)
    var isKnown = false
    for part in parts {
      switch part.words {
      case "failure": (failed, isKnown) = (failed + part.number, true)
      case "failures":
        // `3 tests, 1 failures` is rebar3's.
        if part.number == 1 { return false }
        (failed, isKnown) = (failed + part.number, true)
      case "invalid": failed += part.number
      case "skipped", "excluded": skipped += part.number
      case "example", "examples", "pending", "assertions", "errors", "cancelled": return false
      default: total += part.number
      }
    }
    guard isKnown else { return false }
    if openName != nil, failed == 0 { doubt = doubt ?? "a test of exunit's did not end" }
    tally.close(of: total, failed: failed, skipped: skipped)
    (isOpen, openName) = (false, nil)
    return true
  }

  /// `  * test a (0.04ms) [L#4]`; before a test that prints something ends, the line has no time
  /// yet.
  private mutating func note(trace line: Line) -> Bool {
    guard let whole = line.after("  * "), let cut = whole.cut(atLast: " [L#"),
      let place = cut.after.cut(at: "]")
    else { return false }
    isOpen = true
    guard place.after.isEmpty, place.before.number != nil, cut.before.hasSuffix(")"),
      let time = cut.before.cut(atLast: " (")
    else {
      openName = cut.before.text
      return true
    }
    let word = Line(time.after.bytes.dropLast())
    let name = "\(module) > \(time.before.text)"
    if word.hasSuffix("ms") {
      tests.append(NamedTest(name, .passed))
    } else if word.equals("invalid") {
      tests.append(NamedTest(name, .failed))
    } else {
      tests.append(NamedTest(name, .skipped))
    }
    openName = nil
    return true
  }

  /// `  1) test b (XTest)`, `  0) YTest: failure on setup_all callback, all tests have been
  /// invalidated`
  private mutating func note(report line: Line) -> Bool {
    guard let cut = line.trimmed.cut(at: ") "), cut.before.number != nil else { return false }
    if let setup = cut.after.cut(at: ": failure on setup_all callback") {
      invalid.insert(setup.before.text)
      return true
    }
    guard cut.after.hasSuffix(")"), let parts = cut.after.cut(atLast: " ("),
      let first = parts.after.bytes.first, (0x41...0x5a).contains(first)
    else { return false }
    let module = Line(parts.after.bytes.dropLast()).text
    tests.append(NamedTest("\(module) > \(parts.before.text)", .failed))
    return true
  }
}
