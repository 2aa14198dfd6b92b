/// Finds lines by which a command says that something failed though its status is 0. Pure.
///
/// They are looked for where nothing but the status is known: a line that is taken for one by mistake costs a run, one that is
/// missed makes a false verdict.
enum FailureWords {
  /// Lines at the end that are looked at.
  private static let looked = 40

  /// Why an exit status of 0 is not believed: one of the last lines counts tests that failed, or names one. `nil` where none
  /// does.
  ///
  /// - Parameter spans: Lines that are read already.
  static func contradiction(in output: Output, apartFrom spans: [Range<Int>] = []) -> String? {
    let said = output.lines.indices.suffix(looked).last { number in
      !spans.contains { $0.contains(number) } && areIn(output.lines[number])
    }.map { output.lines[$0] }
    return said.map { "'\($0.trimmed.text.prefix(80))' is printed, and the exit status is 0" }
  }

  /// Whether a line says so: `46 tests failed`, `FAIL: adds`, `sums.c ... FAILED`, `2 of 3 tests passed`.
  static func areIn(_ line: Line) -> Bool {
    guard line.bytes.count < 300 else { return false }
    if let tally = PlainTally(line) { return (tally.failed ?? 0) > 0 }
    let text = line.trimmed.text
    let words = text.split(separator: " ").map { word in
      String(word.drop { marks.contains($0) }.reversed().drop { marks.contains($0) }.reversed())
    }.filter { !$0.isEmpty }
    guard let first = words.first, let last = words.last else { return crosses(text) }
    if crosses(text) || isHead(first, before: words.dropFirst()) { return true }
    // A word in quotation marks is spoken of.
    let isQuoted = text.last.map { "'\"`".contains($0) } == true
    if verdicts.contains(last), words.count > 1, !isQuoted { return true }
    if text.hasPrefix("not ok") {
      let rest = text.dropFirst(6).drop { $0 == " " }
      return rest.isEmpty || rest.first?.isNumber == true || rest.first == "-"
    }
    return text.hasPrefix("AssertionError") || text.hasPrefix("Segmentation fault")
      || isShare(words) || isSentence(text, words.map { $0.lowercased() })
  }

  private static let marks = Set(":;,.!?()[]{}<>*=-|'\"`#~_")
  private static let verdicts: Set<String> = ["FAIL", "FAILED", "FAILURE", "FAILURES"]
  /// Words after which the first one is about something else.
  private static let others: Set<String> = [
    "FAST", "SAFE", "RATE", "OVER", "OPEN", "CLOSED", "BACK",
  ]

  private static func crosses(_ text: String) -> Bool {
    text.unicodeScalars.first.map { "✗✘✖❌".unicodeScalars.contains($0) } ?? false
  }

  /// `FAIL: adds`, `FAILED`, `KO: 1`; not `FAIL FAST: on`, and not with a zero alone.
  private static func isHead(_ first: String, before rest: ArraySlice<String>) -> Bool {
    guard verdicts.contains(first) || first == "KO" || first == "NOK" else { return false }
    if let next = rest.first, others.contains(next.uppercased()) { return false }
    let numbers = rest.compactMap { Int($0) }
    return numbers.count < rest.count || rest.isEmpty || numbers.contains { $0 > 0 }
  }

  /// `1/2 tests passed`, `2 of 3 tests passed`, `1 of 3 tests failed`, `50% tests passed`.
  private static func isShare(_ words: [String]) -> Bool {
    guard words.count < 8, words.contains(where: { $0.lowercased().hasPrefix("test") }) else {
      return false
    }
    var share: (part: Int, whole: Int)?
    if words.count > 2, words[1] == "of", let part = Int(words[0]), let whole = Int(words[2]) {
      share = (part, whole)
    } else if words[0].hasSuffix("%"), let part = Int(words[0].dropLast()) {
      share = (part, 100)
    } else {
      let parts = words[0].split(separator: "/").map { Int($0) }
      if parts.count == 2, let part = parts[0], let whole = parts[1] { share = (part, whole) }
    }
    guard let share else { return false }
    let lower = words.map { $0.lowercased() }
    if lower.contains("failed") { return share.part > 0 }
    return lower.contains("passed") && share.part < share.whole
  }

  private static let negations: Set<String> = [
    "no", "none", "never", "0", "zero", "not", "without", "if", "when", "known", "expected",
  ]

  /// `Some tests failed.`, `test a failed`, `Failed tests: a`, `Assertion failed: x`, `*** 1 failure detected`.
  private static func isSentence(_ text: String, _ words: [String]) -> Bool {
    guard words.count < 9, negations.isDisjoint(with: words) else { return false }
    let phrases = [
      "there were failures", "there were errors", "there are failures", "failure detected",
      "failures detected", "errors detected",
    ]
    let lower = text.lowercased()
    if phrases.contains(where: lower.contains) { return true }
    if lower.hasPrefix("assertion failed:") { return true }
    if lower.hasPrefix("failed tests:") || lower.hasPrefix("failed test:") {
      return words.count > 2
    }
    guard let place = words.firstIndex(of: "failed") else { return false }
    let isAfterTests = place > 0 && (words[place - 1] == "tests" || words[place - 1] == "test")
    let isOfOne = words[0] == "test" && place == words.count - 1
    return isAfterTests || isOfOne
  }
}
