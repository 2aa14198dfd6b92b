import Vocabulary

extension [Step] {
  /// Paths of files that judge and that a person, asked by the engine or by the policy's ``LeaveRequest``, has given
  /// leave to change; sorted.
  package var leave: [String] {
    var paths: Set<ExactText> = []
    var asked: (question: String, paths: [String])?
    for (place, step) in enumerated() {
      guard case .ask(let question) = step.action else { continue }
      if step.decidedBy.isPolicy, let request = LeaveRequest(question: question) {
        asked = (question, request.paths)
      } else if step.decidedBy == .engine {
        let verdict = self[..<place].last { $0.action == .test(.verdict) }
        asked = (question, verdict?.observation.judges ?? [])
      } else if let open = asked, open.question == question {
        if step.observation.output.text.meansYes { paths.formUnion(open.paths) }
        asked = nil
      }
    }
    return paths.names
  }

  /// The question whether what the last verdict put back may be changed; `nil` where nothing is to be asked: the verdict
  /// passed or nothing was put back, the run's own tests do not pass either, or it has been asked about all of it.
  func leaveQuestion(for run: Run) -> String? {
    guard let verdict = last, verdict.action == .test(.verdict), verdict.observation.refusal == nil,
      let changed = verdict.observation.judges, !changed.isEmpty
    else { return nil }
    let own = last {
      $0.action == .test(.working) && $0.observation.tree == verdict.observation.tree
    }
    guard own?.observation.tests?.allPass == true, !hasAsked(about: changed) else { return nil }
    let base = run.baseline(of: self)
    let failing = verdict.observation.tests?.shortfall(against: base)?.clause ?? "they do not pass"
    let list = changed.prefix(20).map { "- \($0)" }.joined(separator: "\n")
    let more = changed.count > 20 ? "\n- and \(changed.count - 20) more" : ""
    return """
      The change passes its own tests, and not those of the base: \(failing).
      It changes what judges it:
      \(list)\(more)
      Does the issue ask for that? Answer 'yes' to have these count as they are now; any other answer is passed on, and they \
      count as they were.
      """
  }

  /// Whether the engine has asked about all of `paths` together before.
  private func hasAsked(about paths: [String]) -> Bool {
    enumerated().contains { place, step in
      guard case .ask(let question) = step.action else { return false }
      if step.decidedBy.isPolicy, let request = LeaveRequest(question: question) {
        return request.covers(paths)
      }
      guard step.decidedBy == .engine else { return false }
      let asked = self[..<place].last { $0.action == .test(.verdict) }?.observation.judges ?? []
      return paths.allSatisfy(asked.containsExactly)
    }
  }

  /// The last step that is a verdict, or the one that the engine's look at the run's tests on the base's sources
  /// belongs to; `nil` where the work has gone on since.
  var verdictInQuestion: Step? {
    guard let last else { return nil }
    if last.action == .test(.verdict) { return last }
    guard last.action == .test(.reproduction), last.decidedBy == .engine,
      let before = dropLast().last, before.action == .test(.verdict)
    else { return nil }
    return before
  }

  /// Whether tests were changed with leave, and it is still to be seen which of the base's are gone by that.
  func wantsReproduction(of verdict: Step, _ run: Run) -> Bool {
    guard verdict.observation.allowed?.isEmpty == false, let tests = verdict.observation.tests,
      let baseline = run.baseline(of: self),
      tests.shortfall(against: baseline, ignoring: flakyAtBase)?.isOfNames == true
    else { return false }
    return reproduction(for: verdict) == nil
  }

  private func reproduction(for verdict: Step) -> Step? {
    last {
      $0.action == .test(.reproduction) && $0.number > verdict.number
        && $0.observation.tree == verdict.observation.tree
    }
  }

  /// Tests of the base that are not there any more on the base's own sources, since they were taken away or renamed with
  /// leave.
  func takenAway(by verdict: Step, from baseline: TestReport?) -> Set<String> {
    guard verdict.observation.allowed?.isEmpty == false, let baseline,
      let there = reproduction(for: verdict)?.observation.tests, there.doubt == nil,
      there.namesPasses
    else { return [] }
    return Set(baseline.passed + baseline.failed)
      .subtracting(there.passed + there.failed + there.skipped)
  }

  /// Whether the last step is the answer that gives leave, so that the verdict is to be looked at anew.
  var hasJustGotLeave: Bool {
    guard let last, case .ask(let question) = last.action, last.decidedBy == .person,
      last.observation.output.text.meansYes
    else { return false }
    return dropLast().contains { step in
      step.decidedBy == .engine && step.action == .ask(question: question)
    }
  }
}

extension String {
  /// Whether an answer begins with a word for yes.
  fileprivate var meansYes: Bool {
    let word = lowercased().drop { !$0.isLetter }.prefix { $0.isLetter }
    return ["yes", "y", "ok", "okay", "sure", "ja", "oui", "si"].contains(String(word))
  }
}
