import Records
import Text
import Vocabulary

/// What became of one issue in a sweep.
struct SweptIssue: Encodable {
  /// The issue's key.
  var key: String
  /// Its title.
  var title: String
  /// The run's outcome or phase; `failed` when the work broke off.
  var state: String
  /// Its run; `nil` when none was begun.
  var run: String?
  /// The branch of the series; `nil` when none was delivered.
  var branch: String?
  /// Steps of the run.
  var steps = 0
  /// What the run has cost in this sweep.
  var spent = Budget.nothing
  /// Why the work broke off; `nil` otherwise.
  var reason: String?
}

/// Shows how a sweep goes: a line for each issue on stdout, the rest on stderr.
struct SweepDisplay: Sendable {
  /// Whether lines are JSON.
  let isJSON: Bool
  /// Whether only results and what goes wrong are shown.
  let isQuiet: Bool

  /// Says something, unless quiet.
  func tell(_ line: String) {
    if !isQuiet { Console.standard.note(line) }
  }

  /// Shows how far it has come, where stderr is a terminal.
  func show(done: Int, atWork: Int, waiting: Int) {
    guard !isQuiet else { return }
    Console.standard.live("\(done) done, \(atWork) at work, \(waiting) wait …")
  }

  /// Shows what became of an issue.
  func show(_ issue: SweptIssue) {
    let console = Console.standard
    if isJSON { return console.write(jsonLine(issue)) }
    let paint = Paint(isOn: console.isColoured)
    var line = "\(paint.dim(String(issue.key.prefix(12))))  \(paint.outcome(issue.state))  "
    line += visible(issue.title)
    if let run = issue.run {
      line += paint.dim(
        "  (\(counted(issue.steps, "step")), \(duration(issue.spent.seconds)); "
          + "\(issue.branch.map(RefNames.branchName) ?? run))")
    }
    if let reason = issue.reason { line += ": \(visible(reason))" }
    console.write(line + "\n")
  }
}
