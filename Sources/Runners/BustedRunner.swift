import Vocabulary

/// busted, of Lua, by its terminal's text; its TAP and the like are read as what they are.
package enum BustedRunner: Runner {
  package static let name = "busted"
  package static let marks = [" pending : "]

  package static func isCalled(by call: Call) -> Bool {
    guard call.program == "busted" else { return false }
    let words = call.words
    for (place, word) in words.enumerated() {
      guard word == "-o" || word.hasPrefix("--output") else { continue }
      let value = word.split(separator: "=").dropFirst().first.map(String.init)
      let kind = value ?? (place + 1 < words.count ? words[place + 1] : "")
      if !["plainTerminal", "utfTerminal", "colorTerminal"].contains(kind) { return false }
    }
    return true
  }

  package static func read(_ output: Output) -> Reading? {
    var text = BustedText()
    guard var reading = Reading(output, taking: &text) else { return nil }
    reading.unloaded = text.unloaded
    reading.foldEqualNames()
    return reading
  }
}

/// What is known of busted's text, line by line.
private struct BustedText: ClosedText {
  var tally = SessionTally()
  var tests: [NamedTest] = []
  var unloaded: [String] = []
  var doubt: String?
  private var file: (path: String, result: TestResult)?
  /// Marks of tests since the last closing line.
  private var marks = 0

  /// Takes the next line; gives whether it is one of busted's own.
  mutating func take(_ line: Line) -> Bool {
    if let known = file {
      file = nil
      if !line.isEmpty {
        note(line, in: known.path, known.result)
        return true
      }
    }
    if close(line) { return true }
    for (word, result) in [
      ("Failure ", TestResult.failed), ("Error ", .failed), ("Pending ", .skipped),
    ] {
      guard tally.closed > 0, let said = line.after(word),
        let rest = said.after("-> ") ?? said.after("→ ")
      else { continue }
      if let cut = rest.cut(atLast: " @ "), cut.after.number != nil {
        file = (cut.before.projectPath, result)
      }
      return true
    }
    if tally.closed == 0 || !marksOnly(line).isEmpty {
      marks += line.bytes.count { "+-*.".utf8.contains($0) } + BustedText.symbols(in: line)
    }
    return false
  }

  private func marksOnly(_ line: Line) -> Line {
    line.bytes.allSatisfy { "+-*.".utf8.contains($0) || $0 >= 0x80 } ? line : Line("")
  }

  /// How many `●`, `◼`, `✱` and `◌` stand in it: three bytes each, of which the first is the same.
  private static func symbols(in line: Line) -> Int { line.bytes.count { $0 == 0xe2 } }

  private mutating func note(_ line: Line, in path: String, _ result: TestResult) {
    if let suite = line.after("suite ") {
      let name = suite.projectPath
      tests.append(NamedTest(name, result))
      unloaded.append(name)
    } else {
      tests.append(NamedTest("\(path) > \(line.text)", result))
    }
  }

  /// `3 successes / 1 failure / 0 errors / 1 pending : 0.001 seconds`
  private mutating func close(_ line: Line) -> Bool {
    guard line.hasSuffix(" seconds"), let cut = line.cut(at: " : ") else { return false }
    let parts = cut.before.text.split(separator: "/").map { Line(String($0)).words }
    guard parts.count == 4, parts.allSatisfy({ $0.count == 2 }) else { return false }
    let numbers = parts.compactMap { $0[0].number }
    let words = parts.map { $0[1].text.prefix(4) }
    guard numbers.count == 4, words == ["succ", "fail", "erro", "pend"] else { return false }
    // A mark is printed for each test, also where one prints what looks like this line.
    if numbers[0] + numbers[1] + numbers[3] > marks {
      doubt = doubt ?? "busted counts more tests than it shows"
    }
    marks = 0
    tally.close(passed: numbers[0], failed: numbers[1] + numbers[2], skipped: numbers[3])
    return true
  }
}
