import Vocabulary

/// behave. Scenarios are its tests.
package enum BehaveRunner: Runner {
  package static let name = "behave"
  package static let marks = [" scenarios passed, ", " scenario passed, ", "USING RUNNER: behave"]

  package static func isCalled(by call: Call) -> Bool {
    call.arguments(after: "behave", module: "behave") != nil
  }

  package static func read(_ output: Output) -> Reading? {
    var text = BehaveText()
    var reading = Reading()
    for (number, line) in output.lines.enumerated() where text.take(line) { reading.covers(number) }
    guard text.isBehave else { return nil }
    reading.isClosed = !text.runs.isEmpty && !text.isOpen
    let runs = output.isOneRun ? Array(text.runs.suffix(1)) : text.runs
    reading.runs = runs.map(\.counts)
    reading.tests = runs.flatMap(\.tests)
    reading.doubt = runs.lazy.compactMap(\.doubt).first
    reading.counts = .init(
      passed: runs.map(\.counts.passed).reduce(0, +),
      failed: runs.map(\.counts.failed).reduce(0, +),
      skipped: runs.map(\.counts.skipped).reduce(0, +))
    return reading
  }
}

/// What is known of behave's text, line by line.
private struct BehaveText {
  /// One run.
  struct Run {
    var counts: TestReport.Counts
    var tests: [NamedTest]
    var doubt: String?
  }

  private struct Scenario {
    var place: String
    var name: String
    var hasSteps = false
    var isRun = false
  }

  /// The runs that came to their end.
  private(set) var runs: [Run] = []
  /// Whether a line of behave's own was there.
  private(set) var isBehave = false
  /// Whether a run has begun that has not come to its end.
  private(set) var isOpen = false

  private var scenarios: [Scenario] = []
  private var failing: [(place: String, name: String)] = []
  private var isList = false
  private var features: [String: Int]?
  private var totals: [String: Int]?
  private var hasSteps = false

  /// Takes the next line; gives whether it is one of behave's own.
  mutating func take(_ line: Line) -> Bool {
    if line.hasPrefix("USING RUNNER: behave") {
      (isBehave, isOpen) = (true, true)
      return true
    }
    if let numbers = BehaveText.numbers(line, of: "feature") {
      (features, totals, hasSteps) = (numbers, nil, false)
      return true
    }
    if features != nil, let numbers = BehaveText.numbers(line, of: "scenario") {
      totals = numbers
      return true
    }
    if totals != nil, BehaveText.numbers(line, of: "step") != nil {
      hasSteps = true
      return true
    }
    if hasSteps, line.hasPrefix("Took ") {
      close()
      return true
    }
    return takeProgress(line)
  }

  /// `5 scenarios passed, 2 failed, 1 error, 0 skipped`
  private static func numbers(_ line: Line, of word: String) -> [String: Int]? {
    guard let first = line.bytes.first, (0x30...0x39).contains(first) else { return nil }
    var numbers: [String: Int] = [:]
    for (index, part) in line.text.split(separator: ",").enumerated() {
      let words = part.split(separator: " ")
      guard words.count == (index == 0 ? 3 : 2), let number = Line(String(words[0])).number else {
        return nil
      }
      if index == 0, words[1] != word, words[1] != word + "s" { return nil }
      numbers[String(words[words.count - 1])] = number
    }
    return numbers.count > 1 ? numbers : nil
  }

  private mutating func takeProgress(_ line: Line) -> Bool {
    if line.equals("Failing scenarios:") || line.equals("Errored scenarios:") {
      isList = true
      return true
    }
    if isList {
      guard let rest = line.after("  "), let sides = rest.cut(at: "  ") else {
        isList = false
        return false
      }
      failing.append((sides.before.text, sides.after.trimmed.text))
      return true
    }
    guard line.bytes.first == 0x20, let place = line.cut(atLast: "# "),
      place.after.equals("None") || place.after.cut(atLast: ":")?.after.number != nil
    else { return false }
    let own = line.trimmed
    if let name = own.after("Scenario: ") ?? own.after("Scenario Outline: ")
      ?? own.after("Example: "), let start = name.range(of: "# " + place.after.text)
    {
      scenarios.append(
        Scenario(
          place: place.after.trimmed.text,
          name: Line(name.bytes[..<start.lowerBound]).trimmed.text))
      isOpen = true
      return isBehave
    }
    guard let last = scenarios.indices.last else { return false }
    let isNone = place.after.equals("None")
    scenarios[last].hasSteps = true
    scenarios[last].isRun = scenarios[last].isRun || !isNone
    return false
  }

  private mutating func close() {
    guard let totals, let features else { return }
    func sum(_ words: String...) -> Int { words.map { totals[$0] ?? 0 }.reduce(0, +) }
    var counts = TestReport.Counts(
      passed: sum("passed"), failed: sum("failed", "error", "errors", "undefined", "hook_error"),
      skipped: sum("skipped", "untested"))
    let broken = (features["failed"] ?? 0) + (features["error"] ?? 0) + (features["errors"] ?? 0)
    if counts.failed == 0 { counts.failed = broken }
    var run = Run(counts: counts, tests: [])
    let bad = Set(failing.map(\.place))
    if scenarios.isEmpty {
      run.tests = failing.map { NamedTest(BehaveText.name($0.place, $0.name), .failed) }
    } else {
      let all = scenarios.map { scenario in
        NamedTest(
          BehaveText.name(scenario.place, scenario.name),
          bad.contains(scenario.place)
            ? .failed : scenario.hasSteps && !scenario.isRun ? .skipped : .passed)
      }
      let isAll = all.count { $0.result == .passed } == counts.passed
      run.tests = isAll ? all : all.filter { $0.result == .failed }
      let told = totals.values.reduce(0, +)
      if counts.failed == 0 && all.count < told {
        run.doubt = "behave tells of \(told) scenarios and names \(all.count)"
      }
    }
    runs.append(run)
    isBehave = true
    (isOpen, scenarios, failing) = (false, [], [])
    (self.features, self.totals, hasSteps) = (nil, nil, false)
  }

  /// `features/a.feature > name`, from `features/a.feature:3`.
  private static func name(_ place: String, _ name: String) -> String {
    let file = place.lastIndex(of: ":").map { place[..<$0] } ?? place[...]
    return "\(file) > \(name)"
  }
}
