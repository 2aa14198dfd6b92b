import Engine
import Text
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
      guard let tested else { return .go(check(.working, report, words, asking)) }
      guard let tests = tested.observation.tests else {
        let reason = tested.observation.refusal.map { ": \(clipped(oneLine($0), to: 300))" } ?? ""
        return .correct("The tests could not be run\(reason). Go on, or finish as unresolved.")
      }
      let editsTests = steps.contains { $0.observation.changed.contains(where: TestFiles.isTest) }
      if let fault = fault(in: tests, against: steps.baseline, editsTests: editsTests) {
        return .correct(fault)
      }
      let isReproduced = steps.contains {
        $0.action == .test(.reproduction) && $0.observation.tree == tree
      }
      if !isReproduced, addsTests(tests, steps) {
        return .go(check(.reproduction, report, words, asking))
      }
    }
    let reviews = steps.count(where: \.isReview)
    if reviews < settings.reviews,
      let objections = try await review(report, run, steps, sources, &asking)
    {
      let plan = "\(steps.plan)\n## Review \(reviews + 1)\n\n\(objections)\n"
      return .go(asking.decided(.plan(plan), by: model, saying: words, as: Decider.review))
    }
    return done()
  }

  private func check(
    _ scope: PolicyAction.TestScope, _ report: Action.Report, _ words: String, _ asking: Asking<S>
  ) -> Decision {
    asking.decided(.test(scope), by: model, saying: words, as: Decider.check, holding: report)
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

  private func fault(
    in tests: TestReport, against baseline: TestReport?, editsTests: Bool
  ) -> String? {
    guard let shortfall = tests.shortfall(against: baseline) else { return nil }
    // Tests may have got other names on purpose: the verdict tells, and asks a person.
    if tests.allPass, editsTests, shortfall.isOfNames { return nil }
    guard shortfall.isHarm else {
      return
        "No test that failed before passes now (\(tests.summary)). Go on, or finish as unresolved."
    }
    return
      "The tests do not pass (\(tests.summary)): \(shortfall.clause). Go on, or finish as unresolved."
  }

  /// Whether there are tests now that the base did not have.
  private func addsTests(_ tests: TestReport, _ steps: [Step]) -> Bool {
    guard let baseline = steps.baseline, tests.hasNames else { return false }
    return !Set(tests.passed).isSubset(of: baseline.passed + baseline.failed + baseline.skipped)
  }
}

extension [Step] {
  /// The last step's trial of a model's samples, where no edit was taken out of it yet.
  var undecidedTrial: Step? {
    guard let last, last.action.kind == .trial, last.isModels else {
      return nil
    }
    return last
  }

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
