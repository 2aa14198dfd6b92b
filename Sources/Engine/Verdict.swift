import Text
package import Vocabulary

extension Step {
  /// Whether this step's tests, run as the verdict, allow the word `resolved`; see
  /// ``Vocabulary/TestReport/shortfall(against:ignoring:about:)``.
  ///
  /// - Parameters:
  ///   - flaky: Tests that are flaky at the base; they count neither way.
  ///   - issue: What was asked for: the failing tests that it names have to pass.
  package func isPassingVerdict(
    against baseline: TestReport?, ignoring flaky: [String] = [], of issue: Issue? = nil
  ) -> Bool {
    guard let report = observation.tests, observation.refusal == nil else { return false }
    let named = issue?.named(among: baseline?.failed ?? []) ?? []
    return report.shortfall(against: baseline, ignoring: flaky, about: named) == nil
  }
}

/// Why a run of the tests is no pass against what the tests said at the base.
package enum Shortfall: Hashable, Sendable {
  /// The report is not complete, for this reason.
  case doubted(String)
  /// It was read by other readers than the base, or from text where the base left a report file.
  case otherwiseRead(before: String, now: String)
  /// No test ran.
  case nothingRan
  /// The command failed, and no test that failed says why.
  case commandFailed
  /// Tests fail that did not at the base; none are named where the runner names none.
  case fails([String])
  /// More tests fail than at the base.
  case moreFail(before: Int, now: Int)
  /// Tests passed at the base and do not now: they fail, are skipped, or are not run any more.
  case lost([String])
  /// Fewer tests pass than at the base.
  case fewerPass(before: Int, now: Int)
  /// Tests failed at the base and are skipped now, or not run any more.
  case unheard([String])
  /// What the issue speaks of still fails.
  case stillFail([String])
  /// Nothing that failed at the base passes now.
  case nothingTurned

  /// Whether something is worse than at the base, or not known to be no worse; `false` where only nothing is
  /// better.
  package var isHarm: Bool {
    switch self {
    case .stillFail, .nothingTurned: false
    default: true
    }
  }

  /// Whether all that speaks against it is that tests of the base are not among those there are now.
  package var isOfNames: Bool {
    switch self {
    case .lost, .unheard, .fewerPass: true
    default: false
    }
  }

  /// The reason in a clause, with at most five names.
  package var clause: String {
    switch self {
    case .doubted(let reason): reason
    case .otherwiseRead(let before, let now):
      "the tests at the base were read by \(before), these by \(now)"
    case .nothingRan: "no test ran"
    case .commandFailed: "the command failed though no test did"
    case .fails(let names): "tests fail that did not at the base\(Shortfall.list(names))"
    case .moreFail(let before, let now): "\(now) tests fail, at the base \(before)"
    case .lost(let names): "tests that passed at the base do not pass now\(Shortfall.list(names))"
    case .fewerPass(let before, let now): "\(now) tests pass, at the base \(before)"
    case .unheard(let names):
      "tests that failed at the base are skipped now or heard of no more\(Shortfall.list(names))"
    case .stillFail(let names): "tests that the issue names still fail\(Shortfall.list(names))"
    case .nothingTurned: "no test that failed at the base passes now"
    }
  }

  private static func list(_ names: [String]) -> String {
    guard !names.isEmpty else { return "" }
    let shown = names.prefix(5).map { clipped(oneLine($0), to: 160) }.joined(separator: ", ")
    return ": \(shown)\(names.count > 5 ? " and \(names.count - 5) more" : "")"
  }
}

extension TestReport {
  /// Why this report is no pass against `baseline`; `nil` where it is one.
  ///
  /// A pass is proved, never inferred. The report has to be complete, and read in the way of the base; nothing that
  /// passed there may be lost, by name and by number; nothing new may fail; and of what failed there, something has
  /// to be among the passed, all of it that the issue speaks of, and none may be skipped or not run any more. Only
  /// where the base gave nothing but an exit status does the exit status decide.
  ///
  /// - Parameters:
  ///   - baseline: What the tests said at the base; `nil` where they were not run.
  ///   - flaky: Tests that count neither way.
  ///   - named: Tests of the base's failing ones that the issue speaks of.
  package func shortfall(
    against baseline: TestReport?, ignoring flaky: [String] = [], about named: Set<String> = []
  ) -> Shortfall? {
    guard let baseline else { return ownShortfall }
    guard !flaky.isEmpty else {
      return harm(since: baseline) ?? missingGain(over: baseline, about: named)
    }
    // Where nothing but flaky tests failed, that they pass now shows nothing.
    guard baseline.failed.isEmpty || !baseline.failed.allSatisfy(flaky.contains) else {
      return .nothingTurned
    }
    let (now, before) = (without(flaky), baseline.without(flaky))
    return now.harm(since: before)
      ?? now.missingGain(over: before, about: named.subtracting(flaky))
  }

  /// Whether nothing is worse than in `baseline` and something is better, `flaky` tests aside.
  package func improves(on baseline: TestReport?, ignoring flaky: [String] = []) -> Bool {
    shortfall(against: baseline, ignoring: flaky) == nil
  }

  /// Whether nothing that passed in `baseline` has ceased to pass, and nothing new fails.
  package func isNoWorse(than baseline: TestReport?) -> Bool {
    guard let baseline else { return ownShortfall == nil }
    return harm(since: baseline) == nil
  }

  /// Whether everything passes, or something that failed in `baseline` passes now.
  package func isBetter(than baseline: TestReport?) -> Bool {
    guard let baseline else { return ownShortfall == nil }
    return missingGain(over: baseline, about: []) == nil
  }

  /// Why it is no pass by itself.
  private var ownShortfall: Shortfall? {
    if let doubt { return .doubted(doubt) }
    if counts.failed > 0 { return .fails(failed) }
    if isByExitStatus { return succeeded ? nil : .commandFailed }
    if counts.passed == 0 { return .nothingRan }
    return succeeded ? nil : .commandFailed
  }

  /// What is worse than in `baseline`, or not known to be no worse.
  private func harm(since baseline: TestReport) -> Shortfall? {
    if let doubt { return .doubted(doubt) }
    // Nothing is known of what the base's tests were: all of these have to pass.
    if baseline.isByExitStatus { return ownShortfall }
    guard Set(baseline.readers).isSubset(of: readers), isFromFile || !baseline.isFromFile else {
      return .otherwiseRead(before: baseline.source, now: source)
    }
    if counts.passed == 0 && counts.failed == 0 { return .nothingRan }
    let fresh = Set(failed).subtracting(baseline.failed).filter { name in
      !baseline.unloaded.contains { name.isPart(of: $0) }
    }
    if !fresh.isEmpty { return .fails(fresh.sorted()) }
    if counts.failed > baseline.counts.failed {
      return .moreFail(before: baseline.counts.failed, now: counts.failed)
    }
    if !succeeded && counts.failed == 0 { return .commandFailed }
    let lost = lost(since: baseline)
    if !lost.isEmpty { return .lost(lost) }
    if counts.passed < baseline.counts.passed {
      return .fewerPass(before: baseline.counts.passed, now: counts.passed)
    }
    let unheard = unheard(since: baseline)
    return unheard.isEmpty ? nil : .unheard(unheard)
  }

  /// Why nothing that matters is better than in `baseline`.
  private func missingGain(
    over baseline: TestReport, about named: Set<String>
  ) -> Shortfall? {
    if baseline.isByExitStatus || baseline.counts.failed == 0 || baseline.failed.isEmpty {
      // Where no failing test is named, all have to pass, and more of them than before.
      if let own = ownShortfall { return own.isHarm && allPass ? own : .nothingTurned }
      let isGain = baseline.counts.failed == 0 || counts.passed > baseline.counts.passed
      return isGain ? nil : .nothingTurned
    }
    let turned = Set(turned(since: baseline))
    if turned.isEmpty { return .nothingTurned }
    let missing = named.intersection(baseline.failed).subtracting(turned)
    return missing.isEmpty ? nil : .stillFail(missing.sorted())
  }

  /// The report as if these tests had never been: for tests that were taken away with leave, and for such as were planted.
  package func forgetting(_ names: Set<String>) -> TestReport {
    names.isEmpty ? self : without(names.sorted())
  }

  /// The report as if these tests did not exist; whether the command succeeded stays what it was.
  private func without(_ names: [String]) -> TestReport {
    var rest = self
    rest.passed.removeAll(where: names.contains)
    rest.failed.removeAll(where: names.contains)
    rest.skipped.removeAll(where: names.contains)
    rest.counts.passed -= passed.count - rest.passed.count
    rest.counts.failed -= failed.count - rest.failed.count
    rest.counts.skipped -= skipped.count - rest.skipped.count
    // What failed was flaky: the command's status says no more than that.
    rest.succeeded = succeeded || (rest.counts.failed == 0 && counts.failed > 0)
    return rest
  }

  /// Names of tests that failed in `baseline` and pass now, sorted.
  ///
  /// What could not be loaded there passes where its tests do. A runner that names only what fails names none that
  /// passes: there, what is not named any more counts as long as enough more tests pass.
  package func turned(since baseline: TestReport) -> [String] {
    let failing = Set(failed)
    guard namesPasses else {
      let gone = baseline.failed.filter { name in
        !failing.contains(name) && !skipped.contains(name)
      }
      return counts.passed >= baseline.counts.passed + gone.count ? gone : []
    }
    let passing = Set(passed)
    return baseline.failed.filter { name in
      guard !failing.contains(name) else { return false }
      if passing.contains(name) { return true }
      guard baseline.unloaded.contains(name) else { return false }
      return passed.contains { $0.isPart(of: name) }
    }
  }

  /// Names of tests that passed in `baseline` and do not pass now: failed, skipped or not run; sorted.
  package func lost(since baseline: TestReport) -> [String] {
    // Where passes are not named, numbers tell whether one is missing.
    guard namesPasses else {
      return Set(baseline.passed).intersection(failed + skipped).sorted()
    }
    return Set(baseline.passed).subtracting(passed).sorted()
  }

  /// Names of tests that failed in `baseline` and are now neither among the passed nor among the failed, sorted.
  private func unheard(since baseline: TestReport) -> [String] {
    let settled = Set(turned(since: baseline)).union(failed)
    return baseline.failed.filter { name in
      !settled.contains(name)
        && !(baseline.unloaded.contains(name) && failed.contains { $0.isPart(of: name) })
    }
  }

  /// Whether the runner named tests.
  package var hasNames: Bool { !(passed.isEmpty && failed.isEmpty) }

  /// Whether each test that passed is named, so that one which is not named did not pass.
  package var namesPasses: Bool { isFromFile || passed.count >= counts.passed }

  /// The reader, and whether it read a report file.
  private var source: String { isFromFile ? "\(reader)'s report file" : "\(reader)" }
}

extension String {
  /// Whether this names something within `whole`: a test of a file, package or suite.
  fileprivate func isPart(of whole: String) -> Bool {
    guard utf8.count > whole.utf8.count, hasPrefix(whole) else { return false }
    return [":", ".", "/", " ", "#", "\\", "("].contains {
      dropFirst(whole.count).hasPrefix($0)
    }
  }
}
