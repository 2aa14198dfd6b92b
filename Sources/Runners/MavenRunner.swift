import Vocabulary

/// Maven's Surefire and Failsafe, by what they tell in Maven's log.
///
/// Names are the module and the test as Surefire has it, `core > bad(ATest)` or `core > ATest.bad`. Of a direct call it
/// is asked for the names of what passes, too, and for its words where Maven is to be quiet. A quiet run that a script
/// calls prints nothing when it passes: there the exit status decides.
package enum MavenRunner: Runner {
  package static let name = "maven"
  package static let marks = [
    "T E S T S", "No tests to run.", "COMPILATION ERROR", "Tests are skipped.",
  ]

  package static func isCalled(by call: Call) -> Bool {
    guard isDirect(call) else { return false }
    return call.words.dropFirst().contains { word in
      ["test", "package", "integration-test", "verify", "install", "deploy"].contains(word)
        || word.hasPrefix("surefire:") || word.hasPrefix("failsafe:")
    }
  }

  private static func isDirect(_ call: Call) -> Bool {
    ["mvn", "mvnw", "mvnd"].contains(call.program)
  }

  private static func isQuiet(_ call: Call) -> Bool {
    call.words.contains("-q") || call.words.contains("--quiet")
  }

  package static func request(for call: Call?, in place: String) -> ReportRequest? {
    guard let call, isDirect(call),
      !call.words.contains(where: { $0.contains("surefire.reportFormat") })
    else { return nil }
    let log = "-Dorg.slf4j.simpleLogger.log.org.apache.maven.plugin.surefire=info"
    return ReportRequest(
      arguments: (isQuiet(call) ? [log] : []) + ["-Dsurefire.reportFormat=plain"])
  }

  package static func read(_ output: Output) -> Reading? {
    var text = MavenText()
    var reading = Reading()
    for (number, line) in output.lines.enumerated() where text.take(line) { reading.covers(number) }
    guard text.isMaven else { return nil }
    reading.tests = text.tests
    for name in text.crashed { reading.add(unloaded: name) }
    reading.counts = text.counts
    reading.counts?.failed += text.crashed.count
    reading.isClosed = text.isClosed
    return reading
  }
}

/// What is known of Surefire's words in Maven's log, line by line.
private struct MavenText {
  private(set) var tests: [NamedTest] = []
  /// Classes whose process ended with them, and modules that do not compile.
  private(set) var crashed: [String] = []
  private(set) var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
  private(set) var isMaven = false
  private var module: String?
  /// The tests of the run whose closing numbers are still to come.
  private var open: [NamedTest] = []
  private var isRunning = false
  private var isResults = false
  private var isCrashList = false

  var isClosed: Bool { !isRunning }

  /// Takes the next line; gives whether it is one of Surefire's own.
  mutating func take(_ line: Line) -> Bool {
    guard let text = MavenText.message(line) else {
      isCrashList = false
      return false
    }
    if isCrashList {
      if text.words.count == 1, !crashed.contains(named(text.text)) {
        crashed.append(named(text.text))
        return true
      }
      isCrashList = false
    }
    if text.hasPrefix("--- "), let cut = text.cut(atLast: " @ "), text.contains(":") {
      module = cut.after.before(" ---")?.text
      return false
    }
    if text.equals(" T E S T S") {
      (isMaven, isRunning, isResults) = (true, true, false)
      return true
    }
    if text.hasPrefix("COMPILATION ERROR") {
      isMaven = true
      if !crashed.contains(module ?? "maven") { crashed.append(module ?? "maven") }
      return true
    }
    if text.equals("No tests to run.") || text.equals("Tests are skipped.") {
      isMaven = true
      return true
    }
    if text.equals("Crashed tests:") {
      isCrashList = true
      return true
    }
    guard isRunning else { return false }
    if text.equals("Results:") || text.equals("Results :") {
      isResults = true
      return true
    }
    if text.hasPrefix("Tests run: ") { return isResults ? close(text) : true }
    return !isResults && note(text)
  }

  /// What stands behind `[INFO] `, and behind what a test printed without a line feed.
  private static func message(_ line: Line) -> Line? {
    guard let place = line.bytes.firstIndex(of: UInt8(ascii: "[")) else { return nil }
    let rest = Line(line.bytes[place...])
    for level in ["[INFO] ", "[ERROR] ", "[WARNING] "] {
      if let text = rest.after(level) { return text }
    }
    return nil
  }

  private func named(_ test: String) -> String { module.map { "\($0) > \(test)" } ?? test }

  /// `bad(ATest)  Time elapsed: 0.004 s  <<< FAILURE!`, `ATest.bad -- Time elapsed: 0.004 s`, `ign(ATest) skipped`
  private mutating func note(_ text: Line) -> Bool {
    if let name = text.before(" skipped"), name.words.count == 1 {
      open.append(NamedTest(named(name.text), .skipped))
      return true
    }
    guard let cut = text.cut(atLast: "Time elapsed: "), !cut.before.isEmpty else { return false }
    var name = cut.before.trimmed
    name = name.before(" --") ?? name
    guard !name.isEmpty else { return false }
    let isBad = cut.after.hasSuffix("<<< FAILURE!") || cut.after.hasSuffix("<<< ERROR!")
    open.append(NamedTest(named(name.text), isBad ? .failed : .passed))
    return true
  }

  /// `Tests run: 7, Failures: 1, Errors: 1, Skipped: 2, Flakes: 1`
  private mutating func close(_ text: Line) -> Bool {
    guard let run = text.number(after: "Tests run:"),
      let failures = text.number(after: "Failures:"),
      let errors = text.number(after: "Errors:"), let skipped = text.number(after: "Skipped:")
    else { return false }
    counts.passed += max(0, run - failures - errors - skipped)
    counts.failed += failures + errors
    counts.skipped += skipped
    // More lines than tests mean that tests ran again: the last try of each counts.
    if open.count > run || text.contains("Flakes:") { keepLast() }
    tests += open
    (open, isRunning, isResults) = ([], false, false)
    return true
  }

  private mutating func keepLast() {
    var places: [String: Int] = [:]
    var kept: [NamedTest] = []
    for test in open {
      if let place = places[test.name] {
        kept[place] = test
      } else {
        places[test.name] = kept.count
        kept.append(test)
      }
    }
    open = kept
  }
}
