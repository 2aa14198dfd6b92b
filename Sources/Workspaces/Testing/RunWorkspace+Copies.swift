import Engine
import Git
import Sandboxes
import Vocabulary

extension RunWorkspace {
  /// Copies of the project's own modules that commands could load in their place, as the environment has them.
  ///
  /// - Complexity: One command in the sandbox where the project has modules; of a large tree only what lies near its top
  ///   is looked at.
  mutating func installedCopies() async throws(WorkspaceFailure) -> InstalledCopies? {
    let modules = try wrapped { () throws(GitError) in try projectModules() }
    let active = ["VIRTUAL_ENV", "CONDA_PREFIX"].compactMap {
      environment.surroundings.environment[$0]
    }
    let words = InstalledCopies.arguments(
      for: modules.found, besides: modules.folders, environments: active)
    guard !words.isEmpty else { return nil }
    let overlay = try preparedOverlay()
    let command = Command(
      ["/bin/sh", "-c", InstalledCopies.script, "sh"] + words,
      limits: .init(seconds: 30, output: 1 << 20))
    // Where they cannot be looked for, the tests are still to be run.
    guard let result = try await sandboxed(command, in: overlay.root, on: overlay),
      result.ending == .exited(0)
    else { return nil }
    let copies = InstalledCopies(
      printed: result.output.text, for: modules.found, at: environment.surroundings.place)
    return copies.copies.isEmpty ? nil : copies
  }

  /// What the tests lack that have loaded copies of the project's modules in their place: nothing that is changed in the
  /// tree would be tested; `nil` where they have not.
  func lack(
    loading copies: InstalledCopies?, seeing opened: Set<String>?
  ) throws(WorkspaceFailure) -> EnvironmentFailure? {
    guard let copies, let opened else { return nil }
    let loaded = copies.loaded(by: opened) { isInTree($0) }
    guard let first = loaded.first else { return nil }
    return EnvironmentFailure(
      loaded.map(\.piece), preventsAll: true,
      mend: EnvironmentMend.words(
        for: first.module, hasCheckout: repository.workingDirectory != nil))
  }

  /// Entries of the tree, the nearest to its top first, among which modules are looked for.
  private static let mostEntries = 4000

  private func projectModules() throws(GitError) -> ProjectModules {
    let paths = try repository.overview(ofTree: tree, limit: RunWorkspace.mostEntries)
      .filter { $0.entry.mode == .file || $0.entry.mode == .executable }
      .map(\.path).sorted()
    return ProjectModules(in: paths) { judgeText($0, in: tree) }
  }
}
