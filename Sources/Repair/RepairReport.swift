import Engine
import Text
import Vocabulary

/// What the repair policy says, in words.
enum RepairReport {
  /// The plan: where the fault probably lies, and how many edits there are to be tried.
  static func plan(_ run: Run, _ progress: RepairProgress, _ space: SearchSpace) -> String {
    let failing = progress.failure.tests?.failed ?? []
    let names = failing.prefix(5).map { "`\($0)`" }.joined(separator: ", ")
    var lines = [
      "# Look for a one-place repair", "",
      "Failing: \(names.isEmpty ? "the test command" : names)\(failing.count > 5 ? " and \(failing.count - 5) more" : "").",
      "Files chosen \(space.choice): \(space.files.isEmpty ? "none" : space.files.map { "`\($0.path)`" }.joined(separator: ", ")).",
      "Edits to try: \(space.isCapped ? "at least " : "")\(space.candidates.count), the likeliest first.",
      "",
      "Most suspected lines:", "",
    ]
    for (file, suspicion) in zip(space.files, space.suspicions).prefix(2) {
      let top = suspicion.lines.indices.sorted {
        (suspicion.lines[$0], $1) > (suspicion.lines[$1], $0)
      }
      for index in top.prefix(4) where suspicion.lines[index] > 0.01 {
        let line = file.lines[index]
        let reason = suspicion.reasons[index].map { " (\($0))" } ?? ""
        lines.append(
          "- `\(file.path):\(line.number + 1)` `\(oneLine(file.text(line.tokens)))`\(reason)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The report after an edit whose tests pass.
  static func resolved(_ run: Run, _ progress: RepairProgress) -> Action.Report {
    let rivals = progress.settling.filter { candidate in
      !progress.edits.contains { $0.edits == candidate.edits }
    }
    let turned = progress.baseline.map { progress.failure.tests?.turned(since: $0) ?? [] } ?? []
    let edits = progress.edits.map(\.why).joined(separator: "; then ")
    let names = turned.prefix(5).map { "`\($0)`" }.joined(separator: ", ")
    let more = turned.count > 5 ? " and \(turned.count - 5) more" : ""
    let before = run.reroll.map { "with version \($0.version - 1)" } ?? "before"
    let edit =
      run.reroll == nil
      ? "The edit" : "On top of version \((run.reroll?.version ?? 2) - 1), the edit"
    let why =
      "\(edit) (\(edits)) was found by trying small changes where the failing tests point; with it "
      + "\(testsNow(progress))\(names.isEmpty ? "" : ", among them \(names)\(more), which failed \(before)")."
      + stillFailing(run, progress)
    return Action.Report(
      claim: .resolved, subject: subject(of: progress), why: why,
      alternatives: alternatives(progress, rivals), risks: risks(rivals.count))
  }

  /// `all 12 tests pass`, as the last run of the tests says.
  private static func testsNow(_ progress: RepairProgress) -> String {
    let counts = progress.failure.tests?.counts
    guard let passed = counts?.passed, passed > 0 else { return "the test command succeeds" }
    guard progress.stillFailing.isEmpty else { return "\(passed) of the tests pass" }
    return passed == 1 ? "the only test passes" : "all \(passed) tests pass"
  }

  /// What failed at the base and does so still, where the issue does not speak of it.
  private static func stillFailing(_ run: Run, _ progress: RepairProgress) -> String {
    let failing = progress.stillFailing
    guard !failing.isEmpty else { return "" }
    let names = failing.prefix(5).map { "`\($0)`" }.joined(separator: ", ")
    return
      " \(counted(failing.count, "test")) that failed \(run.startWords) and that the issue does not "
      + "name still \(failing.count == 1 ? "fails" : "fail"): \(names)"
      + (failing.count > 5 ? " and \(failing.count - 5) more." : ".")
  }

  /// The report when nothing tried settles the issue, or the verdict was against it.
  ///
  /// - Parameters:
  ///   - untried: How many edits the budget left untried; `nil` when none was left.
  ///   - isCapped: Whether there are more edits than are counted.
  static func unresolved(
    _ run: Run, _ progress: RepairProgress, untried: Int? = nil, isCapped: Bool = false
  ) -> Action.Report {
    let tried = counted(progress.results.count, "edit")
    let rest = untried.map {
      " \(isCapped ? "At least " : "")\(counted($0, "more edit")) could not be tried within the budget."
    }
    let end = rest ?? " \(Declining.otherPolicy)"
    var subject = ""
    let why: String
    if progress.stage == .judged {
      why =
        "The edit passed the tests in the run's own copy, but not the base's tests in a clean one."
    } else if let edit = progress.edits.last {
      subject = self.subject(of: progress)
      why =
        "The edit (\(edit.why)) makes some of the failing tests pass and breaks none. None of "
        + "\(tried) of one place settles the rest.\(end)"
    } else if let untried, progress.results.isEmpty {
      let least = isCapped ? "at least " : ""
      why =
        "None of \(least)\(counted(untried, "edit")) of one place could be tried within the budget."
    } else if progress.results.isEmpty {
      why = "No edit of one place can be made where the failing tests point.\(end)"
    } else {
      why = "None of \(tried) of one place settles the issue.\(end)"
    }
    return Action.Report(
      claim: untried == nil ? .unresolved : .spent, subject: subject, why: why,
      alternatives: alternatives(progress, progress.settling))
  }

  /// `replace < by <= in merge()`: imperative, from the edit's own words.
  private static func subject(of progress: RepairProgress) -> String {
    guard let edit = progress.edits.last, let file = edit.edits.first,
      case .splice(let splices) = file.change, let splice = splices.first
    else { return "" }
    let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
    let stem = String(name.prefix { $0 != "." })
    let (old, new) = shortened(splice.old, splice.new)
    if old.isEmpty { return clipped("\(stem): insert \(oneLine(new))", to: 72) }
    if oneLine(new).isEmpty || oneLine(new) == "pass" {
      return clipped("\(stem): remove \(oneLine(old))", to: 72)
    }
    return clipped("\(stem): use \(oneLine(new)) instead of \(oneLine(old))", to: 72)
  }

  /// Two texts without the white space around them.
  private static func shortened(_ old: String, _ new: String) -> (String, String) {
    (oneLine(old), oneLine(new))
  }

  private static func alternatives(_ progress: RepairProgress, _ rivals: [Candidate]) -> String {
    let results = progress.results
    guard !results.isEmpty else { return "" }
    let others = results.map(\.result).filter { !progress.settles($0) }
    func count(_ mark: CandidateResult.Mark) -> Int { others.count { $0.mark == mark } }
    var text =
      "\(counted(results.count, "edit")) tried: \(results.count - others.count) settle the issue as far "
      + "as the tests tell, \(count(.improves)) turn only some of the failing tests, "
      + "\(count(.unchanged)) change nothing about them, \(count(.breaks)) break others, "
      + "\(count(.unbuilt)) do not load, \(count(.exceeded)) run over their time."
    guard !rivals.isEmpty else { return text }
    text += "\n\nOther edits that settle it as well:\n\n"
    text += rivals.prefix(8).map { "- \($0.about)" }.joined(separator: "\n")
    if rivals.count > 8 { text += "\n- and \(rivals.count - 8) more" }
    return text
  }

  /// How far the edit can be trusted: shares measured on held-out tests of two public bug sets.
  private static func risks(_ rivals: Int) -> String {
    let share =
      switch rivals {
      case 0: "about 95 in 100"
      case 1...2: "about 90 in 100"
      case 3...9: "about 75 in 100"
      case 10...29: "about 70 in 100"
      default: "about 25 in 100"
      }
    let others =
      rivals == 0
      ? "no other edit tried settles the issue"
      : "\(counted(rivals, "other edit")) \(rivals == 1 ? "settles" : "settle") it too"
    return
      "Chosen by the tests alone: \(others). Of first edits with so many rivals, \(share) were right on "
      + "tests they had not seen. Read whether the edit means what the issue says."
  }
}
