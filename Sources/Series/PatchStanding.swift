import Engine
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
    guard doubt == nil else { return false }
    guard let baseline else { return allPass }
    let dropped = Set(end.lost(since: baseline)).union(flaky)
    let isRead = Set(end.readers).isSubset(of: readers) && (isFromFile || !end.isFromFile)
    if allPass { return isRead && Set(lost(since: baseline)).isSubset(of: dropped) }
    guard isRead, hasNames, baseline.hasNames, succeeded || counts.failed > 0 else { return false }
    return Set(failed).subtracting(flaky).isSubset(of: baseline.failed)
      && Set(lost(since: baseline)).isSubset(of: dropped)
  }
}
