import Vocabulary

/// Unity, the test framework for C: `test.c:10:test_a:PASS`, and the sum of them.
package enum UnityRunner: Runner {
  package static let name = "unity"
  package static let marks = [" Failures ", ":PASS", ":FAIL"]

  package static func read(_ output: Output) -> Reading? {
    var text = UnityText()
    for (number, line) in output.lines.enumerated() { text.take(line, number) }
    return text.reading
  }
}

/// What is known of Unity's text, line by line.
private struct UnityText {
  private var tests: [NamedTest] = []
  private var open: [(file: String?, name: String, result: TestResult)] = []
  private var files: Set<String> = []
  private var sum: (tests: Int, failed: Int, ignored: Int)?
  private var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
  private var isUnity = false
  private var isClosed = false
  private var doubt: String?
  private var start: Int?
  private var span: Range<Int>?

  mutating func take(_ line: Line, _ number: Int) {
    guard !line.isEmpty else { return }
    if let known = sum, line.equals("OK") || line.equals("FAIL") {
      return close(known, isGood: line.equals("OK"), number)
    }
    if let found = UnityText.sum(line) {
      sum = found
      return
    }
    sum = nil
    guard let test = UnityText.test(line) else { return }
    start = start ?? number
    isClosed = false
    open.append(test)
    if let file = test.file { files.insert(file) }
  }

  /// `test.c:14:test_b:FAIL: Expected 1 Was 2`
  private static func test(_ line: Line) -> (file: String?, name: String, result: TestResult)? {
    for (mark, result) in [
      (":PASS", TestResult.passed), (":FAIL", .failed), (":IGNORE", .skipped),
    ] {
      guard let cut = line.cut(at: mark),
        cut.after.isEmpty || cut.after.hasPrefix(":")
          || cut.after.hasPrefix(" (")
      else { continue }
      let parts = cut.before.bytes.split(separator: UInt8(ascii: ":")).map(Line.init)
      guard parts.count >= 3, parts[parts.count - 2].number != nil else { return nil }
      let test = parts[parts.count - 1].text
      // A fixture names the group with the test.
      if test.hasPrefix("TEST(") { return (nil, test, result) }
      return (parts[parts.count - 3].text, test, result)
    }
    return nil
  }

  /// `3 Tests 1 Failures 1 Ignored`
  private static func sum(_ line: Line) -> (tests: Int, failed: Int, ignored: Int)? {
    let words = line.words
    guard words.count == 6, words[1].equals("Tests"), words[3].equals("Failures"),
      words[5].equals("Ignored"), let tests = words[0].number, let failed = words[2].number,
      let ignored = words[4].number
    else { return nil }
    return (tests, failed, ignored)
  }

  private mutating func close(
    _ sum: (tests: Int, failed: Int, ignored: Int), isGood: Bool, _ number: Int
  ) {
    isUnity = true
    isClosed = true
    let first = start ?? number
    span = min(span?.lowerBound ?? first, first)..<(number + 1)
    counts.failed += isGood ? sum.failed : max(1, sum.failed)
    counts.skipped += sum.ignored
    counts.passed += max(0, sum.tests - sum.failed - sum.ignored)
    // A fixture that is not verbose names only what failed.
    let isNamed = open.contains { $0.result == .passed }
    if open.count > sum.tests || isNamed && open.count != sum.tests {
      doubt = doubt ?? "Unity counts \(sum.tests) tests and tells of \(open.count)"
    }
    tests += named
    (open, files, self.sum, start) = ([], [], nil, nil)
  }

  /// The open tests by their full names; what a test before printed without a line feed stands before a file.
  private var named: [NamedTest] {
    let shortest = files.sorted { $0.utf8.count < $1.utf8.count }
    return open.map { test in
      guard let file = test.file else { return NamedTest(test.name, test.result) }
      let own = shortest.first { file.hasSuffix($0) } ?? file
      let path = own.hasPrefix("/workspace/") ? String(own.dropFirst(11)) : own
      return NamedTest("\(path) > \(test.name)", test.result)
    }
  }

  /// All of it; `nil` where Unity has said nothing.
  var reading: Reading? {
    guard isUnity || !open.isEmpty else { return nil }
    var reading = Reading()
    (reading.span, reading.isClosed, reading.doubt) = (span, isClosed && open.isEmpty, doubt)
    reading.tests = tests + named
    if isClosed { reading.counts = counts }
    return reading
  }
}
