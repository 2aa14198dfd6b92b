import Vocabulary

/// Reads the Test Anything Protocol, versions 12 to 14, outermost level.
enum TAPReader {
  static func read(_ lines: [Substring]) -> TestReading.Findings? {
    let hasPlan = lines.contains { line in
      guard let rest = line.after("1..") else { return false }
      return rest.first?.isNumber == true
    }
    guard hasPlan else { return nil }
    var findings = TestReading.Findings()
    for line in lines {
      let isGood = line.hasPrefix("ok ") || line == "ok"
      guard isGood || line.hasPrefix("not ok") else { continue }
      let rest = line.dropFirst(isGood ? 2 : 6).trimmed
      let number = rest.prefix { $0.isNumber }
      var name = rest.dropFirst(number.count).trimmed
      if let dash = name.after("- ") { name = dash }
      let directive = name.firstRange(of: " # ").map { name[$0.upperBound...].uppercased() } ?? ""
      if let range = name.firstRange(of: " # ") { name = name[..<range.lowerBound] }
      let label = name.isEmpty ? "test \(number)" : String(name)
      if directive.hasPrefix("SKIP") || directive.hasPrefix("TODO") {
        findings.skipped.append(label)
      } else if isGood {
        findings.passed.append(label)
      } else {
        findings.failed.append(label)
      }
    }
    return findings
  }
}

/// Reads node's own test runner as it prints for people.
enum NodeReader {
  static func read(_ lines: [Substring]) -> TestReading.Findings? {
    var counts: [Substring: Int] = [:]
    var findings = TestReading.Findings()
    for line in lines {
      if let rest = line.after("ℹ ") ?? line.after("# ") {
        let words = rest.split(separator: " ")
        if words.count == 2, let number = Int(words[1]) { counts[words[0]] = number }
      }
      let text = line.trimmed
      if let rest = text.after("✔ ") { findings.passed.append(name(rest)) }
      if let rest = text.after("✖ "), !rest.hasPrefix("failing tests:") {
        findings.failed.append(name(rest))
      }
      if let rest = text.after("﹣ ") { findings.skipped.append(name(rest)) }
    }
    guard let passed = counts["pass"], let failed = counts["fail"] else { return nil }
    findings.counts = .init(
      passed: passed, failed: failed + (counts["cancelled"] ?? 0),
      skipped: (counts["skipped"] ?? 0) + (counts["todo"] ?? 0))
    return findings
  }

  /// `adds (0.5ms)` as `adds`.
  private static func name(_ text: Substring) -> String {
    guard let open = text.lastIndex(of: "("), text.hasSuffix("ms)") else {
      return String(text.trimmed)
    }
    return String(text[..<open].trimmed)
  }
}

/// Reads the summaries of Jest, Vitest and Mocha.
enum JestReader {
  static func read(_ lines: [Substring]) -> TestReading.Findings? {
    var findings = TestReading.Findings()
    for line in lines {
      let text = line.trimmed
      let isSummary = text.hasPrefix("Tests:") || text.hasPrefix("Tests ")
      guard isSummary, text.contains("passed") || text.contains("failed") else { continue }
      findings.counts = .init(
        passed: text.number(before: "passed") ?? 0, failed: text.number(before: "failed") ?? 0,
        skipped: text.number(before: "skipped") ?? 0)
    }
    if findings.counts == nil { findings.counts = mocha(lines) }
    guard findings.counts != nil else { return nil }
    for line in lines {
      let text = line.trimmed
      if let name = text.after("✓ ") ?? text.after("√ ") { findings.passed.append(bare(name)) }
      if let name = text.after("✕ ") ?? text.after("× ") { findings.failed.append(bare(name)) }
    }
    return findings
  }

  /// `2 passing (5ms)` and `1 failing`.
  private static func mocha(_ lines: [Substring]) -> TestReport.Counts? {
    guard let passed = lines.lazy.compactMap({ $0.number(before: "passing") }).first else {
      return nil
    }
    return .init(
      passed: passed, failed: lines.lazy.compactMap { $0.number(before: "failing") }.first ?? 0,
      skipped: lines.lazy.compactMap { $0.number(before: "pending") }.first ?? 0)
  }

  private static func bare(_ name: Substring) -> String {
    guard let open = name.lastIndex(of: "("), name.hasSuffix("ms)") else { return String(name) }
    return String(name[..<open].trimmed)
  }
}

/// Reads JUnit's XML where a command prints it: the attributes of `testcase`, and what it holds.
enum JUnitReader {
  static func read(_ lines: [Substring]) -> TestReading.Findings? {
    let text = lines.joined(separator: "\n")
    guard text.contains("<testsuite"), text.contains("<testcase") else { return nil }
    var findings = TestReading.Findings()
    for piece in text.split(separator: "<testcase", omittingEmptySubsequences: false).dropFirst() {
      guard let end = piece.firstIndex(of: ">") else { continue }
      let tag = piece[..<end]
      let body = tag.hasSuffix("/") ? "" : piece[end...].prefix(upTo: "</testcase>")
      let name = [attribute("classname", of: tag), attribute("name", of: tag)]
        .compactMap { $0 }.joined(separator: ".")
      if body.contains("<failure") || body.contains("<error") {
        findings.failed.append(name)
      } else if body.contains("<skipped") {
        findings.skipped.append(name)
      } else {
        findings.passed.append(name)
      }
    }
    return findings
  }

  private static func attribute(_ name: String, of tag: Substring) -> String? {
    guard let range = tag.firstRange(of: " \(name)=\"") else { return nil }
    return String(tag[range.upperBound...].prefix { $0 != "\"" })
  }
}

extension Substring {
  /// Everything before `mark`; the whole text where it does not stand.
  fileprivate func prefix(upTo mark: String) -> Substring {
    firstRange(of: mark).map { self[..<$0.lowerBound] } ?? self
  }
}

/// Reads a line `N passed, N failed`, as many home-made runners print.
enum PlainReader {
  static func read(_ lines: [Substring]) -> TestReading.Findings? {
    for line in lines.reversed() {
      guard let passed = line.number(before: "passed"), let failed = line.number(before: "failed")
      else { continue }
      var findings = TestReading.Findings()
      findings.counts = .init(
        passed: passed, failed: failed, skipped: line.number(before: "skipped") ?? 0)
      return findings
    }
    return nil
  }
}
