import FoundationEssentials
import Vocabulary

/// jest, verbose or not, by its text and by its report file.
///
/// Names are the file, the suites and the test, joined by ` > `.
package enum JestRunner: Runner {
  package static let name = "jest"
  package static let marks = [
    "Test Suites:", "No tests found, exiting", "process.exit called with", "PASS ", "FAIL ",
  ]

  package static func isCalled(by call: Call) -> Bool { arguments(of: call) != nil }

  private static func arguments(of call: Call) -> ArraySlice<String>? {
    guard let own = call.arguments(after: "jest") else { return nil }
    let isAside = own.contains { ["--listTests", "--showConfig", "--init"].contains($0) }
    return isAside ? nil : own
  }

  package static func request(for call: Call?, in place: String) -> ReportRequest? {
    guard let own = call.flatMap(arguments) else { return nil }
    let isAskedFor = own.contains { word in
      word == "--" || ["--json", "--outputFile", "--watch"].contains { word.hasPrefix($0) }
    }
    return isAskedFor
      ? nil : ReportRequest(arguments: ["--json", "--outputFile=\(place)/jest.json"])
  }

  // MARK: Text

  package static func read(_ output: Output) -> Reading? {
    var text = JestText()
    var reading = Reading()
    for number in output.lines.indices where text.take(number, of: output.lines) {
      reading.covers(number)
    }
    guard text.isJest else { return nil }
    reading.tests = text.tests
    for name in text.unloaded { reading.add(unloaded: name) }
    reading.counts = text.counts
    reading.isClosed = text.isClosed
    reading.doubt = text.doubt
    return reading
  }

  // MARK: The report file

  package static func read(_ files: [ReportFile], beside text: Reading?) -> Reading? {
    guard let file = files.first(where: { $0.path == "jest.json" }) else { return nil }
    var reading = Reading()
    reading.isFromFile = true
    reading.span = text?.span
    reading.isClosed = true
    reading.doubt = text?.doubt
    let report: JestReport
    do { report = try JSONDecoder().decode(JestReport.self, from: Data(file.bytes)) } catch {
      reading.doubt = "jest's report file cannot be read"
      reading.counts = text?.counts
      return reading
    }
    for suite in report.testResults {
      let path = suite.name.hasPrefix("/workspace/") ? String(suite.name.dropFirst(11)) : suite.name
      for test in suite.assertionResults {
        let parts = [path] + (test.ancestorTitles ?? []) + [test.title]
        reading.add(parts.joined(separator: " > "), test.result)
      }
      let hasFailure = suite.assertionResults.contains { $0.result == .failed }
      if suite.status == "failed" && !hasFailure { reading.add(unloaded: path) }
    }
    if report.wasInterrupted ?? false { reading.doubt = "jest was interrupted" }
    if let text, text.isClosed, let said = text.counts, said != reading.total {
      reading.doubt = reading.doubt ?? "jest's report file and its closing lines differ"
    }
    return reading
  }
}

/// What of jest's report file matters.
private struct JestReport: Decodable {
  struct Suite: Decodable {
    var name: String
    var status: String
    var assertionResults: [Test]
  }

  struct Test: Decodable {
    var ancestorTitles: [String]?
    var title: String
    var status: String

    var result: TestResult {
      switch status {
      case "passed": .passed
      case "failed": .failed
      default: .skipped
      }
    }
  }

  var testResults: [Suite]
  var wasInterrupted: Bool?
}

/// What is known of jest's text, line by line.
private struct JestText {
  private(set) var tests: [NamedTest] = []
  private(set) var unloaded: [String] = []
  private(set) var counts: TestReport.Counts?
  private(set) var doubt: String?
  private var file: String?
  private var isFailing = false
  /// Whether the lines below a file's name may be its tests.
  private var isTree = false
  private var suites: [String] = []
  private var known: Set<String> = []
  private var isOpen = false
  private var failedSuites = 0

  /// Whether one of jest's own lines was there.
  var isJest: Bool { counts != nil || doubt != nil || isOpen }

  var isClosed: Bool { counts != nil && !isOpen }

  /// Takes line `number`; gives whether it is one of jest's own.
  mutating func take(_ number: Int, of lines: [Line]) -> Bool {
    let line = lines[number]
    guard !line.isEmpty else {
      isTree = false
      return false
    }
    if line.hasPrefix("Tests:  "), number > 0,
      let suites = lines[number - 1].after("Test Suites: "),
      number + 1 < lines.count, lines[number + 1].hasPrefix("Snapshots: ")
    {
      close(line, suites)
      return true
    }
    if line.hasPrefix("No tests found, exiting with code ") {
      add(.init(passed: 0, failed: 0, skipped: 0))
      return true
    }
    if header(line) { return true }
    if line.contains("process.exit called with") && line.contains("●") {
      doubt = doubt ?? "a test has ended jest's process"
      return true
    }
    if line.hasPrefix("  ● ") { return failure(Line(line.bytes.dropFirst(6))) }
    return isTree && entry(line)
  }

  /// `PASS  src/a.test.js (5.2 s)`, behind what a test printed without a line feed.
  private mutating func header(_ line: Line) -> Bool {
    guard line.contains("PASS ") || line.contains("FAIL ") else { return false }
    for (word, fails) in [("PASS ", false), ("FAIL ", true)] {
      guard let cut = line.hasPrefix(word) ? line.cut(at: word) : line.cut(atLast: word) else {
        continue
      }
      var path = cut.after.trimmed
      if path.hasSuffix("s)"), let time = path.cut(atLast: " (") { path = time.before }
      // A name of a project may stand before the path.
      guard let last = path.words.last, cut.before.isEmpty || path.words.count == 1,
        [".js", ".ts", ".jsx", ".tsx", ".mjs", ".cjs", ".mts", ".cts"].contains(where: {
          last.hasSuffix($0)
        })
      else { continue }
      file = (last.after("./") ?? last.after("/workspace/") ?? last).text
      (isFailing, isTree, suites, isOpen) = (fails, true, [], true)
      return true
    }
    return false
  }

  /// `  ● suite › test`
  private mutating func failure(_ title: Line) -> Bool {
    guard isFailing, let file else { return false }
    if title.equals("Test suite failed to run") {
      if !unloaded.contains(file) { unloaded.append(file) }
      return true
    }
    guard !title.equals("Console"), !title.isEmpty else { return false }
    let name = title.text.replacing(" › ", with: " > ")
    note("\(file) > \(name)", .failed)
    return true
  }

  private mutating func note(_ name: String, _ result: TestResult) {
    // A failure is told up to three times: in the tree, below it, and at the end.
    if result == .failed && !known.insert(name).inserted { return }
    tests.append(NamedTest(name, result))
  }

  /// A line of a verbose run: a suite's name, or a test's behind its mark.
  private mutating func entry(_ line: Line) -> Bool {
    let indent = line.indent
    guard indent >= 2, indent % 2 == 0, let file else {
      isTree = false
      return false
    }
    let text = Line(line.bytes.dropFirst(indent))
    while suites.count > indent / 2 - 1 { suites.removeLast() }
    for (mark, result) in [
      ("✓ ", TestResult.passed), ("✕ ", .failed), ("○ skipped ", .skipped),
      ("○ disabled ", .skipped),
      ("✎ todo ", .skipped), ("○ ", .skipped), ("√ ", .passed), ("× ", .failed),
    ] {
      guard var name = text.after(mark) else { continue }
      if let time = name.before("s)")?.cut(atLast: " ("), let unit = time.after.words.first,
        unit.bytes.allSatisfy({ $0 == 0x2e || (0x30...0x39).contains($0) })
      {
        name = time.before
      }
      note(([file] + suites + [name.text]).joined(separator: " > "), result)
      return true
    }
    guard indent / 2 - 1 == suites.count else {
      isTree = false
      return false
    }
    suites.append(text.text)
    return true
  }

  /// `Tests:       1 failed, 1 skipped, 1 todo, 6 passed, 9 total`
  private mutating func close(_ line: Line, _ suites: Line) {
    var own = TestReport.Counts(
      passed: line.number(before: "passed") ?? 0, failed: line.number(before: "failed") ?? 0,
      skipped: (line.number(before: "skipped") ?? 0) + (line.number(before: "todo") ?? 0))
    own.failed += unloaded.count - failedSuites
    failedSuites = unloaded.count
    // A suite that failed is a failure, whatever its tests did.
    if own.failed == 0 { own.failed = suites.number(before: "failed") ?? 0 }
    add(own)
  }

  private mutating func add(_ own: TestReport.Counts) {
    let before = counts ?? .init(passed: 0, failed: 0, skipped: 0)
    counts = TestReport.Counts(
      passed: before.passed + own.passed, failed: before.failed + own.failed,
      skipped: before.skipped + own.skipped)
    (isOpen, file, isTree) = (false, nil, false)
  }
}
