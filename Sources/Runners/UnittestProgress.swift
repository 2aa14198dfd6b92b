import Vocabulary

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
  /// - Parameter isGood: Whether the run closed without a failure, so that a word for one was printed by a test.
  func tests(
    beside problems: UnittestProblems, loosely count: Int, isGood: Bool
  ) -> [NamedTest] {
    let known = tests.filter { !$0.isLoose }
    let taken = known.count < count ? tests : known
    let failed = Set(taken.lazy.filter { $0.result == .failed }.map(\.name))
    var open = problems.known.subtracting(failed)
    var named: [NamedTest] = []
    for test in taken {
      var result = test.result
      if test.result != .failed, open.remove(test.name) != nil { result = .failed }
      if isGood && result == .failed { result = .passed }
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
