import ArgumentParser
import Git
import Glibc
import Records
import Runs
import Sandboxes
import Vocabulary
import Workspaces

/// `git colleague bench`: measures this program on generated repositories, against stock tools in the
/// same run; for developers, hidden from the list of commands.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure this program on generated repositories.",
    discussion: "Exit status: 0 when every target is met, 1 otherwise.", shouldDisplay: false)

  @Option(help: "How many files the repositories have, ascending.")
  var files = "100,10000,100000"

  @Option(help: "How often each thing is done; the median counts.")
  var rounds = 9

  @Option(
    name: .customLong("quixbugs"),
    help: "A checkout of QuixBugs: have its Python programs repaired.")
  var quixBugs: String?

  @Option(help: "Only these of QuixBugs' programs, with commas between; there is no target then.")
  var programs: String?

  @Flag(help: "Only what has to do with test runs.")
  var tests = false

  func run() async throws {
    let directory = try BenchCommand.makeDirectory()
    defer { _ = try? BenchProcess(["rm", "-rf", directory]).run() }
    setenv("XDG_CACHE_HOME", directory + "/cache", 1)
    try RunCache.standard.make()
    if tests {
      let table = RecordsTable(try await TestsBench(in: directory).measured(rounds: rounds))
      Console.standard.write(table.text)
      guard table.meetsTargets else { throw ExitStatus.unresolved }
    } else if let quixBugs {
      try repair(try QuixBugs(at: quixBugs), in: directory)
    } else {
      try await measure(in: directory)
    }
  }

  /// Measures steps, workspaces and sandboxes on repositories of each size.
  private func measure(in directory: String) async throws {
    let sizes = files.split(separator: ",").compactMap { Int($0) }.filter { $0 >= 10 }
    guard !sizes.isEmpty, sizes == sizes.sorted(), rounds > 0 else {
      throw Failure("--files and --rounds take numbers above nine and zero", status: .usage)
    }
    var results: [BenchResult] = []
    for size in sizes {
      Console.standard.note("bench: a repository of \(size) files")
      let repository = try BenchRepository(files: size, in: directory)
      results.append(try await Bench(of: repository, in: directory, rounds: rounds).result())
    }
    let table = BenchTable(results)
    Console.standard.write(table.text)
    let records = try await recordsTable(in: directory)
    Console.standard.write("\n" + records.text)
    guard table.meetsTargets, records.meetsTargets else { throw ExitStatus.unresolved }
  }

  /// Measures sweeps, and what a long history costs.
  private func recordsTable(in directory: String) async throws -> RecordsTable {
    Console.standard.note("bench: a sweep")
    let sweep = try SweepBench(issues: 20, in: directory).measured()
    Console.standard.note("bench: \(GrowthBench.runs) finished runs, \(GrowthBench.notes) notes")
    let folder = directory + "/growth"
    try BenchProcess(["mkdir", "-p", folder]).run()
    let repository = try BenchRepository(files: 100, in: folder)
    let growth = try await GrowthBench(on: repository, in: folder, rounds: rounds).measured()
    Console.standard.note("bench: a large change divided into patches")
    let series = try await SeriesBench(in: directory).measured(rounds: rounds)
    Console.standard.note("bench: large test runs")
    let tests = try await TestsBench(in: directory).measured(rounds: rounds)
    return RecordsTable(sweep, growth, series, tests)
  }

  /// Has the programs of `checkout` repaired, and counts how many are.
  private func repair(_ checkout: QuixBugs, in directory: String) throws {
    let wanted = programs.map { $0.split(separator: ",").map(String.init) }
    let bench = QuixBugsBench(of: checkout, in: directory)
    var results: [QuixBugsResult] = []
    for program in checkout.programs where wanted?.contains(program) ?? true {
      let result = try bench.result(for: program)
      Console.standard.note("bench: \(result.sentence)")
      results.append(result)
    }
    let table = QuixBugsTable(results)
    Console.standard.write(table.text)
    guard table.meetsTarget || wanted != nil else { throw ExitStatus.unresolved }
  }

  /// Makes a folder that commands of the sandbox can reach into.
  private static func makeDirectory() throws -> String {
    var template = Array("/var/tmp/colleague-bench-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw Failure("cannot make a folder in /var/tmp: \(String(cString: strerror(errno)))")
    }
    let directory = String(
      decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    chmod(directory, 0o711)
    return directory
  }
}

/// What was measured on the repository of one size; seconds, bytes for memory.
struct BenchResult: Sendable {
  /// Files of the repository.
  var files: Int
  /// One edit and its step: objects, synced, ref moved.
  var step = 0.0
  /// One edit with `git add -A && git commit`.
  var gitCommit = 0.0
  /// From the start of the process to its first action, the base layer there.
  var startUp = 0.0
  /// A second workspace of the same base, and `true` in it without bubblewrap.
  var workspace = 0.0
  /// `unshare -Urm` with the mount of an overlay, and `true` in it.
  var mount = 0.0
  /// A command that changes ten files, and finding out which.
  var change = 0.0
  /// `true` in the sandbox.
  var sandboxed = 0.0
  /// `true` under bubblewrap alone, with the same arguments.
  var bubblewrap = 0.0
  /// The most memory of a whole run, in bytes.
  var memory = 0
  /// From the start of the process to the first request to a model.
  var request = 0.0
  /// A step with a model that answers at once.
  var modelStep = 0.0
}

/// Does everything that is measured, on one repository.
struct Bench: ~Copyable {
  private let repository: BenchRepository
  private let directory: String
  private let rounds: Int

  init(of repository: BenchRepository, in directory: String, rounds: Int) {
    self.repository = repository
    self.directory = directory
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
    let model = try ModelBench(on: repository, in: directory).measured(rounds: rounds)
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
    let issue = directory + "/issue.md"
    let command = [
      ThisProgram.path, "work", "--again", "--json", "--quiet", "--test", "true", "--budget",
      "steps=1",
      "--base", "main", issue,
    ]
    try repository.write("# Measure the start\n", to: issue)
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
        ThisProgram.path, "work", "--again", "--quiet", "--test", "true", "--base", "main",
        directory + "/issue.md",
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
    let layers = directory + "/mount"
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
      guard seen.changed.count == 10 else { throw Failure("bench: changes were not found") }
      times.append((.now - start) / .seconds(1))
    }
    return median(times.dropFirst())
  }

  private func sandbox() async throws -> (ours: Double, bubblewrap: Double) {
    try BenchProcess(["mkdir", "-p", "-m", "777", RunCache.standard.path + "/box"]).run()
    let sandbox = try Sandbox(directory: RunCache.standard.path, readable: [], isConfined: true)
    let arguments = sandbox.bubblewrapArguments(
      for: Command(["true"]), in: RunCache.standard.path + "/box")
    var ours: [Double] = []
    var alone: [Double] = []
    for _ in 0...rounds {
      let start = ContinuousClock.now
      _ = try await sandbox.run(Command(["true"]), in: .folder("box"))
      ours.append((.now - start) / .seconds(1))
      alone.append(try BenchProcess(arguments, in: RunCache.standard.path).run().seconds)
    }
    return (median(ours.dropFirst()), median(alone.dropFirst()))
  }
}

/// The middle of the values; the lower one of two.
func median(_ values: some Collection<Double>) -> Double {
  let sorted = values.sorted()
  return sorted.isEmpty ? .nan : sorted[(sorted.count - 1) / 2]
}
