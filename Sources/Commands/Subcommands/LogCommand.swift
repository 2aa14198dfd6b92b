import ArgumentParser
import Git
import Records
import Runs
import Vocabulary

/// `git colleague log`: the steps of a run.
struct LogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "The steps of a run.")

  @Argument(help: "The run: its id, the start of it, or its branch; the newest run when left out.")
  var run: String?

  @Flag(name: .shortAndLong, help: "Go on showing steps until the run ends.")
  var follow = false

  @Flag(help: "Stable lines: number, action, seconds, code commit's tree, subject; by tabs.")
  var porcelain = false

  @Flag(help: "One JSON event a line.")
  var json = false

  func validate() throws {
    if porcelain && json { throw ValidationError("--porcelain and --json exclude each other.") }
  }

  func run() async throws {
    let opened = try OpenRepository.here(forWriting: false)
    let console = Console.standard
    let id = try runID(run, in: opened.repository)
    let events = EventStream(console: console, run: id)
    if !follow && !porcelain && !json { console.page() }
    let first = try StoredRun(id, in: opened.repository)
    var shown = 0
    var stored = first
    var isAbandoned = false
    while true {
      for step in try stored.steps(in: opened.repository, after: shown) {
        json ? events.kept(step) : console.write(line(step, console))
      }
      shown = stored.record.steps
      guard follow, !stored.record.isConcluded else { break }
      if isAbandoned {
        throw Failure(
          "nobody on this machine is working on \(id) any more",
          hint: "git colleague resume \(id)", kind: .nothingToDo)
      }
      try await Task.sleep(for: .milliseconds(200))
      // Looked at before the trail is read once more, so that nothing is missed.
      isAbandoned = opened.cache.holder(of: id) == nil
      stored = try StoredRun(id, in: opened.repository)
    }
    if json { events.ended(stored.record) }
    if stored.record.outcome != nil, !json, !porcelain {
      console.write("\(Paint(isOn: console.isColoured).outcome(stored.record.state))\n")
      if !stored.record.isConcluded { console.note("hint: git colleague resume \(id)") }
    }
  }

  private func line(_ step: Step, _ console: Console) -> String {
    guard !porcelain else {
      return [
        String(step.number), step.action.kind.rawValue, thousandths(step.cost.seconds),
        step.observation.tree.description, step.subject,
      ].joined(separator: "\t") + "\n"
    }
    let paint = Paint(isOn: console.isColoured)
    let number = String(repeating: " ", count: max(0, 4 - String(step.number).count))
    let told = step.observation.recollections.map { ", told of earlier work: \($0.count)" } ?? ""
    return "\(number)\(paint.dim(String(step.number)))  \(step.subject)"
      + paint.dim("  \(duration(step.cost.seconds))\(told)") + "\n"
  }
}

/// The run that `text` means, or the newest one.
func runID(_ text: String?, in repository: borrowing Repository) throws -> RunID {
  if let text { return try RunIndex.id(matching: text, in: repository) }
  var newest: (id: RunID, began: Int)?
  for id in try RunIndex.ids(in: repository) {
    guard let began = readableRun(id, in: repository)?.record.run.began else { continue }
    if began >= newest?.began ?? .min { newest = (id, began) }
  }
  guard let newest else {
    throw Failure(
      "there are no runs in this repository yet", hint: "git colleague work ISSUE.md",
      kind: .nothingToDo)
  }
  return newest.id
}
