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
      guard sides.count == 2, let number = Int(sides[1]) else { return nil }
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
      unloaded: problems.unloaded + progress.unloaded)
    run.unloaded = Array(Set(run.unloaded)).sorted()
    if progress.names(ran) {
      run.tests = progress.tests(beside: problems, loosely: ran)
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

/// The names of tests as `unittest` prints them.
enum UnittestName {
  /// Whether this is the name of a test method: module, class and method.
  static func isMethod(_ name: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count > 2 && parts.last?.hasPrefix("test") == true && parts.allSatisfy(isWord)
  }

  /// Whether this may be a name in Python.
  static func isWord(_ part: Substring) -> Bool {
    !part.isEmpty && part.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
  }

  /// What a name stands for.
  enum Kind {
    /// A test.
    case test
    /// A file that could not be loaded.
    case unloaded
    /// What is done before the tests of a class or a module.
    case setUp
    /// What is done after them.
    case tearDown
  }

  /// A name, taken apart.
  struct Parts {
    var name: String
    var kind: Kind
    /// Where the text goes on behind it.
    var end: Int
    /// Whether it is written as Python since 3.11 does, which nobody else does.
    var isCertain: Bool
  }

  /// `test_x (tests.test_a.T.test_x)`; before Python 3.11 `test_x (tests.test_a.T)`.
  static func parts(_ text: Line) -> Parts? {
    var first: Parts?
    var rest = text
    // What is printed may hold any number of parentheses.
    for _ in 0..<20 {
      guard let cut = rest.cut(at: " (") else { break }
      let own = Line(text.bytes[..<cut.before.bytes.endIndex])
      // Since Python 3.11 the name is written twice, whatever it holds.
      if let twice = cut.after.range(of: ".\(own.text))") {
        let place = Line(cut.after.bytes[..<(twice.upperBound - 1)])
        return parts(own, place, end: twice.upperBound)
      }
      guard let close = cut.after.bytes.firstIndex(of: UInt8(ascii: ")")) else { break }
      let place = Line(cut.after.bytes[..<close])
      if first == nil, !place.isEmpty, !place.bytes.contains(0x20),
        !place.bytes.contains(UInt8(ascii: "="))
      {
        first = parts(own, place, end: close + 1)
      }
      if first?.isCertain == true { break }
      rest = cut.after
    }
    return first
  }

  private static func parts(_ method: Line, _ place: Line, end: Int) -> Parts? {
    let own = method.trimmed
    guard !own.isEmpty, own.bytes.count < 500 else { return nil }
    for (holder, kind) in [
      ("unittest.loader._FailedTest", Kind.unloaded), ("unittest.loader.ModuleSkipped", .test),
      ("nose2.loader.ModuleImportFailure", .unloaded), ("nose2.loader.LoadTestsFailure", .unloaded),
    ] where place.hasPrefix(holder) {
      return Parts(name: own.text, kind: kind, end: end, isCertain: true)
    }
    for (word, kind) in [
      ("setUpClass", Kind.setUp), ("setUpModule", .setUp), ("tearDownClass", .tearDown),
      ("tearDownModule", .tearDown),
    ] where own.equals(word) {
      let name = kind == .setUp ? place.text : "\(place.text).\(word)"
      return Parts(name: name, kind: kind, end: end, isCertain: false)
    }
    // Something may have been printed before it, without an end of line.
    if place.hasSuffix("." + own.text)
      || (place.cut(atLast: ".")?.after).map({ !$0.isEmpty && own.hasSuffix($0.text) }) ?? false
    {
      return Parts(name: place.text, kind: .test, end: end, isCertain: true)
    }
    guard let word = own.words.last else { return nil }
    return Parts(name: "\(place.text).\(word.text)", kind: .test, end: end, isCertain: false)
  }
}

/// The progress of one run: letters, or names with their results.
struct UnittestProgress {
  /// A test that was named.
  struct Test {
    var name: String
    var result: TestResult?
    var kind = UnittestName.Kind.test
    /// Whether the result stood alone or at once behind the name.
    var isSure = false
    /// Whether the name is in no form that is known.
    var isLoose = false
  }

  /// The tests named.
  private(set) var tests: [Test] = []
  /// Whether a name and its result were there that only such a runner prints.
  private(set) var isCertain = false

  private var letters = 0
  private var dots = 0
  private var skips = 0
  /// Letters that may be results, among what was printed by tests.
  private var possible = 0
  private var isPure = true
  /// A name whose results may follow in the next line, behind the first line of its description.
  private var described: UnittestName.Parts?
  private var isPart = false

  /// Whether so many tests are named.
  func names(_ count: Int) -> Bool {
    tests.contains { !$0.isLoose } || tests.count >= max(count, 1)
  }

  /// Whether results are shown by letters.
  var hasLetters: Bool { letters > 0 }

  /// Modules that could not be loaded, classes and modules that could not be set up.
  var unloaded: [String] {
    tests.filter { $0.result == .failed && ($0.kind == .unloaded || $0.kind == .setUp) }.map(\.name)
  }

  /// How many results were shown, as far as that is not what it should be.
  func most(isGood: Bool, _ ran: Int) -> Int? {
    // Quiet runs show none.
    guard letters > 0 else { return nil }
    if letters + (isPure ? 0 : possible) < ran { return letters }
    return isGood && isPure && letters - skips > ran ? letters : nil
  }

  /// How many tests are named, and how many of them were skipped; what is done before and after the tests of a class
  /// is none.
  func shown(loosely count: Int) -> (all: Int, skipped: Int) {
    let known = tests.filter { !$0.isLoose }
    let taken = (known.count < count ? tests : known)
      .filter { $0.kind == .test || $0.kind == .unloaded }
    return (taken.count, taken.count { $0.result == .skipped })
  }

  /// How many passed, where each has its letter and nothing else was printed.
  func passedByLetters(_ ran: Int) -> Int? { isPure && letters >= ran && letters > 0 ? dots : nil }

  /// Whether a test has no result.
  func isOpen(beside problems: UnittestProblems) -> Bool {
    guard let place = tests.lastIndex(where: { $0.result == nil && !$0.isLoose }) else {
      return false
    }
    return !problems.known.contains(tests[place].name)
  }

  /// Forgets what was named within the last test without a result.
  mutating func dropInner(beside problems: UnittestProblems) {
    isPure = false
    let open = tests.lastIndex { $0.result == nil && !$0.isLoose }
    tests = isOpen(beside: problems) ? Array(tests[...(open ?? 0)]) : []
  }

  /// The tests with their results; what failed is told once more at the end.
  ///
  /// - Parameter count: How many there are to be; names in an unknown form are taken only where they make up for what
  ///   is missing.
  func tests(beside problems: UnittestProblems, loosely count: Int) -> [NamedTest] {
    let known = tests.filter { !$0.isLoose }
    let taken = known.count < count ? tests : known
    let failed = Set(taken.lazy.filter { $0.result == .failed }.map(\.name))
    var open = problems.known.subtracting(failed)
    var named: [NamedTest] = []
    for test in taken {
      var result = test.result
      if test.result != .failed, open.remove(test.name) != nil { result = .failed }
      if let result { named.append(NamedTest(test.name, result)) }
    }
    return named + problems.tests.filter(open.contains).map { NamedTest($0, .failed) }
  }

  /// Takes a line; gives whether it is one of the runner's own.
  mutating func take(_ line: Line) -> Bool {
    if line.isEmpty { return false }
    // Behind a run within a test the letter of that test.
    if line.bytes.first == UInt8(ascii: ".") { possible += 1 }
    if let pending = described {
      described = nil
      return note(pending, behind: line, isPart: isPart, isDescribed: true)
    }
    let isIndented = line.hasPrefix("  ")
    if let dots = line.range(of: " ..."),
      dots.upperBound == line.bytes.endIndex
        || line.bytes[dots.upperBound] == 0x20
    {
      if let parts = UnittestName.parts(line), parts.end <= dots.lowerBound || isIndented {
        return note(
          parts, behind: Line(line.bytes[parts.end...]), isPart: isIndented,
          isDescribed: isIndented)
      }
    } else if line.bytes.last == UInt8(ascii: ")") || line.bytes.last == UInt8(ascii: "]"),
      let parts = UnittestName.parts(line),
      isIndented || parts.end == line.bytes.endIndex && !line.contains(": ")
    {
      (described, isPart) = (parts, isIndented)
      return false
    }
    if !tests.isEmpty, note(result: line) { return true }
    if let cut = line.cut(atLast: " ... "), let result = UnittestProgress.result(cut.after) {
      tests.append(Test(name: cut.before.trimmed.text, result: result, isSure: true, isLoose: true))
    }
    return note(letters: line)
  }

  /// What stands behind a name: ` ... ok`, ` ... ` and what the test prints; in the next line `Description ... ok`.
  private mutating func note(
    _ parts: UnittestName.Parts, behind text: Line, isPart: Bool, isDescribed: Bool
  ) -> Bool {
    var rest = text
    var printed: Line?
    while let range = rest.range(of: " ...") {
      guard isDescribed || range.lowerBound == text.bytes.startIndex else { break }
      let own = Line(rest.bytes[range.upperBound...]).trimmed
      if own.isEmpty || UnittestProgress.result(own) != nil {
        begin(parts, isPart: isPart)
        if !own.isEmpty { note(own, of: parts, isPart: isPart) }
        return true
      }
      // Before Python 3.11 nothing stands behind a test whose parts failed; else a run within it begins.
      if let next = UnittestName.parts(own), Line(own.bytes[next.end...]).hasPrefix(" ...") {
        begin(parts, isPart: isPart)
        return note(next, behind: Line(own.bytes[next.end...]), isPart: false, isDescribed: false)
      }
      printed = printed ?? own
      rest = own
    }
    guard let printed else { return false }
    begin(parts, isPart: isPart)
    _ = note(result: printed)
    return true
  }

  private mutating func begin(_ parts: UnittestName.Parts, isPart: Bool) {
    guard !isPart else { return }
    tests.append(Test(name: parts.name, kind: parts.kind))
  }

  private mutating func note(_ word: Line, of parts: UnittestName.Parts, isPart: Bool) {
    guard let result = UnittestProgress.result(word), !tests.isEmpty else { return }
    let last = tests.count - 1
    isCertain = isCertain || parts.isCertain
    if isPart {
      // A part that passes is not named; one that failed or was skipped speaks for the test.
      tests[last].result = max(
        tests[last].result ?? .skipped, result == .passed ? .skipped : result)
    } else {
      (tests[last].result, tests[last].isSure) = (result, true)
      // The runner prints a line of its own for what fails after a failed test.
      if last > 0, result == .failed, tests[last - 1].result == .failed,
        tests[last - 1].name == tests[last].name
      {
        tests.removeLast()
      }
    }
  }

  /// A result alone on its line belongs to the test named last, also behind what that one printed.
  private mutating func note(result line: Line) -> Bool {
    let last = tests.count - 1
    guard last >= 0, !tests[last].isSure else { return false }
    if let result = UnittestProgress.result(line) {
      (tests[last].result, tests[last].isSure) = (result, true)
      return true
    }
    for (word, result) in UnittestProgress.words where line.hasSuffix(word) {
      tests[last].result = result
      return true
    }
    return false
  }

  private static let words: [(String, TestResult)] = [
    ("ok", .passed), ("FAIL", .failed), ("ERROR", .failed), ("expected failure", .skipped),
    ("unexpected success", .failed),
  ]

  /// The result that a text is.
  private static func result(_ text: Line) -> TestResult? {
    if let known = words.first(where: { text.equals($0.0) }) { return known.1 }
    guard let reason = text.after("skipped "), let quote = reason.bytes.first else { return nil }
    if quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") {
      return reason.bytes.last == quote ? .skipped : nil
    }
    // nose2 writes the reason without quotes.
    return reason.contains(" ... ") ? nil : .skipped
  }

  private mutating func note(letters line: Line) -> Bool {
    let own = line.bytes.prefix { ".FEsxu".utf8.contains($0) }
    if own.count == line.bytes.count {
      letters += own.count
      dots += own.count { $0 == UInt8(ascii: ".") }
      skips += own.count { $0 == UInt8(ascii: "s") }
      return true
    }
    isPure = false
    let begin = own.prefix { $0 == UInt8(ascii: ".") }.count
    letters += begin
    possible += own.count - begin + 1
    possible += line.bytes.dropFirst(own.count).count { $0 == UInt8(ascii: ".") }
    return false
  }
}

/// What a run tells at its end of the tests that failed.
struct UnittestProblems {
  /// The names of what failed, each once, in the order told.
  private(set) var tests: [String] = []
  private(set) var known: Set<String> = []
  /// Those that are no tests: what is done before and after the tests of a class or module.
  private(set) var holders: Set<String> = []
  /// Modules that could not be loaded, classes and modules that could not be set up.
  private(set) var unloaded: [String] = []
  /// How many succeeded unexpectedly.
  private(set) var unexpected = 0
  /// Whether the first was told.
  private(set) var hasBegun = false

  private var isRuled = false
  private var doctest: Int?

  private static let rule = String(repeating: "=", count: 70)

  /// Takes a line; gives whether it is one of the runner's own.
  mutating func take(_ line: Line) -> Bool {
    if line.hasSuffix(UnittestProblems.rule) {
      isRuled = true
      return true
    }
    if let place = doctest {
      doctest = nil
      if let name = line.after("Doctest: ") { tests[place] = name.text }
    }
    guard isRuled else { return false }
    isRuled = false
    guard
      let text = line.after("FAIL: ") ?? line.after("ERROR: ") ?? line.after("UNEXPECTED SUCCESS: ")
    else { return false }
    hasBegun = true
    let parts = UnittestName.parts(text)
    let name = parts?.name ?? text.trimmed.text
    if line.hasPrefix("UNEXPECTED") { unexpected += 1 }
    guard known.insert(name).inserted else { return true }
    tests.append(name)
    switch parts?.kind {
    case .unloaded: unloaded.append(name)
    case .setUp:
      unloaded.append(name)
      holders.insert(name)
    case .tearDown: holders.insert(name)
    case .test, nil: doctest = tests.count - 1
    }
    return true
  }
}
