import Text
package import Vocabulary

/// `step` with secrets taken out of everything it prints; its edits are the project's own text.
func redacted(_ step: Step, alsoHiding secrets: [String]) -> Step {
  var step = step
  func clean(_ text: String) -> String { redact(text, alsoHiding: secrets).text }
  step.observation.output.head = clean(step.observation.output.head)
  step.observation.output.tail = clean(step.observation.output.tail)
  step.observation.refusal = step.observation.refusal.map(clean)
  step.observation.tests = step.observation.tests.map { redacted($0, clean) }
  if var reply = step.reply {
    reply.text = clean(reply.text)
    // A signed piece cannot be changed; one that holds a secret is not kept.
    reply.thinking.removeAll { clean($0.text) != $0.text }
    reply.held = reply.held.map { cleaned($0, clean) }
    step.reply = reply
  }
  switch step.action {
  case .run(let command, let keepsChanges):
    step.action = .run(command: clean(command), keepsChanges: keepsChanges)
  case .plan(let text): step.action = .plan(clean(text))
  case .ask(let question): step.action = .ask(question: clean(question))
  case .remember(let lesson): step.action = .remember(lesson: clean(lesson))
  case .finish(let report): step.action = .finish(cleaned(report, clean))
  case .edit(let edits, let why): step.action = .edit(edits, why: clean(why))
  case .arrange(let wishes):
    step.action = .arrange(
      wishes.map { wish in
        PatchWish(subject: clean(wish.subject), body: clean(wish.body), hunks: wish.hunks)
      })
  case .read, .search, .test, .trial, .backtrack: break
  }
  step.observation.patches = step.observation.patches?.map { patch in
    var patch = patch
    (patch.subject, patch.body) = (clean(patch.subject), clean(patch.body))
    patch.tests = patch.tests.map { redacted($0, clean) }
    return patch
  }
  return step
}

/// `report` with secrets taken out of the names of its tests, which may hold what a test was given.
///
/// - Complexity: O(*n*) in the names; each is looked at by itself only where one holds a secret.
private func redacted(_ report: TestReport, _ clean: (String) -> String) -> TestReport {
  var report = report
  report.doubt = report.doubt.map(clean)
  for names in [\TestReport.passed, \.failed, \.skipped, \.unloaded] {
    let all = report[keyPath: names].joined(separator: "\n")
    if clean(all) != all { report[keyPath: names] = report[keyPath: names].map(clean) }
  }
  return report
}

/// `issue` with secrets taken out of everything it says, also where it came from.
///
/// - Parameter secrets: Literal texts to be taken out beside what looks like a secret.
package func redacted(_ issue: Issue, alsoHiding secrets: [String]) -> Issue {
  func clean(_ text: String) -> String { redact(text, alsoHiding: secrets).text }
  var issue = issue
  issue.title = clean(issue.title)
  issue.body = clean(issue.body)
  issue.criteria = issue.criteria.map(clean)
  issue.labels = issue.labels.map(clean)
  if case .file(let path) = issue.origin { issue.origin = .file(clean(path)) }
  return issue
}

/// `comment` with secrets taken out of everything it says.
///
/// - Parameter secrets: Literal texts to be taken out beside what looks like a secret.
package func redacted(
  _ comment: ReviewComment, alsoHiding secrets: [String]
) -> ReviewComment {
  func clean(_ text: String) -> String { redact(text, alsoHiding: secrets).text }
  var comment = comment
  comment.text = clean(comment.text)
  comment.author = comment.author.map(clean)
  comment.path = comment.path.map(clean)
  comment.quoted = comment.quoted.map(clean)
  return comment
}

private func cleaned(_ report: Action.Report, _ clean: (String) -> String) -> Action.Report {
  var report = report
  report.subject = clean(report.subject)
  report.why = clean(report.why)
  report.alternatives = clean(report.alternatives)
  report.risks = clean(report.risks)
  report.criteria = report.criteria.map {
    Action.Report.Criterion(text: clean($0.text), isMet: $0.isMet, evidence: clean($0.evidence))
  }
  return report
}
