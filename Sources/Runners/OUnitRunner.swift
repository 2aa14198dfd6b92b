import Vocabulary

/// OUnit, of OCaml, in its own text or within dune's.
///
/// A test is its labels joined by colons; places in a list are left out.
package enum OUnitRunner: Runner {
  package static let name = "ounit"
  package static let marks = ["Ran: "]

  package static func read(_ output: Output) -> Reading? {
    var text = OUnitText()
    guard var reading = Reading(output, taking: &text) else { return nil }
    // Workers take the tests as they come.
    reading.isOrdered = false
    return reading
  }

  /// `S:T:a` of `S:5:T:0:a`.
  static func identity(_ path: Line) -> String {
    let parts = path.bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    return parts.map(Line.init).filter { $0.number == nil }.map(\.text).joined(separator: ":")
  }
}

/// What is known of OUnit's text, line by line.
private struct OUnitText: ClosedText {
  private(set) var tally = SessionTally()
  private(set) var tests: [NamedTest] = []
  private(set) var doubt: String?
  private var ran: Int?
  private var isRuled = false
  /// Marks of tests since the last closing line.
  private var marks = 0

  /// Takes the next line; gives whether it is one of OUnit's own.
  mutating func take(_ line: Line) -> Bool {
    if let number = ran {
      ran = nil
      if close(line, of: number) { return true }
    }
    if let number = line.after("Ran: ")?.cut(at: " tests in: ")?.before.number,
      line.hasSuffix(" seconds.")
    {
      ran = number
      return true
    }
    let wasRuled = isRuled
    isRuled = line.bytes.count > 70 && line.bytes.allSatisfy { $0 == UInt8(ascii: "=") }
    if wasRuled, let name = line.after("Error: ")?.before(".") {
      tests.append(NamedTest(OUnitRunner.identity(name), .failed))
      return true
    }
    marks += line.bytes.count { ".FESTX".utf8.contains($0) }
    return isRuled
  }

  /// `OK`, `OK: Cases: 2 Skip: 1`, `FAILED: Cases: 7 Tried: 7 Errors: 1 Failures: 1 Skip:  1 Todo:
  /// 1 Timeouts: 0.`
  private mutating func close(_ line: Line, of number: Int) -> Bool {
    guard line.equals("OK") || line.hasPrefix("OK: Cases: ") || line.hasPrefix("FAILED: Cases: ")
    else { return false }
    // A mark is printed for each test, also where one prints what looks like this line.
    if number > marks { doubt = doubt ?? "ounit counts more tests than it shows" }
    marks = 0
    var failed = 0
    for word in [" Errors:", " Failures:", " Todo:", " Timeouts:"] {
      failed += line.number(after: word) ?? 0
    }
    if line.hasPrefix("FAILED"), failed == 0 { failed = 1 }
    tally.close(of: number, failed: failed, skipped: line.number(after: " Skip:") ?? 0)
    return true
  }
}
