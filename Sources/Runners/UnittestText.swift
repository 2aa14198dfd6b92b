import Vocabulary

/// What runners say that print as Python's own `unittest` does, line by line.
///
/// A run closes with a rule, `Ran 3 tests in 0.1s` and a line of its result; each of these may be printed by a test,
/// too, so that they count in this order only, and are held against the results shown before.
struct UnittestText {
  /// One run.
  struct Run {
    /// Its numbers.
    var counts: TestReport.Counts
    /// Its tests, as far as they are named.
    var tests: [NamedTest]
    /// What could not be loaded or set up.
    var unloaded: [String]
    /// What speaks against believing it.
    var doubt: String?
  }

  /// The runs that came to their end.
  private(set) var runs: [Run] = []
  /// Whether a test was named with a result in a way that only such a runner prints.
  private(set) var hasNames = false

  private let isOneRun: Bool
  private let name: String
  private var progress = UnittestProgress()
  private var problems = UnittestProblems()
  /// A closing that was not taken since a test had no result yet.
  private var refused: Run?
  /// Whether the last line was a rule.
  private var isRuled = false
  /// The number of tests in the line `Ran 3 tests`, while its result is awaited.
  private var ran: Int?

  /// Nothing read yet.
  ///
  /// - Parameters:
  ///   - name: The runner's name.
  ///   - isOneRun: Whether there is one run only, the last that closes.
  init(_ name: String, isOneRun: Bool) {
    self.name = name
    self.isOneRun = isOneRun
  }

  /// Whether output of such a runner was read.
  var isUnittest: Bool { hasNames || !runs.isEmpty }

  /// Takes the next line; gives whether it is one of the runner's own.
  mutating func take(_ line: Line) -> Bool {
    let wasRuled = isRuled
    isRuled = line.hasSuffix(UnittestText.rule) && !line.hasSuffix("-" + UnittestText.rule)
    if wasRuled, let count = UnittestText.count(line) {
      ran = count
      return true
    }
    if let count = ran, let words = UnittestText.result(line) {
      ran = nil
      close(count, words)
      return true
    }
    if ran != nil || isRuled { return isRuled }
    if problems.take(line) { return true }
    guard !problems.hasBegun else { return false }
    let isOwn = progress.take(line)
    hasNames = hasNames || progress.isCertain
    return isOwn
  }

  /// Ends the reading.
  mutating func end() {
    if runs.isEmpty, let refused { runs = [refused] }
    if !isOneRun && !runs.isEmpty && (progress.isCertain || progress.hasLetters) {
      runs[runs.count - 1].doubt =
        runs[runs.count - 1].doubt ?? "a run of \(name) has no closing line"
    }
  }

  /// What was read, as a reading.
  var reading: Reading? {
    guard isUnittest else { return nil }
    var reading = Reading()
    reading.isClosed = !runs.isEmpty
    guard reading.isClosed else {
      reading.tests = progress.tests.compactMap { test in test.result.map { .init(test.name, $0) } }
      return reading
    }
    reading.tests = runs.flatMap(\.tests)
    reading.unloaded = runs.flatMap(\.unloaded)
    reading.runs = runs.map(\.counts)
    reading.counts = TestReport.Counts(
      passed: runs.map(\.counts.passed).reduce(0, +),
      failed: runs.map(\.counts.failed).reduce(0, +),
      skipped: runs.map(\.counts.skipped).reduce(0, +))
    reading.doubt = runs.lazy.compactMap(\.doubt).first
    return reading
  }

  // MARK: The end of a run

  private static let rule = String(repeating: "-", count: 70)

  /// `Ran 3 tests in 0.001s`
  private static func count(_ line: Line) -> Int? {
    guard let rest = line.after("Ran "), line.hasSuffix("s") else { return nil }
    let words = rest.words
    guard words.count == 4, words[1].equals("test") || words[1].equals("tests"),
      words[2].equals("in")
    else { return nil }
    return words[0].number
  }

  /// `OK`, `OK (skipped=1)`, `FAILED (failures=1, errors=1)`, `NO TESTS RAN`: the numbers by their words.
  private static func result(_ line: Line) -> [String: Int]? {
    guard let word = ["OK", "FAILED", "NO TESTS RAN"].first(where: { line.hasPrefix($0) }),
      let rest = line.after(word)
    else { return nil }
    var numbers = [word: 1]
    if rest.isEmpty { return numbers }
    guard let inner = rest.after(" (")?.before(")") else { return nil }
    for part in inner.text.split(separator: ",") {
      let sides = part.split(separator: "=")
      guard sides.count == 2, let number = Line(String(sides[1])).number else { return nil }
      numbers[String(Line(String(sides[0])).trimmed.text)] = number
    }
    return numbers
  }

  private mutating func close(_ ran: Int, _ words: [String: Int]) {
    let run = run(of: ran, words)
    // A run within a test comes to its end before the test does.
    if progress.isOpen(beside: problems) && !isOneRun {
      refused = run
      progress.dropInner(beside: problems)
      problems = UnittestProblems()
      return
    }
    if isOneRun {
      // What was shown up to here may be of a run within a test.
      runs = [run]
      progress.dropInner(beside: problems)
      problems = UnittestProblems()
      return
    }
    runs.append(run)
    progress = UnittestProgress()
    problems = UnittestProblems()
    refused = nil
  }

  private func run(of ran: Int, _ words: [String: Int]) -> Run {
    let isGood = words["FAILED"] == nil
    let unexpected = words["unexpected successes"] ?? 0
    let skipped = (words["skipped"] ?? 0) + (words["expected failures"] ?? 0)
    let problems = isGood ? UnittestProblems() : self.problems
    let failed = problems.tests
    var run = Run(
      counts: .init(passed: 0, failed: 0, skipped: 0), tests: [],
      unloaded: problems.unloaded + (isGood ? [] : progress.unloaded))
    run.unloaded = Array(Set(run.unloaded)).sorted()
    if progress.names(ran) {
      run.tests = progress.tests(beside: problems, loosely: ran, isGood: isGood)
      let shown = progress.shown(loosely: ran)
      // Python 3.12.1 leaves what is skipped out of the number.
      if shown.all < ran || isGood && shown.all - shown.skipped > ran {
        run.doubt = "\(name) tells of \(ran) tests and names \(shown.all)"
      }
      if progress.isOpen(beside: problems) {
        run.doubt = run.doubt ?? "a test of \(name)'s has no result"
      }
      run.counts.passed = run.tests.count { $0.result == .passed }
      run.counts.skipped = run.tests.count { $0.result == .skipped }
    } else {
      run.tests = failed.map { NamedTest($0, .failed) }
      // A success that was not expected is named since Python 3.11.
      let silent = max(0, unexpected - problems.unexpected)
      let own = failed.count - problems.holders.count
      run.counts.passed =
        progress.passedByLetters(ran) ?? max(0, ran - own - silent - skipped)
      run.counts.skipped = skipped
      run.counts.failed = failed.count + silent
      if let shown = progress.most(isGood: isGood, ran), shown != ran {
        run.doubt = "\(name) tells of \(ran) tests and shows \(shown)"
      }
    }
    run.counts.failed = max(run.counts.failed, run.tests.count { $0.result == .failed })
    if !isGood { run.counts.failed = max(run.counts.failed, 1) }
    return run
  }
}

extension UnittestText {
  /// What `output` says as output of a runner that prints as `unittest` does.
  ///
  /// - Parameter name: The runner's name.
  static func read(_ output: Output, as name: String) -> Reading? {
    var text = UnittestText(name, isOneRun: output.isOneRun)
    var span = Reading()
    var lines = NumberedNames()
    for (number, line) in output.lines.enumerated() {
      guard let line = lines.take(line), text.take(line) else { continue }
      span.covers(number)
    }
    text.end()
    var reading = text.reading
    reading?.span = span.span
    return reading
  }
}

/// Puts the names of nose2's tests with parameters into one line.
///
/// Such a name is the function's with a number; the parameters follow in a line of their own:
/// `test_a.test_f:1`, `x ... ok` for a function, and `test_m:1`, `x (test_a.T.test_m:1`, `x) ... ok` for a method.
private struct NumberedNames {
  private var held: (start: Line, name: Line, lines: Int)?

  /// Takes the next line; gives what is to be read in its place.
  mutating func take(_ line: Line) -> Line? {
    guard var held else {
      let start = line.after("FAIL: ") ?? line.after("ERROR: ") ?? line
      guard NumberedNames.isNumbered(start) else { return line }
      self.held = (Line(line.bytes[..<start.bytes.startIndex]), start, 0)
      return nil
    }
    held.lines += 1
    if let open = line.cut(atLast: " ("), NumberedNames.isNumbered(open.after),
      open.after.hasSuffix("." + held.name.text)
    {
      held.name = Line(Array("\(held.name.text) (\(open.after.text))".utf8)[...])
      self.held = held
      return held.start.isEmpty ? nil : release("")
    }
    if held.start.isEmpty, let result = line.cut(atLast: " ... ") {
      return release(" ... " + result.after.text)
    }
    // The parameters may have several lines.
    if held.lines > 20 || !held.start.isEmpty && !held.name.contains("(") { return release("") }
    self.held = held
    return nil
  }

  private mutating func release(_ end: String) -> Line? {
    defer { held = nil }
    return held.map { Line("\($0.start.text)\($0.name.text)\(end)") }
  }

  /// `test_a.test_f:1`
  private static func isNumbered(_ text: Line) -> Bool {
    guard let last = text.bytes.last, (0x30...0x39).contains(last), text.bytes.count < 500,
      let sides = text.cut(atLast: ":"), sides.after.number != nil
    else { return false }
    let parts = sides.before.text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.last?.hasPrefix("test") == true && parts.allSatisfy(UnittestName.isWord)
  }
}
