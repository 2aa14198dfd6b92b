import ArgumentParser
import Git
import Glibc
import Records
import Runs
import Sweeps
import Text
import Vocabulary
import Workspaces

/// `git colleague queue list`.
struct QueueList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "What is in the queue, the oldest first.")

  @Flag(help: "Those with a run behind them, and those taken out, as well.")
  var all = false

  @Flag(help: "Stable lines: key, state, time to wait for or 0, run or '-', title; by tabs.")
  var porcelain = false

  @Flag(help: "One JSON object a line.")
  var json = false

  func validate() throws {
    if porcelain && json { throw ValidationError("--porcelain and --json exclude each other") }
  }

  func run() async throws {
    let opened = try OpenRepository.here(forWriting: false)
    let console = Console.standard
    let entries = try opened.queueToRead().readableEntries().filter { all || !$0.isClosed }
    let now = SystemClock().now
    let claims = try opened.claims().readable().filter { !$0.isFree(at: now) }
    let holders = Dictionary(claims.map { ($0.key, $0) }) { first, _ in first }
    if !porcelain && !json { console.page() }
    for entry in entries {
      if json {
        console.write(json: entry)
      } else {
        console.write(porcelain ? stableLine(entry) : line(entry, holders[entry.key], console))
      }
    }
    if entries.isEmpty && !porcelain && !json { console.note("the queue is empty") }
  }

  private func stableLine(_ entry: QueueEntry) -> String {
    let fields = [
      entry.key, entry.state.rawValue, String(entry.notBefore), entry.run?.description ?? "-",
      visible(entry.issue.title),
    ]
    return fields.joined(separator: "\t") + "\n"
  }

  private func line(_ entry: QueueEntry, _ claim: Claim?, _ console: Console) -> String {
    let paint = Paint(isOn: console.isColoured)
    let wait = entry.notBefore - SystemClock().now
    var state = entry.state.rawValue
    if let claim {
      state = "at work on \(visible(claim.worker?.host ?? "another machine"))"
    } else if entry.state == .waiting, wait > 0 {
      let reason = entry.reason.map { " (\(visible($0)))" } ?? ""
      state += ", again in \(duration(Double(wait))) after \(counted(entry.failures, "failure"))"
      state += reason
    }
    let origin = visible("\(entry.issue.origin)")
    return "\(paint.dim(String(entry.key.prefix(12))))  \(state)  "
      + "\(visible(entry.issue.title)) \(paint.dim("(\(origin))"))\n"
  }
}
