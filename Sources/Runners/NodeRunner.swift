import Vocabulary

/// node's own test runner, by its reporters `tap` and `spec`.
///
/// A suite is no test to it, a test with subtests is one. A file that ends before its first test is a passed test to
/// it, whose name is the file's path.
package enum NodeRunner: Runner {
  package static let name = "node"
  package static let marks = ["duration_ms", "ms)", "TAP version 13"]

  package static func isCalled(by call: Call) -> Bool {
    guard let own = call.arguments(after: "node") else { return false }
    // Options behind a script are its own.
    var options: [String] = []
    var takesValue = false
    for word in own {
      if !takesValue && !word.hasPrefix("-") { break }
      takesValue = !takesValue && valued.contains(word)
      options.append(word)
    }
    let reporters = options.indices.compactMap { place -> String? in
      if options[place] == "--test-reporter" { return options.dropFirst(place + 1).first ?? "" }
      let prefix = "--test-reporter="
      return options[place].hasPrefix(prefix) ? String(options[place].dropFirst(prefix.count)) : nil
    }
    return (options.contains("--test") || !reporters.isEmpty)
      && reporters.allSatisfy { ["tap", "spec"].contains($0) }
  }

  /// Options whose value is a word of its own.
  private static let valued: Set<String> = [
    "--import", "-r", "--require", "--loader", "--experimental-loader", "--env-file", "-C",
    "--conditions", "--test-name-pattern", "--test-concurrency", "--test-timeout",
    "--test-reporter", "--test-reporter-destination",
  ]

  package static func read(_ output: Output) -> Reading? {
    var tap = NodeTAP()
    var spec = NodeSpec()
    var reading = Reading()
    reading.counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
    var number = 0
    while number < output.lines.count {
      guard
        let next = tap.take(number, of: output.lines) ?? spec.take(number, of: output.lines)
      else {
        number += 1
        continue
      }
      reading.covers(number)
      reading.covers(next - 1)
      number = next
      if let run = tap.closed() ?? spec.closed() { reading.add(run) }
    }
    let open = [tap.end(), spec.end()].compactMap(\.self)
    guard reading.isClosed || !open.isEmpty else { return nil }
    for run in open { reading.add(run) }
    reading.isClosed = open.isEmpty
    return reading
  }
}

/// One run of node's.
struct NodeRun {
  var tests: [NamedTest] = []
  /// Files that ended with a failure before their first test.
  var unloaded: [String] = []
  /// Suites that failed by themselves, which node does not count.
  var broken: [String] = []
  /// The closing numbers; `nil` where they are missing.
  var counts: TestReport.Counts?
  /// Whether what came before it in the output was not closed.
  var isLost = false
}

extension Reading {
  fileprivate mutating func add(_ run: NodeRun) {
    if run.isLost { doubt = "a run of node's has no closing lines" }
    tests += run.tests + run.broken.map { NamedTest($0, .failed) }
    unloaded += run.unloaded + run.broken
    isClosed = true
    var own = Reading()
    own.tests = run.tests
    own.counts = run.counts
    counts = TestReport.Counts(
      passed: (counts?.passed ?? 0) + own.total.passed,
      failed: (counts?.failed ?? 0) + own.total.failed + run.broken.count,
      skipped: (counts?.skipped ?? 0) + own.total.skipped)
  }
}

/// The closing lines, `# tests 3` to `# duration_ms 12.5`, one below the other.
struct NodeTotals {
  private var numbers: [String: Int] = [:]

  subscript(_ word: String) -> Int { numbers[word] ?? 0 }

  var counts: TestReport.Counts {
    TestReport.Counts(
      passed: self["pass"], failed: self["fail"] + self["cancelled"],
      skipped: self["skipped"] + self["todo"])
  }

  /// Those that begin at line `number`, and the line behind them; `nil` where there are none.
  static func read(_ number: Int, of lines: [Line], after sign: String) -> (NodeTotals, Int)? {
    guard lines[number].hasPrefix(sign), lines[number].hasPrefix(sign + "tests ") else {
      return nil
    }
    var totals = NodeTotals()
    var next = number
    while next < lines.count, let words = lines[next].after(sign)?.words, words.count == 2 {
      next += 1
      if words[0].equals("duration_ms") {
        let counts = totals.counts
        let sum = counts.passed + counts.failed + counts.skipped
        return totals.numbers["pass"] != nil && sum == totals["tests"] ? (totals, next) : nil
      }
      guard let value = words[1].number else { return nil }
      totals.numbers[words[0].text] = value
    }
    return nil
  }
}

/// A test's name, or a file's without the sandbox's place of the project.
func nodeName(_ line: Line) -> String { (line.after("/workspace/") ?? line).text }
