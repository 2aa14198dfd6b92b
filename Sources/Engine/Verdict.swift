package import Vocabulary

extension Step {
  /// Whether this step's tests, run as the verdict, allow the word `resolved`.
  ///
  /// Failures that were there at the base do not count against the run, where the runner names its
  /// tests; a test that passed at the base and does not pass now does, also when it was not run.
  ///
  /// - Parameter flaky: Tests that are flaky at the base; they count neither way.
  package func isPassingVerdict(
    against baseline: TestReport?, ignoring flaky: [String] = []
  ) -> Bool {
    guard let report = observation.tests, observation.refusal == nil else { return false }
    return report.improves(on: baseline, ignoring: flaky)
  }
}

extension TestReport {
  /// Whether nothing is worse than in `baseline` and something is better, `flaky` tests aside.
  package func improves(on baseline: TestReport?, ignoring flaky: [String] = []) -> Bool {
    guard let baseline, !flaky.isEmpty else {
      return isNoWorse(than: baseline) && isBetter(than: baseline)
    }
    // Where nothing but flaky tests failed, that they pass now shows nothing.
    guard baseline.failed.isEmpty || !baseline.failed.allSatisfy(flaky.contains) else {
      return false
    }
    let (now, before) = (without(flaky), baseline.without(flaky))
    return now.isNoWorse(than: before) && now.isBetter(than: before)
  }

  /// The report as if these tests did not exist; whether the command succeeded stays what it was.
  private func without(_ names: [String]) -> TestReport {
    var rest = self
    rest.passed.removeAll(where: names.contains)
    rest.failed.removeAll(where: names.contains)
    rest.counts.passed -= passed.count - rest.passed.count
    rest.counts.failed -= failed.count - rest.failed.count
    return rest
  }

  /// Whether nothing that passed in `baseline` has ceased to pass, and nothing new fails.
  package func isNoWorse(than baseline: TestReport?) -> Bool {
    if allPass { return baseline.map { lost(since: $0).isEmpty } ?? true }
    guard let baseline, hasNames, baseline.hasNames else { return false }
    return lost(since: baseline).isEmpty && Set(failed).isSubset(of: baseline.failed)
  }

  /// Whether everything passes, or something that failed in `baseline` passes now.
  package func isBetter(than baseline: TestReport?) -> Bool {
    if allPass { return true }
    guard let baseline else { return false }
    return !turned(since: baseline).isEmpty
  }

  /// Names of tests that failed in `baseline` and pass now, sorted.
  package func turned(since baseline: TestReport) -> [String] {
    Set(baseline.failed).intersection(passed).sorted()
  }

  /// Names of tests that passed in `baseline` and do not pass now: failed, skipped or not run; sorted.
  package func lost(since baseline: TestReport) -> [String] {
    guard hasNames || baseline.passed.isEmpty else { return allPass ? [] : baseline.passed }
    return Set(baseline.passed).subtracting(passed).sorted()
  }

  /// Whether the runner named its tests.
  package var hasNames: Bool { !(passed.isEmpty && failed.isEmpty) }
}
