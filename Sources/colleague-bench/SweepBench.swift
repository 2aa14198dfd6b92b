import Engine
import Git
import Records
import Vocabulary

/// Measures how fast a sweep carries out issues: a recorded run of the demo's project, done again for each.
struct SweepBench {
  private let place: BenchPlace
  private let issues: Int

  /// What was measured.
  struct Measured {
    /// Issues carried out.
    var issues: Int
    /// Seconds of the whole sweep.
    var seconds: Double
    /// Seconds of the commands in all runs: tests, programs, trials.
    var commandSeconds: Double

    /// Issues in a minute.
    var rate: Double { Double(issues) / seconds * 60 }
    /// What the sweep took to what its commands took.
    var ratio: Double { seconds / commandSeconds }
  }

  /// A bench with this many issues; its repository lies in the folder of `place`.
  init(issues: Int, in place: BenchPlace) {
    self.issues = issues
    self.place = place
  }

  /// Makes the repository and sweeps it once, one run at a time.
  func measured() throws -> Measured {
    let path = place.directory + "/sweep"
    try BenchProcess([place.program, "demo", path]).run()
    try BenchProcess(["mkdir", "-p", path + "/issues"]).run()
    for number in 1...issues {
      try SmallFile.write("# Wrong again, \(number)\n", to: "\(path)/issues/bench-\(number).md")
    }
    let script = """
      git config colleague.issues 'issues/bench-*.md' && git config user.name Bench &&
      git config user.email bench@localhost && git add -A && git commit -qm issues
      """
    try BenchProcess(["sh", "-c", script], in: path).run()
    let repository = try Repository(discovering: path, environment: [:])
    guard let recording = try RunIndex.ids(in: repository).first else {
      throw BenchError("the demo has left no run")
    }
    let ended = try BenchProcess(
      [place.program, "sweep", "--quiet", "--policy", "replay", "--replay", "\(recording)"],
      in: path
    ).run()
    var commands = 0.0
    var runs = 0
    for id in try RunIndex.ids(in: repository) where id != recording {
      runs += 1
      for step in try StoredRun(id, in: repository).steps(in: repository) {
        switch step.action {
        case .test, .run, .trial: commands += step.cost.seconds
        default: break
        }
      }
    }
    guard runs == issues else { throw BenchError("\(runs) of \(issues) issues were swept") }
    return Measured(issues: issues, seconds: ended.seconds, commandSeconds: commands)
  }
}
