import Engine
package import Text
package import Vocabulary

/// The git note of a patch: why it is as it is, what was tried instead, and the evidence.
///
/// Five parts, always all of them and always in this order. Pure.
///
/// - Parameters:
///   - run: The run the patch comes from.
///   - steps: All its steps.
///   - outcome: How it ended.
///   - place: The patch's place among `patches`.
///   - patches: The patches of the series.
///   - lead: What a reader has to know first, in lines.
/// - Returns: Markdown, wrapped at 76 columns, ending with a line feed.
package func rationale(
  for run: Run, steps: [Step], outcome: Outcome, patch place: Int, of patches: [SplitPatch],
  lead: [Outgoing] = []
) -> Outgoing {
  let patch = patches[place]
  let parts: [(heading: Outgoing, text: Outgoing)] = [
    ("Why", why(run, steps, patch, isOnly: patches.count == 1)),
    ("What was tried instead", triedInstead(run, steps)),
    (
      "Evidence",
      evidence(
        for: run, steps: steps, patch: patches.count == 1 ? nil : patch,
        after: place > 0 ? patches[place - 1].tests : nil)
    ),
    ("Where to look", whereToLook(run, steps, place, patches)),
    ("Not done / risks", risks(run, steps, outcome)),
  ]
  var lead = lead
  if let hidden = HiddenText.line(about: run.issue) { lead.append(hidden) }
  if [steps.verdict, run.baseline(of: steps)].contains(where: { $0?.isByExitStatus == true }) {
    lead.append("No test is named; the exit status alone speaks.")
  }
  let head: Outgoing =
    lead.isEmpty ? "" : "\(lead.joined(separator: "\n").wrapped(to: 76))\n\n"
  return head
    + parts.map { "## \($0.heading)\n\n\($0.text.wrapped(to: 76))\n" as Outgoing }
    .joined(separator: "\n")
}

/// The tests at the base and with the change, the command, and what is to be known of single tests.
///
/// - Parameters:
///   - patch: The patch of several that is spoken of; `nil` for the series as a whole.
///   - before: What the tests said at the patch before it; `nil` for the first, and where they were not run.
package func evidence(
  for run: Run, steps: [Step], patch: SplitPatch? = nil, after before: TestReport? = nil
) -> Outgoing {
  guard let command = run.mandate.testCommand else {
    let none: Outgoing = "No tests were run: there is no test command."
    return toolLine(steps).map { "\(none)\n\n\($0)" } ?? none
  }
  let base = run.baseline(of: steps)
  var lines: [Outgoing] = [
    "- Command: \(code: command)",
    "- At the base \(ours: run.base.abbreviated()): \(summary(base))\(names(base?.failed ?? []))",
  ]
  if let reroll = run.reroll {
    lines.append(
      "- At version \(reroll.version - 1): \(summary(steps.baseline))\(names(steps.baseline?.failed ?? []))"
    )
  }
  if let patch { lines += patchLines(patch, base, after: before) }
  let environment = steps.last { $0.action == .test(.verdict) } ?? steps.first
  if let line = environment?.observation.environment.map(environmentLine) { lines.append(line) }
  if let line = toolLine(steps) { lines.append(line) }
  if let lack = steps.first?.observation.lack, !lack.tests.isEmpty {
    let pieces = lack.pieces.prefix(5).map(\.words).joined(separator: "; ")
    lines.append(
      "- Fail for want of their environment alone, and do not count: \(list(lack.tests)); \(line: pieces)"
    )
  }
  let flaky = flakyTests(in: steps)
  if !flaky.isEmpty {
    lines.append("- Flaky, passed and failed on the same files: \(list(flaky))")
  }
  let subject: Outgoing =
    patch == nil ? "With this change" : "At the last patch of the series"
  guard let verdict = steps.verdict else {
    let last = steps.last { $0.isJudgement }?.observation.tests
    lines.append("- \(subject): \(summary(last)); no verdict was reached")
    return lines.joined(separator: "\n")
  }
  lines.append(
    "- \(subject), in a clean copy with the base's own tests: \(summary(verdict))\(names(verdict.failed))"
  )
  if let planted = steps.planted { lines.append(line(about: planted)) }
  let reproduced = steps.reproduced?.filter { patch?.tests?.passed.contains($0) ?? true }
  if let reproduced, !reproduced.isEmpty {
    lines.append("- Fail with the base's sources, pass now: \(list(reproduced))")
  }
  if let base, patch == nil { lines += comparison(of: verdict, with: base) }
  if verdict.isOfPrograms, !verdict.isByExitStatus {
    lines.append("- These tests are whole programs: how each ended is known, not what it looked at")
  }
  let criteria = criteriaLines(steps.lastReport, met: true)
  if !criteria.isEmpty { lines.append("- What met the criteria, in the policy's own words:") }
  lines += criteria.map { "  \($0)" }
  return lines.joined(separator: "\n")
}

/// What the tests had beside the project's tree.
private func environmentLine(_ environment: EnvironmentRecord) -> Outgoing {
  var parts: [Outgoing] = []
  if let setup = environment.setup { parts.append("setup layer \(ours: setup)") }
  if let root = environment.root { parts.append("file system \(code: root)") }
  if !environment.carried.isEmpty {
    parts.append("from the user's checkout: \(list(environment.carried))")
  }
  if let submodules = environment.submodules {
    if submodules.there > 0 {
      parts.append("\(ours: counted(submodules.there, "submodule")) (\(list(submodules.names)))")
    }
    if submodules.lacking > 0 {
      let count = counted(submodules.lacking, "empty submodule")
      parts.append("\(ours: count) (\(list(submodules.lackingNames)))")
    }
  }
  if let files = environment.largeFiles {
    if files.there > 0 { parts.append("\(ours: counted(files.there, "file")) from Git LFS") }
    if files.lacking > 0 {
      let count = counted(files.lacking, "file")
      parts.append(
        "\(ours: count) whose content in Git LFS was not at hand (\(list(files.lackingNames)))")
    }
  }
  return "- Environment: \(parts.joined(separator: "; "))"
}

/// The tools of servers that were called, whose effects no tree shows; `nil` where there were none.
private func toolLine(_ steps: [Step]) -> Outgoing? {
  var counts: [String: Int] = [:]
  for step in steps where step.decidedBy != .policy(.replay) && step.observation.refusal == nil {
    if case .tool(let name, _) = step.action { counts[name, default: 0] += 1 }
  }
  guard !counts.isEmpty else { return nil }
  let names = counts.sorted { $0.key < $1.key }.map { name, count in
    "\(code: name) (\(ours: counted(count, "call")))" as Outgoing
  }
  let more: Outgoing = names.count > 8 ? " and \(names.count - 8) more" : ""
  let shown = Array(names.prefix(8)).joined(separator: ", ")
  return
    "- Tools outside of the sandbox were called, whose effects are not in the tree: \(shown)\(more)"
}

/// What tests that were planted to fail have shown of the verdict's output.
private func line(about planted: PlantedTest) -> Outgoing {
  switch planted {
  case .failed: "- Tests planted beside them to fail were seen to fail"
  case .unheard:
    "- Tests planted beside them to fail were not run, nor are they at the base: what was printed is believed"
  case .none: "- No tests could be planted beside them to fail: what was printed is believed"
  }
}

/// How a run of the tests differs from that at the base, by name; and why the numbers of both differ, where they do.
private func comparison(of verdict: TestReport, with base: TestReport) -> [Outgoing] {
  let turned = verdict.turned(since: base)
  let lost = verdict.lost(since: base)
  var lines: [Outgoing] = [
    "- Failed before, pass now: \(turned.isEmpty ? "none by name" : list(turned))",
    "- Passed before, do not pass now: \(lost.isEmpty ? "none" : list(lost))",
  ]
  func total(_ counts: TestReport.Counts) -> Int { counts.passed + counts.failed + counts.skipped }
  let (before, now) = (total(base.counts), total(verdict.counts))
  guard before != now, !base.isByExitStatus else { return lines }
  let known = Set(base.passed + base.failed + base.skipped)
  let heard = Set(verdict.passed + verdict.failed + verdict.skipped)
  let made = heard.subtracting(known).sorted()
  let gone = known.subtracting(heard).sorted()
  let new: Outgoing = made.isEmpty ? "" : "; not there at the base: \(list(made))"
  let lacking: Outgoing = gone.isEmpty ? "" : "; not there any more: \(list(gone))"
  lines.append("- \(before) tests at the base, \(now) now\(new)\(lacking)")
  return lines
}

/// The acceptance criteria that are met, or not, as the policy found them.
private func criteriaLines(_ report: Action.Report?, met isMet: Bool) -> [Outgoing] {
  (report?.criteria ?? []).filter { $0.isMet == isMet }.map { item in
    "- [\(item.isMet ? "x" : " ")] \(line: item.text): \(line: item.evidence)"
  }
}

/// What the tests said at one patch of several.
private func patchLines(
  _ patch: SplitPatch, _ base: TestReport?, after before: TestReport?
) -> [Outgoing] {
  guard let tests = patch.tests else { return ["- At this patch: not run"] }
  var lines: [Outgoing] = [
    "- At this patch, in a clean copy: \(summary(tests))\(names(tests.failed))"
  ]
  guard let base else { return lines }
  let turned = tests.turned(since: base)
  // Of the patch's own: those of the patches before it are named there.
  let known = [base, before].compactMap(\.self).flatMap { $0.passed + $0.failed + $0.skipped }
  let made = Set(tests.passed).subtracting(known).sorted()
  let lost = tests.lost(since: base)
  if !turned.isEmpty { lines.append("- Failed at the base, pass at this patch: \(list(turned))") }
  if !made.isEmpty {
    lines.append(
      "- \(before == nil ? "Not there at the base" : "Not there before"), pass at this patch: \(list(made))"
    )
  }
  if !lost.isEmpty {
    lines.append("- Passed at the base, not among those that pass here: \(list(lost))")
  }
  return lines
}

private func why(_ run: Run, _ steps: [Step], _ patch: SplitPatch, isOnly: Bool) -> Outgoing {
  func said(_ text: String?) -> Outgoing? {
    text?.nonEmpty.map { Outgoing(words: $0, about: run.issue.number) }
  }
  let own = said(patch.body)
  let report = said(steps.lastReport?.why)
  if isOnly { return report ?? own ?? "Asked for by the issue: \(line: run.issue.title)" }
  let whole: Outgoing = "Part of: \(line: run.issue.title)"
  return [own ?? (patch.kind == .behaviour ? report : nil), whole].compactMap(\.self)
    .joined(separator: "\n\n")
}

/// What the policy says it tried, and what the trail shows was given up, with the numbers of the steps.
private func triedInstead(_ run: Run, _ steps: [Step]) -> Outgoing {
  var lines: [Outgoing] = []
  var first = 1
  for step in steps {
    switch step.action {
    case .backtrack(let target, let reason):
      let from = max(first, target + 1)
      let place: Outgoing = target == 0 ? "the base" : "the state after step \(target)"
      lines.append(
        "- Steps \(from) to \(step.number - 1) were given up for \(place): \(line: reason)")
      first = step.number + 1
    case .trial:
      let results = step.observation.results
      let passing = results.count { $0.mark == .passes }
      let passes: Outgoing =
        passing == 0 ? "none passes" : passing == 1 ? "1 passes" : "\(passing) pass"
      let candidates = counted(results.count, "candidate")
      lines.append(
        "- Step \(step.number) tried \(ours: candidates) side by side: \(passes) the tests")
    case .edit(let edits, _):
      guard let refusal = step.observation.refusal else { continue }
      let paths = Set(edits.map(\.$path)).names.map { Outgoing(line: $0) }.joined(separator: ", ")
      lines.append("- Step \(step.number), an edit of \(paths), was refused: \(line: refusal)")
    case .test(.verdict):
      guard let tests = step.observation.tests, !tests.allPass else { continue }
      lines.append("- Step \(step.number): the base's own tests said \(summary(tests))")
    default: continue
    }
  }
  if lines.count > 12 {
    let left = lines.count - 11
    lines = lines.prefix(8) + ["- … and \(left) more"] + lines.suffix(3)
  }
  let told = steps.lastReport.flatMap { $0.alternatives.nonEmpty }
    .map { Outgoing(words: $0, about: run.issue.number) }
  let parts = [told, lines.isEmpty ? nil : lines.joined(separator: "\n")].compactMap(\.self)
  return parts.isEmpty ? "Nothing else." : parts.joined(separator: "\n\n")
}

private func whereToLook(
  _ run: Run, _ steps: [Step], _ place: Int, _ patches: [SplitPatch]
) -> Outgoing {
  let patch = patches[place]
  var lines: [Outgoing] = ["- Files: \(patch.paths.isEmpty ? "none" : list(patch.paths))"]
  if patches.count > 1 {
    lines.append("- Patch \(place + 1) of \(patches.count) (\(ours: patch.kind.rawValue))")
  }
  let numbers = patch.steps.prefix(12).map(String.init).joined(separator: ", ")
  if !numbers.isEmpty {
    let more: Outgoing = patch.steps.count > 12 ? " and \(patch.steps.count - 12) more" : ""
    lines.append("- Steps that changed these files: \(ours: numbers)\(more)")
  }
  if let line = toldLine(run.told(by: steps)) { lines.append(line) }
  return lines.joined(separator: "\n") + """

    - Run: \(ours: run.id.description), \(ours: counted(steps.count, "step")); `git colleague log \(ours: run.id.description)`
    - Trail: `git log --first-parent refs/colleague/runs/\(ours: run.id.description)`
    """
}

/// What the run was told of earlier work, by where that comes from; `nil` where it was told nothing that is named.
private func toldLine(_ told: [Recollection]) -> Outgoing? {
  var sources: [String] = []
  for source in told.compactMap(\.citation) where !sources.contains(source) {
    sources.append(source)
  }
  guard !sources.isEmpty else { return nil }
  let more = sources.count > 8 ? " and \(sources.count - 8) more" : ""
  return "- Told of earlier work: \(ours: sources.prefix(8).joined(separator: "; "))\(ours: more)"
}

private func risks(_ run: Run, _ steps: [Step], _ outcome: Outcome) -> Outgoing {
  let report = steps.lastReport
  var parts: [Outgoing] = []
  if outcome != .resolved {
    parts.append(
      "The run ended as `\(ours: outcome.rawValue)`: this change alone does not settle the issue.")
  }
  if let risks = report?.risks.nonEmpty {
    parts.append(Outgoing(words: risks, about: run.issue.number))
  }
  if report?.criteria.isEmpty == false {
    let items = criteriaLines(report, met: false)
    if !items.isEmpty {
      parts.append("Acceptance criteria that are not met:\n\n\(items.joined(separator: "\n"))")
    }
  } else if !run.issue.criteria.isEmpty {
    let items = run.issue.criteria.map { "- [ ] \(line: $0)" as Outgoing }
      .joined(separator: "\n")
    parts.append("Acceptance criteria, none of them checked but by the tests:\n\n\(items)")
  }
  if parts.isEmpty { parts.append("Nothing is known beyond what the tests cover.") }
  return parts.joined(separator: "\n\n")
}

private func summary(_ tests: TestReport?) -> Outgoing {
  tests.map { Outgoing(line: $0.summary) } ?? "not run"
}

private func names(_ names: [String]) -> Outgoing { names.isEmpty ? "" : " (\(list(names)))" }

/// At most eight names in backquotes, and how many more there are.
package func list(_ names: [String]) -> Outgoing {
  let shown = names.prefix(8).map { "\(code: $0)" as Outgoing }.joined(separator: ", ")
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

extension [Step] {
  /// What became of the tests planted in the last verdict.
  fileprivate var planted: PlantedTest? {
    last { $0.action == .test(.verdict) }?.observation.planted
  }
}

extension Issue {
  /// The number that a forge knows it by, which alone its patches may close.
  package var number: Int? {
    if case .forge(let number) = origin { return number }
    return nil
  }
}

extension String {
  /// The string itself unless it is empty.
  var nonEmpty: String? { isEmpty ? nil : self }
}
