import Vocabulary

/// tox, which runs commands in environments of its own.
package enum ToxRunner: Runner {
  package static let name = "tox"
  package static let marks = [
    "congratulations :)", "evaluation failed :(", ": commands[", ": freeze> ",
  ]

  package static func isCalled(by call: Call) -> Bool {
    guard let own = call.arguments(after: "tox", module: "tox") else { return false }
    return !own.contains { ["list", "l", "config", "c", "-l", "--version", "-h"].contains($0) }
  }

  package static func read(_ output: Output) -> Reading? {
    var text = EnvironmentRuns(name)
    var isTox = false
    for (number, line) in output.lines.enumerated() {
      // `py311: commands[0]> pytest -q`
      if let sides = line.cut(at: "> "), let head = sides.before.before("]"),
        let label = head.cut(at: ": commands[") ?? head.cut(at: ": commands_pre[")
          ?? head.cut(at: ": commands_post["), label.after.number != nil
      {
        isTox = true
        text.begin(sides.after.text, in: label.before.text, at: number)
      } else if let rest = line.after("  "), let sides = rest.cut(at: ": "),
        !sides.before.isEmpty, !sides.before.bytes.contains(0x20)
      {
        let words = sides.after
        if words.hasPrefix("FAIL") { text.fail(sides.before.text) }
        if words.hasPrefix("OK") || words.hasPrefix("FAIL") || words.hasPrefix("SKIP") {
          text.endPart(at: number)
        }
      } else if line.hasPrefix("  congratulations :)") || line.hasPrefix("  evaluation failed :(") {
        isTox = true
        text.close(isGood: line.hasPrefix("  c"), at: number)
      } else if let name = EnvironmentRuns.environment(line) {
        isTox = isTox || line.contains(": freeze> ")
        text.note(name, at: number)
      }
    }
    return isTox ? text.reading(of: output) : nil
  }
}

/// nox, which runs the commands of sessions.
package enum NoxRunner: Runner {
  package static let name = "nox"
  package static let marks = ["nox > "]

  package static func isCalled(by call: Call) -> Bool {
    guard let own = call.arguments(after: "nox", module: "nox") else { return false }
    return !own.contains { ["-l", "--list", "--version", "-h"].contains($0) }
  }

  package static func read(_ output: Output) -> Reading? {
    var text = EnvironmentRuns(name)
    var session: String?
    var begun = 0
    var ended = 0
    var hasSum = false
    for (number, line) in output.lines.enumerated() {
      guard let words = line.after("nox > ") else { continue }
      text.endPart(at: number)
      if let name = words.after("Running session ") {
        begun += 1
        session = name.text
      } else if let name = words.after("Session ") {
        // `Session a was successful.`, `Session b failed.`, `Session c skipped: no.`
        ended += 1
        let name = name.words.first?.text ?? ""
        if !words.contains(" was successful") && !words.contains(" skipped") { text.fail(name) }
        session = nil
        if ended >= begun { text.close(isGood: nil, at: number) }
      } else if words.hasPrefix("Ran ") && words.hasSuffix("sessions:") {
        hasSum = true
      } else if words.hasPrefix("* ") || words.hasPrefix("Command ") {
        continue
      } else if let session {
        text.begin(words.text, in: session, at: number)
      }
    }
    guard begun > 0 else { return nil }
    var reading = text.reading(of: output)
    if ended < begun || begun > 1 && !hasSum { reading.isClosed = false }
    return reading
  }
}

/// The commands that a runner started in its environments, each with the lines that it printed.
private struct EnvironmentRuns {
  private struct Part {
    var command: String
    var environment: String
    var lines: Range<Int>
  }

  private let name: String
  private var parts: [Part] = []
  private var open: Part?
  private var failed: [String] = []
  private var isClosed = false
  private var isGood: Bool?
  private var isMixed = false
  private var last = 0
  private var first: Int?

  /// None yet.
  init(_ name: String) { self.name = name }

  /// A command begins after line `number`.
  mutating func begin(_ command: String, in environment: String, at number: Int) {
    note(environment, at: number)
    endPart(at: number)
    open = Part(command: command, environment: environment, lines: number + 1..<number + 1)
    isClosed = false
  }

  /// What the last command printed ends before line `number`.
  mutating func endPart(at number: Int) {
    first = first ?? number
    last = number
    guard var part = open else { return }
    part.lines = part.lines.lowerBound..<max(number, part.lines.lowerBound)
    parts.append(part)
    open = nil
  }

  /// Takes note of a line about an environment.
  mutating func note(_ environment: String, at number: Int) {
    first = first ?? number
    last = number
    guard let open else { return }
    // Environments that run at once print their commands apart from what these print.
    if open.environment == environment {
      endPart(at: number)
    } else {
      isMixed = true
    }
  }

  /// An environment failed.
  mutating func fail(_ environment: String) {
    if !failed.contains(environment) { failed.append(environment) }
  }

  /// The run came to its end.
  mutating func close(isGood: Bool?, at number: Int) {
    endPart(at: number)
    isClosed = true
    self.isGood = isGood.map { $0 && self.isGood ?? true } ?? self.isGood
  }

  /// `py311: OK ✔ in 1.5 seconds`, `py311: exit 1 (0.1 seconds) …`: the environment's name.
  static func environment(_ line: Line) -> String? {
    guard let sides = line.cut(at: ": "), !sides.before.isEmpty,
      !sides.before.bytes.contains(0x20),
      sides.after.hasPrefix("exit ") || sides.after.hasPrefix("OK ✔")
        || sides.after.hasPrefix("FAIL ✖") || sides.after.hasPrefix("freeze> ")
    else { return nil }
    return sides.before.text
  }

  /// All of it: each test with its environment before its name.
  func reading(of output: Output) -> Reading {
    var reading = Reading()
    reading.isClosed = isClosed
    var parts = self.parts
    if let open {
      parts.append(
        Part(
          command: open.command, environment: open.environment,
          lines: open.lines.lowerBound..<output.lines.count))
    }
    var reports = parts.map { part in
      (part.environment, report(output.lines[part.lines], part.command))
    }
    // What was printed may stand apart from the command.
    let commands = parts.map(\.command).joined(separator: "; ")
    let whole = report(output.lines[...], commands)
    let isApart = reports.allSatisfy { $0.1.isByExitStatus } && !whole.isByExitStatus
    let isDoubted = isMixed || reports.contains { $0.1.doubt != nil }
    if isApart || isDoubted && whole.doubt == nil, Call.sequence(commands) != nil {
      reports = [("", whole)]
    }
    var counts = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
    for (environment, report) in reports where !report.isByExitStatus {
      add(report, of: environment, to: &reading)
      counts.passed += report.counts.passed
      counts.failed += report.counts.failed
      counts.skipped += report.counts.skipped
    }
    let bad = Set(reports.filter { $0.1.counts.failed > 0 }.map(\.0))
    for environment in failed where !bad.contains(environment) && !bad.contains("") {
      reading.add(unloaded: environment)
      counts.failed += 1
    }
    if isGood == false { counts.failed = max(counts.failed, 1) }
    reading.counts = counts
    reading.span = (first ?? 0)..<(last + 1)
    if let span = reading.span, isApart || isMixed {
      reading.span = 0..<span.upperBound
    }
    return reading
  }

  private func add(_ report: TestReport, of environment: String, to reading: inout Reading) {
    let before = environment.isEmpty ? "" : environment + " > "
    for (names, result) in [
      (report.passed, TestResult.passed), (report.failed, .failed), (report.skipped, .skipped),
    ] {
      for name in names { reading.add(before + name, result) }
    }
    reading.unloaded += report.unloaded.map { before + $0 }
    reading.doubt = reading.doubt ?? report.doubt
  }

  private func report(_ lines: ArraySlice<Line>, _ command: String) -> TestReport {
    var bytes: [UInt8] = []
    for line in lines {
      bytes += line.bytes
      bytes.append(0x0a)
    }
    let inner = TestReading.runners.filter {
      $0.name != ToxRunner.name && $0.name != NoxRunner.name
    }
    return TestReading.read(bytes, ending: .exited(0), command: command, among: inner)
  }
}
