import Engine
import Git
import Records
import Vocabulary
import Workspaces

/// Measures one recorded step: the edit's objects, the step's, the sync, the ref.
struct RecordedStep {
  private let repository: BenchRepository

  /// A step on `repository`.
  init(on repository: BenchRepository) { self.repository = repository }

  /// The median of `rounds` steps.
  func seconds(rounds: Int) async throws -> Double {
    let opened = try Repository(discovering: repository.path, environment: [:])
    let run = try repository.run(test: nil)
    var trail = try GitTrail.begin(
      run, in: opened, author: BenchRepository.author, secrets: [])
    var workspace = try repository.workspace(of: run)
    var times: [Double] = []
    for number in 1...(rounds + 1) {
      let start = ContinuousClock.now
      let edit = Action.edit(
        [FileEdit(path: repository.somePath(number), change: .write("changed \(number)\n"))],
        why: "bench")
      let observation = try await workspace.perform(edit, within: 10)
      guard observation.refusal == nil else {
        throw BenchError("an edit was refused: \(observation.refusal ?? "")")
      }
      try trail.append(
        Step(
          number: number, action: edit, observation: observation,
          decidedBy: .policy(.other("bench")),
          time: run.began, cost: Budget.nothing))
      times.append((.now - start) / .seconds(1))
    }
    return median(times.dropFirst())
  }
}
