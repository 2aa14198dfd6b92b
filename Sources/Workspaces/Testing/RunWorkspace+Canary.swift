import Engine
import Git
import Runners
import Vocabulary

extension RunWorkspace {
  /// Why a report is not believed whose planted tests were not seen to fail.
  package static let plantedDoubt = "tests planted to fail were not seen to fail"

  /// Holds a run of the tests that passes against one without the test files that the run adds, in which tests are planted
  /// that have to fail.
  ///
  /// If the base's tests pass with the added files alone, what they say without them is what counts. If the planted ones do
  /// not fail, or others with them, and at the base both are as they have to be, the output is not that of the tests, and
  /// is not believed. A second try is given, for tests that are flaky.
  ///
  /// - Parameters:
  ///   - seen: What `judged` gave.
  ///   - added: Test files of `judged` that the run adds.
  ///   - clock: Says how long each run may take.
  /// - Returns: What counts, and whether that is without the added files.
  mutating func confirmed(
    _ seen: Observation, of judged: ObjectID, adding added: [String], against baseline: TestReport?,
    _ clock: VerdictClock
  ) async throws(WorkspaceFailure) -> (seen: Observation, isWithoutAdded: Bool) {
    var seen = seen
    let without = try wrapped { () throws(GitError) in
      added.isEmpty
        ? judged : try repository.editTree(judged, added.map { TreeEdit($0, .remove) })
    }
    let planted = try wrapped { () throws(GitError) in
      try self.planted(beside: seen, since: baseline, in: without)
    }
    if let planted {
      for _ in 0..<2 {
        let allowed = clock.left
        let ran = try await runTests(on: without, planting: planted, within: allowed)
        if ran.ending == .exceeded(.time), allowed < 2 * clock.usual { break }
        guard let rest = planted.rest(of: ran.tests) else { break }
        guard rest.shortfall(against: baseline) != nil else {
          seen.planted = .failed
          return (seen, false)
        }
      }
    }
    if !added.isEmpty {
      let alone = try await runTests(on: without, within: clock.left)
      if alone.tests?.shortfall(against: baseline) != nil { return (alone, true) }
    }
    guard let planted else {
      seen.planted = PlantedTest.none
      return (seen, false)
    }
    if try await isHeardAtBase(planted, since: baseline, within: clock.left) {
      seen.tests?.doubt = Self.plantedDoubt
    } else {
      seen.planted = .unheard
    }
    return (seen, false)
  }

  /// Tests to plant in `tree`, whose own gave `seen`, in every folder of tests that takes some; `nil` where none does.
  ///
  /// - Complexity: O(*n*) in the base's files; once a verdict, beside a whole run of the tests.
  private func planted(
    beside seen: Observation, since baseline: TestReport?, in tree: ObjectID
  ) throws(GitError) -> PlantedTests? {
    guard let report = seen.tests, let command = run.mandate.testCommand else { return nil }
    var paths: [String] = []
    try repository.forEachFile(inTree: run.baseTree) { path, entry in
      if entry.mode == .file || entry.mode == .executable { paths.append(path) }
    }
    let changed = try repository.changes(from: run.baseTree, to: tree).filter { $0.new != nil }
    let turned = baseline.map { report.turned(since: $0) } ?? []
    let reports = seen.folderReports
    var planted = PlantedTests()
    for one in FolderTests(of: command).commands {
      let start = one.folder.isEmpty ? "" : one.folder + "/"
      func own(_ paths: [String]) -> [String] {
        start.isEmpty
          ? paths : paths.filter { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }
      }
      let names = turned.compactMap { FolderReport.ownName(of: $0, in: one.folder) }
      let ownReport = one.folder.isEmpty ? report : reports[one.folder]
      guard let ownReport else { continue }
      planted.canaries[one.folder] = Canary.canary(
        for: ownReport, calledBy: one.command, naming: names + ownReport.passed, paths: own(paths),
        isTest: { TestFiles.isTest(start + $0) }, changed: own(changed.map(\.path))
      ) { judgeText(start + $0, in: run.baseTree) }
    }
    return planted.canaries.isEmpty ? nil : planted
  }

  /// Whether the base's tests come out as they did, with the planted ones failing beside them.
  ///
  /// Files that cannot be loaded there are left out, for which some runners run no test at all.
  private mutating func isHeardAtBase(
    _ planted: PlantedTests, since baseline: TestReport?, within seconds: Double
  ) async throws(WorkspaceFailure) -> Bool {
    let tree = try wrapped { () throws(GitError) in
      var edits: [TreeEdit] = []
      for path in baseline?.unloaded ?? [] {
        guard let entry = try? repository.entry(at: path, inTree: run.baseTree),
          entry.mode == .file || entry.mode == .executable
        else { continue }
        edits.append(TreeEdit(path, .remove))
      }
      return edits.isEmpty ? run.baseTree : try repository.editTree(run.baseTree, edits)
    }
    let ran = try await runTests(on: tree, planting: planted, within: seconds)
    guard let rest = planted.rest(of: ran.tests) else { return false }
    guard let baseline else { return true }
    return tree == run.baseTree
      ? rest.isNoWorse(than: baseline)
      : rest.isNoWorse(than: baseline.forgetting(Set(baseline.unloaded)))
  }
}

/// Tests that have to fail, planted beside those of some folders.
struct PlantedTests {
  /// The planted ones, by the folders of the tests beside which they stand.
  var canaries: [String: Canary] = [:]

  /// Their files, from the top of the project.
  var files: [(path: String, text: String)] {
    canaries.map { folder, canary in
      (folder.isEmpty ? canary.path : "\(folder)/\(canary.path)", canary.text)
    }
  }

  /// What a report says of all other tests; `nil` where those planted did not fail one and all.
  func rest(of report: TestReport?) -> TestReport? {
    guard let report else { return nil }
    var own: Set<String> = []
    for canary in canaries.values {
      guard let failures = canary.failures(in: report) else { return nil }
      own.formUnion(failures)
    }
    return report.forgetting(own)
  }
}

/// How much of a verdict's time is left for each of its runs of the tests.
struct VerdictClock: Sendable {
  private let begun = ContinuousClock.now
  private let seconds: Double
  private let most: Double
  /// Seconds that a run of the tests has taken.
  private(set) var usual = 0.0

  /// Gives `seconds` in all, and at most `most` to each run.
  init(seconds: Double, most: Double) {
    self.seconds = seconds
    self.most = most
  }

  /// Seconds that have gone by.
  private var spent: Double { begun.duration(to: .now) / .seconds(1) }

  /// Seconds that the next run may take.
  var left: Double { min(most, max(1, seconds - spent)) }

  /// Takes what has gone by since the start for what a run takes.
  mutating func measure() { usual = spent }
}
