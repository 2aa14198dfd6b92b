import Engine
import Text
package import Vocabulary

/// Tests that fail at the base, or that fail at one time and pass at another on the same files.
package struct FlakySource: Sendable {
  /// How often the tests are run.
  package static let runs = 3

  /// Makes one.
  package init() {}

  /// The drafts that reports of the same files give; the first is of the first run.
  ///
  /// - Parameters:
  ///   - aside: Tests that failed for want of their environment alone.
  ///   - isComplete: Whether the tests were run as often as they have to be.
  package func drafts(
    of reports: [TestReport], command: String, aside: [String], isComplete: Bool
  ) -> SourceResult {
    let believed = reports.filter { $0.doubt == nil && !$0.isByExitStatus }
    let away = Set(aside)
    let failed = believed.map { Set($0.failed).subtracting(away).subtracting($0.unloaded) }
    let passed = Set(believed.flatMap(\.passed))
    let ever = failed.reduce(into: Set<String>()) { $0.formUnion($1) }
    let flaky = ever.intersection(passed).sorted()
    let failing = ever.subtracting(flaky).sorted()
    var drafts = flaky.prefix(20).map { name in
      let times = failed.count { $0.contains(name) }
      return draft(
        [name], command, "fails at times",
        "It failed in \(times) of \(believed.count) runs of the same files.", 0.85)
    }
    for (file, names) in Dictionary(grouping: failing, by: FlakySource.file).sorted(by: {
      $0.key < $1.key
    }) {
      drafts.append(
        draft(
          names, command, names.count == 1 ? "fails" : "fail",
          "\(names.count == 1 ? "It failed" : "They failed") in each of \(believed.count) runs\(file.isEmpty ? "" : ", in \(code(file))").",
          0.8))
    }
    return SourceResult(drafts, isComplete: isComplete)
  }

  /// The file or class of a test, as far as its name says.
  private static func file(of name: String) -> String {
    if let mark = name.range(of: "::") { return String(name[..<mark.lowerBound]) }
    let parts = name.split(separator: ".")
    return parts.count > 1 ? parts.dropLast().joined(separator: ".") : ""
  }

  private func draft(
    _ names: [String], _ command: String, _ verb: String, _ words: String, _ strength: Double
  ) -> SuggestionDraft {
    let first = code(names[0], limit: 90)
    let more = names.count > 1 ? " and \(names.count - 1) more" : ""
    let isFlaky = verb == "fails at times"
    return SuggestionDraft(
      .flaky, about: [verb] + (isFlaky ? names : [FlakySource.file(of: names[0]), names[0]]),
      title: "The test \(first)\(more) \(verb) at the base",
      matter:
        "With nothing changed, \(names.map { code($0) }.prefix(8).joined(separator: ", ")) \(verb). \(words)",
      criteria: [
        isFlaky ? "The test passes twenty times in a row" : "\(first)\(more) pass",
        "No test is deleted or skipped for it",
      ],
      evidence: [.init(command: command, text: names.prefix(8).joined(separator: "\n"))],
      strength: strength)
  }
}
