import Vocabulary

/// pytest, quiet, plain, verbose and with plugins for workers, reruns and subtests.
///
/// Its text has the numbers, and the names of what failed; its JUnit file, asked for by an option that also
/// `PYTEST_ADDOPTS` takes, has all names.
package enum PytestRunner: Runner {
  package static let name = "pytest"
  package static let marks = [" in ", "test session starts", "::", "%]"]

  /// A project may leave the plugin out that writes the file.
  package static let refusals = ["unrecognized arguments: --junitxml"]

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
    let file = ["--junitxml=\(place)/pytest.xml", "-o", "junit_family=xunit1"]
    let everywhere = ReportRequest(environment: ["PYTEST_ADDOPTS": file.joined(separator: " ")])
    guard let call, let own = arguments(of: call) else { return everywhere }
    let isTaken = own.contains {
      $0.hasPrefix("--junitxml") || $0.hasPrefix("--junit-xml") || $0.hasSuffix("no:junitxml")
    }
    if isTaken { return nil }
    // A variable of ours would be lost where the command sets its own.
    let sets = (call.assignments + call.starters).contains { $0.hasPrefix("PYTEST_ADDOPTS=") }
    guard sets else { return everywhere }
    return own.contains("--") ? nil : ReportRequest(arguments: file)
  }

  // MARK: Some tests only

  package static func focused(
    _ call: Call, on tests: [String], stopsEarly: Bool
  ) -> String? {
    guard let own = arguments(of: call), tests.allSatisfy({ $0.contains("::") }),
      let parted = PytestArguments(own)
    else { return nil }
    // Nodes are named as seen from the root of the configuration, and are asked for as seen from here. Without paths
    // that is the same folder, also where the tests have a configuration beside them.
    let isRooted =
      !parted.paths.isEmpty || parted.options.contains { $0.hasPrefix("--rootdir") }
    var words = Array(call.words[..<own.startIndex]) + parted.options
    if !isRooted { words.append("--rootdir=.") }
    if stopsEarly { words.append("-x") }
    words += tests.map { PytestArguments.node($0, below: parted.paths) }
    return call.replacing(words: words)
  }

  // MARK: Text

  package static func read(_ output: Output) -> Reading? {
    var reading = Reading()
    var text = PytestText(isOneRun: output.isOneRun)
    for (number, line) in output.lines.enumerated() {
      text.number = number
      if text.take(line) { reading.covers(number) }
    }
    text.end()
    guard text.isPytest else { return nil }
    reading.tests = text.tests
    reading.unloaded = text.unloaded
    reading.foldEqualNames()
    reading.counts = text.counts
    reading.runs = text.runs
    reading.isClosed = text.counts != nil
    reading.announced = reading.isClosed ? nil : text.shown
    reading.doubt = text.doubt
    reading.loose = text.loose
    return reading
  }

  // MARK: The report file

  package static func read(_ files: [ReportFile], beside text: Reading?) -> Reading? {
    guard let file = files.first(where: { $0.path == "pytest.xml" }) else { return nil }
    var reading = Reading()
    reading.isFromFile = true
    reading.span = text?.span
    reading.isClosed = true
    let document: JUnitDocument
    do { document = try JUnitDocument(file.bytes) } catch {
      reading.doubt = "pytest's report file cannot be read: \(error.sentence)"
      reading.counts = text?.counts
      return reading
    }
    var modules = PytestModules(document)
    for test in document.tests {
      let name = modules.nodeID(of: test)
      if test.isCollectionFailure {
        reading.add(unloaded: name)
      } else {
        reading.add(name, test.result)
      }
    }
    reading.foldEqualNames()
    reading.unloaded = Array(Set(reading.unloaded))
    let doubt = text?.doubt
    guard let text, let last = text.runs.last else {
      reading.doubt =
        doubt ?? PytestRunner.doubt(of: reading, elements: document, shown: text?.announced)
      return reading
    }
    reading.doubt = doubt == PytestText.unproved ? nil : doubt
    if reading.speaks(of: last, elements: document.tests.count) && text.runs.count == 1 {
      reading.counts = text.counts
      reading.keepFailures(of: text)
      return reading
    }
    // Of several sessions in one command each writes over the file of the one before it.
    var all = text
    guard text.runs.contains(where: { reading.speaks(of: $0, elements: document.tests.count) })
    else {
      all.doubt = doubt ?? "pytest's report file and its closing line do not agree"
      if text.runs.allSatisfy({ $0.failed > 0 }) && reading.total.failed > 0 { all.doubt = doubt }
      return all
    }
    all.doubt = doubt
    all.tests += reading.tests
    all.unloaded += reading.unloaded
    all.foldEqualNames()
    return all
  }

  /// What speaks against a file beside which no closing line stands: the progress has to show as many tests.
  private static func doubt(
    of reading: Reading, elements document: JUnitDocument, shown: Int?
  ) -> String? {
    guard reading.total.failed == 0 else { return nil }
    guard let shown else { return "pytest does not say that it came to its end" }
    let names = reading.tests.count...max(reading.tests.count, document.tests.count)
    return names.contains(shown)
      ? nil : "pytest shows \(shown) tests and its report file has \(reading.tests.count)"
  }
}

extension JUnitDocument.Test {
  /// Whether it stands for a file that could not be collected.
  fileprivate var isCollectionFailure: Bool { message == "collection failure" }
}

extension Reading {
  /// Whether a file of so many elements is of the session that closes with these numbers.
  ///
  /// An attempt that was made again is an element of its own; a part of a test, an error after a test and a test that
  /// was run twice are counted, and fold into one name.
  fileprivate func speaks(of said: TestReport.Counts, elements: Int) -> Bool {
    let own = total
    guard (own.failed == 0) == (said.failed == 0), own.passed <= said.passed,
      own.failed <= said.failed
    else { return false }
    return said.failed > 0 || said.passed + said.skipped <= elements
      || own.passed + own.skipped >= said.passed
  }

  /// Adds what the text names as broken and the file does not have: a path that is not there.
  fileprivate mutating func keepFailures(of text: Reading) {
    guard tests.isEmpty else { return }
    for name in text.unloaded { add(unloaded: name) }
  }
}
