import Git
import Glibc
import Records
import Vocabulary

/// Has `git-colleague` repair the faulty programs of QuixBugs, each in a repository of its own, as a user
/// would: by an issue that says nothing of the fault, confined, without a model.
struct QuixBugsBench {
  /// The candidates that may be tried for one program.
  static let candidates = 1000

  private let checkout: QuixBugs
  private let place: BenchPlace

  /// A bench that makes its repositories in the folder of `place`.
  init(of checkout: QuixBugs, in place: BenchPlace) {
    self.checkout = checkout
    self.place = place
  }

  /// Makes the repository of `program` and works on its issue to the end.
  func result(for program: String) throws -> QuixBugsResult {
    let path = try repository(of: program)
    let ended = try BenchProcess(
      [
        "sh", "-c", "exec \"$0\" \"$@\" >/dev/null", place.program, "work", "--policy", "repair",
        "--budget", "candidates=\(QuixBugsBench.candidates),time=5m", "--quiet", "--json",
        "--test", checkout.testCommand(for: program), "\(path).md",
      ], in: path
    ).run()
    var result = QuixBugsResult(program: program, outcome: nil, seconds: ended.seconds)
    let repository = try Repository(discovering: path, environment: [:])
    guard let id = try RunIndex.ids(in: repository).last else { return result }
    let run = try StoredRun(id, in: repository)
    let steps = try run.steps(in: repository)
    result.outcome = run.record.outcome
    result.candidates = run.record.spent.candidates
    result.passing = steps.flatMap(\.observation.results).count { $0.mark == .passes }
    if let tree = steps.last?.observation.tree,
      let entry = try repository.entry(at: checkout.path(of: program), inTree: tree)
    {
      result.isReference = try checkout.isReference(try repository.readBlob(entry.id), of: program)
    }
    return result
  }

  /// A repository with the program and its tests, one commit, and the issue beside it.
  private func repository(of program: String) throws -> String {
    let path = "\(place.directory)/\(program)"
    try BenchProcess(["git", "init", "-q", "-b", "main", path]).run()
    for (key, value) in [
      ("user.name", "Bench"), ("user.email", "bench@localhost"), ("colleague.testTime", "10s"),
      ("colleague.deliverCommand", ""),
    ] { try BenchProcess(["git", "-C", path, "config", key, value]).run() }
    try checkout.copy(program, to: path)
    try BenchProcess(["git", "-C", path, "add", "-A"]).run()
    try BenchProcess(["git", "-C", path, "commit", "-q", "-m", "base"]).run()
    try SmallFile.write(
      "# \(program) gives wrong results\n\nIts tests fail.\n", to: "\(path).md")
    return path
  }
}
