import Evaluation
import Git
import Processes
import Records
import Runs
import Text
import Vocabulary

/// Makes a suite of a repository's history, and tells of it.
struct MiningCall {
  /// The repository, or a folder of its working tree.
  let directory: String
  /// Where the suite goes.
  let folder: EvaluationFolder
  /// The most instances.
  let limit: Int
  /// The most commits that are looked at.
  let commits: Int
  /// How long commits are tried.
  let seconds: Double
  /// The test command; `nil` for the setting's, or what is recognised.
  let test: String?
  /// Whether what is told is JSON.
  let isJSON: Bool
  /// Whether no progress is told.
  let isQuiet: Bool

  /// Makes it.
  ///
  /// - Throws: ``Failure``; ``ExitStatus/nothingToDo`` where no commit makes an instance: the suite is empty then.
  func run() async throws {
    let given = EvaluationSettings.given()
    let variables = Environment.all.merging(given) { _, new in new }
    let repository = try Repository(discovering: directory, environment: variables)
    try repository.preflight(forWriting: false)
    var settings = try EvaluationSettings.settings(of: repository)
    for passedOver in settings.passedOver {
      Console.standard.warn(Failure(RunError.passedOver(passedOver)))
    }
    if let test { settings.test = test }
    let base = try Base.choice(option: nil, wish: nil, setting: settings.base, in: repository)
    let opened = OpenRepository(repository: repository, settings: settings, given: given)
    try folder.make()
    Interruption.stop.arm()
    let (isJSON, isQuiet) = (isJSON, isQuiet)
    let mining = Mining(
      in: folder, limit: limit, walkLimit: commits, seconds: seconds,
      reporter: TerminalReporter(isJSON: false, isQuiet: true), stop: Interruption.stop
    ) { event in
      if !isQuiet { MiningCall.tell(event) }
    }
    let count = try await mining.carryOut(in: opened, from: base)
    let path = "\(folder.path)/suite.jsonl"
    if isJSON {
      Console.standard.write(json: Made(suite: path, instances: count))
    } else {
      Console.standard.write("\(counted(count, "instance")) in \(visible(path))\n")
    }
    if count == 0 { throw ExitStatus.nothingToDo }
  }

  private struct Made: Encodable {
    let suite: String
    let instances: Int
  }

  private static func tell(_ event: MiningEvent) {
    let console = Console.standard
    switch event {
    case .trying(let id, let subject):
      console.live("trying \(id.abbreviated()) \(visible(subject)) …")
    case .tried(let id, let isTaken, let found, let walked):
      let word = isTaken ? "taken " : "passed"
      console.note("\(word) \(id.abbreviated()); \(found) found among \(counted(walked, "commit"))")
    case .outOfTime(let walked):
      console.note("the time is up after \(counted(walked, "commit")); --time gives it more")
    }
  }
}
