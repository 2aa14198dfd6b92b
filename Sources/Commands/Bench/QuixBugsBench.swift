import Git
import Glibc
import Records
import Runs
import Vocabulary

/// What became of one program.
struct QuixBugsResult: Sendable {
  /// The program's name.
  var program: String
  /// How its run ended; `nil` where it broke off.
  var outcome: Outcome?
  /// Candidates tried.
  var candidates = 0
  /// Candidates with which all tests pass.
  var passing = 0
  /// Wall-clock seconds of the whole run.
  var seconds = 0.0
  /// Whether the program is now the right version's text; nothing is known of other texts.
  var isReference = false

  /// Whether the run ended with a series that its tests confirm.
  var isRepaired: Bool { outcome == .resolved }

  /// How the run ended, in a word.
  var word: String { outcome?.rawValue ?? "broke off" }

  /// `gcd: resolved after 60 candidates in 8 s`.
  var sentence: String { "\(program): \(word) after \(candidates) candidates in \(wholeSeconds) s" }

  /// The seconds, rounded.
  var wholeSeconds: Int { Int(seconds.rounded()) }
}

/// Has this program repair the faulty programs of QuixBugs, each in a repository of its own, as a user
/// would: by an issue that says nothing of the fault, confined, without a model.
struct QuixBugsBench {
  /// The candidates that may be tried for one program.
  static let candidates = 1000

  private let checkout: QuixBugs
  private let directory: String

  /// A bench that makes its repositories below `directory`.
  init(of checkout: QuixBugs, in directory: String) {
    self.checkout = checkout
    self.directory = directory
  }

  /// Makes the repository of `program` and works on its issue to the end.
  func result(for program: String) throws -> QuixBugsResult {
    let path = try repository(of: program)
    let ended = try BenchProcess(
      [
        "sh", "-c", "exec \"$0\" \"$@\" >/dev/null", ThisProgram.path, "work", "--policy", "repair",
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
    let path = "\(directory)/\(program)"
    try BenchProcess(["git", "init", "-q", "-b", "main", path]).run()
    for (key, value) in [
      ("user.name", "Bench"), ("user.email", "bench@localhost"), ("colleague.testTime", "10s"),
      ("colleague.deliverCommand", ""),
    ] { try BenchProcess(["git", "-C", path, "config", key, value]).run() }
    try checkout.copy(program, to: path)
    try BenchProcess(["git", "-C", path, "add", "-A"]).run()
    try BenchProcess(["git", "-C", path, "commit", "-q", "-m", "base"]).run()
    try BenchRepository.put(
      "# \(program) gives wrong results\n\nIts tests fail.\n", to: "\(path).md")
    return path
  }
}

/// The results as one table, and the sentence that counts them.
struct QuixBugsTable {
  /// How many of the programs have to be repaired.
  static let target = 28

  private let results: [QuixBugsResult]

  /// The table of these results, one row a program.
  init(_ results: [QuixBugsResult]) { self.results = results }

  private var repaired: [QuixBugsResult] { results.filter(\.isRepaired) }

  /// Whether enough programs are repaired.
  var meetsTarget: Bool { repaired.count >= QuixBugsTable.target }

  /// The table, for a terminal or a file.
  var text: String {
    let header = ["program", "candidates", "passing", "seconds", "outcome", "same as reference"]
    let rows = results.map { result in
      [
        result.program, String(result.candidates), String(result.passing),
        String(result.wholeSeconds), result.word,
        result.isRepaired ? result.isReference ? "yes" : "no" : "",
      ]
    }
    let same = repaired.count(where: \.isReference)
    return aligned([header] + rows, numbers: 1...3) + """
      \(repaired.count) of \(results.count) repaired within \(QuixBugsBench.candidates) candidates, \
      \(same) of them with the reference's own text

      """
  }
}
