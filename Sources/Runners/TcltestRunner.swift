import Vocabulary

/// tcltest: one file of tests by itself, or all of them by `all.tcl`, which sums them up.
///
/// Its exit status is 0 whatever the tests say.
package enum TcltestRunner: Runner {
  package static let name = "tcltest"
  package static let marks = ["\tTotal\t", "Tests running in interp:", "Tests began at "]

  package static func read(_ output: Output) -> Reading? {
    var text = TcltestText()
    for (number, line) in output.lines.enumerated() { text.take(line, number) }
    return text.reading
  }
}

/// What is known of tcltest's text, line by line.
private struct TcltestText {
  private var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
  private var tests: [NamedTest] = []
  private var unloaded: [String] = []
  private var isOpen = false
  private var isTcltest = false
  private var isList = false
  private var file: String?
  private var doubt: String?
  private var span: Range<Int>?

  mutating func take(_ line: Line, _ number: Int) {
    guard let first = line.bytes.first else { return }
    if isList {
      // The files that exited with errors, indented.
      if first == 0x20 { breaks(line.trimmed.text) } else { isList = false }
    }
    switch first {
    case UInt8(ascii: "="):
      guard let rest = line.after("==== "), let text = rest.before(" FAILED"),
        let name = text.words.first
      else { return }
      // The name alone comes once more at the end.
      if !text.bytes.contains(0x20), tests.last?.name == name.text { return }
      tests.append(NamedTest(name.text, .failed))
    case UInt8(ascii: "+"):
      guard let rest = line.after("++++ ") else { return }
      if let name = rest.before(" PASSED") {
        tests.append(NamedTest(name.text, .passed))
      } else if let cut = rest.cut(at: " SKIPPED: ") {
        tests.append(NamedTest(cut.before.text, .skipped))
      }
    case UInt8(ascii: "T"):
      if line.hasPrefix("Tests running in interp:") || line.hasPrefix("Tests began at ") {
        isOpen = true
        covers(number)
      }
      if line.hasPrefix("Test file error: ") { breaks(file ?? "a file") }
      if line.hasPrefix("Test files exiting with errors:") { isList = true }
    default:
      sum(line, number)
      if isOpen, line.hasSuffix(".test"), !line.bytes.contains(0x20) { file = line.text }
    }
  }

  /// Notes a file that ended with an error; it is named as it happens, and once more at the end.
  private mutating func breaks(_ file: String) {
    if !unloaded.contains(file) { unloaded.append(file) }
  }

  private mutating func covers(_ number: Int) {
    isTcltest = true
    span = min(span?.lowerBound ?? number, number)..<(number + 1)
  }

  /// `all.tcl:	Total	2	Passed	1	Skipped	0	Failed	1`
  private mutating func sum(_ line: Line, _ number: Int) {
    guard let cut = line.cut(at: ":\tTotal\t") else { return }
    let words = cut.after.words
    guard words.count == 7, words[1].equals("Passed"), words[3].equals("Skipped"),
      words[5].equals("Failed"), let total = words[0].number, let passed = words[2].number,
      let skipped = words[4].number, let failed = words[6].number
    else { return }
    covers(number)
    isOpen = false
    counts.passed += passed
    counts.skipped += skipped
    counts.failed += failed
    if total != passed + skipped + failed {
      doubt = doubt ?? "tcltest's numbers do not add up to \(total)"
    }
  }

  /// All of it; `nil` where tcltest has said nothing.
  var reading: Reading? {
    guard isTcltest else { return nil }
    var reading = Reading()
    (reading.span, reading.isClosed, reading.doubt) = (span, !isOpen, doubt)
    reading.tests = tests
    let named = reading.total
    if named.passed > counts.passed || named.failed > counts.failed { reading.tests = [] }
    var counts = counts
    counts.failed += unloaded.count
    reading.counts = counts
    for name in unloaded { reading.add(unloaded: name) }
    return reading
  }
}
