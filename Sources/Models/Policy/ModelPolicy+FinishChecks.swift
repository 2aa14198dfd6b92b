import Engine
import Text
import Vocabulary

extension ModelPolicy {
  /// The interpretation of a report that the model finishes with: the next check that is missing, a correction, or the
  /// end.
  ///
  /// Order of the checks: each criterion is named; the tests pass on the present tree; new tests fail on the base's
  /// sources; a review by the model in a fresh context finds nothing. Then the engine runs the verdict.
  func end(
    with report: Action.Report, _ run: Run, _ steps: [Step],
    _ sources: borrowing some SourceTree & ~Copyable, _ client: inout MeteredClient<S>
  ) async throws(PolicyFailure) -> InterpretedReply {
    let words = client.words
    func done() -> InterpretedReply {
      .decide(client.decided(.finish(report), by: model, saying: words))
    }
    guard report.claim == .resolved else { return done() }
    guard let tree = steps.last?.observation.tree, tree != run.baseTree else {
      return .correct(Corrections.nothingChanged)
    }
    if let missing = missingCriteria(report, run) { return .correct(missing) }
    if run.mandate.testCommand != nil {
      let tested = steps.last { $0.action == .test(.working) && $0.observation.tree == tree }
      guard let tested else { return .decide(check(.working, report, words, client)) }
      guard let tests = tested.observation.tests else {
        return .correct(
          tested.observation.refusal.map {
            Corrections.testsNotRunBecause(reason: clipped(oneLine($0), to: 300))
          } ?? Corrections.testsNotRun)
      }
      let editsTests = steps.contains { $0.observation.changed.contains(where: TestFiles.isTest) }
      if let fault = fault(in: tests, against: steps.baseline, editsTests: editsTests) {
        return .correct(fault)
      }
      let isReproduced = steps.contains {
        $0.action == .test(.reproduction) && $0.observation.tree == tree
      }
      if !isReproduced, addsTests(tests, steps) {
        return .decide(check(.reproduction, report, words, client))
      }
    }
    let reviews = steps.count(where: \.isReview)
    guard reviews < reviewLimit(model.speech) else { return done() }
    let review = try await review(report, run, steps, sources, &client)
    if let objections = review.objections {
      let plan =
        StepTexts.reviewedPlan(plan: steps.plan, number: reviews + 1, objections: objections) + "\n"
      return .decide(
        client.decided(
          .plan(plan), by: model, saying: words, as: Decider.review, holding: report))
    }
    guard let unseen = review.unseen else { return done() }
    var told = report
    told.risks = [report.risks, unseen].filter { !$0.isEmpty }.joined(separator: "\n\n")
    return .decide(client.decided(.finish(told), by: model, saying: words))
  }

  /// The correction of a question for leave to change tests; `nil` where it may be asked. It has to be about tests of the
  /// base, and is asked once.
  func correction(
    of question: String, _ steps: [Step], _ sources: borrowing some SourceTree & ~Copyable
  ) -> String? {
    guard let request = LeaveRequest(question: question) else { return nil }
    let judges = Set(names: steps.first?.observation.judges ?? [])
    let odd = request.paths.first { path in
      let isThere = (try? sources.baseContents(of: path, limit: 8 << 20)) != nil
      return !isThere || !TestFiles.isTest(path) && !judges.contains(path)
    }
    if let odd { return Corrections.noTestAtBase(path: clipped(oneLine(odd), to: 120)) }
    let asked = steps.contains { step in
      guard case .ask(let earlier) = step.action, step.decidedBy.isPolicy else { return false }
      return LeaveRequest(question: earlier)?.covers(request.paths) == true
    }
    return asked ? Corrections.leaveAsked : nil
  }

  private func check(
    _ scope: PolicyAction.TestScope, _ report: Action.Report, _ words: String,
    _ client: MeteredClient<S>
  ) -> Decision {
    client.decided(.test(scope), by: model, saying: words, as: Decider.check, holding: report)
  }

  private func missingCriteria(_ report: Action.Report, _ run: Run) -> String? {
    let unmet = report.criteria.filter { !$0.isMet }
    if let first = unmet.first {
      return Corrections.unmetCriterion(criterion: oneLine(first.text))
    }
    guard report.criteria.count < run.issue.criteria.count else { return nil }
    let items = run.issue.criteria.map { "- \(oneLine($0))" }.joined(separator: "\n")
    let count = counted(
      run.issue.criteria.count, "acceptance criterion", plural: "acceptance criteria")
    return Corrections.missingCriteria(count: count, criteria: items)
  }

  private func fault(
    in tests: TestReport, against baseline: TestReport?, editsTests: Bool
  ) -> String? {
    guard let shortfall = tests.shortfall(against: baseline) else { return nil }
    // Tests may have been renamed on purpose: the verdict shows it, and the engine asks a person.
    if tests.allPass, editsTests, shortfall.isOfNames { return nil }
    guard shortfall.isHarm else { return Corrections.noTestMended(summary: tests.summary) }
    return Corrections.testsFail(summary: tests.summary, clause: shortfall.clause)
  }

  /// Whether there are tests that the base did not have.
  private func addsTests(_ tests: TestReport, _ steps: [Step]) -> Bool {
    guard let baseline = steps.baseline, tests.hasNames else { return false }
    return !Set(tests.passed).isSubset(of: baseline.passed + baseline.failed + baseline.skipped)
  }
}

extension [Step] {
  /// The last step, where it is a trial of a model's samples, of which none is chosen yet.
  var undecidedTrial: Step? {
    guard let last, last.action.kind == .trial, last.isModels else {
      return nil
    }
    return last
  }

  /// The report that the last step checks.
  var heldReport: Action.Report? { last?.isReview == true ? nil : last?.reply?.held }

  /// The report that a review has held back, where nothing was changed since.
  var reviewedReport: Action.Report? {
    guard let review = last(where: \.isReview), let tree = last?.observation.tree,
      review.observation.tree == tree
    else { return nil }
    return review.reply?.held
  }

  /// The model's last claim that the issue is resolved, where the files are still as they were then.
  var lastClaim: Action.Report? {
    guard let held = last(where: { $0.reply?.held != nil }),
      held.observation.tree == last?.observation.tree,
      last(where: \.isJudgement)?.observation.tests?.allPass != false
    else { return nil }
    return held.reply?.held
  }

  /// The latest plan; empty where there is none.
  var plan: String {
    for step in reversed() where !step.isRepairs {
      if case .plan(let text) = step.action { return text }
    }
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
