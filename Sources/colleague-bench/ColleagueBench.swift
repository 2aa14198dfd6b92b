import ArgumentParser
import Glibc

/// `colleague-bench`: measures `git-colleague` on generated repositories, against stock tools in the same run.
@main
struct ColleagueBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "colleague-bench", abstract: "Measure git-colleague on generated repositories.",
    discussion:
      "Exit status: 0 when every target is met, 1 when one is missed, 64 for a wrong call.")

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

  @Flag(
    help:
      "Only what has to do with environments: large layers, setups, the first run on a large base.")
  var environment = false

  @Flag(help: "Only looking up earlier work, among many runs and in a long history.")
  var memory = false

  @Option(help: "Only an export of so many runs; the target holds for 10000.")
  var export: Int?

  @Flag(
    name: .customLong("memory-gain"),
    help: "Only what memory saves: issues of one project, worked in order with it and without.")
  var memoryGain = false

  @Option(
    name: .customLong("suggestions"), parsing: .upToNextOption,
    help: "Checkouts or git directories with a past: compare suggestions with what came after.")
  var suggestions: [String] = []

  @Option(
    help: "With --suggestions: how many years back from the tip, each compared with its next year.")
  var years = 3

  @Option(
    help: "With --suggestions: also run the tests of each year by this command, in the sandbox.")
  var testCommand: String?

  @Flag(help: "With --suggestions: a line for each suggestion, and whether it was borne out.")
  var verbose = false

  @Option(help: "The git-colleague that is measured; unless given, the one beside this program.")
  var program: String?

  func validate() throws {
    guard !sizes.isEmpty, sizes == sizes.sorted(), rounds > 0 else {
      throw ValidationError("--files and --rounds take numbers above nine and zero")
    }
    guard (1...20).contains(years) else {
      throw ValidationError("--years takes a number from 1 to 20")
    }
    if let export, export < 1 { throw ValidationError("--export takes a number of runs") }
  }

  func run() async throws {
    signal(SIGPIPE, SIG_IGN)
    if !suggestions.isEmpty { return try await compareSuggestions() }
    let checkout = try quixBugs.map { try QuixBugs(at: $0) }
    let place = try BenchPlace(measuring: program)
    defer { place.remove() }
    if let export {
      let table = ExportTable(try ExportBench(runs: export, in: place).measured())
      print(table.text, terminator: "")
      guard table.meetsTargets else { throw ExitCode.failure }
    } else if memoryGain {
      let (repair, model) = try GainBench(in: place).measured(note)
      let table = GainTable(repair, model)
      print(table.text, terminator: "")
      guard table.meetsTargets else { throw ExitCode.failure }
    } else if memory {
      let table = MemoryTable(try MemoryBench(in: place, rounds: rounds).measured())
      print(table.text, terminator: "")
      guard table.meetsTargets else { throw ExitCode.failure }
    } else if tests {
      let table = RecordsTable(try await TestsBench(in: place.directory).measured(rounds: rounds))
      print(table.text, terminator: "")
      guard table.meetsTargets else { throw ExitCode.failure }
    } else if environment {
      let table = try environmentTable(in: place)
      print(table.text, terminator: "")
      guard table.meetsTargets else { throw ExitCode.failure }
    } else if let checkout {
      try repair(checkout, in: place)
    } else {
      try await measure(in: place)
    }
  }

  /// Compares the suggestions of each year with what the projects did in the next, and prints the table.
  private func compareSuggestions() async throws {
    var table = SuggestionTable()
    for path in suggestions {
      note("suggestions of \(path)")
      let bench = SuggestionBench(of: path, years: years, testCommand: testCommand)
      let marks = try await bench.marks()
      for mark in marks where verbose { print(mark.line) }
      table.add(marks, of: path)
    }
    print(table.text, terminator: "")
  }

  /// The numbers of files asked for; what is no number above nine is left out.
  private var sizes: [Int] {
    files.split(separator: ",").compactMap { Int($0) }.filter { $0 >= 10 }
  }

  /// Measures steps, workspaces and sandboxes on repositories of each size.
  private func measure(in place: BenchPlace) async throws {
    var results: [BenchResult] = []
    for size in sizes {
      note("a repository of \(size) files")
      let repository = try BenchRepository(files: size, of: place)
      results.append(try await Bench(of: repository, in: place, rounds: rounds).result())
    }
    let table = BenchTable(results)
    print(table.text)
    let records = try await recordsTable(in: place)
    print(records.text)
    let environments = try environmentTable(in: place)
    print(environments.text)
    note("an export of \(ExportBench.runs) runs")
    let export = ExportTable(try ExportBench(in: place).measured())
    print(export.text)
    note("looking up earlier work among \(MemoryBench.runs.last ?? 0) runs")
    let memory = MemoryTable(try MemoryBench(in: place, rounds: rounds).measured())
    print(memory.text, terminator: "")
    guard memory.meetsTargets, table.meetsTargets, records.meetsTargets, environments.meetsTargets,
      export.meetsTargets
    else {
      throw ExitCode.failure
    }
  }

  /// Measures what a project's environment costs.
  private func environmentTable(in place: BenchPlace) throws -> EnvironmentTable {
    note("environments: a base and layers of \(EnvironmentBench.files) files, setups by pip")
    return EnvironmentTable(try EnvironmentBench(in: place, rounds: rounds).measured())
  }

  /// Measures sweeps, and what a long history costs.
  private func recordsTable(in place: BenchPlace) async throws -> RecordsTable {
    note("a sweep")
    let sweep = try SweepBench(issues: 20, in: place).measured()
    note("\(GrowthBench.runs) finished runs, \(GrowthBench.notes) notes")
    let growth = try await GrowthBench(in: place, rounds: rounds).measured()
    note("a large change split into patches")
    let series = try await SeriesBench(in: place).measured(rounds: rounds)
    note("large test runs")
    let tests = try await TestsBench(in: place.directory).measured(rounds: rounds)
    return RecordsTable(sweep, growth, series, tests)
  }

  /// Has the programs of `checkout` repaired, and counts how many are.
  private func repair(_ checkout: QuixBugs, in place: BenchPlace) throws {
    let wanted = programs.map { $0.split(separator: ",").map(String.init) }
    let bench = QuixBugsBench(of: checkout, in: place)
    var results: [QuixBugsResult] = []
    for program in checkout.programs where wanted?.contains(program) ?? true {
      let result = try bench.result(for: program)
      note(result.sentence)
      results.append(result)
    }
    let table = QuixBugsTable(results)
    print(table.text, terminator: "")
    guard table.meetsTarget || wanted != nil else { throw ExitCode.failure }
  }

  /// Says on stderr what is measured now.
  private func note(_ line: String) {
    let bytes = Array("bench: \(line)\n".utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }
}
