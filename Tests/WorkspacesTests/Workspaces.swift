import Git
import Support
import Testing
import Vocabulary

@testable import Workspaces

extension TemporaryRepository {
  /// A run from HEAD.
  ///
  /// - Parameter tree: The tree that it starts from.
  func run(
    _ mandate: Mandate = Mandate(), from tree: String = "HEAD^{tree}", reroll: Reroll? = nil
  ) throws -> Run {
    Run(
      id: "20240101-look-000000000000", issue: Issue(title: "look"), base: try id("HEAD"),
      baseTree: try id(tree), baseName: "main", mandate: mandate, trigger: .manual,
      policy: "test", began: 1_700_000_000, reroll: reroll)
  }

  /// The repository, opened as a run has it.
  func opened() throws -> Repository { try Repository(discovering: path, environment: [:]) }

  /// A workspace at HEAD, of a run that makes `reroll` where there is one.
  func workspace(
    readable: [String] = [], test: String? = nil, reroll: Reroll? = nil
  ) throws -> RunWorkspace {
    RunWorkspace(
      run: try run(Mandate(paths: [], testCommand: test), reroll: reroll), after: [],
      repository: try opened(), cache: directory.path + "/cache", readable: readable
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
