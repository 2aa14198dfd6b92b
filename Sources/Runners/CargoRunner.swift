import Vocabulary

/// `cargo test`: the harness of Rust's own, of one or several binaries, and of documentation tests.
///
/// Names are `BINARY PATH > module::test`, `demo tests/one.rs > it_works`; of documentation tests
/// `demo documentation > src/lib.rs - item`, numbered within the item by their order in the file.
package enum CargoRunner: Runner {
  package static let name = "cargo"
  package static let marks = ["test result: ", "\nrunning ", "error: could not compile"]

  package static func isCalled(by call: Call) -> Bool { arguments(of: call) != nil }

  private static func arguments(of call: Call) -> ArraySlice<String>? {
    guard var own = call.arguments(after: "cargo") else { return nil }
    if own.first?.hasPrefix("+") ?? false { own = own.dropFirst() }
    guard ["test", "t"].contains(own.first), !own.contains("--no-run"), !own.contains("--list")
    else {
      return nil
    }
    return own.dropFirst()
  }

  package static func focused(
    _ call: Call, on tests: [String], stopsEarly: Bool
  ) -> String? {
    guard let own = arguments(of: call), own.allSatisfy(isPlain) else { return nil }
    var targets: Set<String> = []
    var names: [String] = []
    for test in tests {
      guard let cut = test.firstRange(of: " > "),
        let path = test[..<cut.lowerBound].split(separator: " ").last
      else { return nil }
      let name = test[cut.upperBound...]
      guard !name.contains(" ") else { return nil }
      if path == "src/lib.rs" {
        targets.insert("--lib")
      } else if path.hasPrefix("tests/"), path.hasSuffix(".rs"), !path.dropFirst(6).contains("/") {
        targets.insert("--test \(path.dropFirst(6).dropLast(3))")
      } else {
        return nil
      }
      names.append(String(name))
    }
    guard targets.count == 1, let target = targets.first else { return nil }
    return call.replacing(
      words: call.words + target.split(separator: " ").map(String.init) + ["--", "--exact"] + names)
  }

  /// Whether a word changes nothing of what is tested.
  private static func isPlain(_ word: String) -> Bool {
    [
      "--offline", "--locked", "--frozen", "--all-features", "--no-default-features", "--release",
      "-r",
      "--verbose", "-v", "--no-fail-fast", "--keep-going",
    ].contains(word) || word.hasPrefix("--features=") || word.hasPrefix("--color=")
      || word.hasPrefix("--jobs=") || word.hasPrefix("--profile=")
  }

  package static func read(_ output: Output) -> Reading? {
    var text = CargoText()
    var reading = Reading()
    for (number, line) in output.lines.enumerated() where text.take(line) { reading.covers(number) }
    text.end()
    guard text.isCargo else { return nil }
    reading.tests = text.tests
    reading.unloaded = text.unloaded
    reading.counts = text.counts
    reading.counts?.failed += text.unloaded.count
    for name in text.unloaded { reading.add(name, .failed) }
    reading.isClosed = text.isClosed
    reading.doubt = text.doubt
    return reading
  }
}

/// What is known of the text of Rust's harness, line by line.
private struct CargoText {
  /// A binary whose tests were announced.
  private struct Binary {
    var announced: Int
    var tests: [(test: NamedTest, isLoose: Bool)] = []
    /// The failed ones as listed at the end, for a quiet run.
    var listed: [String] = []
    /// The test whose result is still to come.
    var open: String?
  }

  private var binary: Binary?
  /// What cargo says of the binary, `demo src/lib.rs`.
  private var label: String?
  private var hasLabel = false
  private var above = Line("")
  private var isList = false
  private var results = 0
  /// Places of the tests and of unloaded binaries that are named by the next words of cargo's.
  private var unnamed: [Int] = []

  private(set) var tests: [NamedTest] = []
  private(set) var unloaded: [String] = []
  private(set) var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
  private(set) var doubt: String?

  /// Whether one of the harness's own lines was there.
  var isCargo: Bool { results > 0 || binary != nil || !unloaded.isEmpty || doubt != nil }

  var isClosed: Bool { results > 0 || !unloaded.isEmpty }

  /// Takes the next line; gives whether it is one of cargo's or of the harness's own.
  mutating func take(_ line: Line) -> Bool {
    defer { above = line }
    guard let first = line.bytes.first else {
      isList = false
      return false
    }
    switch first {
    case 0x20:
      if let name = header(line) {
        leave()
        label = name
        hasLabel = true
        return true
      }
      if isList, let name = line.after("    ") {
        binary?.listed.append(CargoText.identity(name))
        return true
      }
      if line.hasPrefix("  process didn't exit successfully: ") { return broke() }
    case UInt8(ascii: "r"):
      if let count = CargoText.announced(line) { return begin(count) }
    case UInt8(ascii: "e"):
      if line.hasPrefix("error: ") { return error(line) }
    case UInt8(ascii: "f"):
      if line.equals("failures:") {
        isList = true
        binary?.listed = []
        return binary != nil
      }
    case UInt8(ascii: "t"):
      if line.hasPrefix("test result: ") { return close(line) }
    default: break
    }
    return binary != nil && note(line)
  }

  /// `     Running unittests src/lib.rs (target/debug/deps/demo-0e9959a2f8e92b33)`, `   Doc-tests demo`
  private func header(_ line: Line) -> String? {
    let text = line.trimmed
    if let crate = text.after("Doc-tests ") { return "\(crate.text) documentation" }
    guard var rest = text.after("Running "), let cut = rest.cut(atLast: " ("), rest.hasSuffix(")")
    else { return nil }
    rest = cut.before.after("unittests ") ?? cut.before
    var file = Line(cut.after.bytes.dropLast())
    if let name = file.cut(atLast: "/") { file = name.after }
    if file.hasSuffix(".exe") { file = Line(file.bytes.dropLast(4)) }
    guard let hash = file.cut(atLast: "-") else { return nil }
    return "\(hash.before.text) \(rest.text)"
  }

  private static func announced(_ line: Line) -> Int? {
    guard line.hasSuffix(" test") || line.hasSuffix(" tests") else { return nil }
    let words = line.words
    return words.count == 3 && words[0].equals("running") ? words[1].number : nil
  }

  private mutating func begin(_ count: Int) -> Bool {
    // Within a binary only a test can have printed this, unless the harness's empty line stands above.
    if binary != nil {
      guard above.isEmpty && !hasLabel else { return false }
      leave()
    }
    binary = Binary(announced: count)
    hasLabel = false
    return true
  }

  /// Forgets a binary that has not come to its end.
  private mutating func leave() {
    guard let lost = binary else { return }
    binary = nil
    doubt =
      doubt
      ?? "a test binary announced \(lost.announced) tests and has no closing line"
    keep(lost)
  }

  /// A binary was ended by a signal or the like, and cargo says so.
  private mutating func broke() -> Bool {
    guard let lost = binary else { return false }
    binary = nil
    keep(lost)
    unloaded.append(label ?? "a test binary")
    label = nil
    return true
  }

  private mutating func keep(_ binary: Binary) {
    for (test, isLoose) in binary.tests where !isLoose {
      tests.append(named(test))
      switch test.result {
      case .passed: counts.passed += 1
      case .failed: counts.failed += 1
      case .skipped: counts.skipped += 1
      }
    }
  }

  private func named(_ test: NamedTest) -> NamedTest {
    NamedTest(label.map { "\($0) > \(test.name)" } ?? test.name, test.result)
  }

  /// `error: could not compile `demo` (lib test) due to 1 previous error`, `error: test failed, to rerun pass `--lib``
  private mutating func error(_ line: Line) -> Bool {
    if let rest = line.after("error: could not compile `"), let cut = rest.cut(at: "`") {
      var name = cut.before.text
      if let test = cut.after.cut(at: "(test \"")?.after.cut(at: "\"") { name = test.before.text }
      name = name.replacing("-", with: "_")
      if !unloaded.contains(name) { unloaded.append(name) }
      return true
    }
    if let rest = line.after("error: test failed, to rerun pass `"), let cut = rest.cut(at: "`") {
      // Of a quiet run, cargo names the binaries alone that failed.
      for place in unnamed { tests[place].name = "\(cut.before.text) > \(tests[place].name)" }
      unnamed = []
      if binary != nil && label == nil { label = cut.before.text }
      return true
    }
    return false
  }

  /// `test a::b ... ok`, behind what a test printed without a line feed; or a result that was printed behind what a
  /// test printed.
  private mutating func note(_ line: Line) -> Bool {
    if line.hasPrefix("test "), let cut = line.cut(atLast: " ... ") ?? split(line) {
      let name = CargoText.identity(Line(cut.before.bytes.dropFirst(5)))
      if let result = CargoText.result(cut.after) {
        // While a test is running that was named before, this is printed by it.
        if let open = binary?.open, binary?.tests.last?.test.name != open {
          note(end: line)
          return false
        }
        binary?.tests.append((NamedTest(name, result), false))
        binary?.open = nil
      } else {
        // The harness names a test before it runs, where it runs one at a time.
        binary?.open = name
        note(end: cut.after)
      }
      return true
    }
    if binary?.open != nil {
      note(end: line)
      return false
    }
    guard
      line.hasSuffix(" ... ok") || line.hasSuffix(" ... FAILED") || line.hasSuffix(" ... ignored"),
      let cut = line.cut(atLast: " ... "), let start = cut.before.range(of: "test ")?.upperBound,
      let result = CargoText.result(cut.after)
    else { return false }
    let name = CargoText.identity(Line(cut.before.bytes[start...]))
    binary?.tests.append((NamedTest(name, result), true))
    return true
  }

  private func split(_ line: Line) -> (before: Line, after: Line)? {
    line.before(" ...").map { ($0, Line("")) }
  }

  /// The result of the open test may stand at the end of what it printed; the last one is the harness's.
  private mutating func note(end line: Line) {
    guard let name = binary?.open else { return }
    let result: TestResult
    if line.hasSuffix("ok") {
      result = .passed
    } else if line.hasSuffix("FAILED") {
      result = .failed
    } else {
      return
    }
    if let last = binary?.tests.indices.last, binary?.tests[last].test.name == name {
      binary?.tests[last].test.result = result
    } else {
      binary?.tests.append((NamedTest(name, result), false))
    }
  }

  private static func result(_ text: Line) -> TestResult? {
    if text.equals("ok") || text.hasPrefix("ok <") || text.hasPrefix("bench:") { return .passed }
    if text.equals("FAILED") || text.hasPrefix("FAILED <") || text.hasPrefix("FAILED (") {
      return .failed
    }
    return text.equals("ignored") || text.hasPrefix("ignored, ") ? .skipped : nil
  }

  /// The name without what is no part of it: how it is expected to end.
  private static func identity(_ text: Line) -> String {
    for ending in [" - should panic", " - compile fail", " - compile"] {
      if let name = text.before(ending) { return name.text }
    }
    return text.text
  }

  /// `test result: ok. 3 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.00s`
  private mutating func close(_ line: Line) -> Bool {
    guard var ended = binary, let passed = line.number(before: "passed"),
      let failed = line.number(before: "failed"), let ignored = line.number(before: "ignored")
    else { return false }
    let measured = line.number(before: "measured") ?? 0
    // Numbers that are not those announced are printed by a test.
    guard passed + failed + ignored + measured == ended.announced else { return false }
    binary = nil
    results += 1
    counts.passed += passed + measured
    counts.failed += failed
    counts.skipped += ignored
    if ended.tests.contains(where: \.isLoose), ended.tests.count > ended.announced {
      ended.tests.removeAll(where: \.isLoose)
    }
    var own = ended.tests.map(\.test)
    if own.isEmpty { own = ended.listed.map { NamedTest($0, .failed) } }
    own = CargoText.numbered(own)
    if label == nil {
      unnamed = Array(tests.count..<(tests.count + own.count))
    }
    tests += own.map(named)
    label = nil
    return true
  }

  /// Documentation tests are named by their lines; by the order of those they are numbered within their item.
  private static func numbered(_ tests: [NamedTest]) -> [NamedTest] {
    var lines: [String: [Int]] = [:]
    let parts = tests.map { test -> (item: String, line: Int)? in
      guard test.name.hasSuffix(")"), let cut = Line(test.name).cut(atLast: " (line "),
        let line = Line(cut.after.bytes.dropLast()).number
      else { return nil }
      lines[cut.before.text, default: []].append(line)
      return (cut.before.text, line)
    }
    guard !lines.isEmpty else { return tests }
    for item in lines.keys { lines[item]?.sort() }
    return zip(tests, parts).map { test, part in
      guard let part, let place = lines[part.item]?.firstIndex(of: part.line) else { return test }
      return NamedTest(place == 0 ? part.item : "\(part.item) (\(place + 1))", test.result)
    }
  }

  /// The output ends here.
  mutating func end() { leave() }
}
