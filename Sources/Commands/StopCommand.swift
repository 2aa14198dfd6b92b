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
  }
}
