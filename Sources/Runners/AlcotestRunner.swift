import Vocabulary

/// Alcotest, of OCaml, in its own text or within dune's.
///
/// A test is `suite > group > name`; its number in the group is left out.
package enum AlcotestRunner: Runner {
  package static let name = "alcotest"
  package static let marks = ["This run has ID "]

  package static func read(_ output: Output) -> Reading? {
    var text = AlcotestText()
    return Reading(output, taking: &text)
  }
}

/// What is known of Alcotest's text, line by line.
private struct AlcotestText: ClosedText {
  private(set) var tally = SessionTally()
  private(set) var tests: [NamedTest] = []
  private(set) var isOpen = false
  private(set) var doubt: String?
  private var suite = ""
  private var told = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
  /// Marks of the compact form.
  private var marks = 0
  /// The last line that looks like a closing one: what a test prints may look so too.
  private var closing: (ran: Int, failed: Int)?

  /// Takes the next line; gives whether it is one of Alcotest's own.
  mutating func take(_ line: Line) -> Bool {
    if let rest = line.after("Testing `") ?? line.after("Testing '"),
      let title = rest.before("'.") ?? rest.before("`.")
    {
      suite = title.text
      return true
    }
    if line.hasPrefix("This run has ID ") {
      finish()
      if isOpen { doubt = doubt ?? "a run of alcotest's has no closing line" }
      isOpen = true
      told = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
      marks = 0
      return true
    }
    guard isOpen else { return false }
    if !line.isEmpty, line.bytes.allSatisfy({ ".FES".utf8.contains($0) }) {
      marks += line.bytes.count { $0 != UInt8(ascii: "S") }
    }
    return close(line) || note(line)
  }

  /// `Test Successful in 0.000s. 1 test run.`, `2 failures! in 0.003s. 4 tests run.`
  private mutating func close(_ line: Line) -> Bool {
    guard let body = line.before(" tests run.") ?? line.before(" test run."),
      let cut = body.cut(atLast: "s. "), let ran = cut.after.number
    else { return false }
    var failed = 0
    if let said = cut.before.cut(at: " failure")?.before.number, cut.before.contains("! in ") {
      failed = said
    } else if !cut.before.hasPrefix("Test Successful in ") {
      return false
    }
    closing = (ran, failed)
    return true
  }

  /// Counts the run that is open, where it is closed.
  mutating func finish() {
    guard isOpen, let (ran, failed) = closing else { return }
    let shown = told.passed + told.failed
    if shown > 0 ? shown != ran : marks < ran {
      doubt = doubt ?? "alcotest counts other tests than it shows"
    }
    tally.close(passed: max(0, ran - failed), failed: failed, skipped: told.skipped)
    (isOpen, closing) = (false, nil)
  }

  /// `  [OK]          arith          0   one.`, `> [FAIL]        arith          1   two.`
  private mutating func note(_ line: Line) -> Bool {
    guard let rest = line.after("  [") ?? line.after("> ["), let end = rest.cut(at: "]"),
      let name = identity(end.after)
    else { return false }
    switch end.before.text {
    case "OK":
      told.passed += 1
      tests.append(NamedTest(name, .passed))
    case "FAIL", "ERROR":
      told.failed += 1
      tests.append(NamedTest(name, .failed))
    case "SKIP", "TODO":
      told.skipped += 1
      tests.append(NamedTest(name, .skipped))
    default: return false
    }
    return true
  }

  /// The group, at least two spaces, the number, three spaces and the name.
  private func identity(_ line: Line) -> String? {
    let text = line.trimmed
    var place = text.bytes.startIndex
    while let gap = Line(text.bytes[place...]).range(of: " ") {
      let rest = text.bytes[gap.lowerBound...].drop { $0 == 0x20 }
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      let name = Line(rest.dropFirst(digits.count))
      if !digits.isEmpty, name.hasPrefix("   ") {
        let group = Line(text.bytes[..<gap.lowerBound]).text
        let title = name.trimmed
        return "\(suite) > \(group) > \((title.before(".") ?? title).text)"
      }
      place = max(gap.upperBound, rest.startIndex)
      if rest.isEmpty { return nil }
    }
    return nil
  }
}
