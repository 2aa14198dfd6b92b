import Vocabulary

/// tasty, of Haskell. A test is its groups and its name.
package enum TastyRunner: Runner {
  package static let name = "tasty"
  package static let marks = [" tests passed (", " tests failed ("]

  package static func read(_ output: Output) -> Reading? {
    var text = TastyText()
    guard var reading = Reading(output, taking: &text) else { return nil }
    if reading.isNamedOtherwise { reading.tests = [] }
    return reading
  }
}

extension Reading {
  /// Whether the names, counted, are other numbers than the runner's: what tests print ran into
  /// them.
  fileprivate var isNamedOtherwise: Bool {
    var named = Reading()
    named.tests = tests
    return named.total != counts
  }
}

/// Lines that stand below one another by their indentation.
private struct Outline {
  private var parts: [(indent: Int, text: String)] = []

  /// Takes a line in; gives the path to it.
  mutating func path(to text: String, at indent: Int) -> String {
    parts.removeAll { $0.indent >= indent }
    parts.append((indent, text))
    return parts.map(\.text).joined(separator: " > ")
  }
}

/// What is known of tasty's text, line by line.
private struct TastyText: ClosedText {
  private(set) var tally = SessionTally()
  private(set) var tests: [NamedTest] = []
  private(set) var doubt: String?
  private var outline = Outline()
  /// Results since the last closing line.
  private var shown = 0
  private var (hasHidden, hasShown) = (false, false)

  /// Takes the next line; gives whether it is one of tasty's own.
  mutating func take(_ line: Line) -> Bool {
    guard !line.isEmpty else { return false }
    if close(line) { return true }
    var text = line
    if text.hasSuffix(")"), let time = text.cut(atLast: " (") { text = time.before }
    for (word, result) in [("OK", TestResult.passed), ("FAIL", .failed), ("SKIP", .skipped)] {
      guard let before = text.before(word) else { continue }
      shown += 1
      let name = before.trimmed
      guard let title = name.before(":"), before.hasSuffix(" ") else { return false }
      tests.append(NamedTest(outline.path(to: title.text, at: line.indent), result))
      return false
    }
    _ = outline.path(to: line.trimmed.text, at: line.indent)
    return false
  }

  /// `All 2 tests passed (0.00s)`, `1 out of 2 tests failed (0.00s)`
  private mutating func close(_ line: Line) -> Bool {
    guard let body = line.before("s)"), let cut = body.cut(atLast: " ("), cut.after.isDecimal else {
      return false
    }
    if let total = cut.before.after("All ")?.before(" tests passed")?.number {
      // Where successes are hidden, they are hidden in all runs.
      hasHidden = hasHidden || (shown == 0 && total > 0)
      hasShown = hasShown || shown > 0
      if (shown > 0 && shown < total) || (hasHidden && hasShown) {
        doubt = doubt ?? "tasty counts more tests than it shows"
      }
      tally.close(of: total, failed: 0, skipped: 0)
    } else if let parts = cut.before.before(" tests failed")?.cut(at: " out of "),
      let failed = parts.before.number, let total = parts.after.number
    {
      tally.close(of: total, failed: failed, skipped: 0)
    } else {
      return false
    }
    (shown, outline) = (0, Outline())
    return true
  }
}

/// hspec, of Haskell. A test is its groups and its name.
package enum HspecRunner: Runner {
  package static let name = "hspec"
  package static let marks = [" examples, ", " example, "]

  package static func read(_ output: Output) -> Reading? {
    var text = HspecText()
    guard var reading = Reading(output, taking: &text) else { return nil }
    if reading.isNamedOtherwise { reading.tests = text.failed.map { NamedTest($0, .failed) } }
    return reading
  }
}

/// What is known of hspec's text, line by line.
private struct HspecText: ClosedText {
  private(set) var tally = SessionTally()
  private(set) var tests: [NamedTest] = []
  private(set) var failed: [String] = []
  private var outline = Outline()
  private var isTimed = false
  private var isTree = true
  /// The last line of the tree, which is a test where nothing stands below it.
  private var leaf: (path: String, indent: Int, result: TestResult)?

  /// Takes the next line; gives whether it is one of hspec's own.
  mutating func take(_ line: Line) -> Bool {
    if isTimed {
      isTimed = false
      if close(line) { return true }
    }
    if line.hasPrefix("Finished in "),
      line.hasSuffix(" seconds") || line.contains(" seconds, used ")
    {
      endTree()
      isTimed = true
      return false
    }
    if line.equals("Failures:") || line.hasPrefix("Randomized with seed ") {
      endTree()
      isTree = false
      return false
    }
    if let path = line.trimmed.after("To rerun use: --match \"/")?.cut(atLast: "/\"") {
      failed.append(path.before.text.split(separator: "/").joined(separator: " > "))
      return true
    }
    if isTree, !line.isEmpty { grow(line) }
    return false
  }

  private mutating func endTree() {
    if let leaf, leaf.indent > 0 { tests.append(NamedTest(leaf.path, leaf.result)) }
    leaf = nil
    outline = Outline()
  }

  /// `  b c FAILED [1]`, `  a [✔]`, `    # PENDING: no`
  private mutating func grow(_ line: Line) {
    let text = line.trimmed
    if text.hasPrefix("# PENDING") {
      leaf?.result = .skipped
      return
    }
    if let leaf, leaf.indent >= line.indent {
      if leaf.indent > 0 { tests.append(NamedTest(leaf.path, leaf.result)) }
    }
    var (title, result) = (text, TestResult.passed)
    for (mark, meaning) in [
      (" [✔]", TestResult.passed), (" [✘]", .failed), (" [‐]", .skipped),
    ] {
      if let before = text.before(mark) { (title, result) = (before, meaning) }
    }
    if text.hasSuffix("]"), let cut = text.cut(atLast: " FAILED [") {
      (title, result) = (cut.before, .failed)
    }
    leaf = (outline.path(to: title.text, at: line.indent), line.indent, result)
  }

  /// `6 examples, 1 failure, 2 pending`
  private mutating func close(_ line: Line) -> Bool {
    guard let parts = line.numberedParts, parts.count >= 2, parts[0].words.hasPrefix("example"),
      parts[1].words.hasPrefix("failure")
    else { return false }
    let pending = parts.dropFirst(2).first { $0.words == "pending" }?.number ?? 0
    tally.close(of: parts[0].number, failed: parts[1].number, skipped: pending)
    isTree = true
    return true
  }
}

/// HUnit, of Haskell: it ends with status 0 also where tests fail.
package enum HUnitRunner: Runner {
  package static let name = "hunit"
  package static let marks = ["Cases: "]

  package static func read(_ output: Output) -> Reading? {
    var reading = Reading()
    var tally = SessionTally()
    var isOpen = false
    for (number, line) in output.lines.enumerated() {
      if let path = (line.after("### Failure in: ") ?? line.after("### Error in:   "))?.trimmed {
        let labels = OUnitRunner.identity(path)
        reading.add(labels.isEmpty ? path.text : labels, .failed)
        reading.covers(number)
        continue
      }
      guard line.hasPrefix("Cases: "), let cases = line.number(after: "Cases:"),
        let tried = line.number(after: "  Tried:"), let errors = line.number(after: "  Errors:"),
        let failures = line.number(after: "  Failures:")
      else { continue }
      reading.covers(number)
      // Else it is how far the run is.
      isOpen = cases != tried
      if !isOpen { tally.close(of: cases, failed: errors + failures, skipped: 0) }
    }
    guard tally.closed > 0 || isOpen else { return nil }
    reading.counts = tally.counts
    reading.isClosed = tally.closed > 0 && !isOpen
    return reading
  }
}

/// QuickCheck, of Haskell, by itself: each property is a test.
package enum QuickCheckRunner: Runner {
  package static let name = "quickcheck"
  package static let marks = ["+++ OK, passed ", "*** Failed! ", "*** Gave up! "]

  package static func read(_ output: Output) -> Reading? {
    var reading = Reading()
    var tally = SessionTally()
    var property: String?
    for (number, line) in output.lines.enumerated() {
      if let title = line.after("=== ")?.before(" ==="), let cut = title.cut(at: " from ") {
        let file = cut.after.cut(atLast: ":")?.before ?? cut.after
        if property != nil { reading.doubt = "a property of quickcheck's did not end" }
        property = "\(file.projectPath) > \(cut.before.text)"
        reading.covers(number)
        continue
      }
      let passed = line.hasPrefix("+++ OK, passed ") && line.contains(" test")
      guard passed || line.hasPrefix("*** Failed! ") || line.hasPrefix("*** Gave up! ") else {
        continue
      }
      reading.covers(number)
      tally.close(of: 1, failed: passed ? 0 : 1, skipped: 0)
      if let property { reading.add(property, passed ? .passed : .failed) }
      property = nil
    }
    guard tally.closed > 0 || property != nil else { return nil }
    reading.counts = tally.counts
    reading.isClosed = property == nil
    return reading
  }
}
