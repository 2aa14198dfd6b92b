import Lessons
import Records
import Support
import Vocabulary

/// A lesson of runs 1 and on, as many as confirm it.
func lesson(
  _ text: String, _ scope: Lesson.Scope = .init(), confirmed count: Int = 1, from first: Int = 1,
  isForeign: Bool = false, files: [Lesson.Evidence.File] = []
) -> Lesson {
  let evidence = (first..<(first + count)).map { number in
    Lesson.Evidence(
      .remember, run: .sample(number), time: number, files: files, isForeign: isForeign)
  }
  return Lesson(text, scope, evidence: evidence)
}

/// The end of a run with these steps.
func ending(
  of steps: [Step], issue: Vocabulary.Issue = Vocabulary.Issue(title: "sum is wrong"),
  outcome: Outcome = .resolved, reroll: Reroll? = nil,
  failed: EnvironmentLessons.Failed? = nil, setup: String? = nil,
  testCommand: String? = "make test",
  reviewers: [String] = []
) -> RunLessons.Ending {
  var run = sampleRun(testCommand: testCommand)
  run.issue = issue
  run.reroll = reroll
  var record = RunRecord(beginning: run)
  record.outcome = outcome
  record.phase = .delivered
  record.steps = steps.count
  return RunLessons.Ending(
    record, steps: steps, blobs: ["src/sum.py": tree(7), "a.py": tree(8)], failed: failed,
    setup: setup, isReviewer: { reviewers.contains($0.lowercased()) })
}
