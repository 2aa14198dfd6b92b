import Git
import Support
import Testing
import Vocabulary

@testable import Workspaces

extension TemporaryRepository {
  /// A workspace at HEAD, of a run that makes `reroll` where there is one.
  func workspace(
    readable: [String] = [], test: String? = nil, reroll: Reroll? = nil
  ) throws -> RunWorkspace {
    let base = try id("HEAD")
    let tree = try id("HEAD^{tree}")
    let run = Run(
      id: "20240101-look-000000000000", issue: Issue(title: "look"), base: base, baseTree: tree,
      baseName: "main", mandate: Mandate(paths: [], testCommand: test),
      trigger: .manual, policy: "test", began: 1_700_000_000, reroll: reroll)
    return RunWorkspace(
      run: run, after: [], repository: try Repository(discovering: path, environment: [:]),
      cache: directory.path + "/cache", readable: readable
    ) { _, _, _ in }
  }
}

extension RunWorkspace {
  /// What an action prints, or `refused: ` and why.
  mutating func answer(to action: Action) async throws -> String {
    let seen = try await perform(action, within: 3600)
    return seen.refusal.map { "refused: " + $0 } ?? seen.output.text
  }

  /// What a read of `path` prints.
  mutating func reading(
    _ path: String, _ lines: ClosedRange<Int>? = nil, as view: Action.View = .text
  ) async throws -> String {
    try await answer(to: .read(path: path, lines: lines, view: view))
  }

  /// Makes edits that have to go through.
  mutating func edit(_ edits: FileEdit...) async throws {
    let seen = try await perform(.edit(edits, why: ""), within: 3600)
    #expect(seen.refusal == nil)
  }
}
