import Vocabulary

/// Perl's `prove`, and what else runs on TAP::Harness, such as `make test` of a distribution.
///
/// Its text has the numbers. The names are in what each file printed, which it shows when verbose, and leaves in a
/// folder that a variable names.
package enum ProveRunner: Runner {
  package static let name = "prove"
  package static let marks = ["Result: ", "Files=", "Test Summary Report", ".t .."]

  package static func isCalled(by call: Call) -> Bool { call.program == "prove" }

  package static func request(for call: Call?, in place: String) -> ReportRequest? {
    ReportRequest(environment: ["PERL_TEST_HARNESS_DUMP_TAP": "\(place)/prove"])
  }

  package static func read(_ output: Output) -> Reading? {
    var text = ProveText()
    for number in output.lines.indices { text.take(output.lines, number) }
    return text.reading
  }

  package static func read(_ files: [ReportFile], beside text: Reading?) -> Reading? {
    guard var reading = text, reading.isClosed, let announced = reading.announced else {
      return nil
    }
    var tests: [NamedTest] = []
    var unloaded: [String] = []
    var count = 0
    for file in files {
      guard let path = file.path.after("prove/") else { continue }
      let name = path.after("workspace/") ?? path
      for stream in TAPDocument(Output(file.bytes).lines[...]).streams {
        count += stream.count
        tests += stream.tests.map {
          NamedTest("\(name) > \($0.name)", $0.result, isPart: $0.isPart)
        }
        unloaded += stream.unloaded
      }
    }
    // A second run in the same command has written over the first one's files.
    guard count == announced - reading.unloaded.count else { return nil }
    reading.take(tests)
    reading.isFromFile = true
    return reading
  }
}

extension String {
  /// What follows `prefix`; `nil` when it does not begin with it.
  fileprivate func after(_ prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}

extension Reading {
  /// Takes over what the files themselves said of their tests; the files that failed as a whole stay.
  fileprivate mutating func take(_ named: [NamedTest]) {
    let known = counts
    let files = unloaded
    (tests, unloaded, counts, announced) = (named, [], nil, nil)
    for file in files { add(unloaded: file) }
    // What the harness takes for a failure is one, whatever the names say.
    if let known, known.failed > 0, total.failed == 0 { counts = known }
  }
}

/// What is known of prove's text, line by line.
private struct ProveText {
  private var runs: [TestReport.Counts] = []
  private var passed = 0
  private var failed = 0
  private var announced = 0
  private var tests: [NamedTest] = []
  private var failedFiles: [String] = []
  private var unloaded: [String] = []
  private var points = 0
  private var hasRun = false
  private var isProve = false
  private var isClosed = false
  private var hasBailed = false
  private var span: Range<Int>?
  private var file: (name: String, start: Int)?
  private var runFailed = 0
  private var runFiles: [String] = []
  private var runUnloaded: [String] = []
  private var runTests = 0
  private var isSummary = false

  mutating func take(_ lines: [Line], _ number: Int) {
    let line = lines[number]
    guard let first = line.bytes.first else { return }
    if first == UInt8(ascii: "A"), line.equals("All tests successful.") {
      closeFile(lines, number)
      return covers(number)
    }
    if line.equals("Test Summary Report") {
      closeFile(lines, number)
      (isSummary, isProve) = (true, true)
      return covers(number)
    }
    if line.hasPrefix("Files="), let count = line.number(after: "Tests=") {
      closeFile(lines, number)
      (runTests, hasRun) = (count, true)
      return covers(number)
    }
    if let result = line.after("Result: "), isResult(result) {
      close(result)
      return covers(number)
    }
    if line.hasPrefix("Bailout called.") {
      (hasBailed, isProve) = (true, true)
      return covers(number)
    }
    if isSummary { return note(summary: line) }
    guard let header = ProveText.header(line),
      file == nil || header.status.isEmpty || header.status.hasPrefix("skipped")
    else { return }
    closeFile(lines, number)
    if header.file.hasSuffix(".t") { isProve = true }
    isClosed = false
    covers(number)
    if header.status.isEmpty {
      file = (header.file, number + 1)
    }
  }

  private func isResult(_ text: Line) -> Bool {
    text.equals("PASS") || text.equals("FAIL") || text.equals("NOTESTS")
  }

  private mutating func covers(_ number: Int) {
    span = min(span?.lowerBound ?? number, number)..<(number + 1)
  }

  /// `t/b.t (Wstat: 512 (exited 2) Tests: 4 Failed: 2)`
  private mutating func note(summary line: Line) {
    guard line.bytes.first != 0x20, line.hasSuffix(")"), let cut = line.cut(at: " (Wstat: "),
      let count = cut.after.number(after: "Failed:")
    else { return }
    runFailed += count
    let file = ProveText.path(cut.before)
    // What passed its tests and still failed, by its plan or its exit status, fails as a whole.
    if count == 0 { runUnloaded.append(file) } else { runFiles.append(file) }
  }

  /// Ends a run of the harness.
  private mutating func close(_ result: Line) {
    // Words of its own come before; else it is a line of somebody else's.
    guard hasRun else { return }
    isProve = true
    var whole = runUnloaded.count
    if result.equals("FAIL"), runFailed + whole == 0 { whole = 1 }
    let run = TestReport.Counts(
      passed: max(0, runTests - runFailed), failed: runFailed + whole, skipped: 0)
    runs.append(run)
    failed += run.failed
    passed += run.passed
    announced += runTests + whole
    failedFiles += runFiles
    unloaded += runUnloaded
    (isClosed, isSummary, hasRun) = (true, false, false)
    (runFailed, runTests, runFiles, runUnloaded) = (0, 0, [], [])
  }

  /// Reads what the open file printed, up to the line `end`.
  private mutating func closeFile(_ lines: [Line], _ end: Int) {
    guard let open = file else { return }
    file = nil
    // The harness's own word for the file comes after all points; what the next file prints on standard error may
    // already follow it.
    let range = open.start..<end
    let verdict = range.last { ProveText.isVerdict(lines[$0]) || TAPPoint(lines[$0]) != nil }
    var last = end
    if let verdict, ProveText.isVerdict(lines[verdict]) { last = verdict }
    for stream in TAPDocument(lines[open.start..<last]).streams {
      points += stream.count
      tests += stream.tests.map {
        NamedTest("\(open.name) > \($0.name)", $0.result, isPart: $0.isPart)
      }
    }
  }

  private static func isVerdict(_ line: Line) -> Bool {
    line.equals("ok") || line.hasPrefix("ok  ") && line.hasSuffix("CPU)")
      || line.hasPrefix("Dubious, ") || line.hasPrefix("Failed ")
  }

  /// `t/a.t .. ok`, `[17:56:47] t/a.t .. ok       77 ms`, `t/b.t .. `
  private static func header(_ line: Line) -> (file: String, status: Line)? {
    guard let cut = line.cut(at: " ..") else { return nil }
    var name = cut.before
    if name.hasPrefix("["), let time = name.cut(at: "] "), time.before.bytes.count == 9 {
      name = time.after
    }
    let status = Line(cut.after.bytes.drop { $0 == UInt8(ascii: ".") })
    guard !name.isEmpty, !name.bytes.contains(0x20),
      status.isEmpty || status.bytes.first == 0x20
    else { return nil }
    return (path(name), status.trimmed)
  }

  private static func path(_ line: Line) -> String {
    (line.after("/workspace/") ?? line).text
  }

  /// All of it; `nil` where prove has said nothing.
  var reading: Reading? {
    guard isProve || hasRun else { return nil }
    var reading = Reading()
    reading.span = span
    reading.isClosed = isClosed
    if hasBailed { reading.doubt = "prove was told to stop by a test" }
    reading.announced = announced
    reading.counts = TestReport.Counts(passed: passed, failed: failed, skipped: 0)
    reading.unloaded = unloaded
    reading.runs = runs
    if points > 0, points == announced - unloaded.count {
      reading.take(tests)
    } else {
      reading.tests = (failedFiles + unloaded).map { NamedTest($0, .failed) }
    }
    return reading
  }
}
