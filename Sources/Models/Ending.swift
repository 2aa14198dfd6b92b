import Engine
import Vocabulary

extension ModelPolicy {
  /// What comes of a claim to be through: a check that is still missing, a word to the model, or the end.
  ///
  /// Order: the tests on the tree as it stands; the criteria, each named; the run's own tests on the
  /// base's sources; a review by the model in a fresh context. What the engine then runs is the verdict.
  func end(
    with report: Action.Report, _ run: Run, _ steps: [Step],
    _ sources: borrowing some SourceTree & ~Copyable, _ asking: inout Asking<S>
  ) async throws(PolicyFailure) -> Choice {
    let words = asking.words
    func done() -> Choice { .go(asking.decided(.finish(report), by: model, saying: words)) }
    guard report.claim == .resolved else { return done() }
    guard let tree = steps.last?.observation.tree, tree != run.baseTree else {
      return .correct(
        "Nothing differs from the base, so nothing can be resolved. Go on, or finish as unresolved."
      )
    }
    if let missing = missingCriteria(report, run) { return .correct(missing) }
    if run.mandate.testCommand != nil {
      let tested = steps.last { $0.action == .test(.working) && $0.observation.tree == tree }
      guard let tests = tested?.observation.tests else {
        return .go(check(.working, report, words, asking))
      }
      if let fault = fault(in: tests, against: steps.baseline) { return .correct(fault) }
      let isReproduced = steps.contains {
        $0.action == .test(.reproduction) && $0.observation.tree == tree
      }
      if !isReproduced, addsTests(tests, steps) {
        return .go(check(.reproduction, report, words, asking))
      }
    }
    let reviews = steps.count { $0.decidedBy.hasPrefix("review:") }
    if reviews < settings.reviews,
      let objections = try await review(report, run, steps, sources, &asking)
    {
      let plan = "\(steps.plan)\n## Review \(reviews + 1)\n\n\(objections)\n"
      return .go(asking.decided(.plan(plan), by: model, saying: "", as: "review"))
    }
    return done()
  }

  private func check(
    _ scope: Action.TestScope, _ report: Action.Report, _ words: String, _ asking: Asking<S>
  ) -> Decision {
    asking.decided(.test(scope), by: model, saying: words, as: "check", holding: report)
  }

  private func missingCriteria(_ report: Action.Report, _ run: Run) -> String? {
    let unmet = report.criteria.filter { !$0.isMet }
    if let first = unmet.first {
      return "You say that \"\(oneLine(first.text))\" is not met. Meet it, or finish as unresolved."
    }
    guard report.criteria.count < run.issue.criteria.count else { return nil }
    let items = run.issue.criteria.map { "- \(oneLine($0))" }.joined(separator: "\n")
    return
      "The issue has \(counted(run.issue.criteria.count, "acceptance criterion", plural: "acceptance criteria")). "
      + "Check each one, and finish with each in 'criteria', whether it is met and what shows it:\n\(items)"
  }

  private func fault(in tests: TestReport, against baseline: TestReport?) -> String? {
    if !tests.isNoWorse(than: baseline) {
      let names = tests.failed.prefix(10).joined(separator: ", ")
      return
        "The tests do not pass (\(tests.summary)\(names.isEmpty ? "" : ": \(names)")). Go on, or "
        + "finish as unresolved."
    }
    if !tests.isBetter(than: baseline) {
      return
        "No test that failed before passes now (\(tests.summary)). Go on, or finish as unresolved."
    }
    return nil
  }

  /// Whether there are tests now that the base did not have.
  private func addsTests(_ tests: TestReport, _ steps: [Step]) -> Bool {
    guard let baseline = steps.baseline, tests.hasNames else { return false }
    return !Set(tests.passed).isSubset(of: baseline.passed + baseline.failed + baseline.skipped)
  }

  /// What a review in a fresh context finds missing; `nil` when nothing is.
  private func review(
    _ report: Action.Report, _ run: Run, _ steps: [Step],
    _ sources: borrowing some SourceTree & ~Copyable, _ asking: inout Asking<S>
  ) async throws(PolicyFailure) -> String? {
    let patch: String
    do { patch = try sources.patch(limit: model.window * 3 / 2) } catch {
      throw .failed(cause: error)
    }
    let words = StepWords(mark: String(run.id.suffix(12)), limit: model.window)
    let body = String(decoding: run.issue.body.utf8.prefix(model.window / 2), as: UTF8.self)
    var parts = [
      "The issue:", words.data("issue", "# \(run.issue.title)\n\n\(body)"),
      "The change:", words.data("diff", patch), evidence(for: run, steps: steps),
      "Its author says: " + words.data("why", "\(report.why)\n\(report.risks)"),
    ]
    let earlier = steps.filter { $0.decidedBy.hasPrefix("review:") }
    if !earlier.isEmpty {
      parts.append(
        "An earlier review asked for changes; judge whether they were made, and stay with what matters."
      )
    }
    let prompt = Prompt(
      system: PromptTexts.review,
      messages: [.user(settings.clean(parts.joined(separator: "\n\n")))],
      outputLimit: min(1500, model.outputLimit))
    let answer: Answer
    do { answer = try await asking.answer(to: prompt, by: model) } catch .spent {
      return nil
    } catch .failed(cause: APIFault.tooLong) {
      return nil
    }
    let items = TextProtocol.withoutThinking(answer.text).split(separator: "\n")
      .map(\.trimmed).filter { $0.hasPrefix("- ") || $0.hasPrefix("* ") }
    guard !items.isEmpty, !answer.text.contains("APPROVED") else { return nil }
    return items.prefix(12).map { "- [ ] \($0.dropFirst(2))" }.joined(separator: "\n")
  }

  /// The edit to be made of a trial's samples: by the tests, and where they do not tell, by the model.
  func pick(
    among step: Step, for run: Run, _ steps: [Step], _ asking: inout Asking<S>
  ) async throws(PolicyFailure) -> Decision {
    guard case .trial(let candidates) = step.action else {
      throw .failed(cause: APIFault.broken(reason: "no samples"))
    }
    let order: [CandidateResult.Mark] = [.passes, .improves, .unchanged, .breaks, .unbuilt]
    let results = step.observation.results
    let best = order.first { mark in results.contains { $0.mark == mark } }
    let ids = results.filter { $0.mark == best }.map(\.id)
    var tied = candidates.filter { ids.contains($0.id) }
    if tied.isEmpty { tied = Array(candidates.prefix(1)) }
    var chosen = 0
    if tied.count > 1 { chosen = try await preferred(of: tied, run, &asking) }
    let edit = tied[chosen]
    let word = best.map { "\($0)" } ?? "not tried"
    return asking.decided(
      .edit(edit.edits, why: edit.about), by: model,
      saying: "\(edit.id) of \(candidates.count): \(word).", as: "check")
  }

  /// The place of the candidate that the model likes best; the first where it does not say.
  private func preferred(
    of tied: [Candidate], _ run: Run, _ asking: inout Asking<S>
  ) async throws(PolicyFailure) -> Int {
    let words = StepWords(mark: String(run.id.suffix(12)), limit: model.window)
    let list = tied.enumerated().map { index, candidate in
      let block = TextProtocol.block(for: .edit(candidate.edits, why: "")) ?? ""
      return "Edit \(index + 1):\n" + words.data("edit", block)
    }
    let prompt = Prompt(
      system: "You choose between edits of a program that its tests do not tell apart.",
      messages: [
        .user(
          settings.clean(
            "The issue:\n"
              + words.data("issue", "# \(run.issue.title)\n\n\(run.issue.body.prefix(4000))")
              + "\n\n\(list.joined(separator: "\n\n"))\n\n"
              + "Answer with the number of the edit that resolves the issue best."))
      ], outputLimit: min(500, model.outputLimit))
    let answer: Answer
    do { answer = try await asking.answer(to: prompt, by: model) } catch .spent { return 0 }
    let digits = TextProtocol.withoutThinking(answer.text).drop { !$0.isNumber }.prefix {
      $0.isNumber
    }
    return Int(digits).map { min(max(1, $0), tied.count) - 1 } ?? 0
  }
}

extension [Step] {
  /// The last step's trial, where no edit was taken out of it yet.
  var undecidedTrial: Step? { last?.action.word == "trial" ? last : nil }

  /// What the model would have ended with before the last step checked it.
  var heldReport: Action.Report? { last?.reply?.held }

  /// The plan as it stands.
  var plan: String {
    for step in reversed() { if case .plan(let text) = step.action { return text } }
    return ""
  }

  /// Whether the last step is an edit, and the tests took so little time at the base that they can be run
  /// after each one.
  func haveUntestedEdit(_ run: Run) -> Bool {
    guard let first, let last, case .edit = last.action, last.observation.refusal == nil,
      run.mandate.testCommand != nil
    else { return false }
    return first.action == .test(.working) && first.cost.seconds < 30
  }

  /// Whether it is worth trying several samples of an edit: there are tests, and they fail now.
  func wantsSamples(_ run: Run) -> Bool {
    guard run.mandate.testCommand != nil, let tests = last(where: \.isJudgement)?.observation.tests
    else { return false }
    return !tests.allPass
  }
}
