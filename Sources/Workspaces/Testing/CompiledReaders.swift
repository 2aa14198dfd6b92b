import Vocabulary

/// Reads what `swift test` prints: XCTest and Swift Testing.
enum SwiftReader {
  static func read(_ lines: [Substring]) -> TestReading.Findings? {
    var findings = TestReading.Findings()
    var isSwift = false
    var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
    for line in lines {
      if line.hasPrefix("Test Case '") { note(case: line, in: &findings) }
      if line.after("✔ Test run with ") ?? line.after("✘ Test run with ") != nil { isSwift = true }
      if line.contains("Executed "), line.contains(" test"), line.contains(" failure") {
        isSwift = true
      }
      note(test: line, in: &findings, &counts)
    }
    guard isSwift || !findings.failed.isEmpty || !findings.passed.isEmpty else { return nil }
    findings.counts = TestReport.Counts(
      passed: findings.passed.count, failed: findings.failed.count,
      skipped: findings.skipped.count)
    return findings
  }

  /// `Test Case 'SumTests.testOne' passed (0.001 seconds)`.
  private static func note(case line: Substring, in findings: inout TestReading.Findings) {
    let rest = line.dropFirst("Test Case '".count)
    guard let quote = rest.firstIndex(of: "'") else { return }
    let name = String(rest[..<quote])
    let words = rest[quote...].dropFirst(2)
    if words.hasPrefix("passed") { findings.passed.append(name) }
    if words.hasPrefix("failed") { findings.failed.append(name) }
    if words.hasPrefix("skipped") { findings.skipped.append(name) }
  }

  /// `✔ Test sumOfNothing() passed after 0.001 seconds.`
  private static func note(
    test line: Substring, in findings: inout TestReading.Findings,
    _ counts: inout TestReport.Counts
  ) {
    let marks = ["✔ Test ", "✘ Test ", "➜ Test ", "􀢄  Test ", "􁁛  Test "]
    guard let mark = marks.first(where: line.hasPrefix), !line.contains("Test run with") else {
      return
    }
    let rest = line.dropFirst(mark.count)
    for (word, list) in [
      (" passed after ", \TestReading.Findings.passed), (" failed after ", \.failed),
      (" skipped", \.skipped),
    ] {
      guard let range = rest.firstRange(of: word) else { continue }
      findings[keyPath: list].append(String(rest[..<range.lowerBound]))
      return
    }
  }
}

/// Reads what `go test` prints, plain, verbose or as JSON lines.
enum GoReader {
  static func read(_ lines: [Substring]) -> TestReading.Findings? {
    var findings = TestReading.Findings()
    var isGo = false
    var packages = (passed: 0, failed: 0)
    for line in lines {
      let text = line.trimmed
      for (mark, list) in [
        ("--- PASS: ", \TestReading.Findings.passed), ("--- FAIL: ", \.failed),
        ("--- SKIP: ", \.skipped),
      ] {
        guard let rest = text.after(mark), let name = rest.split(separator: " ").first else {
          continue
        }
        findings[keyPath: list].append(String(name))
        isGo = true
      }
      if line.hasPrefix("ok  \t") {
        isGo = true
        if !line.contains("[no tests to run]") { packages.passed += 1 }
      }
      if line.hasPrefix("FAIL\t") {
        isGo = true
        packages.failed += 1
      }
    }
    guard isGo else { return nil }
    let total = findings.total
    // Quiet runs name failures only; a package that passes counts as one then.
    findings.counts = .init(
      passed: max(total.passed, packages.passed), failed: max(total.failed, packages.failed),
      skipped: total.skipped)
    return findings
  }
}

/// Reads what `cargo test` prints.
enum CargoReader {
  static func read(_ lines: [Substring]) -> TestReading.Findings? {
    var findings = TestReading.Findings()
    var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
    var isCargo = false
    for line in lines {
      if let rest = line.after("test result: ") {
        isCargo = true
        counts.passed += rest.number(before: "passed") ?? 0
        counts.failed += rest.number(before: "failed") ?? 0
        counts.skipped += rest.number(before: "ignored") ?? 0
      } else if let rest = line.after("test "), let range = rest.firstRange(of: " ... ") {
        let name = String(rest[..<range.lowerBound])
        let verdict = rest[range.upperBound...]
        if verdict.hasPrefix("ok") { findings.passed.append(name) }
        if verdict.hasPrefix("FAILED") { findings.failed.append(name) }
        if verdict.hasPrefix("ignored") { findings.skipped.append(name) }
      }
    }
    guard isCargo else { return nil }
    findings.counts = counts
    return findings
  }
}

/// Reads what CTest prints.
enum CTestReader {
  static func read(_ lines: [Substring]) -> TestReading.Findings? {
    guard lines.contains(where: { $0.contains("% tests passed, ") }) else { return nil }
    var findings = TestReading.Findings()
    for line in lines {
      // ` 1/2 Test #1: sums .......   Passed    0.00 sec`
      guard let hash = line.firstRange(of: " Test "),
        line[hash.upperBound...].drop(while: { $0 == " " }).first == "#",
        let colon = line[hash.upperBound...].firstRange(of: ": ")
      else { continue }
      let rest = line[colon.upperBound...]
      guard let name = rest.split(separator: " ").first.map(String.init) else { continue }
      if rest.contains("   Passed ") {
        findings.passed.append(name)
      } else if rest.contains("***Skipped") || rest.contains("***Not Run (Disabled)") {
        findings.skipped.append(name)
      } else if rest.contains("***") {
        findings.failed.append(name)
      }
    }
    return findings
  }
}

/// Reads the summary lines of Maven's Surefire.
enum MavenReader {
  static func read(_ lines: [Substring]) -> TestReading.Findings? {
    // The last such line of a module without a class name sums it up.
    let sums = lines.filter {
      $0.contains("Tests run: ") && !$0.contains(" in ") && !$0.contains("Time elapsed")
    }
    guard !sums.isEmpty else { return nil }
    var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
    for line in sums {
      let bad = (line.number(after: "Failures: ") ?? 0) + (line.number(after: "Errors: ") ?? 0)
      let skipped = line.number(after: "Skipped: ") ?? 0
      counts.failed += bad
      counts.skipped += skipped
      counts.passed += max(0, (line.number(after: "Tests run: ") ?? 0) - bad - skipped)
    }
    var findings = TestReading.Findings()
    findings.counts = counts
    return findings
  }
}
