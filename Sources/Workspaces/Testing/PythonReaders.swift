import Vocabulary

/// Reads what pytest prints, quiet, plain or verbose.
enum PytestReader {
  private typealias List = WritableKeyPath<TestReading.Findings, [String]>

  /// The words of a verdict, and where the test's name goes.
  private static var words: [(word: String, list: List)] {
    [
      ("PASSED", \.passed), ("FAILED", \.failed), ("ERROR", \.failed), ("SKIPPED", \.skipped),
      ("XFAIL", \.skipped), ("XPASS", \.passed),
    ]
  }

  static func read(_ lines: [Substring]) -> TestReading.Findings? {
    guard let counts = lines.reversed().lazy.compactMap(summary).first else { return nil }
    var findings = TestReading.Findings()
    for line in lines { note(line, in: &findings) }
    findings.counts = counts
    return findings
  }

  /// `=== 1 failed, 2 passed in 0.12s ===`, with or without the rules; `no tests ran in 0.01s`.
  private static func summary(_ line: Substring) -> TestReport.Counts? {
    let text = line.trimmed
    guard text.contains(" in "), !text.contains(";"),
      text.hasSuffix("s") || text.hasSuffix("=") || text.hasSuffix(")")
    else { return nil }
    if text.contains("no tests ran in ") { return .init(passed: 0, failed: 0, skipped: 0) }
    let passed = text.number(before: "passed")
    let failed = text.number(before: "failed")
    let errors = text.number(before: "error") ?? text.number(before: "errors")
    let skipped = text.number(before: "skipped")
    let expected = text.number(before: "xfailed")
    let unexpected = text.number(before: "xpassed")
    let deselected = text.number(before: "deselected")
    guard
      [passed, failed, errors, skipped, expected, unexpected, deselected].contains(where: {
        $0 != nil
      })
    else { return nil }
    return .init(
      passed: (passed ?? 0) + (unexpected ?? 0), failed: (failed ?? 0) + (errors ?? 0),
      skipped: (skipped ?? 0) + (expected ?? 0))
  }

  /// `FAILED tests/a.py::test_x - why` of the short summary, `tests/a.py::test_x PASSED [ 5%]`.
  private static func note(_ line: Substring, in findings: inout TestReading.Findings) {
    for (word, list) in words {
      if let rest = line.after(word + " ") {
        let name = String(rest.split(separator: " - ", maxSplits: 1).first ?? rest)
        let isName = name.contains("::") || (word == "ERROR" && name.hasSuffix(".py"))
        if isName { findings[keyPath: list].append(trimmedName(name)) }
        return
      }
      guard line.contains("::"), let range = line.firstRange(of: " \(word)") else { continue }
      let tail = line[range.upperBound...]
      guard tail.isEmpty || tail.hasPrefix(" ") else { continue }
      findings[keyPath: list].append(trimmedName(String(line[..<range.lowerBound])))
      return
    }
  }

  private static func trimmedName(_ name: String) -> String { String(name[...].trimmed) }
}

/// Reads what Python's own `unittest` prints.
enum UnittestReader {
  static func read(_ lines: [Substring]) -> TestReading.Findings? {
    var ran: Int?
    var findings = TestReading.Findings()
    var result: Substring?
    for (index, line) in lines.enumerated() {
      if let rest = line.after("Ran "),
        let count = rest.number(before: "tests") ?? rest.number(before: "test")
      {
        ran = (ran ?? 0) + count
      } else if line.hasPrefix("OK") || line.hasPrefix("FAILED (") || line.hasPrefix("NO TESTS RAN")
      {
        result = line
      } else if let name = problem(line) {
        findings.failed.append(name)
      } else {
        note(line, following: index > 0 ? lines[index - 1] : "", in: &findings)
      }
    }
    guard let ran, let result else { return nil }
    let failures = (result.number(after: "failures=") ?? 0) + (result.number(after: "errors=") ?? 0)
    let skipped =
      (result.number(after: "skipped=") ?? 0) + (result.number(after: "expected failures=") ?? 0)
    findings.counts = .init(
      passed: max(0, ran - failures - skipped), failed: failures, skipped: skipped)
    return findings
  }

  /// `FAIL: test_x (tests.test_a.ATests.test_x)` as `tests.test_a.ATests.test_x`.
  private static func problem(_ line: Substring) -> String? {
    guard let rest = line.after("FAIL: ") ?? line.after("ERROR: ") else { return nil }
    return name(rest)
  }

  /// `test_x (tests.test_a.ATests.test_x) ... ok`; the dots may follow a docstring's line.
  private static func note(
    _ line: Substring, following before: Substring, in findings: inout TestReading.Findings
  ) {
    guard let dots = line.firstRange(of: " ... ") else { return }
    let verdict = line[dots.upperBound...]
    let head = line[..<dots.lowerBound]
    guard let name = name(head) ?? name(before) else { return }
    if verdict == "ok" {
      findings.passed.append(name)
    } else if verdict == "FAIL" || verdict == "ERROR" {
      findings.failed.append(name)
    } else if verdict.hasPrefix("skipped") || verdict == "expected failure" {
      findings.skipped.append(name)
    }
  }

  /// Python before 3.11 leaves the method out of the parentheses.
  private static func name(_ text: Substring) -> String? {
    guard let open = text.firstIndex(of: "("), let close = text[open...].firstIndex(of: ")") else {
      return nil
    }
    let method = text[..<open].trimmed
    let place = text[text.index(after: open)..<close]
    guard !method.contains(" "), !method.isEmpty, place.contains(".") else { return nil }
    if place.hasPrefix("unittest.loader._FailedTest") { return String(method) }
    return place.hasSuffix("." + method) ? String(place) : "\(place).\(method)"
  }
}
