import Engine
import Git
import Vocabulary
import Workspaces

/// Measures how long it takes to divide a large change into patches, its tests being `true`.
struct SeriesBench {
  /// Files that change, and hunks in each.
  private static let size = (files: 100, hunks: 20)
  private let place: BenchPlace

  /// What was measured.
  struct Measured {
    /// Hunks divided.
    var hunks: Int
    /// Patches they became.
    var patches: Int
    /// Seconds it took, the tests' own among them.
    var seconds: Double
  }

  /// A bench whose repository lies in the folder of `place`.
  init(in place: BenchPlace) { self.place = place }

  /// Makes the repository, changes it by a plan of five items, and divides that.
  func measured(rounds: Int) async throws -> Measured {
    let path = place.directory + "/series"
    try BenchProcess(["git", "init", "-q", "-b", "main", path]).run()
    for number in 0..<SeriesBench.size.files {
      try SmallFile.write(text(number, changed: false), to: "\(path)/\(name(number))")
    }
    let script = """
      git config user.name Bench && git config user.email bench@localhost && git add -A &&
      git commit -qm base
      """
    try BenchProcess(["sh", "-c", script], in: path).run()
    let repository = try Repository(discovering: path, environment: [:])
    let base = try repository.resolve("main")
    var generator = SystemRandomNumberGenerator()
    let run = Run(
      id: RunID(slug: Slug("bench"), time: 0, using: &generator),
      issue: Issue(title: "Change all of it"),
      base: base, baseTree: try repository.readCommit(base).tree, baseName: "main",
      mandate: Mandate(sandbox: .none, testCommand: "true"), trigger: .manual, policy: .replay,
      began: 0)
    var workspace = RunWorkspace(
      run: run, after: [], repository: repository, cache: place.cache, readable: []
    ) { _, _, _ in }
    let steps = try await steps(in: &workspace)
    var times: [Double] = []
    var patches: [SplitPatch] = []
    for _ in 0...rounds {
      let start = ContinuousClock.now
      patches = try await workspace.split([], after: steps, within: 3600).patches ?? []
      times.append((.now - start) / .seconds(1))
    }
    return Measured(
      hunks: patches.reduce(0) { $0 + $1.hunks.count }, patches: patches.count,
      seconds: median(times.dropFirst()))
  }

  /// The trail: a plan of five items, each ticked when its files are changed.
  private func steps(in workspace: inout RunWorkspace) async throws -> [Step] {
    var steps: [Step] = []
    func keep(_ action: Action, _ observation: Observation) {
      steps.append(
        Step(
          number: steps.count + 1, action: action, observation: observation,
          decidedBy: .policy(.other("bench")),
          time: 0, cost: .nothing))
    }
    keep(.test(.working), try await workspace.perform(.test(.working), within: 3600))
    let share = SeriesBench.size.files / 5
    for item in 0..<5 {
      let edits = (item * share..<(item + 1) * share).map {
        FileEdit(path: name($0), change: .write(text($0, changed: true)))
      }
      let edit = Action.edit(edits, why: "part \(item)")
      keep(edit, try await workspace.perform(edit, within: 3600))
      let plan = Action.plan(
        (0..<5).map { "- [\($0 <= item ? "x" : " ")] part \($0)" }.joined(separator: "\n"))
      keep(plan, try await workspace.perform(plan, within: 3600))
    }
    keep(.test(.verdict), try await workspace.perform(.test(.verdict), within: 3600))
    return steps
  }

  private func name(_ number: Int) -> String { "file\(number).py" }

  private func text(_ number: Int, changed isChanged: Bool) -> String {
    (0..<SeriesBench.size.hunks * 10).map { line in
      "line_\(line) = \(isChanged && line % 10 == 5 ? line + number + 1 : line)\n"
    }.joined()
  }
}
