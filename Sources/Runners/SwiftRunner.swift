import Vocabulary

/// `swift test`: XCTest and Swift Testing, one after the other in one output.
///
/// Swift Testing's text names no suite; its report file does, and gives `Module.Suite/test()`, as `--filter` takes it.
/// XCTest's text names `Class.test`, with `--parallel` `Module.Class/test`.
package enum SwiftRunner: Runner {
  package static let name = "swift"
  package static let marks = ["Test run ", "Test Suite '", "] Testing "]

  package static func isCalled(by call: Call) -> Bool { arguments(of: call) != nil }

  private static func arguments(of call: Call) -> ArraySlice<String>? {
    guard let own = call.arguments(after: "swift"), own.first == "test", !own.contains("list")
    else {
      return nil
    }
    return own.dropFirst()
  }

  package static func request(for call: Call?, in place: String) -> ReportRequest? {
    guard let own = call.flatMap(arguments),
      !own.contains(where: { $0.hasPrefix("--xunit-output") })
    else { return nil }
    return ReportRequest(arguments: ["--xunit-output", "\(place)/swift.xml"])
  }

  package static func focused(
    _ call: Call, on tests: [String], stopsEarly: Bool
  ) -> String? {
    guard let own = arguments(of: call),
      !own.contains(where: {
        ["--filter", "--skip", "-s"].contains($0) || $0.hasPrefix("--filter=")
      })
    else { return nil }
    var filters: [String] = []
    for test in tests {
      let isFunction = test.hasSuffix(")")
      guard isFunction == test.contains("("), test.contains(".") else { return nil }
      if isFunction || test.contains("/") {
        // The place in the source follows the name of Swift Testing's.
        filters += ["--filter", "^\(escaped(test))(/|$)"]
      } else {
        let parts = test.split(separator: ".")
        guard parts.count == 2 else { return nil }
        filters += ["--filter", "\\.\(escaped("\(parts[0])/\(parts[1])"))$"]
      }
    }
    return call.replacing(words: call.words + filters)
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      if "\\.+*?()|[]{}^$".contains(character) { result.append("\\") }
      result.append(character)
    }
  }

  // MARK: Text

  package static func read(_ output: Output) -> Reading? {
    var xctest = XCTestText()
    var testing = SwiftTestingText()
    var reading = Reading()
    for (number, line) in output.lines.enumerated()
    where line.contains("Test") || line.hasPrefix("\t Executed ") {
      let isOwn = testing.take(line) || xctest.take(line)
      if isOwn { reading.covers(number) }
    }
    guard testing.isBegun || xctest.isBegun else { return nil }
    xctest.end()
    testing.end()
    reading.tests = xctest.tests + testing.tests
    // A parallel run of XCTest has no closing line; that Swift Testing's run follows shows that it came to its end.
    reading.isClosed =
      xctest.isClosed && testing.isClosed && (testing.isBegun || !xctest.isParallel)
    reading.doubt = xctest.doubt ?? testing.doubt
    reading.isOrdered = false
    return reading
  }

  // MARK: The report files

  package static func read(_ files: [ReportFile], beside text: Reading?) -> Reading? {
    guard let file = files.first(where: { $0.path == "swift-swift-testing.xml" }) else {
      return nil
    }
    guard var reading = text, text?.isClosed ?? false else { return text }
    let document: JUnitDocument
    do { document = try JUnitDocument(file.bytes) } catch {
      reading.doubt = "Swift Testing's report file cannot be read: \(error.sentence)"
      return reading
    }
    // What the text names otherwise is XCTest's, which writes no file of its own unless it runs in parallel.
    let others = reading.tests.filter { !$0.isSwiftTesting }
    let known = Set(
      reading.tests.filter { $0.isSwiftTesting && $0.result == .skipped }.map { $0.name })
    let said = reading.total
    reading.tests = others
    for test in document.tests {
      let isKnown = known.contains(test.name) && test.result == .passed
      reading.add(identity(of: test), isKnown ? .skipped : test.result)
    }
    reading.isFromFile = others.isEmpty
    reading.isOrdered = true
    let ran = reading.total
    if ran.failed != said.failed || ran.passed + ran.skipped != said.passed + said.skipped {
      reading.doubt = reading.doubt ?? "Swift Testing's report file and its closing line differ"
    }
    return reading
  }

  /// `LibTests.S1/Inner/a()`
  private static func identity(of test: JUnitDocument.Test) -> String {
    var parts = test.className.split(separator: ".").map(String.init)
    guard parts.count > 1 else { return "\(test.className).\(test.name)" }
    let module = parts.removeFirst()
    return "\(module).\(parts.joined(separator: "/"))/\(test.name)"
  }
}

extension NamedTest {
  /// Whether it is one of Swift Testing's: a function with its parentheses, or a sentence in quotes.
  fileprivate var isSwiftTesting: Bool {
    name.hasSuffix(")") || name.hasSuffix("\"") || !name.contains(".")
  }
}

/// What is known of XCTest's text, line by line.
private struct XCTestText {
  private(set) var tests: [NamedTest] = []
  private(set) var doubt: String?
  private(set) var isBegun = false
  private var isEnded = false
  /// The tests that were begun and not ended.
  private var running: [String] = []
  /// How many suites are open.
  private var depth = 0
  private var ended = 0
  /// The tests of a parallel run, whose output is shown only where they fail.
  private var listed: [String] = []
  private var listLength = 0

  var isClosed: Bool { !isBegun || (isEnded && running.isEmpty) }
  var isParallel: Bool { !listed.isEmpty }

  /// Takes the next line; gives whether it is one of XCTest's own.
  mutating func take(_ line: Line) -> Bool {
    if line.hasPrefix("["), let cut = line.cut(at: "] Testing ") {
      return list(cut.before, cut.after)
    }
    if line.hasPrefix("Test Suite '"), let cut = line.cut(atLast: "' ") { return suite(cut.after) }
    if line.hasPrefix("\t Executed "), let count = line.number(before: "test", "tests") {
      guard depth == 0, isBegun else { return isBegun }
      isEnded = true
      if count != ended {
        doubt = doubt ?? "XCTest has executed \(count) tests and tells of \(ended)"
      }
      ended = 0
      return true
    }
    guard let start = line.range(of: "Test Case '")?.upperBound else { return false }
    return test(Line(line.bytes[start...]))
  }

  /// `[1/3] Testing LibTests.X/testOk`
  private mutating func list(_ count: Line, _ name: Line) -> Bool {
    guard let slash = count.cut(at: "/"), let length = slash.after.number,
      Line(slash.before.bytes.dropFirst()).trimmed.number != nil
    else { return false }
    listLength = length
    listed.append(name.text)
    isBegun = true
    return true
  }

  private mutating func suite(_ rest: Line) -> Bool {
    if rest.hasPrefix("started at ") {
      if depth == 0 { isEnded = false }
      depth += 1
      isBegun = true
      return true
    }
    guard rest.hasPrefix("passed at ") || rest.hasPrefix("failed at "), depth > 0 else {
      return false
    }
    depth -= 1
    return true
  }

  /// `X.testFail' started at …`, `-[LibTests.X testFail]' failed (0.002 seconds).`
  private mutating func test(_ text: Line) -> Bool {
    guard let cut = text.cut(at: "' ") else { return false }
    var name = cut.before.text
    if name.hasPrefix("-["), name.hasSuffix("]") {
      name = String(name.dropFirst(2).dropLast()).replacing(" ", with: "/")
    }
    if cut.after.hasPrefix("started") {
      running.append(name)
      return true
    }
    for (word, result) in [
      ("passed (", TestResult.passed), ("failed (", .failed), ("skipped (", .skipped),
    ] where cut.after.hasPrefix(word) {
      // What was not begun is printed by a test.
      guard let place = running.lastIndex(of: name) else { return false }
      running.remove(at: place)
      tests.append(NamedTest(name, result))
      ended += 1
      return true
    }
    return false
  }

  /// The output ends here: what was begun and not ended has failed.
  mutating func end() {
    tests += running.map { NamedTest($0, .failed) }
    guard !listed.isEmpty else { return }
    running = []
    isEnded = listed.count == listLength
    var told: [String: TestResult] = [:]
    for test in tests { told[test.name] = test.result }
    tests = listed.map { name in
      let last = name.split(separator: ".").last ?? name[...]
      let own = String(last).replacing("/", with: ".")
      return NamedTest(name, told[own] ?? told[name] ?? .passed)
    }
  }
}

/// What is known of Swift Testing's text, line by line.
private struct SwiftTestingText {
  private(set) var tests: [NamedTest] = []
  private(set) var doubt: String?
  private(set) var isBegun = false
  private var isEnded = false
  private var running: [String: Int] = [:]
  private var count = 0

  var isClosed: Bool { !isBegun || isEnded }

  /// Takes the next line; gives whether it is one of Swift Testing's own: what stands before the words is a sign
  /// that is no letter of ASCII's, and before that what a test printed without a line feed.
  mutating func take(_ line: Line) -> Bool {
    guard let range = line.range(of: " Test "),
      let sign = line.bytes[..<range.lowerBound].last(where: { $0 != 0x20 }), sign >= 0x80
    else { return false }
    let text = Line(line.bytes[range.upperBound...])
    if let rest = text.after("run ") { return run(rest) }
    guard isBegun, !isEnded, !text.hasPrefix("case passing ") else { return false }
    if let name = text.before(" started.") {
      running[name.text, default: 0] += 1
      return true
    }
    if let cut = text.cut(atLast: " skipped"), cut.after.equals(".") || cut.after.hasPrefix(": ") {
      return end(cut.before, .skipped, isBegun: false)
    }
    if let cut = text.cut(atLast: " passed after ") {
      return end(cut.before, cut.after.contains(" known issue") ? .skipped : .passed)
    }
    if let cut = text.cut(atLast: " failed after ") { return end(cut.before, .failed) }
    return false
  }

  /// `started.`, `with 11 tests in 3 suites failed after 0.003 seconds with 3 issues.`
  private mutating func run(_ rest: Line) -> Bool {
    if rest.equals("started.") {
      if isBegun && !isEnded { doubt = doubt ?? "a run of Swift Testing's has no closing line" }
      (isBegun, isEnded, count) = (true, false, 0)
      return true
    }
    guard isBegun, !isEnded, let said = rest.after("with ")?.words.first?.number else {
      return false
    }
    let (isPassed, isFailed) = (rest.contains(" passed after "), rest.contains(" failed after "))
    guard isPassed || isFailed else { return false }
    // With tests still to be ended it is a test that has printed this.
    guard running.isEmpty else { return false }
    isEnded = true
    if said != count {
      doubt = doubt ?? "Swift Testing has run \(said) tests and tells of \(count)"
    }
    if isFailed && !tests.contains(where: { $0.result == .failed }) {
      tests.append(NamedTest("Test run", .failed))
    }
    return true
  }

  private mutating func end(_ title: Line, _ result: TestResult, isBegun: Bool = true) -> Bool {
    var name = title
    if let cut = name.cut(atLast: " with "), cut.after.words.count == 3,
      cut.after.contains(" test case")
    {
      name = cut.before
    }
    if isBegun {
      // What was not begun is printed by a test.
      guard let open = running[name.text] else { return false }
      running[name.text] = open > 1 ? open - 1 : nil
    }
    count += 1
    tests.append(NamedTest(name.text, result))
    return true
  }

  /// The output ends here: what was begun and not ended has failed.
  mutating func end() {
    guard !isEnded else { return }
    for (name, open) in running.sorted(by: { $0.key < $1.key }) {
      tests += Array(repeating: NamedTest(name, .failed), count: open)
    }
  }
}
