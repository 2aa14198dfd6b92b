import Engine
import Records
import Runs
import Series
import Text
import Vocabulary

/// What a person reads when a run has ended.
struct RunReport {
  /// The run and how far it has come.
  let record: RunRecord
  /// Its steps.
  let steps: [Step]
  /// What git would have done to commits made by hand.
  let customs: CommitCustoms
  /// Whether words get colour.
  let isColoured: Bool

  /// A few lines, ending with a line feed.
  var text: String {
    guard let outcome = record.outcome else { return "" }
    let paint = Paint(isOn: isColoured)
    var lines = [
      "\(paint.outcome(outcome.rawValue)): \(visible(record.run.issue.title))",
      "  run     \(record.run.id) (\(counted(record.steps, "step")), "
        + "\(duration(record.spent.seconds)))",
    ]
    if let usage = record.usage {
      let price = record.spent.costMicros > 0 ? ", money \(money(record.spent.costMicros))" : ""
      lines.append("  model   \(tokens(usage))\(price)")
    }
    if let tests = testLine { lines.append("  tests   \(tests)") }
    if outcome == .spent {
      lines.append("  limit   \(SpentLimit.sentence(of: record.spent, by: record.run))")
    }
    if let branch = record.branch {
      let name = RefNames.branchName(branch)
      lines.append(
        "  branch  \(name) (\(counted(record.patches.count, "patch", plural: "patches")))")
      if let taken = record.takenBranch { lines.append("          \(sentence(on: taken))") }
      lines.append(
        "  read    git log -p --notes=colleague \(record.run.base.abbreviated())..\(name)")
      lines += customs.lines(on: name, since: record.run.base.abbreviated())
    } else {
      lines.append("  read    git colleague show \(record.run.id)")
    }
    if let move = record.baseDrift {
      lines += ["", wrapped(visible(baseDriftSentence(move, of: record.run.baseName)), to: 78)]
    }
    if record.branch == nil, let why = steps.lastReport?.why, !why.isEmpty {
      lines += ["", wrapped(visible(why), to: 78)]
    }
    if outcome == .waiting, let question = steps.openQuestion {
      lines += ["", wrapped(visible(question), to: 78), ""]
      lines.append("  answer  git colleague answer \(record.run.id) TEXT")
    }
    if outcome == .interrupted { lines.append("  go on   git colleague resume \(record.run.id)") }
    return lines.joined(separator: "\n") + "\n"
  }

  private var testLine: String? {
    let atBase = record.run.baseline(of: steps)
    guard let base = atBase ?? steps.baseline else { return nil }
    guard let verdict = steps.verdict else { return (steps.baseline ?? base).summary }
    // On a base that has moved, the version before is all that was tested.
    let place = record.run.reroll.flatMap { atBase == nil ? "with version \($0.version - 1)" : nil }
    return "\(verdict.summary) in a clean copy (\(place ?? "at the base"): \(base.summary))"
  }
}

/// Says why a series is on another branch than on `taken`, which it was meant for.
func sentence(on taken: String) -> String {
  "\(visible(RefNames.branchName(taken))) was changed meanwhile, and is left as it is"
}

extension CommitCustoms {
  /// What a person may do to the patches of `branch` that git did not do, one line each.
  fileprivate func lines(on branch: String, since base: String) -> [String] {
    var lines: [String] = []
    if areSigned {
      lines.append("  signed  no, commit.gpgSign is for yours: git rebase -f -S \(base) \(branch)")
    }
    if !hooks.isEmpty {
      let amend = "git rebase --exec 'git commit --amend --no-edit' \(base) \(branch)"
      lines.append("  hooks   \(hooks.joined(separator: ", ")) not run: \(amend)")
    }
    return lines
  }

  /// What the doctor finds; none where git does no more to commits than making them.
  var findings: [Finding] {
    var findings: [Finding] = []
    if areSigned {
      findings.append(
        Finding(
          name: "commits", works: true,
          found: "patches are not signed: commit.gpgSign is for commits of yours",
          mend: "sign a series as you take it over: git rebase -f -S BASE BRANCH"))
    }
    if !hooks.isEmpty {
      findings.append(
        Finding(
          name: "commits", works: true,
          found: "no patch goes through your \(hooks.joined(separator: ", "))",
          mend:
            "run them as you take a series over: "
            + "git rebase --exec 'git commit --amend --no-edit' BASE BRANCH"))
    }
    return findings
  }
}
