/// What a run of the tests could not do for want of its environment.
package struct EnvironmentFailure: Hashable, Sendable, Codable {
  /// What is missing, the first met first, each once.
  package var pieces: [MissingPiece]
  /// Names of the tests that failed for nothing else, sorted; empty where none is named.
  package var tests: [String]
  /// Whether nothing else was seen of the tests, so that no change can be judged by them.
  package var preventsAll: Bool
  /// What is most likely to help, in words with a command; `nil` where nothing is known to.
  package var mend: String?
  /// Which program the tests ask through, in words such as `python3 is /usr/bin/python3`; `nil` where that says nothing.
  package var program: String?

  /// A failure for want of `pieces`.
  package init(
    _ pieces: [MissingPiece], tests: [String] = [], preventsAll: Bool, mend: String? = nil
  ) {
    self.pieces = pieces
    self.tests = tests.sorted()
    self.preventsAll = preventsAll
    self.mend = mend
  }
}

extension EnvironmentFailure {
  /// The tests that count neither way from then on; none where nothing could run, so that the report stays as it was.
  package var aside: [String] { preventsAll ? [] : tests }
}

extension TestReport {
  /// The report with those of `names` that failed among the skipped: they ran for nothing.
  ///
  /// The command's status says no more than that where nothing else has failed.
  package func settingAside(_ names: [String]) -> TestReport {
    let aside = Set(failed).intersection(names)
    guard !aside.isEmpty else { return self }
    var rest = self
    rest.failed.removeAll(where: aside.contains)
    rest.unloaded.removeAll(where: aside.contains)
    rest.skipped = Set(skipped).union(aside).sorted()
    rest.counts.failed = max(rest.failed.count, counts.failed - aside.count)
    rest.counts.skipped += counts.failed - rest.counts.failed
    rest.succeeded = succeeded || rest.counts.failed == 0
    return rest
  }
}
