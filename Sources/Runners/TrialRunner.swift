import Vocabulary

/// Twisted's trial, with its tree of names, with letters or with full names.
package enum TrialRunner: Runner {
  package static let name = "trial"
  package static let marks = [" tests in ", "PASSED", " ...  "]

  package static func isCalled(by call: Call) -> Bool { arguments(of: call) != nil }

  private static func arguments(of call: Call) -> ArraySlice<String>? {
    call.arguments(after: "trial", module: "twisted.trial")
      ?? call.arguments(ofModule: "twisted.trial")
  }

  package static func focused(
    _ call: Call, on tests: [String], stopsEarly: Bool
  ) -> String? {
    guard let own = arguments(of: call), tests.allSatisfy(UnittestName.isMethod),
      var options = Call.options(in: own, valued: valued, flags: flags)
    else { return nil }
    if stopsEarly, !options.contains("-x") { options.append("-x") }
    return call.replacing(words: Array(call.words[..<own.startIndex]) + options + tests)
  }

  private static let valued: Set<String> = [
    "-j", "--jobs", "-r", "--reactor", "--reporter", "-l", "--logfile", "--temp-directory", "-o",
    "--order", "-z", "--random", "--recursionlimit", "--tbformat", "--profiler",
  ]

  private static let flags: Set<String> = [
    "--exitfirst", "--no-recurse", "--force-gc", "--unclean-warnings", "--rterrors", "--nopm",
    "--disablegc", "--spew", "--until-failure",
  ]

  package static func read(_ output: Output) -> Reading? {
    var text = TrialText(isOneRun: output.isOneRun)
    var span = Reading()
    for (number, line) in output.lines.enumerated() where text.take(line) { span.covers(number) }
    var reading = text.reading
    reading?.span = span.span
    return reading
  }
}

/// What is known of trial's text, line by line.
private struct TrialText {
  private struct Test {
    var name: String
    var result: TestResult?
    var isUnloaded = false
  }

  private struct Run {
    var counts: TestReport.Counts
    var tests: [Test]
    var doubt: String?
  }

  private let isOneRun: Bool
  private var runs: [Run] = []
  private var tests: [Test] = []
  private var path: [String] = []
  /// The names told at the end of what failed; each stands last before the next rule.
  private var problem: (isOpen: Bool, last: String, names: [String]) = (false, "", [])
  private var isRuled = false
  private var ran: Int?

  init(isOneRun: Bool) { self.isOneRun = isOneRun }

  private static let rule = String(repeating: "-", count: 79)
  private static let doubleRule = String(repeating: "=", count: 79)

  /// Takes the next line; gives whether it is one of trial's own.
  mutating func take(_ line: Line) -> Bool {
    if line.equals(TrialText.rule) {
      endProblem()
      (isRuled, ran) = (true, nil)
      return true
    }
    if isRuled { return takeEnd(line) }
    if line.equals(TrialText.doubleRule) {
      endProblem()
      return true
    }
    if takeProblem(line) { return true }
    return problem.names.isEmpty && takeProgress(line)
  }

  private mutating func takeProblem(_ line: Line) -> Bool {
    if line.equals("[FAIL]") || line.equals("[ERROR]") {
      problem.isOpen = true
      return true
    }
    if problem.isOpen, !line.isEmpty, line.bytes.first != 0x20 { problem.last = line.text }
    return problem.isOpen
  }

  private mutating func endProblem() {
    if problem.isOpen, !problem.last.isEmpty, !problem.last.contains(" ") {
      problem.names.append(problem.last)
    }
    (problem.isOpen, problem.last) = (false, "")
  }

  /// `Ran 3 tests in 0.022s`, `PASSED (skips=1, successes=2)`
  private mutating func takeEnd(_ line: Line) -> Bool {
    if line.isEmpty { return true }
    if ran == nil, let rest = line.after("Ran "), let count = rest.words.first?.number,
      rest.contains(" tests in ")
    {
      ran = count
      return true
    }
    guard let word = ["PASSED", "FAILED"].first(where: { line.hasPrefix($0) }),
      let rest = line.after(word)
    else {
      // What a thread printed may stand in between.
      if ran == nil { isRuled = false }
      return false
    }
    isRuled = false
    var numbers: [Substring: Int] = [:]
    if let inner = rest.after(" (")?.before(")") {
      for part in inner.text.split(whereSeparator: { $0 == "," || $0 == " " }) {
        let sides = part.split(separator: "=")
        guard sides.count == 2, let number = Line(String(sides[1])).number else { return false }
        numbers[sides[0]] = number
      }
    } else if !rest.isEmpty {
      return false
    }
    close(ran ?? 0, isGood: word == "PASSED", numbers)
    return true
  }

  private mutating func close(_ ran: Int, isGood: Bool, _ numbers: [Substring: Int]) {
    func number(_ word: Substring) -> Int { numbers[word] ?? 0 }
    var run = Run(
      counts: .init(
        passed: number("successes") + number("unexpectedSuccesses"),
        failed: number("failures") + number("errors"),
        skipped: number("skips") + number("expectedFailures")), tests: [])
    if !isGood { run.counts.failed = max(run.counts.failed, 1) }
    let told = numbers.values.reduce(0, +)
    if isGood && told != ran {
      run.doubt = "trial ran \(ran) tests and tells of \(told)"
    }
    let named = tests.filter { $0.result != nil }
    if isGood && !tests.isEmpty && named.count < ran {
      run.doubt = run.doubt ?? "trial ran \(ran) tests and names \(named.count)"
    }
    // A test may fail in its clean-up as well; a file that cannot be loaded stands at the end alone.
    let known = Set(named.lazy.map(\.name))
    let rest = problem.names.filter { !known.contains($0) }.map { name in
      Test(name: name, result: .failed, isUnloaded: !UnittestName.isMethod(name))
    }
    run.tests = isGood && named.count != ran ? [] : named + (isGood ? [] : rest)
    run.counts.failed = max(
      run.counts.failed, Set(run.tests.filter { $0.result == .failed }.map(\.name)).count)
    if isOneRun { runs = [] }
    runs.append(run)
    (tests, path) = ([], [])
    problem = (false, "", [])
  }

  // MARK: Progress

  private static let tags: [(tag: String, result: TestResult)] = [
    ("[OK]", .passed), ("[FAIL]", .failed), ("[ERROR]", .failed), ("[SKIPPED]", .skipped),
    ("[TODO]", .skipped), ("[SUCCESS!?!]", .passed),
  ]

  /// `test_a`, `  TestX`, `    test_1 ...      [OK]`; in other styles `test_a.TestX.test_1 ... [OK]`.
  private mutating func takeProgress(_ line: Line) -> Bool {
    let tag =
      line.bytes.last == UInt8(ascii: "]") ? TrialText.tags.first { line.hasSuffix($0.tag) } : nil
    let indent = line.indent
    if indent <= 8, indent % 2 == 0, let dots = line.range(of: " ..."),
      dots.upperBound == line.bytes.endIndex || line.bytes[dots.upperBound] == 0x20
    {
      let own = Line(line.bytes[..<dots.lowerBound]).trimmed
      if !own.isEmpty, !own.bytes.contains(0x20) {
        let parts = path.prefix(indent / 2) + [own.text]
        tests.append(
          Test(
            name: parts.joined(separator: "."), result: tag?.result,
            isUnloaded: tag?.tag == "[ERROR]" && indent < 4 && !own.contains(".")))
        return tag != nil
      }
    }
    if let tag {
      guard let last = tests.indices.last, tests[last].result == nil else { return false }
      tests[last].result = tag.result
      return true
    }
    if indent <= 6, indent % 2 == 0, !line.isEmpty, tests.last.map({ $0.result != nil }) ?? true {
      let own = line.trimmed
      guard !own.bytes.contains(0x20) else { return false }
      path = Array(path.prefix(indent / 2)) + [own.text]
    }
    return false
  }

  // MARK: All of it

  var reading: Reading? {
    let isNamed = tests.contains { $0.result != nil && $0.name.contains(".") }
    guard !runs.isEmpty || isNamed else { return nil }
    var reading = Reading()
    reading.isClosed = !runs.isEmpty
    for test in reading.isClosed ? runs.flatMap(\.tests) : tests {
      guard let result = test.result else { continue }
      reading.add(test.name, result)
      if test.isUnloaded { reading.unloaded.append(test.name) }
    }
    reading.foldEqualNames()
    guard reading.isClosed else { return reading }
    reading.runs = runs.map(\.counts)
    reading.counts = .init(
      passed: runs.map(\.counts.passed).reduce(0, +),
      failed: runs.map(\.counts.failed).reduce(0, +),
      skipped: runs.map(\.counts.skipped).reduce(0, +))
    reading.doubt = runs.lazy.compactMap(\.doubt).first
    if !isOneRun, isNamed { reading.doubt = reading.doubt ?? "a run of trial has no closing line" }
    return reading
  }
}
