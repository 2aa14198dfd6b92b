import Vocabulary

/// pytest, quiet, plain, verbose and with plugins for workers, reruns and subtests.
///
/// Its text has the numbers, and the names of what failed; its JUnit file, asked for by an option that also
/// `PYTEST_ADDOPTS` takes, has all names.
package enum PytestRunner: Runner {
  package static let name = "pytest"
  package static let marks = [" in ", "test session starts", "::"]

  package static func isCalled(by call: Call) -> Bool { arguments(of: call) != nil }

  private static func arguments(of call: Call) -> ArraySlice<String>? {
    if let own = call.arguments(after: "pytest", module: "pytest")
      ?? call.arguments(after: "py.test")
    {
      return own
    }
    // `coverage run -m pytest`
    guard call.arguments(after: "coverage", module: "coverage")?.first == "run",
      let flag = call.words.firstIndex(of: "-m"), call.words.dropFirst(flag + 1).first == "pytest"
    else { return nil }
    return call.words[(flag + 2)...]
  }

  package static func request(for call: Call?, in place: String) -> ReportRequest? {
    ReportRequest(environment: [
      "PYTEST_ADDOPTS": "--junitxml=\(place)/pytest.xml -o junit_family=xunit1"
    ])
  }

  package static func focused(
    _ call: Call, on tests: [String], stopsEarly: Bool
  ) -> String? {
    guard let own = arguments(of: call), tests.allSatisfy({ $0.contains("::") }) else { return nil }
    let paths = Set(tests.map { $0.prefix { $0 != ":" } }.map(String.init))
    let options = own.filter { word in
      !paths.contains(word) && !word.contains("::")
        && !paths.contains { $0.hasPrefix(word.hasSuffix("/") ? word : word + "/") }
    }
    let start = call.words[..<own.startIndex]
    return call.replacing(words: start + options + (stopsEarly ? ["-x"] : []) + tests)
  }

  // MARK: Text

  package static func read(_ output: Output) -> Reading? {
    var reading = Reading()
    var text = PytestText()
    for (number, line) in output.lines.enumerated() where text.take(line) { reading.covers(number) }
    guard text.isPytest else { return nil }
    reading.tests = text.tests
    reading.unloaded = text.unloaded
    reading.foldEqualNames()
    reading.counts = text.counts
    reading.isClosed = text.sessions > 0 && text.isClosed
    reading.doubt = text.doubt
    return reading
  }

  // MARK: The report file

  package static func read(_ files: [ReportFile], beside text: Reading?) -> Reading? {
    guard let file = files.first(where: { $0.path == "pytest.xml" }) else { return nil }
    var reading = Reading()
    reading.isFromFile = true
    reading.span = text?.span
    let document: JUnitDocument
    do { document = try JUnitDocument(file.bytes) } catch {
      reading.doubt = "pytest's report file cannot be read: \(error.sentence)"
      reading.isClosed = true
      reading.counts = text?.counts
      return reading
    }
    for test in document.tests {
      let name = nodeID(of: test)
      if test.isCollectionFailure {
        reading.add(unloaded: name)
      } else {
        reading.add(name, test.result)
      }
    }
    reading.foldEqualNames()
    reading.isClosed = true
    guard let text, text.isClosed, let said = text.counts else { return reading }
    let counted = reading.total
    if counted == said || agrees(counted, said, document) {
      reading.counts = said
      reading.doubt = text.doubt
      reading.rename(after: text)
      return reading
    }
    // A second session in the same command has written over the first one's file.
    var rest = text
    rest.isFromFile = false
    return rest
  }

  /// Whether the file and the closing line speak of one session: an attempt that was made again, a part of a test and
  /// an error after a test are elements of the file, and are counted otherwise or not at all in the line.
  private static func agrees(
    _ counted: TestReport.Counts, _ said: TestReport.Counts, _ document: JUnitDocument
  ) -> Bool {
    (counted.failed == 0) == (said.failed == 0) && counted.passed <= said.passed
      && counted.failed <= said.failed
      && counted.passed + counted.failed + counted.skipped + document.tests.count >= said.passed
        + said.failed + said.skipped
  }

  /// `tests/test_a.py::TestX::test_y[1]`, by the file and the dotted class of a test case.
  private static func nodeID(of test: JUnitDocument.Test) -> String {
    if test.isCollectionFailure {
      let dotted = test.className.isEmpty ? test.name : "\(test.className).\(test.name)"
      return test.file ?? dotted.split(separator: ".").joined(separator: "/") + ".py"
    }
    guard let file = test.file else { return "\(test.className)::\(test.name)" }
    let stem = file.hasSuffix(".py") ? file.dropLast(3) : file[...]
    let module = stem.split(separator: "/").joined(separator: ".")
    guard test.className.hasPrefix(module) else { return "\(file)::\(test.name)" }
    let classes = test.className.dropFirst(module.count).split(separator: ".")
    return ([file[...]] + classes + [test.name[...]]).joined(separator: "::")
  }
}

extension JUnitDocument.Test {
  /// Whether it stands for a file that could not be collected.
  fileprivate var isCollectionFailure: Bool { message == "collection failure" }
}

extension Reading {
  /// Puts before each name the folder that the names in `text` have before them: pytest prints names as seen from
  /// where it was called, and writes them as seen from the root of its configuration.
  fileprivate mutating func rename(after text: Reading) {
    let own = names(.failed)
    guard let shown = text.names(.failed).first, !own.contains(shown),
      let match = own.first(where: { shown.hasSuffix("/" + $0) })
    else { return }
    let folder = shown.dropLast(match.count)
    for place in tests.indices { tests[place].name = folder + tests[place].name }
    unloaded = unloaded.map { folder + $0 }
  }
}

/// What is known of pytest's text, line by line.
private struct PytestText {
  var tests: [NamedTest] = []
  var unloaded: [String] = []
  var counts: TestReport.Counts?
  var sessions = 0
  var isClosed = false
  var doubt: String?
  private var announced: Int?
  private var hasHeader = false
  private var isSummary = false

  /// Whether one of pytest's own lines was there.
  var isPytest: Bool { hasHeader || sessions > 0 }

  /// Takes the next line; gives whether it is one of pytest's own.
  mutating func take(_ line: Line) -> Bool {
    if line.contains("test session starts") && line.hasPrefix("=") {
      if hasHeader && !isClosed { doubt = doubt ?? "a session of pytest's has no closing line" }
      (hasHeader, isClosed, isSummary, announced) = (true, false, false, nil)
      return true
    }
    if let count = PytestText.closing(line) {
      close(count)
      return true
    }
    if line.hasPrefix("collected ") { return collected(line) }
    if line.contains(" workers [") || line.contains(" worker ["), line.hasSuffix("]") {
      announced = line.number(after: "[") ?? announced
      return true
    }
    if line.hasPrefix("!!!!") { return interrupted(line) }
    if line.contains("short test summary info"), line.hasPrefix("=") {
      isSummary = true
      return true
    }
    return note(line)
  }

  private mutating func close(_ count: TestReport.Counts) {
    let ran = count.passed + count.failed + count.skipped
    if let announced, ran < announced, count.failed == 0 {
      doubt = doubt ?? "pytest collected \(announced) tests and tells of \(ran)"
    }
    if hasHeader || sessions == 0 || !isClosed {
      counts = TestReport.Counts(
        passed: (counts?.passed ?? 0) + count.passed, failed: (counts?.failed ?? 0) + count.failed,
        skipped: (counts?.skipped ?? 0) + count.skipped)
      sessions += 1
    } else if let known = counts {
      // Without a header nothing tells a second session from what a test prints at its end.
      counts = TestReport.Counts(
        passed: known.passed + count.passed, failed: known.failed + count.failed,
        skipped: known.skipped + count.skipped)
      sessions += 1
    }
    (isClosed, isSummary, hasHeader, announced) = (true, false, hasHeader, nil)
  }

  /// `collected 5 items / 2 deselected / 3 selected`
  private mutating func collected(_ line: Line) -> Bool {
    guard let items = line.number(before: "items", "item") else { return false }
    announced =
      line.number(before: "selected") ?? (items - (line.number(before: "deselected") ?? 0))
    return true
  }

  private mutating func interrupted(_ line: Line) -> Bool {
    if line.contains("Exit: ") || line.contains("KeyboardInterrupt") {
      doubt = doubt ?? "pytest was told to stop before its end"
    }
    return true
  }

  /// `=== 1 failed, 2 passed in 0.12s ===`, `2 passed, 1 warning in 61.20s (0:01:01)`, `no tests ran in 0.01s`.
  static func closing(_ line: Line) -> TestReport.Counts? {
    guard let cut = line.cut(atLast: " in "), isTime(cut.after) else { return nil }
    var text = cut.before
    while text.bytes.first == UInt8(ascii: "=") { text = Line(text.bytes.dropFirst()) }
    text = text.trimmed
    if text.equals("no tests ran") { return .init(passed: 0, failed: 0, skipped: 0) }
    var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
    var isKnown = false
    for part in text.bytes.split(separator: UInt8(ascii: ",")) {
      let words = Line(part).words
      guard words.count >= 2, let number = words[0].number, let word = words.last?.text else {
        return nil
      }
      // `2 subtests passed` counts parts of tests.
      guard words.count == 2 else {
        guard words.count == 3 else { return nil }
        isKnown = isKnown || words[1].equals("subtests")
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

  /// The words of a result, as short summary and verbose lines have them.
  private static let words: [(word: String, result: TestResult)] = [
    ("PASSED", .passed), ("FAILED", .failed), ("ERROR", .failed), ("SKIPPED", .skipped),
    ("XFAIL", .skipped), ("XPASS", .passed),
  ]

  /// A line with a test's name and result, of the progress or of the short summary.
  private mutating func note(_ line: Line) -> Bool {
    guard line.contains("::") || line.hasPrefix("ERROR ") || line.hasPrefix("FAILED ") else {
      return false
    }
    if line.hasPrefix("[gw"), let end = line.cut(at: "] ") {
      var rest = end.after
      if rest.hasPrefix("["), let percent = rest.cut(at: "] ") { rest = percent.after }
      return note(summary: rest)
    }
    if note(summary: line) { return true }
    return note(progress: line)
  }

  /// `FAILED tests/a.py::test_x - why`
  private mutating func note(summary line: Line) -> Bool {
    for (word, result) in PytestText.words {
      guard let rest = line.after(word + " ") else { continue }
      let name = PytestText.identity(rest)
      if name.contains("::") {
        tests.append(NamedTest(name, result))
        return true
      }
      guard word == "ERROR" || word == "FAILED", isSummary, !name.isEmpty, !name.contains(" ")
      else { return false }
      tests.append(NamedTest(name, .failed))
      unloaded.append(name)
      return true
    }
    guard line.hasPrefix("SUBFAIL"), let id = line.words.first(where: { $0.contains("::") }),
      let start = line.range(of: id.text)
    else { return false }
    tests.append(NamedTest(PytestText.identity(Line(line.bytes[start.lowerBound...])), .failed))
    return true
  }

  /// `tests/a.py::test_x PASSED    [ 33%]`, `tests/a.py::test_x <- b.py FAILED`
  private mutating func note(progress line: Line) -> Bool {
    guard let first = line.bytes.first, first != 0x20, first != UInt8(ascii: "E"),
      first != UInt8(ascii: ">")
    else { return false }
    var text = line.trimmed
    if text.hasSuffix("]"), let open = text.cut(atLast: "[") {
      let inner = Line(open.after.bytes.dropLast()).trimmed
      if inner.hasSuffix("%") || inner.contains("/") { text = open.before.trimmed }
    }
    for (word, result) in PytestText.words {
      guard let cut = text.cut(atLast: " " + word) else { continue }
      let reason = cut.after.trimmed
      guard reason.isEmpty || reason.hasPrefix("(") else { continue }
      var name = cut.before
      if let inherited = name.cut(at: " <- ") { name = inherited.before }
      guard name.contains("::"), !name.text.prefix(while: { $0 != ":" }).contains(" ") else {
        return false
      }
      tests.append(NamedTest(name.trimmed.text, result))
      return true
    }
    return false
  }

  /// The name before ` - ` and the message; brackets with parameters, which may hold anything, are kept whole.
  static func identity(_ text: Line) -> String {
    let bytes = text.bytes
    let dash = text.range(of: " - ")
    let open = bytes.firstIndex(of: UInt8(ascii: "["))
    guard let open, open < dash?.lowerBound ?? bytes.endIndex else {
      return dash.map { Line(bytes[..<$0.lowerBound]).text } ?? text.trimmed.text
    }
    var depth = 0
    for place in open..<bytes.endIndex {
      if bytes[place] == UInt8(ascii: "[") { depth += 1 }
      guard bytes[place] == UInt8(ascii: "]") else { continue }
      depth -= 1
      let rest = Line(bytes[(place + 1)...])
      if depth <= 0, rest.trimmed.isEmpty || rest.hasPrefix(" - ") {
        return Line(bytes[...place]).text
      }
    }
    if let end = text.range(of: "] - ") { return Line(bytes[...end.lowerBound]).text }
    return dash.map { Line(bytes[..<$0.lowerBound]).text } ?? text.trimmed.text
  }
}
