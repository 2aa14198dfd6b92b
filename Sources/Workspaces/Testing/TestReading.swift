package import Vocabulary

/// Reads what a test run printed. Pure.
package enum TestReading {
  /// What the readers found in one output.
  struct Findings {
    var passed: [String] = []
    var failed: [String] = []
    var skipped: [String] = []
    var counts: TestReport.Counts?

    /// The larger of what was named and what was counted.
    var total: TestReport.Counts {
      TestReport.Counts(
        passed: max(counts?.passed ?? 0, Set(passed).subtracting(failed).count),
        failed: max(counts?.failed ?? 0, Set(failed).count),
        skipped: max(counts?.skipped ?? 0, Set(skipped).count))
    }
  }

  /// A way to read one runner's output; `nil` when the output is not that runner's.
  typealias Reader = @Sendable (_ lines: [Substring]) -> Findings?

  private static let readers: [(name: String, read: Reader)] = [
    ("junit", JUnitReader.read), ("pytest", PytestReader.read), ("unittest", UnittestReader.read),
    ("swift", SwiftReader.read), ("go", GoReader.read), ("cargo", CargoReader.read),
    ("ctest", CTestReader.read), ("jest", JestReader.read), ("tap", TAPReader.read),
    ("node", NodeReader.read), ("maven", MavenReader.read), ("plain", PlainReader.read),
  ]

  /// What the tests said.
  ///
  /// Several runners in one output are added up; TAP and plain counts are asked only where no other
  /// reader understood. Without any reader the exit status decides.
  package static func read(_ output: Excerpt, ending: Observation.Ending) -> TestReport {
    let succeeded = ending == .exited(0)
    let lines = withoutColour(output.text)
      .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    var found: [(name: String, findings: Findings)] = []
    for reader in readers {
      if found.isEmpty || !["tap", "node", "plain"].contains(reader.name),
        let findings = reader.read(lines)
      {
        found.append((reader.name, findings))
      }
    }
    guard let first = found.first else {
      return TestReport(succeeded: succeeded, reader: "exit-status")
    }
    let failed = Set(found.flatMap(\.findings.failed))
    let passed = Set(found.flatMap(\.findings.passed)).subtracting(failed)
    let totals = found.map(\.findings.total)
    let counts = TestReport.Counts(
      passed: totals.map(\.passed).reduce(0, +),
      failed: totals.map(\.failed).reduce(0, +), skipped: totals.map(\.skipped).reduce(0, +))
    return TestReport(
      passed: Array(passed), failed: Array(failed),
      skipped: found.flatMap(\.findings.skipped), counts: counts, succeeded: succeeded,
      reader: found.count == 1 ? first.name : found.map(\.name).joined(separator: "+"))
  }

  /// `text` without the escape sequences that colour it.
  static func withoutColour(_ text: String) -> String {
    guard text.utf8.contains(0x1b) else { return text }
    var bytes: [UInt8] = []
    var isEscape = false
    for byte in text.utf8 {
      if byte == 0x1b {
        isEscape = true
      } else if isEscape {
        isEscape = !(0x40...0x7e).contains(byte) || byte == UInt8(ascii: "[")
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Substring {
  /// The number right before `word`, as in `3 passed`; `nil` where there is none.
  func number(before word: String) -> Int? {
    let words = split(whereSeparator: { " ,;:()[]=|\t".contains($0) })
    for (index, candidate) in words.enumerated() where index > 0 && candidate == word {
      if let number = Int(words[index - 1]) { return number }
    }
    return nil
  }

  /// The number right after `label`, as in `Failures: 3`; `nil` where there is none.
  func number(after label: String) -> Int? {
    guard let range = firstRange(of: label) else { return nil }
    return Int(
      self[range.upperBound...].drop { $0 == " " || $0 == ":" || $0 == "=" }.prefix {
        $0.isASCII && $0.isNumber
      })
  }

  /// The text without the white space around it.
  var trimmed: Substring {
    var text = drop { $0.isWhitespace }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  /// What follows `prefix`; `nil` when it does not begin with it.
  func after(_ prefix: String) -> Substring? {
    hasPrefix(prefix) ? dropFirst(prefix.count) : nil
  }
}
