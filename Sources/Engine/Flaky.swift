package import Vocabulary

/// Names of tests that passed once and failed once on the same files, sorted. Pure.
///
/// The run's tests are compared with one another where they ran on the same tree. The verdict counts
/// beside them only where the run has changed no test: it is the base's tests that it runs.
package func flakyTests(in steps: [Step]) -> [String] {
  let hasEditedTests = steps.contains { $0.observation.changed.contains(where: TestFiles.isTest) }
  let judged = steps.filter { step in
    step.action == .test(.working) || (step.action == .test(.verdict) && !hasEditedTests)
  }
  var names: Set<String> = []
  for group in Dictionary(grouping: judged, by: \.observation.tree).values {
    let reports = group.compactMap(\.observation.tests)
    let passed = Set(reports.flatMap(\.passed))
    names.formUnion(passed.intersection(reports.flatMap(\.failed)))
  }
  return names.sorted()
}

extension [Step] {
  /// Names of tests that are flaky already at the base, where no change of the run can be the cause:
  /// nothing is decided on them.
  package var flakyAtBase: [String] { flakyTests(in: atBase) }

  /// The failing tests of the base, when each of them has also passed there: none of them says anything
  /// about a change. Empty where one of them is to be relied on, or the runner names none.
  package var flakyFailures: [String] {
    guard let failed = baseline?.failed, !failed.isEmpty, failed.allSatisfy(flakyAtBase.contains)
    else { return [] }
    return failed
  }

  /// Whether the tests, which failed at the base, have also passed there as a whole.
  package var hasPassedAtBase: Bool {
    baseline?.allPass == false && atBase.contains { $0.observation.tests?.allPass == true }
  }

  private var atBase: [Step] {
    filter { $0.isJudgement && $0.observation.tree == first?.observation.tree }
  }
}
