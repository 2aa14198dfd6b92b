import Engine
import Git
import Runners
import Sandboxes
import Vocabulary

extension RunWorkspace {
  /// The tests to be run of a tree that differs from the run's own in `more`.
  ///
  /// These are the tests of folders that the run's change touches, of folders whose tests failed at the start, since they
  /// may be the only ones that show the fault, and of folders that the last verdict found worse. All are run where it is
  /// not known what some folder's tests say.
  func chosen(
    of tests: FolderTests, changing more: [String] = []
  ) throws(GitError) -> [FolderTests.Command] {
    guard tests.hasFolders, tests.commands.allSatisfy({ folderReports[$0.folder] != nil }) else {
      return tests.commands
    }
    let changed = try repository.changes(from: run.startTree, to: tree).map(\.path)
    let touched = Set(tests.touched(by: changed + more))
    return tests.commands.filter { one in
      touched.contains(one) || worsened.contains(one.folder)
        || folderReports[one.folder]?.allPass != true
    }
  }

  /// Runs tests one after the other, each in its folder.
  ///
  /// - Parameters:
  ///   - planted: Tests that stand beside those of the folders already.
  ///   - directories: Those in which is looked which files are opened.
  /// - Returns: `nil` where all has to be made ready and run anew: without overlays, or without report files.
  func results(
    of tests: [FolderTests.Command], planting planted: PlantedTests? = nil, in root: Root,
    on overlay: OverlayFilesystem, named name: String, watching directories: [String] = [],
    within seconds: Double
  ) async throws(WorkspaceFailure) -> FolderResults? {
    let start = ContinuousClock.now
    var results = FolderResults()
    for one in tests {
      let spent = start.duration(to: .now) / .seconds(1)
      let limits = Command.Limits.tests(
        within: results.all.isEmpty ? seconds : max(1, seconds - spent))
      let command = planted?.canaries[one.folder]?.joining(one.command) ?? one.command
      let testRun = try wrapped { () throws(LayerError) in
        try overlay.testRun(command, in: one.folder, limits: limits, named: name)
      }
      var sandboxed = testRun.sandboxed
      sandboxed.watched = directories
      guard let result = try await self.sandboxed(sandboxed, in: root, on: overlay) else {
        return nil
      }
      if testRun.isRefused(result) {
        overlay.asksForReports = false
        return nil
      }
      results.add(FolderResult(tests: one, result: result, report: testRun.report(result)))
    }
    return results
  }

  /// Folders whose tests a verdict has found worse than they were at the start.
  func worsened(by verdict: Observation) -> Set<String> {
    guard let report = verdict.tests, let folders = verdict.folders else { return [] }
    return Set(
      folders.filter { folder in
        folderReports[folder.folder].map { !report.part(folder).isNoWorse(than: $0) } ?? false
      }.map(\.folder))
  }
}

extension Observation {
  /// What the tests of each folder said; empty where they were not run by folders.
  var folderReports: [String: TestReport] {
    guard let tests, let folders else { return [:] }
    return Dictionary(folders.map { ($0.folder, tests.part($0)) }) { first, _ in first }
  }
}
