import Text
import Vocabulary

extension StepLabels {
  /// The labels as members of an object; those that do not apply are left out.
  var json: JSON {
    .members([
      "passing": JSON(passing), "failing": JSON(failing),
      "checkpoint": isCheckpoint ? true : .null, "failed": isFailure ? true : .null,
      "given_up_by": JSON(givenUpBy), "repeats": JSON(repeats), "returns_at": JSON(returnsAt),
      "recovery": JSON(part?.rawValue), "good": .bool(isGood),
    ])
  }
}

extension OutcomeLabels {
  /// The labels as members of an object; those that do not apply are left out.
  var json: JSON {
    .members([
      "outcome": JSON(outcome?.rawValue),
      "verdict": verdict.map {
        ["passed": .int($0.passed), "failed": .int($0.failed), "skipped": .int($0.skipped)]
      } ?? .null,
      "verdict_passes": JSON(verdictPasses), "merge_status": JSON(mergeStatus?.rawValue),
      "merge_manner": JSON(manner?.rawValue), "lines_changed_by_people": JSON(linesChanged),
      "patches": .int(patches),
    ])
  }
}

extension RecoveryEpisode {
  /// The episode as an object.
  var json: JSON {
    .members([
      "checkpoint": .int(checkpoint), "harm": .int(harm), "shown": .int(shown), "end": JSON(end),
      "means": JSON(means?.rawValue),
    ])
  }
}

extension TestReport {
  /// The counts of a report and how it was read, without the names of its tests.
  var json: JSON {
    .members([
      "passed": .int(counts.passed), "failed": .int(counts.failed),
      "skipped": .int(counts.skipped), "succeeded": .bool(succeeded), "doubt": JSON(doubt),
    ])
  }
}

extension LineSurvival {
  /// The lines added, and how many of them stand.
  var json: JSON { ["added": .int(added), "surviving": .int(surviving)] }
}

extension ExportedRun {
  /// What every format tells of a run in a member of its own.
  var facts: JSON {
    .members([
      "run": .string("\(id)"), "issue_title": .string(run.issue.title),
      "issue_origin": .string("\(run.issue.origin)"), "base": .string("\(run.base)"),
      "policy": .string("\(run.policy)"), "labels": outcome.json,
      "episodes": .array(episodes.map(\.json)),
      "reroll_of": JSON(run.reroll.map { "\($0.of)" }),
    ])
  }

  /// The issue as a person reads it.
  var issueText: String {
    run.issue.body.isEmpty ? run.issue.title : "\(run.issue.title)\n\n\(run.issue.body)"
  }
}
