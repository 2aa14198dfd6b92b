import Engine
import FoundationEssentials
import Git
import Glibc
import Records
import Vocabulary

/// Measures an export of many runs beside `git cat-file --batch`, which reads the same objects.
struct ExportBench {
  private let repository: BenchRepository
  private let place: BenchPlace
  private let directory: String
  private let runs: Int

  /// Runs that are exported.
  static let runs = 10_000
  /// Steps of each.
  static let steps = 50

  /// What was measured.
  struct Measured {
    /// Runs exported.
    var runs: Int
    /// Seconds of `git colleague export --format atif`.
    var export: Double
    /// Seconds of `git cat-file --batch` on the same objects.
    var git: Double
    /// The most memory that the export held, in bytes.
    var memory: Int

    /// How many times as long the export takes.
    var ratio: Double { export / git }
  }

  /// A bench of so many runs, in a folder of its own.
  init(runs: Int = ExportBench.runs, in place: BenchPlace) throws {
    self.place = place
    self.runs = runs
    directory = place.directory + "/export"
    try BenchProcess(["mkdir", "-p", directory]).run()
    repository = try BenchRepository(files: 100, in: directory, of: place)
  }

  /// Makes the runs, and measures.
  func measured() throws -> Measured {
    try grow()
    // Which objects an export reads: of each run the state, its tree, and what is in it.
    let list = """
      git for-each-ref --format='%(objectname)' refs/colleague/runs > tips && while read tip; do \
      echo $tip; git rev-parse $tip^{tree}; git ls-tree -r -t $tip | cut -f1 | cut -d' ' -f3; \
      done < tips > objects
      """
    try BenchProcess(["sh", "-c", list], in: repository.path).run()
    let read = "git cat-file --batch --buffer < objects > /dev/null"
    let output = directory + "/sets"
    let export = [place.program, "export", "--format", "atif", "--output", output]
    // Once each before: what is read lies in the kernel's cache then.
    try BenchProcess(["sh", "-c", read], in: repository.path).run()
    let git = try BenchProcess(["sh", "-c", read], in: repository.path).run()
    let ended = try BenchProcess(export, in: repository.path).run()
    guard access(output + "/datasheet.json", R_OK) == 0 else {
      throw BenchError("the export wrote no datasheet")
    }
    return Measured(
      runs: runs, export: ended.seconds, git: git.seconds, memory: ended.memory)
  }

  /// Brings in the runs by git's own importer: one state a run, with all its steps.
  private func grow() throws {
    let file = directory + "/runs"
    guard let stream = fopen(file, "we") else { throw BenchError(system: "write \(file)") }
    func put(_ text: String) { fputs(text, stream) }
    func data(_ text: String) -> String { "data \(text.utf8.count)\n\(text)\n" }
    let run = try repository.run(test: "make test")
    var generator = SystemRandomNumberGenerator()
    for number in 0..<runs {
      var record = RunRecord(beginning: run)
      record.run.id = RunID(
        slug: Slug("bench"), time: 1_672_531_200 + number / 100 * 86_400, using: &generator)
      record.phase = .ended
      record.outcome = .unresolved
      record.steps = ExportBench.steps
      put("commit \(RefNames.run(record.run.id))\n")
      put("committer Bench <bench@localhost> 1700000000 +0000\n" + data("outcome: unresolved"))
      put("M 100644 inline run.json\n" + data(ExportBench.json(record)))
      put("M 100644 inline issue.md\n" + data("# Issue \(number)\n\nIt is wrong.\n"))
      for step in 1...ExportBench.steps {
        let name = String(10_000 + step).dropFirst()
        put(
          "M 100644 inline steps/\(name).json\n"
            + data(ExportBench.json(stepFile(step, in: number, of: run))))
        put("M 100644 inline log/\(name).txt\n" + data(ExportBench.log(step, number)))
      }
    }
    fclose(stream)
    let script = "git fast-import --quiet < \(file) && git gc -q && git pack-refs --all"
    try BenchProcess(["sh", "-c", script], in: repository.path).run()
  }

  /// The file of one step: by turns an edit, tests and a read, each with a reply.
  private func stepFile(_ number: Int, in place: Int, of run: Run) -> some Encodable {
    struct File: Encodable {
      var version = 1
      var step: Step
      var logHead = 400
      var logOmitted = 0
    }
    let actions: [Action] = [
      .test(.working), .read(path: repository.somePath(number), lines: 1...80),
      .edit(
        [FileEdit(path: repository.somePath(number), change: .write("x = \(place)\n"))],
        why: "It has to be \(place)."),
    ]
    let action = actions[number % 3]
    let tests = TestReport(
      passed: (0..<10).map { "tests.test_\($0)" }, failed: ["tests.test_x"], succeeded: false,
      reader: "pytest")
    var observation = Observation(
      tree: run.baseTree, ending: .exited(0), tests: number % 3 == 0 ? tests : nil)
    observation.changed = number % 3 == 2 ? [repository.somePath(number)] : []
    var reply = Reply(model: "bench", text: "I look at step \(number) of run \(place) next.")
    reply.usage = Usage(requests: 1, sent: 9000 + number, cached: 8000, received: 120)
    let step = Step(
      number: number, action: action, observation: observation, decidedBy: .model("bench"),
      time: 1_700_000_000 + number, cost: .nothing, reply: reply)
    return File(step: step)
  }

  /// What a command printed: some 400 bytes, no two alike.
  private static func log(_ step: Int, _ run: Int) -> String {
    (0..<8).map { "line \($0) of what step \(step) of run \(run) has printed\n" }.joined()
  }

  private static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    return String(decoding: (try? encoder.encode(value)) ?? Data(), as: UTF8.self)
  }
}
