import ArgumentParser
import Git
import Glibc
import Records

/// `git colleague stop`: stops a run at its next safe point.
struct StopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "Stop a run at its next safe point; it can be resumed.")

  @Argument(help: "The run: its id, the start of it, or its branch.")
  var run: String

  func run() async throws {
    let opened = try OpenRepository.here(forWriting: false)
    let id = try RunIndex.id(matching: run, in: opened.repository)
    // Whoever can write there could name any process.
    try RunFolder.make()
    guard let holder = RunLock.holder(of: RunFolder.lockFile(of: id)), kill(holder, SIGTERM) == 0
    else {
      throw Failure(
        "nobody on this machine is working on \(id)", hint: "git colleague show \(id)",
        status: .nothingToDo)
    }
    Console.standard.write("stopping \(id)\n")
    do { try takeOut(id, in: opened) } catch { Console.standard.warn(Failure(error)) }
  }

  /// Keeps sweeps from taking up what a person has stopped.
  private func takeOut(_ id: String, in opened: borrowing OpenRepository) throws {
    let queue = Queue(
      in: try opened.another(), author: try opened.author, secrets: Settings.secrets(with: nil))
    let claims = Claims(
      in: try opened.another(), author: try opened.author, worker: ThisWorker.worker)
    for entry in try queue.entries() where !entry.isOver {
      guard try entry.run == id || claims.claim(on: entry.key)?.run == id else { continue }
      try queue.update(entry.key, subject: "stopped", at: SystemClock().now) { present in
        var next = present
        next.state = .dropped
        next.run = id
        return next
      }
      Console.standard.note("no sweep takes it up again; 'git colleague resume \(id)' goes on")
    }
  }
}
