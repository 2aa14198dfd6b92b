import Vocabulary

/// EUnit, of Erlang, called by hand, quiet or verbose, and by rebar3.
///
/// What tests print is caught by EUnit. A test is `module: function`, with its description; neither
/// the line nor the number of a test object in its generator is part of it.
package enum EUnitRunner: Runner {
  package static let name = "eunit"
  package static let marks = [
    " EUnit ===", "===> Performing EUnit tests", "  Test passed.", " tests passed.",
    "  There were no tests to run.", "  Failed: ",
  ]

  package static func isCalled(by call: Call) -> Bool {
    if call.program == "rebar3" { return call.words.dropFirst().first == "eunit" }
    return call.program == "erl" && call.words.contains { $0.contains("eunit:test(") }
  }

  package static func read(_ output: Output) -> Reading? {
    var text = EUnitText()
    return Reading(output, taking: &text)
  }
}

/// What is known of EUnit's text, line by line.
private struct EUnitText: ClosedText {
  private(set) var tally = SessionTally()
  private(set) var tests: [NamedTest] = []
  private(set) var isOpen = false
  private var isVerbose = false
  private var isRuled = false
  private var isRebar = false
  private var isTimed = false
  /// The numbers of `Failed: …`, which the next line may add to.
  private var hasNumbers = false
  /// Whether what was cancelled in this run is counted.
  private var isCancelled = false

  /// Takes the next line; gives whether it is one of EUnit's own.
  mutating func take(_ line: Line) -> Bool {
    let wasRuled = isRuled
    isRuled = line.bytes.count == 55 && line.bytes.allSatisfy { $0 == UInt8(ascii: "=") }
    if hasNumbers {
      hasNumbers = false
      if line.equals("One or more tests were cancelled.") {
        cancel()
        return true
      }
    }
    if line.hasPrefix("=====") && line.contains(" EUnit ====") {
      (isOpen, isVerbose, isRebar) = (true, true, false)
      return true
    }
    if line.hasPrefix("===> Performing EUnit tests") {
      (isOpen, isRebar, isTimed) = (true, true, false)
      return true
    }
    if isRebar { return take(rebar: line) }
    guard !isVerbose || wasRuled, close(line) else { return note(line) }
    (isOpen, isVerbose) = (false, false)
    return true
  }

  private mutating func close(_ line: Line) -> Bool {
    guard let text = line.after("  "), text.bytes.first != 0x20 else { return false }
    if text.equals("Test passed.") {
      tally.close(of: 1, failed: 0, skipped: 0)
      return true
    }
    if text.equals("There were no tests to run.") {
      tally.close(of: 0, failed: 0, skipped: 0)
      return true
    }
    if let number = (text.after("All ") ?? text).before(" tests passed.")?.number {
      tally.close(of: number, failed: 0, skipped: 0)
      return true
    }
    guard text.hasPrefix("Failed: "), let failed = text.number(after: "Failed:"),
      let skipped = text.number(after: "  Skipped:"), let passed = text.number(after: "  Passed:")
    else { return false }
    tally.close(passed: passed, failed: failed, skipped: skipped)
    (hasNumbers, isCancelled) = (true, false)
    // Else the line would be one of those above.
    if failed + skipped == 0 { cancel() }
    return true
  }

  /// Counts what was cancelled, which EUnit does not.
  private mutating func cancel() {
    guard !isCancelled else { return }
    isCancelled = true
    tests.append(NamedTest("tests that were cancelled", .failed))
    tally.close(passed: 0, failed: 1, skipped: 0)
  }

  /// `  m: b_test...*failed*`, `m:5: -g_test_/0-fun-1- (bad)...ok`, `one: a_test (module
  /// 'one')...[0.003 s] ok`
  private mutating func note(_ line: Line) -> Bool {
    guard let cut = line.cut(atLast: "...") else { return false }
    var said = cut.after
    if said.hasPrefix("["), let time = said.cut(at: " s] ") { said = time.after }
    let result: TestResult
    switch said.text {
    case "ok": result = .passed
    case "*failed*", "*timed out*": result = .failed
    case "*skipped*", "*did not run*": result = .skipped
    default: return false
    }
    guard let name = EUnitText.identity(cut.before.trimmed) else { return false }
    if result != .passed || isVerbose { tests.append(NamedTest(name, result)) }
    return true
  }

  private static func identity(_ line: Line) -> String? {
    var text = line
    if text.hasSuffix("')"), let module = text.cut(atLast: " (module '") { text = module.before }
    guard let colon = text.cut(at: ":"), !colon.before.contains(" ") else { return nil }
    var rest = colon.after
    if let numbered = rest.cut(at: ":"), numbered.before.number != nil { rest = numbered.after }
    rest = rest.trimmed
    // `-g_test_/0-fun-1-` is the first object of `g_test_`.
    if let object = rest.after("-"), let slash = object.cut(at: "/"),
      let end = slash.after.cut(at: "-fun-"), let number = end.after.cut(at: "-")
    {
      rest = Line(slash.before.bytes + number.after.bytes)
    }
    return "\(colon.before.text): \(rest.text)"
  }

  // MARK: rebar3

  private mutating func take(rebar line: Line) -> Bool {
    if isTimed {
      isTimed = false
      if let parts = line.numberedParts, parts[0].words == "tests" {
        var (failed, skipped, cancelled) = (0, 0, 0)
        for part in parts.dropFirst() {
          if part.words == "failures" { failed = part.number }
          if part.words == "skipped" { skipped = part.number }
          if part.words == "cancelled" { cancelled = part.number }
        }
        tally.close(
          passed: max(0, parts[0].number - failed - skipped - cancelled),
          failed: failed + cancelled, skipped: skipped)
        (isOpen, isRebar) = (false, false)
        return true
      }
    }
    if line.hasPrefix("Finished in "), line.hasSuffix(" seconds") {
      isTimed = true
      return true
    }
    // `  1) m:b_test/0: module 'm'`
    guard let cut = line.trimmed.cut(at: ") "), cut.before.number != nil, line.hasPrefix("  "),
      let function = cut.after.words.first, function.contains("/")
    else { return false }
    tests.append(NamedTest(EUnitText.rebarName(function.before(":") ?? function), .failed))
    return true
  }

  private static func rebarName(_ function: Line) -> String {
    let bare = function.cut(atLast: "/")?.before ?? function
    guard let colon = bare.cut(at: ":") else { return bare.text }
    return "\(colon.before.text): \(colon.after.text)"
  }
}
