import Engine
import FoundationEssentials
import Git
import Glibc
import Memory
import Records
import Text
import Vocabulary

/// Measures looking up earlier work in an index of many runs and a long history, all of it generated.
struct MemoryBench {
  private let repository: BenchRepository
  private let directory: String
  private let key: RecordKey
  private let rounds: Int

  /// Commits of the history.
  static let commits = 100_000
  /// Runs, ascending.
  static let runs = [100, 1000, 10_000]
  /// Files of the project.
  static let files = 1000

  /// What was measured with so many runs; seconds, bytes for the size.
  struct Measured {
    /// Runs in the index.
    var runs: Int
    /// Taking in the runs that are new since the last measurement.
    var update: Double
    /// An update that finds nothing new.
    var idle: Double
    /// The index file.
    var size: Int
    /// A look-up at a run's start: the median, and the slowest.
    var start: (median: Double, worst: Double)
    /// A look-up at a step.
    var step: (median: Double, worst: Double)
    /// What the built-in policy begins with.
    var priors: Double
    /// Recollections that were found, a look-up.
    var found: Double
  }

  /// A bench that makes a repository in a folder of its own.
  init(in place: BenchPlace, rounds: Int) throws {
    directory = place.directory + "/memory"
    try BenchProcess(["mkdir", "-p", directory]).run()
    repository = try BenchRepository(files: MemoryBench.files, in: directory, of: place)
    var generator = SystemRandomNumberGenerator()
    key = RecordKey(using: &generator)
    self.rounds = max(20, rounds)
  }

  /// Makes the history and the runs, and measures in between.
  ///
  /// - Returns: What was measured, and the seconds that taking in the history took.
  func measured() throws -> (history: Double, results: [Measured]) {
    try growHistory()
    let handle = try Repository(discovering: repository.path, environment: [:])
    let base = try handle.resolve("main")
    let file = MemoryIndex.file(inCache: directory + "/cache", of: handle.commonDirectory)
    var index = try MemoryIndex(at: file, key: key, redactor: Redactor())
    let history = try seconds {
      guard try index.update(from: handle, at: base, within: 3600).commits > MemoryBench.commits
      else {
        throw BenchError("the history was not taken in")
      }
    }
    var results: [Measured] = []
    var known = 0
    for count in MemoryBench.runs {
      try growRuns(known..<count)
      known = count
      results.append(try measure(count, &index, base, at: file))
    }
    return (history, results)
  }

  private func measure(
    _ count: Int, _ index: inout MemoryIndex, _ base: ObjectID, at file: String
  ) throws -> Measured {
    let handle = try Repository(discovering: repository.path, environment: [:])
    let update = try seconds {
      guard try index.update(from: handle, at: base, within: 3600).isComplete else {
        throw BenchError("the runs were not taken in")
      }
    }
    let idle = try seconds { _ = try index.update(from: handle, at: base, within: 3600) }
    var (starts, steps, priors): ([Double], [Double], [Double]) = ([], [], [])
    var found = 0
    // The first one reads the rules of what is redacted.
    for round in 0...rounds {
      let words = RunWords(count + round)
      starts.append(
        try seconds {
          let issue = Issue(title: words.title, body: words.body)
          found += try index.recollections(for: issue, at: base, in: handle).count
        })
      let path = repository.somePath(words.number)
      steps.append(
        try seconds {
          let step = Step(
            number: 3, action: .read(path: path, lines: nil),
            observation: Observation(
              tree: .zero,
              tests: TestReport(failed: [words.test], succeeded: false, reader: "pytest")),
            decidedBy: .engine, time: 0, cost: .nothing)
          let places = StepPlaces(step)
          found += try index.recollections(
            touching: places.paths, failing: places.tests,
            lines: places.lines(in: handle.readCommit(base).tree, of: handle)
          ).count
        })
      priors.append(try seconds { _ = try index.repairPriors(at: base, in: handle) })
    }
    var status = stat()
    stat(file, &status)
    return Measured(
      runs: count, update: update, idle: idle, size: Int(status.st_size),
      start: (median(starts.dropFirst()), starts.dropFirst().max() ?? 0),
      step: (median(steps.dropFirst()), steps.dropFirst().max() ?? 0),
      priors: median(priors.dropFirst()), found: Double(found) / Double(2 * rounds + 2))
  }

  private func seconds(_ work: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try work()
    return (.now - start) / .seconds(1)
  }

  /// Brings in a history by git's own importer, in which a third of the commits mend something.
  private func growHistory() throws {
    try fastImport { put in
      put("reset refs/heads/main\nfrom refs/heads/main^0\n\n")
      for number in 0..<MemoryBench.commits {
        let words = RunWords(number)
        put("commit refs/heads/main\n")
        put("committer Ada <ada@localhost> \(1_400_000_000 + number * 1000) +0000\n")
        put(MemoryBench.data("\(number % 3 == 0 ? "Fix" : "Change") \(words.title)"))
        for file in 0...(number % 3) {
          put("M 100644 inline \(repository.somePath(words.number + file))\n")
          put(MemoryBench.data("line \(number) of \(words.title)\nvalue = \(number)\n"))
        }
      }
    }
  }

  /// Brings in runs: their trees by git's own importer, their states with the header of the user's key.
  private func growRuns(_ numbers: Range<Int>) throws {
    let run = try repository.run(test: "make test")
    let names = numbers.map { RunWords($0).id }
    try fastImport { put in
      for (number, id) in zip(numbers, names) {
        try putRun(RunWords(number), run, id, put)
      }
    }
    let handle = try Repository(discovering: repository.path, environment: [:])
    for (number, id) in zip(numbers, names) {
      let tree = try handle.readCommit(handle.resolve("refs/bench/\(number)")).tree
      let signature = BenchRepository.author.signature(at: 1_700_000_000 + number)
      let state = try handle.commit(
        tree: tree, parents: [], author: signature, committer: signature,
        message: Redactor()("outcome" as Outgoing), sealedBy: key.seal(at: RefNames.run(id)))
      try handle.apply(
        .create(RefNames.run(id), at: state, reason: "bench"), durable: false)
    }
    let drop = """
      git for-each-ref --format='delete %(refname)' refs/bench | git update-ref --stdin && git pack-refs --all
      """
    try BenchProcess(["sh", "-c", drop], in: repository.path).run()
  }

  private func putRun(
    _ words: RunWords, _ run: Run, _ id: RunID, _ put: (String) -> Void
  ) throws {
    var record = RunRecord(beginning: run)
    record.run.id = id
    record.run.issue = Issue(title: words.title)
    record.run.began = 1_600_000_000 + words.seed * 100
    record.phase = .ended
    record.outcome = .unresolved
    let steps = words.steps(at: { repository.somePath($0) }, tree: run.baseTree)
    record.steps = steps.count
    put("commit refs/bench/\(words.seed)\n")
    put("committer Bench <bench@localhost> 1700000000 +0000\n" + MemoryBench.data("outcome"))
    put("M 100644 inline run.json\n" + MemoryBench.data(MemoryBench.json(record)))
    put("M 100644 inline issue.md\n" + MemoryBench.data("# \(words.title)\n\n\(words.body)"))
    for step in steps {
      let name = String(10_000 + step.number).dropFirst()
      put("M 100644 inline steps/\(name).json\n")
      put(MemoryBench.data(MemoryBench.json(StepFile(step: step))))
    }
  }

  /// The file of one step.
  private struct StepFile: Encodable {
    var version = 1
    var step: Step
    var logHead = 0
    var logOmitted = 0
  }

  private func fastImport(_ write: ((String) -> Void) throws -> Void) throws {
    let file = directory + "/import"
    guard let stream = fopen(file, "we") else { throw BenchError(system: "write \(file)") }
    try write { fputs($0, stream) }
    fclose(stream)
    try BenchProcess(
      ["sh", "-c", "git fast-import --quiet < \(file)"], in: repository.path
    ).run()
  }

  private static func data(_ text: String) -> String { "data \(text.utf8.count)\n\(text)\n" }

  private static func json(_ value: some Encodable) -> String {
    String(decoding: (try? JSONEncoder().encode(value)) ?? Data(), as: UTF8.self)
  }
}
