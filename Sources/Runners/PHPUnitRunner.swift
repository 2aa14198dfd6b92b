import Vocabulary

/// PHPUnit: its progress and TestDox text, and its JUnit file, which has the names.
///
/// A test is `Class::testName`, with its data set. A risky, incomplete or skipped test did not
/// pass, and neither did one that version 9 warns of, which is how it tells of a class without
/// tests.
package enum PHPUnitRunner: Runner {
  package static let name = "phpunit"
  package static let marks = ["by Sebastian Bergmann and contributors."]

  package static func isCalled(by call: Call) -> Bool { arguments(of: call) != nil }

  private static func arguments(of call: Call) -> ArraySlice<String>? {
    func isRunner(_ word: String) -> Bool {
      let program = word.split(separator: "/").last ?? ""
      return program == "phpunit" || program.hasPrefix("phpunit") && program.hasSuffix(".phar")
    }
    let words = call.words
    if isRunner(words[0]) { return words.dropFirst() }
    guard call.program.hasPrefix("php"), let place = words.firstIndex(where: isRunner),
      words[1..<place].allSatisfy({ $0.hasPrefix("-") || $0.contains("=") })
    else { return nil }
    return words[(place + 1)...]
  }

  package static func request(for call: Call?, in place: String) -> ReportRequest? {
    guard let own = call.flatMap(arguments), !own.contains(where: { $0.hasPrefix("--log-junit") })
    else { return nil }
    return ReportRequest(arguments: ["--log-junit", "\(place)/phpunit.xml"])
  }

  package static func focused(
    _ call: Call, on tests: [String], stopsEarly: Bool
  ) -> String? {
    guard let own = arguments(of: call),
      !own.contains(where: { $0.hasPrefix("--filter") || $0.hasPrefix("--testsuite") }),
      tests.allSatisfy({ $0.contains("::") && !$0.hasSuffix(")") })
    else { return nil }
    let pattern = tests.map(escapedForRegex).joined(separator: "|")
    return call.replacing(
      words: call.words + (stopsEarly ? ["--stop-on-defect"] : [])
        + ["--filter", "/^(?:\(pattern))$/"])
  }

  // MARK: Text

  package static func read(_ output: Output) -> Reading? {
    var reading = Reading()
    var text = PHPUnitText()
    for (number, line) in output.lines.enumerated() where text.take(line) { reading.covers(number) }
    text.finish()
    guard text.sessions > 0 else { return nil }
    reading.tests = text.tests
    reading.unloaded = text.unloaded
    reading.foldEqualNames()
    reading.counts = text.tally.counts
    reading.isClosed = text.tally.closed == text.sessions
    reading.announced = text.tally.counts.failed == 0 ? text.announced : nil
    return reading
  }

  // MARK: The report file

  package static func read(_ files: [ReportFile], beside text: Reading?) -> Reading? {
    guard let file = files.first(where: { $0.path == "phpunit.xml" }) else { return nil }
    var reading = Reading()
    reading.isFromFile = true
    reading.isClosed = true
    reading.span = text?.span
    reading.unloaded = text?.unloaded ?? []
    let document: JUnitDocument
    do { document = try JUnitDocument(file.bytes) } catch {
      reading.doubt = "phpunit's report file cannot be read: \(error.sentence)"
      reading.counts = text?.counts
      return reading
    }
    for test in document.tests {
      let isRisky = test.type?.hasSuffix("RiskyTestError") ?? false
      reading.add(identity(of: test), isRisky ? .skipped : test.result)
    }
    reading.foldEqualNames()
    guard let text, text.isClosed, let said = text.counts else { return reading }
    let counted = reading.total
    if counted.passed == said.passed, (counted.failed == 0) == (said.failed == 0) {
      reading.counts = said
      reading.doubt = text.doubt
      reading.announced = text.announced
      return reading
    }
    // What is risky or warned of is written otherwise by each version; the closing line is what
    // counts.
    return text
  }

  /// `ATest::testP with data set "x"`; what stands for a data provider that fails has only its
  /// suite's name.
  private static func identity(of test: JUnitDocument.Test) -> String {
    let suite = test.suites.last ?? ""
    let className = test.className.isEmpty ? suite : test.className
    guard !test.className.isEmpty || test.file != nil else { return suite }
    // The file has dots where the text has the language's own backslashes.
    let parts = className.split(separator: ".")
    return "\(parts.joined(separator: "\\"))::\(test.name)"
  }
}

/// What is known of PHPUnit's text, line by line.
private struct PHPUnitText {
  var tally = SessionTally()
  var sessions = 0
  var announced: Int?
  var tests: [NamedTest] = []
  var unloaded: [String] = []
  private var major = 9
  private var isTimed = false
  private var hasVerdict = false
  private var kind: TestResult?
  private var isAnonymous = false
  /// The numbers of the last closing line of the open run: a message before it may look like one.
  private var closing: TestReport.Counts?

  /// Takes the next line; gives whether it is one of PHPUnit's own.
  mutating func take(_ line: Line) -> Bool {
    if line.hasSuffix("by Sebastian Bergmann and contributors."),
      let rest = line.cut(atLast: "PHPUnit ")?.after
    {
      finish()
      sessions += 1
      major = rest.cut(at: ".")?.before.number ?? 9
      (isTimed, hasVerdict, kind) = (false, false, nil)
      return true
    }
    guard sessions > 0 else { return false }
    if line.hasPrefix("Time: "), line.contains(", Memory: ") {
      isTimed = true
      return true
    }
    if line.equals("No tests executed!") {
      closing = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
      return true
    }
    guard isTimed else { return note(progress: line) }
    return close(line) || note(report: line)
  }

  /// Counts the run that is open.
  mutating func finish() {
    guard let counts = closing else { return }
    tally.close(passed: counts.passed, failed: counts.failed, skipped: counts.skipped)
    closing = nil
  }

  /// `..F.   63 / 100 ( 63%)`
  private mutating func note(progress line: Line) -> Bool {
    guard line.hasSuffix("%)"), let cut = line.cut(atLast: " / "),
      let total = cut.after.cut(at: " (")?.before.trimmed.number,
      let done = cut.before.words.last?.number, done <= total
    else { return false }
    if done == total { announced = (announced ?? 0) + total }
    return true
  }

  private mutating func close(_ line: Line) -> Bool {
    if let inner = line.after("OK (")?.before(")"), let parts = inner.numberedParts,
      parts.count == 2, parts[0].words.hasPrefix("test"), parts[1].words.hasPrefix("assertion")
    {
      closing = TestReport.Counts(passed: parts[0].number, failed: 0, skipped: 0)
      return true
    }
    if line.hasPrefix("OK, but ")
      || ["FAILURES!", "ERRORS!", "WARNINGS!"].contains(where: { line.equals($0) })
    {
      hasVerdict = true
      return true
    }
    guard hasVerdict, line.hasPrefix("Tests: "), line.hasSuffix("."),
      let total = line.number(after: "Tests:")
    else { return false }
    hasVerdict = false
    let failed = (line.number(after: " Errors:") ?? 0) + (line.number(after: " Failures:") ?? 0)
    var skipped = 0
    for word in [" Skipped:", " Incomplete:", " Risky:"] + (major < 10 ? [" Warnings:"] : []) {
      skipped += line.number(after: word) ?? 0
    }
    closing = TestReport.Counts(
      passed: max(0, total - failed - skipped), failed: failed, skipped: skipped)
    return true
  }

  /// `There were 2 failures:`, `1) ATest::testB`
  private mutating func note(report line: Line) -> Bool {
    if line.hasPrefix("There was ") || line.hasPrefix("There were "), line.hasSuffix(":") {
      kind = line.contains(" error") || line.contains(" failure") ? .failed : nil
      return true
    }
    if isAnonymous {
      isAnonymous = false
      if let rest = line.after("The data provider specified for "),
        let name = rest.cut(at: " is invalid")?.before.text
      {
        tests.append(NamedTest(name, .failed))
        unloaded.append(name)
        return true
      }
    }
    guard kind == .failed, let cut = line.cut(at: ") "), cut.before.number != nil else {
      return false
    }
    if cut.after.contains("::") {
      tests.append(NamedTest(PHPUnitText.identity(cut.after), .failed))
    } else {
      isAnonymous = cut.after.equals("Error")
    }
    return true
  }

  /// Without the data behind the data set's name: `A::testP with data set "x" (2)`.
  private static func identity(_ line: Line) -> String {
    guard let set = line.range(of: " with data set ") else { return line.text }
    let rest = Line(line.bytes[set.upperBound...])
    let end = rest.hasPrefix("#") ? rest.range(of: " (") : rest.range(of: "\" (")
    guard let end else { return line.text }
    return Line(line.bytes[..<(rest.hasPrefix("#") ? end.lowerBound : end.lowerBound + 1)]).text
  }
}
