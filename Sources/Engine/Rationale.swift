package import Vocabulary

/// The git note of a patch: why it is as it is, what was tried instead, and the evidence.
///
/// Five parts, always all of them and always in this order. Pure.
///
/// - Parameters:
///   - run: The run the patch comes from.
///   - steps: All its steps.
///   - outcome: How it ended.
///   - editedTests: Test files of the base that the run has changed or removed.
/// - Returns: Markdown, wrapped at 76 columns, ending with a line feed.
package func rationale(
  for run: Run, steps: [Step], outcome: Outcome, editedTests: [String] = []
) -> String {
  let report = steps.lastReport
  let parts: [(heading: String, text: String)] = [
    ("Why", report?.why ?? "Asked for by the issue: \(run.issue.title)"),
    ("What was tried instead", report.flatMap { $0.alternatives.nonEmpty } ?? "Nothing else."),
    ("Evidence", evidence(for: run, steps: steps, editedTests: editedTests)),
    ("Where to look", whereToLook(run, steps)),
    ("Not done / risks", risks(run, steps, report, outcome)),
  ]
  return parts.map { "## \($0.heading)\n\n\(wrapped($0.text, to: 76))\n" }.joined(separator: "\n")
}

/// The tests at the base and with the change, the command, and what is to be known of single tests.
package func evidence(for run: Run, steps: [Step], editedTests: [String] = []) -> String {
  guard let command = run.mandate.testCommand else {
    return "No tests were run: there is no test command."
  }
  let base = steps.baseline
  var lines = [
    "- Command: `\(oneLine(command))`",
    "- At the base \(run.base.abbreviated()): \(base?.summary ?? "not run")\(names(base?.failed ?? []))",
  ]
  if !editedTests.isEmpty {
    lines.append("- Tests of the base that this change edits or removes: \(list(editedTests))")
  }
  let flaky = flakyTests(in: steps)
  if !flaky.isEmpty {
    lines.append("- Flaky, passed and failed on the same files: \(list(flaky))")
  }
  guard let verdict = steps.verdict else {
    let last = steps.last { $0.isJudgement }?.observation.tests
    lines.append("- With this change: \(last?.summary ?? "not run"); no verdict was reached")
    return lines.joined(separator: "\n")
  }
  lines.append(
    "- With this change, in a clean copy with the base's own tests: \(verdict.summary)"
      + names(verdict.failed))
  if let reproduced = steps.reproduced {
    lines.append("- Fail with the base's sources, pass now: \(list(reproduced))")
  }
  guard let base else { return lines.joined(separator: "\n") }
  let turned = verdict.turned(since: base)
  let lost = verdict.lost(since: base)
  lines.append("- Failed before, pass now: \(turned.isEmpty ? "none by name" : list(turned))")
  lines.append("- Passed before, do not pass now: \(lost.isEmpty ? "none" : list(lost))")
  return lines.joined(separator: "\n")
}

private func whereToLook(_ run: Run, _ steps: [Step]) -> String {
  let changed = Set(steps.flatMap(\.observation.changed)).sorted()
  return """
    - Files: \(changed.isEmpty ? "none" : list(changed))
    - Run: \(run.id), \(counted(steps.count, "step")); `git colleague log \(run.id)`
    - Trail: `git log --first-parent refs/colleague/runs/\(run.id)`
    """
}

private func risks(
  _ run: Run, _ steps: [Step], _ report: Action.Report?, _ outcome: Outcome
) -> String {
  var parts: [String] = []
  if outcome != .resolved {
    parts.append(
      "The run ended as `\(outcome.rawValue)`: this change alone does not settle the issue.")
  }
  if let risks = report?.risks.nonEmpty { parts.append(risks) }
  if let criteria = report?.criteria, !criteria.isEmpty {
    let items = criteria.map { item in
      "- [\(item.isMet ? "x" : " ")] \(oneLine(item.text)): \(oneLine(item.evidence))"
    }
    parts.append(
      "Acceptance criteria, as the policy found them:\n\n\(items.joined(separator: "\n"))")
  } else if !run.issue.criteria.isEmpty {
    let items = run.issue.criteria.map { "- [ ] \($0)" }.joined(separator: "\n")
    parts.append("Acceptance criteria, none of them checked but by the tests:\n\n\(items)")
  }
  if parts.isEmpty { parts.append("Nothing is known beyond what the tests cover.") }
  return parts.joined(separator: "\n\n")
}

private func names(_ names: [String]) -> String { names.isEmpty ? "" : " (\(list(names)))" }

/// At most eight names in backquotes, and how many more there are.
private func list(_ names: [String]) -> String {
  let shown = names.prefix(8).map { "`\($0)`" }.joined(separator: ", ")
  return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
}

extension [Step] {
  /// Tests of the run's own that fail with the base's sources and pass with its own; `nil` where that
  /// was not looked into, or there are none.
  package var reproduced: [String]? {
    guard let step = last(where: { $0.action == .test(.reproduction) }),
      let there = step.observation.tests,
      let here = last(where: { $0.action == .test(.working) })?.observation.tests
    else { return nil }
    let known = Set(baseline.map { $0.passed + $0.failed } ?? [])
    let names = here.passed.filter { !known.contains($0) && !there.passed.contains($0) }
    return names.isEmpty ? nil : names
  }
}

extension String {
  /// The string itself unless it is empty.
  var nonEmpty: String? { isEmpty ? nil : self }
}
