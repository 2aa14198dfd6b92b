package import Vocabulary

extension TestReport {
  /// Whether a patch at which the tests say this may stand by itself: nothing that passes both before the
  /// series and after it ceases to pass in between, and nothing new fails.
  ///
  /// - Parameters:
  ///   - baseline: What the tests said at the base; `nil` where they were not run.
  ///   - end: What they say after the last patch.
  ///   - flaky: Tests that count neither way.
  package func standsBetween(
    _ baseline: TestReport?, and end: TestReport, ignoring flaky: [String] = []
  ) -> Bool {
    guard let baseline else { return allPass }
    let dropped = Set(end.lost(since: baseline)).union(flaky)
    if allPass {
      guard hasNames else { return true }
      return Set(lost(since: baseline)).isSubset(of: dropped)
    }
    guard hasNames, baseline.hasNames else { return false }
    return Set(failed).subtracting(flaky).isSubset(of: baseline.failed)
      && Set(lost(since: baseline)).isSubset(of: dropped)
  }
}
