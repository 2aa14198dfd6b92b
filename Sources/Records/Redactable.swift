package import Text
package import Vocabulary

extension Step: Redactable {
  /// The step with secrets taken out of everything it prints; its edits are the project's own text.
  package func redacted(by redactor: Redactor) -> Step {
    var step = self
    func clean(_ text: String) -> String { redactor(text).value }
    let output = step.observation.output.withoutPartedWords
    step.observation.output = Excerpt(
      clean(output.head), omitted: output.omitted, tail: clean(output.tail))
    step.observation.refusal = step.observation.refusal.map(clean)
    step.observation.tests = step.observation.tests.map { withoutSecrets($0, clean) }
    step.observation.lack = step.observation.lack.map { withoutSecrets($0, clean) }
    step.observation.recollections = step.observation.recollections?.map { redactor($0).value }
    if var reply = step.reply {
      reply.text = clean(reply.text)
      // A signed piece cannot be changed; one that holds a secret is not kept.
      let isBound = reply.isBound
      let count = reply.thinking.count
      reply.thinking.removeAll { clean($0.text) != $0.text }
      if let carried = reply.carried {
        let isClean = [carried.turn, carried.call, carried.callID].allSatisfy { clean($0) == $0 }
        if !isClean { reply.carried = Reply.Carried(isWithheld: true) }
      }
      if isBound, reply.thinking.count < count {
        reply.carried = Reply.Carried(isWithheld: true)
      }
      reply.held = reply.held.map { cleaned($0, clean) }
      reply.prompt = reply.prompt.map { prompt in
        var prompt = prompt
        prompt.turns = prompt.turns.map { .init(isModels: $0.isModels, text: clean($0.text)) }
        return prompt
      }
      if var recorded = reply.recorded {
        let then = recorded.output.withoutPartedWords
        recorded.output = Excerpt(
          clean(then.head), omitted: then.omitted, tail: clean(then.tail))
        recorded.tool = clean(recorded.tool)
        recorded.arguments = clean(recorded.arguments)
        recorded.omission = recorded.omission.map(clean)
        reply.recorded = recorded
      }
      reply.further = reply.further?.map { call in
        var call = call
        let kept = call.action.map { cleaned($0, clean) }
        // What is only said is recorded so in any case; what is done would be something else.
        if kept != call.action, [.run, .search, .tool].contains(kept?.kind) {
          call.hasLostSecret = true
        }
        call.action = kept
        call.fault = call.fault.map(clean)
        return call
      }
      step.reply = reply
    }
    step.action = cleaned(step.action, clean)
    step.observation.results = step.observation.results.map { result in
      var result = result
      result.turned = withoutSecrets(result.turned, clean)
      return result
    }
    step.observation.patches = step.observation.patches?.map { patch in
      var patch = patch
      (patch.subject, patch.body) = (clean(patch.subject), clean(patch.body))
      patch.tests = patch.tests.map { withoutSecrets($0, clean) }
      return patch
    }
    return step
  }
}

/// `action` with secrets taken out of everything it says; its edits are the project's own text.
private func cleaned(_ action: Action, _ clean: (String) -> String) -> Action {
  switch action {
  case .run(let command, let keepsChanges):
    return .run(command: clean(command), keepsChanges: keepsChanges)
  case .plan(let text): return .plan(clean(text))
  case .ask(let question): return .ask(question: clean(question))
  case .remember(let lesson): return .remember(lesson: clean(lesson))
  case .tool(let name, let arguments): return .tool(name: name, arguments: clean(arguments))
  case .finish(let report): return .finish(cleaned(report, clean))
  case .edit(let edits, let why): return .edit(edits, why: clean(why))
  case .search(let text, let paths, let isPattern):
    return .search(text: clean(text), paths: paths, isPattern: isPattern)
  case .trial(let candidates):
    return .trial(
      candidates.map { Candidate(id: $0.id, edits: $0.edits, about: clean($0.about)) })
  case .backtrack(let number, let reason):
    return .backtrack(toStep: number, reason: clean(reason))
  case .split(let proposals):
    return .split(
      proposals.map { proposal in
        PatchProposal(
          subject: clean(proposal.subject), body: clean(proposal.body), hunks: proposal.hunks)
      })
  case .read, .test: return action
  }
}

/// `report` with secrets taken out of its doubt and of the names of its tests.
private func withoutSecrets(_ report: TestReport, _ clean: (String) -> String) -> TestReport {
  var report = report
  report.doubt = report.doubt.map(clean)
  for names in [\TestReport.passed, \.failed, \.skipped, \.unloaded] {
    report[keyPath: names] = withoutSecrets(report[keyPath: names], clean)
  }
  return report
}

/// `lack` with secrets taken out of all that the tests printed of it, and of the mend, which may hold their command.
private func withoutSecrets(
  _ lack: EnvironmentFailure, _ clean: (String) -> String
) -> EnvironmentFailure {
  var lack = lack
  lack.pieces = lack.pieces.map { piece in
    MissingPiece(piece.kind, clean(piece.name), of: piece.tool, line: clean(piece.line))
  }
  lack.tests = withoutSecrets(lack.tests, clean)
  lack.mend = lack.mend.map(clean)
  lack.program = lack.program.map(clean)
  return lack
}

/// Names of tests with secrets taken out, which may hold what a test was given.
///
/// - Complexity: O(*n*) in the names; each is looked at by itself only where one holds a secret.
private func withoutSecrets(_ names: [String], _ clean: (String) -> String) -> [String] {
  let all = names.joined(separator: "\n")
  return clean(all) == all ? names : names.map(clean)
}

extension Issue: Redactable {
  /// The issue with secrets taken out of everything it says, also where it came from.
  package func redacted(by redactor: Redactor) -> Issue {
    func clean(_ text: String) -> String { redactor(text).value }
    var issue = self
    issue.title = clean(issue.title)
    issue.body = clean(issue.body)
    issue.criteria = issue.criteria.map(clean)
    issue.labels = issue.labels.map(clean)
    if case .file(let path) = issue.origin { issue.origin = .file(clean(path)) }
    return issue
  }
}

extension Recollection: Redactable {
  /// The recollection with secrets taken out of its text.
  package func redacted(by redactor: Redactor) -> Recollection {
    var recollection = self
    recollection.text = redactor(text).value
    return recollection
  }
}

extension RunRecord: Redactable {
  /// The record with secrets taken out of its issue, of the review that it answers and of why it failed. The
  /// test command and the base's name stay as the user has them.
  package func redacted(by redactor: Redactor) -> RunRecord {
    var record = self
    record.run.issue = redactor(run.issue).value
    record.run.recollections = run.recollections.map { redactor($0).value }
    if let reroll = run.reroll {
      record.run.reroll?.comments = reroll.comments.map { redactor($0).value }
    }
    record.failure = failure.map { redactor($0).value }
    if var imported = run.imported {
      imported.agent = redactor(imported.agent).value
      imported.agentVersion = imported.agentVersion.map { redactor($0).value }
      imported.model = imported.model.map { redactor($0).value }
      imported.root = imported.root.map { redactor($0).value }
      record.run.imported = imported
    }
    return record
  }

  /// The record as `run.json` has it: the issue's body has a file of its own.
  var withoutBody: RunRecord {
    var record = self
    record.run.issue.body = ""
    return record
  }
}

extension ReviewComment: Redactable {
  /// The comment with secrets taken out of everything it says.
  package func redacted(by redactor: Redactor) -> ReviewComment {
    func clean(_ text: String) -> String { redactor(text).value }
    var comment = self
    comment.text = clean(comment.text)
    comment.author = comment.author.map(clean)
    comment.address = comment.address.map(clean)
    comment.path = comment.path.map(clean)
    comment.quoted = comment.quoted.map(clean)
    return comment
  }
}

extension QueueEntry: Redactable {
  /// The entry with secrets taken out of its issue and of why its newest try broke off.
  package func redacted(by redactor: Redactor) -> QueueEntry {
    var entry = self
    entry.issue = redactor(issue).value
    entry.reason = reason.map { redactor($0).value }
    return entry
  }

  /// The entry as `entry.json` has it: the issue's body has a file of its own.
  var withoutBody: QueueEntry {
    var entry = self
    entry.issue.body = ""
    return entry
  }
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

extension ArchivedRun: Redactable {
  /// The run with secrets taken out of its record.
  package func redacted(by redactor: Redactor) -> ArchivedRun {
    var run = self
    run.record = redactor(record).value
    return run
  }
}
