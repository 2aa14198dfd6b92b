import ArgumentParser
import Evaluation
import Files
import Git
import Glibc
import Processes
import Records
import Runs
import Sweeps
import Text
import Vocabulary

/// `git colleague evaluate`: works on a suite of instances and grades what comes of it, or makes one.
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Work on a suite of instances and grade it, or make one.",
    discussion: """
      A suite is a file of JSON lines in SWE-bench's form; the page Evaluation says what may stand in it. Each instance \
      is worked on by a process of its own, in a clone of its own. What is done is kept in the output folder, and a \
      further call goes on with the rest, whatever became of the one before.

      With --mine it makes a suite of a repository's own history: commits that fix one fault and bring a test, checked \
      to fail before and to pass after.

      Exit status: 0 every instance was graded, or the suite was made; 1 some could not be; 3 there is none; 129 \
      usage; 130 interrupted.
      """)

  @Argument(help: "The suite.")
  var suite: String?

  @Option(help: ArgumentHelp("Make a suite of this repository's history.", valueName: "dir"))
  var mine: String?

  @Option(name: .shortAndLong, help: "The folder of results; several calls may share it.")
  var output = "evaluation"

  @Option(help: "Instances at work at the same time, within the machine's memory.")
  var jobs = 1

  @Option(help: "Only every N-th instance, from the one at K, counted from 0: K/N.")
  var shard: String?

  @Option(help: "Instances worked on, or made, at most.")
  var limit: Int?

  @Option(help: "What each run may spend, such as steps=50,time=10m,money=1.")
  var budget: String?

  @Option(help: "Who decides: auto, model or repair.")
  var policy: PolicyRequest.Name?

  @Option(help: "The command that runs the tests, where an instance names none.")
  var test: String?

  @Option(help: "A folder of repositories or bundles, by names such as owner/name or owner__name.")
  var repositories: String?

  @Option(help: "Grade these predictions instead of working: a file, or 'gold'.")
  var predictions: String?

  @Option(help: "With --mine, commits looked at at most.")
  var commits = 2_000

  @Option(help: "With --mine, how long commits are tried.")
  var time = "1h"

  @Flag(help: "Work on nothing, and only put together what is there.")
  var summary = false

  @Flag(help: "One JSON object a line.")
  var json = false

  @Flag(name: .shortAndLong, help: "No progress on stderr.")
  var quiet = false

  func validate() throws {
    guard (suite == nil) != (mine == nil) else {
      throw ValidationError("give a suite, or --mine and a repository")
    }
    guard (1...256).contains(jobs) else {
      throw ValidationError("--jobs takes a number from 1 to 256")
    }
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1 on") }
    if commits < 1 { throw ValidationError("--commits takes a number from 1 on") }
    if let shard, Shard(shard) == nil {
      throw ValidationError(
        "--shard takes a part and their number, such as 0/4 for the first of four")
    }
    if policy == .replay { throw ValidationError("a replay cannot be evaluated") }
    if predictions != nil, policy != nil || budget != nil {
      throw ValidationError(
        "--predictions goes without --policy and --budget: nothing is worked on")
    }
    if mine != nil, predictions != nil || shard != nil || summary {
      throw ValidationError("--mine goes without --predictions, --shard and --summary")
    }
  }

  func run() async throws {
    let folder = EvaluationFolder(at: try absolute(output))
    if let mine {
      let mining = MiningCall(
        directory: mine, folder: folder, limit: limit ?? 20, commits: commits,
        seconds: try seconds, test: test, isJSON: json, isQuiet: quiet)
      return try await mining.run()
    }
    guard let path = suite else { return }
    let given = EvaluationSettings.given()
    let read = try readSuite(try absolute(path))
    try folder.make()
    try folder.keep(EvaluationWay(policy: way, budget: budget))
    let passed = read.passedOver
    guard !read.suite.entries.isEmpty else { throw EvaluationError.noInstance(path: path) }
    let open = summary ? 0 : try await work(on: read.suite, in: folder, given)
    // A part of many leaves the whole to whoever calls for it last.
    guard shard == nil else {
      if open > 0 || passed > 0 { throw ExitStatus.unresolved }
      return
    }
    let results = try SuiteEvaluation.gather(read.suite, in: folder)
    show(results, in: folder)
    let isWhole = results.total.graded == results.total.instances || limit != nil && open == 0
    if open > 0 || passed > 0 || !isWhole { throw ExitStatus.unresolved }
  }

  /// The seconds of `--time`.
  private var seconds: Double {
    get throws(Failure) {
      try Budget("time=\(time)", from: "--time", others: .unlimited, kind: .usage).seconds
    }
  }

  /// Who decides, in a word that a folder of results keeps.
  private var way: String {
    predictions.map { $0 == "gold" ? $0 : "predictions" } ?? policy?.rawValue ?? "as set"
  }

  /// Reads the suite, and tells of the lines that are no instances: some in full, the others by their number.
  private func readSuite(_ path: String) throws -> (suite: Suite, passedOver: Int) {
    let most = 20
    var passedOver = 0
    let suite = try Suite(path) { line, fault in
      passedOver += 1
      guard passedOver <= most else { return }
      let words = Failure(words: fault).sentence
      Console.standard.note("warning: line \(line) is passed over: \(words)")
    }
    if passedOver > most {
      Console.standard.note("warning: \(passedOver - most) more lines are passed over")
    }
    return (suite, passedOver)
  }

  /// Works on the instances; how many of them were not graded.
  private func work(
    on suite: Suite, in folder: EvaluationFolder, _ given: [String: String]
  ) async throws -> Int {
    let stop = Interruption.stop
    stop.arm()
    // What is wrong with it is said once, and not by each process.
    _ = try budget.map { text throws(Failure) in
      try Budget(text, from: "--budget", kind: .usage)
    }
    let call = InstanceCall(
      suiteFolder: absoluteFolder(of: suite.path), output: folder.path,
      repositories: try repositories.map(absolute), policy: policy, budget: budget, test: test,
      predictions: try predictions.map { $0 == "gold" ? $0 : try absolute($0) })
    let launcher = InstanceProcess(call: call, given: given, stop: stop)
    let part = suite.entries(of: shard.flatMap(Shard.init))
    let entries = Array(part.prefix(limit ?? part.count))
    let most = MachineMemory.jobs(wanted: min(jobs, max(1, entries.count)))
    let reporter = EvaluationReporter(isJSON: json, isQuiet: quiet)
    let evaluation = SuiteEvaluation(
      of: suite, in: folder, jobs: most, by: launcher, stop: stop
    ) { reporter.report($0) }
    return try await evaluation.work(on: entries)
  }

  private func show(_ results: EvaluationResults, in folder: EvaluationFolder) {
    let console = Console.standard
    guard !json else { return console.write(json: results.total) }
    let table = EvaluationTable(results, isColoured: console.isColoured)
    console.write(table.text)
    console.note("results: \(visible(folder.path))/results.json and predictions.jsonl")
  }
}

/// A path of the command line from the root.
func absolute(_ path: String) throws(Failure) -> String {
  guard !path.isEmpty else { throw Failure("an empty path names no file", kind: .usage) }
  if path.hasPrefix("/") { return path }
  guard let here = realPath(".") else {
    throw Failure("the current folder is gone", hint: "cd to another one")
  }
  return here == "/" ? "/" + path : "\(here)/\(path)"
}

private func absoluteFolder(of path: String) -> String {
  let folder = path.folderPath
  return folder.isEmpty ? "/" : folder
}
