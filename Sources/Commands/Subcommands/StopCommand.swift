import ArgumentParser
import Git
import Glibc
import Records
import Runs
import Sweeps
import Vocabulary

/// `git colleague stop`: stops a run at its next safe point.
struct StopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "Stop a run at its next safe point; it can be resumed.")

  @Argument(help: "The run: its id, the start of it, or its branch.")
  var run: String

  func run() async throws {
    let opened = try OpenRepository.here()
    let id = try RunIndex.id(matching: run, in: opened.repository)
    // Whoever can write there could name any process.
    try opened.cache.make()
    guard let holder = opened.cache.holder(of: id) else { throw nobody(id) }
    // First, so that no worker elsewhere goes on when this one stops.
    do { try takeOut(id, in: opened) } catch { Console.standard.warn(Failure(error)) }
    guard kill(holder, SIGTERM) == 0 else { throw nobody(id) }
    Console.standard.write("stopping \(id)\n")
  }

  private func nobody(_ id: RunID) -> Failure {
    Failure(
      "nobody on this machine is working on \(id)", hint: "git colleague show \(id)",
      kind: .nothingToDo)
  }

  /// Keeps sweeps from taking up what a person has stopped.
  private func takeOut(_ id: RunID, in opened: borrowing OpenRepository) throws {
    let queue = try opened.queue()
    let claims = try opened.claims()
    let now = SystemClock().now
    // A run by hand may be of an issue that no sweep has met yet, and the next one would.
    let issue = try StoredRun(id, in: opened.repository).record.run.issue
    let own = try queue.add(issue, trigger: .manual, at: now, as: .dropped, run: id)
    var isOut = own.isNew
    for entry in try queue.entries() where !entry.isClosed {
      let claim = try? claims.claim(on: entry.key)
      guard entry.key == own.entry.key || entry.run == id || claim?.run == id else { continue }
      try queue.update(entry.key, subject: "stopped", at: now) { $0.ended(as: .dropped, run: id) }
      isOut = true
    }
    guard isOut else { return }
    Console.standard.note("no sweep takes it up again; 'git colleague resume \(id)' goes on")
  }
}
