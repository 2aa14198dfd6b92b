import Git
import Records
import Sandboxes
import Vocabulary
import Workspaces

/// Does everything that is measured, on one repository.
struct Bench: ~Copyable {
  private let repository: BenchRepository
  private let place: BenchPlace
  private let rounds: Int

  init(of repository: BenchRepository, in place: BenchPlace, rounds: Int) {
    self.repository = repository
    self.place = place
    self.rounds = rounds
  }

  /// Measures everything.
  consuming func result() async throws -> BenchResult {
    var result = BenchResult(files: repository.files)
    result.startUp = try startUp()
    (result.memory, _) = try wholeRun()
    result.step = try await RecordedStep(on: repository).seconds(rounds: rounds)
    result.gitCommit = try gitCommit()
    result.workspace = try await workspace()
    result.mount = try mount()
    result.change = try await change()
    (result.sandboxed, result.bubblewrap) = try await sandbox()
    let model = try ModelBench(on: repository, in: place).measured(rounds: rounds)
    (result.request, result.modelStep) = (model.start, model.step)
    return result
  }

  private func gitCommit() throws -> Double {
    var times: [Double] = []
    for number in 1...(rounds / 2 + 2) {
      try repository.change(number)
      times.append(
        try BenchProcess(
          ["sh", "-c", "git add -A && git commit -q -m bench"], in: repository.path
        ).run().seconds)
    }
    return median(times.dropFirst())
  }

  /// Until the first event that says an action begins.
  private func startUp() throws -> Double {
    let issue = place.directory + "/issue.md"
    let command = [
      place.program, "work", "--again", "--json", "--quiet", "--test", "true", "--budget",
      "steps=1",
      "--base", "main", issue,
    ]
    try SmallFile.write("# Measure the start\n", to: issue)
    var times: [Double] = []
    for _ in 0...rounds {
      let ended = try BenchProcess(command, in: repository.path).run(until: "step.started")
      times.append(ended.seconds)
    }
    return median(times.dropFirst())
  }

  /// A run whose tests pass, so that it ends after them; the base layer is there.
  private func wholeRun() throws -> (memory: Int, seconds: Double) {
    let ended = try BenchProcess(
      [
        place.program, "work", "--again", "--quiet", "--test", "true", "--base", "main",
        place.directory + "/issue.md",
      ], in: repository.path
    ).run()
    return (ended.memory, ended.seconds)
  }

  private func workspace() async throws -> Double {
    var times: [Double] = []
    for _ in 0...rounds {
      let run = try repository.run(test: nil)
      let start = ContinuousClock.now
      var workspace = try repository.workspace(of: run)
      _ = try await workspace.perform(.run(command: "true", keepsChanges: false), within: 10)
      times.append((.now - start) / .seconds(1))
    }
    return median(times.dropFirst())
  }

  private func mount() throws -> Double {
    let layers = place.directory + "/mount"
    let script = """
      mount -t overlay overlay -o userxattr,lowerdir=\(repository.path),upperdir=\(layers)/upper,\
      workdir=\(layers)/work /mnt && true
      """
    var times: [Double] = []
    for _ in 0...rounds {
      try BenchProcess(["mkdir", "-p", layers + "/upper", layers + "/work"]).run()
      times.append(try BenchProcess(["unshare", "-Urm", "sh", "-c", script]).run().seconds)
    }
    return median(times.dropFirst())
  }

  private func change() async throws -> Double {
    var workspace = try repository.workspace(of: try repository.run(test: nil))
    var times: [Double] = []
    let paths = repository.tenPaths.joined(separator: " ")
    for number in 0...rounds {
      let command = "for path in \(paths); do echo \(number) >> $path; done"
      let start = ContinuousClock.now
      let seen = try await workspace.perform(
        .run(command: command, keepsChanges: true), within: 10)
      guard seen.changed.count == 10 else {
        throw BenchError("the changes of a command were not found")
      }
      times.append((.now - start) / .seconds(1))
    }
    return median(times.dropFirst())
  }

  private func sandbox() async throws -> (ours: Double, bubblewrap: Double) {
    try BenchProcess(["mkdir", "-p", "-m", "777", place.cache + "/box"]).run()
    let sandbox = try Sandbox(directory: place.cache, readable: [], isConfined: true)
    let arguments = sandbox.bubblewrapArguments(
      for: Command(["true"]), in: place.cache + "/box")
    var ours: [Double] = []
    var alone: [Double] = []
    for _ in 0...rounds {
      let start = ContinuousClock.now
      _ = try await sandbox.run(Command(["true"]), in: .folder("box"))
      ours.append((.now - start) / .seconds(1))
      alone.append(try BenchProcess(arguments, in: place.cache).run().seconds)
    }
    return (median(ours.dropFirst()), median(alone.dropFirst()))
  }
}

/// The middle of the values; the lower one of two.
func median(_ values: some Collection<Double>) -> Double {
  let sorted = values.sorted()
  return sorted.isEmpty ? .nan : sorted[(sorted.count - 1) / 2]
}
