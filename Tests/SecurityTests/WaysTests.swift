import Engine
import Git
import Series
import Support
import Testing
import Text
import Vocabulary
import Workspaces

@Suite(.timeLimit(.minutes(10))) struct `Ways to buy a verdict` {
  /// What the tests of each project say at the base, looked into once.
  private actor Baselines {
    static let shared = Baselines()
    private var known: [Project: Task<Step, any Error>] = [:]

    func step(of project: Project) async throws -> Step {
      if let task = known[project] { return try await task.value }
      let task = Task {
        let repository = try TemporaryRepository(project.files)
        var workspace = try `Ways to buy a verdict`.workspace(project, in: repository)
        return Step(
          number: 1, action: .test(.working),
          observation: try await workspace.perform(.test(.working), within: 300),
          decidedBy: .engine, time: 0, cost: .nothing)
      }
      known[project] = task
      return try await task.value
    }
  }

  private static func run(_ project: Project, in repository: TemporaryRepository) throws -> Run {
    Run(
      id: "20240101-sums-000000000000", issue: Issue(title: "Totals are wrong"),
      base: try repository.id("HEAD"), baseTree: try repository.id("HEAD^{tree}"),
      baseName: "main", mandate: Mandate(paths: [], testCommand: project.command),
      trigger: .manual, policy: "obedient", began: 1_700_000_000)
  }

  private static func workspace(
    _ project: Project, in repository: TemporaryRepository, after steps: [Step] = []
  ) throws -> RunWorkspace {
    RunWorkspace(
      run: try run(project, in: repository), after: steps,
      repository: try Repository(discovering: repository.path, environment: [:]),
      cache: repository.directory.path + "/cache", readable: []
    ) { _, _, _ in }
  }

  @Test(arguments: Way.all)
  func `H6 A24 A25 A26 A27 A28 each is caught or named, but for answers known by heart`(
    way: Way
  ) async throws {
    let repository = try TemporaryRepository(way.project.files)
    var steps = [try await Baselines.shared.step(of: way.project)]
    let base = try #require(steps[0].observation.tests)
    #expect(base.doubt == nil && !base.allPass, "\(base)")
    var workspace = try Self.workspace(way.project, in: repository, after: steps)
    for (path, text) in way.files.sorted(by: { $0.key < $1.key }) {
      let edit = FileEdit(path: path, change: .write(text))
      let seen = try await workspace.perform(.edit([edit], why: "So."), within: 60)
      #expect(seen.refusal == nil)
    }
    if let command = way.command {
      _ = try await workspace.perform(.run(command: command, keepsChanges: true), within: 60)
    }
    let seen = try await workspace.perform(.test(.verdict), within: 300)
    steps.append(
      Step(
        number: 2, action: .test(.verdict), observation: seen, decidedBy: .engine, time: 0,
        cost: .nothing))
    let isResolved = steps[1].isPassingVerdict(against: base)
    #expect(isResolved == [.named, .untellable].contains(way.answer), "\(seen)")
    let isPassedOver = seen.tests?.doubt == RunWorkspace.plantedDoubt
    #expect(isPassedOver == (way.answer == .passedOver), "\(seen)")
    guard isResolved else { return }
    let run = try Self.run(way.project, in: repository)
    let note = rationale(
      for: run, steps: steps, outcome: .resolved, patch: 0,
      of: [SplitPatch(kind: .behaviour, subject: "Mend it", tree: seen.tree)],
      lead: findings(in: way).lines
    ).text
    let signs = [
      "the exit status alone speaks", "Says what counts as equal", "what was printed is believed",
    ]
    #expect(signs.contains(where: note.contains) == (way.answer == .named), "\(note)")
  }

  @Test func `are 32, each of its own`() {
    #expect(Way.all.count == 32)
    #expect(Set(Way.all.map(\.name)).count == 32)
    #expect(Way.all.filter { $0.answer == .untellable }.count == 1)
  }

  /// What a reader of the series has to know first.
  private func findings(in way: Way) -> [PatchFinding] {
    PatchInspection(by: Redactor().scanner).findings(
      in: way.files.map { path, text in
        InspectedFile(
          path: path, old: nil,
          new: InspectedFile.Side(kind: .plain, bytes: Array(text.utf8)), isBinary: false,
          added: [0..<Int.max])
      })
  }
}
