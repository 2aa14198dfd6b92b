package import Vocabulary

/// What the tests say of a prediction. Pure.
package struct Grade: Hashable, Sendable, Codable {
  /// Whether it resolves the instance.
  package var isResolved: Bool { reason == .resolved }
  /// Why it does, or does not.
  package var reason: Reason
  /// Tests that were to begin to pass.
  package var failToPass: Results
  /// Tests that were to go on to pass.
  package var passToPass: Results
  /// Named tests that no run of the tests shows.
  package var missing: [String]
  /// What the run of the tests came to, in a line; `nil` where there was none.
  package var summary: String?
  /// What the tests could not do for want of their environment, in a sentence; `nil` for nothing.
  package var lack: String?

  /// Why a prediction resolves its instance, or does not.
  package enum Reason: String, Hashable, Sendable, Codable, CaseIterable {
    /// All named tests pass.
    case resolved
    /// It changes nothing.
    case empty
    /// It does not fit the base.
    case doesNotApply = "does-not-apply"
    /// A named test fails.
    case testsFail = "tests-fail"
    /// A named test is not run, and none that is fails.
    case testsMissing = "tests-missing"
    /// Nothing is known of the tests: they broke off, or cannot be read.
    case testsUnclear = "tests-unclear"
  }

  /// The tests of one list, parted as SWE-bench's own reports are.
  package struct Results: Hashable, Sendable, Codable {
    /// Those that pass.
    package var success: [String] = []
    /// All others.
    package var failure: [String] = []
  }

  private enum CodingKeys: String, CodingKey {
    case reason, missing, summary, lack
    case failToPass = "FAIL_TO_PASS"
    case passToPass = "PASS_TO_PASS"
  }

  /// The grade of a prediction whose tests were not run.
  package init(unrun reason: Reason, of instance: Instance) {
    self.reason = reason
    failToPass = Results(failure: instance.failToPass)
    passToPass = Results(failure: instance.passToPass)
    missing = []
    (summary, lack) = (nil, nil)
  }

  /// The grade of a prediction with which the tests of `instance` have come to `report`; `nil` for none.
  ///
  /// A test of ``Instance/passToPass`` that is skipped, or fails as expected, is kept: `swebench` counts the second as
  /// passed and leaves the first out. One of ``Instance/failToPass`` has to pass. Where the suite names no test, all have
  /// to pass.
  package init(_ report: TestReport?, lacking lack: String? = nil, of instance: Instance) {
    self.init(unrun: .testsUnclear, of: instance)
    self.lack = lack
    guard let report else { return }
    summary = report.summary
    guard !instance.failToPass.isEmpty || !instance.passToPass.isEmpty else {
      reason = report.allPass ? .resolved : report.counts.failed > 0 ? .testsFail : .testsUnclear
      return
    }
    let names = TestNames(report)
    failToPass = Results()
    passToPass = Results()
    var missing: [String] = []
    for name in instance.failToPass {
      let status = names.status(of: name)
      status == .passed ? failToPass.success.append(name) : failToPass.failure.append(name)
      if status == nil { missing.append(name) }
    }
    for name in instance.passToPass {
      let status = names.status(of: name)
      let isKept = status == .passed || status == .skipped
      isKept ? passToPass.success.append(name) : passToPass.failure.append(name)
      if status == nil { missing.append(name) }
    }
    self.missing = missing
    let failures = failToPass.failure.count + passToPass.failure.count
    reason = failures == 0 ? .resolved : failures > missing.count ? .testsFail : .testsMissing
  }
}
