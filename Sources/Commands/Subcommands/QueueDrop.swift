import ArgumentParser
import Git
import Glibc
import Records
import Runs
import Sweeps
import Text
import Vocabulary
import Workspaces

/// `git colleague queue drop`.
struct QueueDrop: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drop", abstract: "Take an issue out of the queue.",
    discussion:
      "It is not tried again until its text changes, or 'queue add' asks for it; with --again by a new run."
  )

  @Argument(help: "The key, or the start of it.")
  var key: String

  func run() async throws {
    Console.standard.putWorkFirst()
    let opened = try OpenRepository.here()
    let queue = try opened.queue()
    let entry = try queue.entry(matching: key)
    guard !entry.isClosed else {
      throw Failure(
        "there is nothing to take out: it is \(entry.state.rawValue) already", kind: .nothingToDo)
    }
    try queue.update(entry.key, subject: "dropped", at: SystemClock().now) {
      $0.ended(as: .dropped)
    }
    Console.standard.write("\(entry.key.prefix(12))  \(visible(entry.issue.title))\n")
    let claim = try? opened.claims().claim(on: entry.key)
    guard let claim, !claim.isFree(at: SystemClock().now) else { return }
    let way = claim.run.map { "; 'git colleague stop \($0)' ends that" } ?? ""
    Console.standard.note("it is at work\(way)")
  }
}
